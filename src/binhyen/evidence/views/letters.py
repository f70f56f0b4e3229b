"""The five letters of EMMIE in words: what is known, and how well."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..queries import Finding
from ..queries.costs import weights
from ..rules.costs import is_own, per_incident
from ..rules.emmie import MOST, Asked, emmie
from ..rules.sentences import changed
from . import delivery, money, shown
from .sums import about_vnd, share_text


@dataclass(frozen=True, slots=True)
class Told:
    """One letter: what is known, its strength of MOST, and what that strength stands for."""

    name: str
    text: str
    strength: int
    stands_for: str
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Rung:
    """What each strength of a letter stands for, from nought up."""

    name: str
    steps: tuple[str, ...]


def letters(one: Finding) -> list[Told]:
    """In order; each with a strength of its own."""
    study = one.run.study
    asked = Asked(
        has_mechanism=bool(study.mechanism.strip()),
        activities=tuple(study.activities),
        least_worthwhile_percent=float(study.least_worthwhile_percent),
    )
    found = emmie(asked, one.result, money.cost_of(one), are_weights_checked=weights().is_verified)
    texts = {
        "effect": _effect(one),
        "mechanism": _mechanism(one),
        "moderators": _moderators(one),
        "implementation": _implementation(one),
        "economics": _economics(one),
    }
    names, known = _names(), _steps()
    return [
        Told(names[each.key], texts[each.key], each.strength, known[each.key][each.strength])
        for each in found
    ]


def rungs() -> list[Rung]:
    """The written rule, for a fold-out."""
    names = _names()
    return [Rung(names[key], steps) for key, steps in _steps().items()]


def _names() -> dict[str, str]:
    return {
        "effect": _("Tác dụng"),
        "mechanism": _("Cách tác động"),
        "moderators": _("Với nơi nào"),
        "implementation": _("Cách thực hiện"),
        "economics": _("Chi phí"),
    }


def _steps() -> dict[str, tuple[str, ...]]:
    return {
        "effect": (
            _("chưa có con số riêng của mô hình này"),
            _("so trước với sau, hoặc với nơi vốn đã giảm từ trước (bậc 1, 2)"),
            _("so với nơi khác trong cùng tháng (bậc 3)"),
            _("như trên, tính cả địa bàn giáp ranh và đủ để thấy mức đáng làm; hoặc bậc 4"),
            _("nơi làm trước do bốc thăm, tính cả địa bàn giáp ranh (bậc 5)"),
        ),
        "mechanism": (
            _("đề cương không ghi"),
            _("mới ghi bằng lời, hoặc mới chọn việc làm"),
            _("ghi cả hai trước khi khóa, chưa đo"),
            _("đã đo việc làm, có khoảng tin cậy"),
            _("mọi việc làm đều đổi rõ, trong phép so từ bậc 3"),
        ),
        "moderators": (
            _("chưa tách được nhóm nào"),
            _("mới tách được một cách"),
            _("tách được hai cách trở lên, nhóm còn nhỏ"),
            _("hai cách trở lên, mỗi nhóm từ 5 nơi"),
            _("cả ba cách, mỗi nhóm từ 10 nơi"),
        ),
        "implementation": (
            _("chưa biết gì"),
            _("biết điểm nào còn hoạt động"),
            _("biết thêm giấy tờ trong hồ sơ"),
            _("biết thêm việc đã làm, từ 80% số tháng"),
            _("và đã đặt cạnh tác dụng từng nhóm nơi"),
        ),
        "economics": (
            _("chưa ghi tiền"),
            _("có ghi tiền, chưa đủ để biết chi phí hoặc tác dụng chưa tách khỏi 0"),
            _("biết chi phí một nơi một năm"),
            _("biết chi phí cho một vụ bớt đi, trong phép so từ bậc 3"),
            _("và đã cân với thiệt hại của một vụ theo bảng đã đối chiếu"),
        ),
    }


def _effect(one: Finding) -> str:
    change = shown.change_of(one.result)
    if change is None:
        return shown.refusal_text(one.result)
    values = {
        "outcome": one.outcome,
        "change": changed(change.percent),
        "interval": shown.interval_text(change),
        "grade": one.result.get("grade") or "–",
    }
    if not is_own(one.result):
        return _("%(outcome)s %(change)s (%(interval)s), không tách riêng được") % values
    return _("%(outcome)s %(change)s (%(interval)s), phép so bậc %(grade)s") % values


def _mechanism(one: Finding) -> str:
    study = one.run.study
    if not study.mechanism.strip() and not study.activities:
        return _("chưa ghi mô hình tác động bằng cách nào; ghi trong phiên bản mới của đề cương")
    parts = [Truncator(study.mechanism.strip()).chars(160)] if study.mechanism.strip() else []
    told = one.result.get("steps") or {}
    rose = [one.named(key) for key, each in told.items() if _is_above(each)]
    fell = [one.named(key) for key, each in told.items() if _is_below(each)]
    unclear = [
        one.named(key)
        for key, each in told.items()
        if "percent_change" in each and not _is_above(each) and not _is_below(each)
    ]
    for text, names in (
        (_("nhiều lên: %(names)s"), rose),
        (_("ít đi: %(names)s"), fell),
        (_("chưa rõ có đổi: %(names)s"), unclear),
    ):
        if names:
            parts.append(text % {"names": ", ".join(names)})
    return "; ".join(part.rstrip(".") for part in parts)


def _is_above(told: dict[str, object]) -> bool:
    ends = told.get("interval")
    return isinstance(ends, list) and ends[0] is not None and ends[0] > 0


def _is_below(told: dict[str, object]) -> bool:
    ends = told.get("interval")
    return isinstance(ends, list) and ends[1] is not None and ends[1] < 0


def _moderators(one: Finding) -> str:
    names = [split.name for split in delivery.splits(one)]
    if not names:
        return _("mỗi nhóm quá ít nơi để tách")
    if differ := delivery.differing(one):
        return _("khác nhau giữa các nhóm: %(names)s") % {"names": "; ".join(differ)}
    return _("không thấy khác nhau giữa các nhóm: %(names)s") % {"names": "; ".join(names)}


def _implementation(one: Finding) -> str:
    known = (one.result.get("fidelity") or {}).get("share") or {}
    if "all" not in known:
        return _("chưa biết các nơi làm đến đâu")
    parts = {
        "running": _("điểm còn hoạt động"),
        "papers": _("giấy tờ đã nộp"),
        "activity": _("tháng có việc làm"),
    }
    told = ", ".join(
        f"{name} {share_text(known[key])}" for key, name in parts.items() if key in known
    )
    return _("trung bình các nơi đạt %(share)s: %(parts)s") % {
        "share": share_text(known["all"]),
        "parts": told,
    }


def _economics(one: Finding) -> str:
    cost = money.cost_of(one)
    if cost is None:
        return _("chưa tính được chi phí")
    found = per_incident(one.result, cost)
    if found is None or found.per_incident is None:
        return _("một nơi một năm tốn %(sum)s") % {"sum": about_vnd(cost.a_year)}
    return _("một vụ bớt đi tốn %(sum)s") % {"sum": money.per_incident_text(found)}
