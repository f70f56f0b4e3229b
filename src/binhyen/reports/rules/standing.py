"""What a report says of itself under its title: how complete its figures are, whether real."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .content import Content, Reported

MOST_MONTHS = 4
SYNTHETIC = "DỮ LIỆU GIẢ LẬP – dùng để học và thử, không phải số liệu thật"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is missing, in one language."""

    running: str
    none: str
    some: str
    incomplete: str
    month_none: str
    month_some: str
    further: str
    unsent: str
    own_unsent: str
    register: str


VIETNAMESE = Phrases(
    running="Kỳ chưa hết",
    none="Chưa có số liệu",
    some="Số liệu của {units}/{of} đơn vị",
    incomplete="Số liệu chưa đủ ({months})",
    month_none="{month}: chưa có",
    month_some="{month}: {units}/{of} đơn vị",
    further="và {n} tháng khác",
    unsent="{said}, {n} đơn vị khác đã nhập nhưng chưa gửi",
    own_unsent="Biểu số liệu chưa gửi",
    register="Điểm mô hình, tổ và thành viên đếm từ sổ quản lý",
)
ENGLISH = Phrases(
    running="The period isn't over",
    none="No figures yet",
    some="Figures of {units} of {of} units",
    incomplete="The figures are incomplete ({months})",
    month_none="{month}: none",
    month_some="{month}: {units} of {of} units",
    further="and {n} more months",
    unsent="{said}; {n} more have entered figures and not sent them",
    own_unsent="The return hasn't been sent yet",
    register="Sites, teams and members are counted from the register",
)


def standing_line(content: Content) -> str:
    """ "Số liệu của 33/124 đơn vị, tính đến ngày 24/11/2026."; empty where nothing is missing."""
    register = [VIETNAMESE.register] if content.has_register else []
    first, *rest = [*what_is_missing(content), *register, ""]
    if not first:
        return ""
    said = [first, *(one[:1].lower() + one[1:] for one in rest if one)]
    until = f"{date.fromisoformat(content.as_of):%d/%m/%Y}"
    return f"{'; '.join(said)}, tính đến ngày {until}."


def what_is_missing(
    content: Content, words: Phrases = VIETNAMESE, names: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Each thing that keeps the figures from being those of the whole unit and the whole period.

    names: of months by their codes, where they aren't to be called as in the papers.
    """
    if not content.is_over:
        yield words.running
    lacking = [one for one in content.reported if not one.is_all]
    if not lacking:
        return
    if len({(one.units, one.of, one.unsent) for one in content.reported}) == 1:
        yield _of_all(lacking[0], words)
    else:
        months = "; ".join(_by_month(lacking, content, words, names or {}))
        yield words.incomplete.format(months=months)


def _of_all(one: Reported, words: Phrases) -> str:
    if one.of == 1:
        return words.own_unsent if one.unsent else words.none
    said = words.some.format(units=one.units, of=one.of)
    return words.unsent.format(said=said, n=one.unsent) if one.unsent else said


def _by_month(
    lacking: list[Reported], content: Content, words: Phrases, names: Mapping[str, str]
) -> Iterator[str]:
    for one in lacking[:MOST_MONTHS]:
        month = names.get(one.period) or _in_papers(one.period, content)
        if one.of == 1 and one.unsent:
            yield f"{month}: {words.own_unsent[:1].lower()}{words.own_unsent[1:]}"
            continue
        of_units = words.month_none if one.of == 1 else words.month_some
        said = of_units.format(month=month, units=one.units, of=one.of)
        yield words.unsent.format(said=said, n=one.unsent) if one.unsent else said
    if len(lacking) > MOST_MONTHS:
        yield words.further.format(n=len(lacking) - MOST_MONTHS)


def _in_papers(code: str, content: Content) -> str:
    span = content.span_of(code)
    return span.label[:1].lower() + span.label[1:] if span else code
