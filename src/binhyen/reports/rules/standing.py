"""What a report says of itself under its title: how complete its figures are, whether real."""

from collections.abc import Iterator
from datetime import date

from .content import Content, Reported

MOST_MONTHS = 4
SYNTHETIC = "DỮ LIỆU GIẢ LẬP – dùng để học và thử, không phải số liệu thật"


def standing_line(content: Content) -> str:
    """ "Số liệu của 33/124 đơn vị, tính đến ngày 24/11/2026."; empty where nothing is missing."""
    first, *rest = [*what_is_missing(content), ""]
    if not first:
        return ""
    said = [first, *(one[:1].lower() + one[1:] for one in rest if one)]
    until = f"{date.fromisoformat(content.as_of):%d/%m/%Y}"
    return f"{'; '.join(said)}, tính đến ngày {until}."


def what_is_missing(content: Content) -> Iterator[str]:
    """Each thing that keeps the figures from being those of the whole unit and the whole period."""
    if not content.is_over:
        yield "Kỳ chưa hết"
    lacking = [one for one in content.reported if not one.is_all]
    if not lacking:
        return
    if len({(one.units, one.of) for one in content.reported}) == 1:
        yield _of_all(lacking[0])
    else:
        yield f"Số liệu chưa đủ ({'; '.join(_by_month(lacking, content))})"


def _of_all(one: Reported) -> str:
    return "Chưa có số liệu" if one.of == 1 else f"Số liệu của {one.units}/{one.of} đơn vị"


def _by_month(lacking: list[Reported], content: Content) -> Iterator[str]:
    for one in lacking[:MOST_MONTHS]:
        span = content.span_of(one.period)
        name = span.label[:1].lower() + span.label[1:] if span else one.period
        yield f"{name}: chưa có" if one.of == 1 else f"{name}: {one.units}/{one.of} đơn vị"
    if len(lacking) > MOST_MONTHS:
        yield f"và {len(lacking) - MOST_MONTHS} tháng khác"
