"""How much of a programme is carried out, in words and as a picture against each place's effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhyen.ui.words import read_number

from ..queries import Finding
from ..rules.charts.doses import Dose, DoseChart, dose_chart
from ..rules.charts.intervals import Change
from ..rules.fidelity import FEWEST_PLACES, MEMBERS, SITES
from ..rules.sentences import changed
from . import shown
from .shown import Line, Lines
from .sums import p_text, share_text

CLEAR = 0.05
ALIKE = 3.0  # percent between the lowest and the highest dot


@dataclass(frozen=True, slots=True)
class Doses:
    """A dot a place: drawn, said, and as rows for a table. along: what goes from left to right."""

    chart: DoseChart | None
    rows: tuple[tuple[str, str, str, str, str], ...]
    title: str
    said: str
    along: str = ""
    why_none: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Places split one way, with the effect in each group and whether the groups differ."""

    name: str
    lines: Lines
    differ: str


def doses(one: Finding) -> Doses:
    """How much is done against the effect of each place, drawn towards the mean."""
    fidelity: Mapping[str, Any] = one.result.get("fidelity") or {}
    title = _("Làm nhiều hay ít, và tác dụng từng nơi")
    if why := why_no_doses(one):
        return Doses(None, (), title, "", why_none=why)
    measure, amounts = fidelity["measure"], fidelity["doses"]
    names = names_of(one)
    places = [
        Dose(names.get(each["code"], each["code"]), amounts[each["code"]], *_ends(each))
        for each in one.result["places"]
        if each["code"] in amounts and "percent_change" in each
    ]
    counted = {
        names.get(each["code"], each["code"]): (each["observed"], each["expected"])
        for each in one.result["places"]
    }
    decimals = 0 if all(place.amount.is_integer() for place in places) else 1
    ordered = sorted(places, key=lambda place: (-place.amount, place.name))
    rows = tuple(
        (
            place.name,
            read_number(place.amount, places=decimals),
            read_number(round(counted[place.name][0])),
            read_number(counted[place.name][1], places=1),
            f"{changed(place.percent)} ({shown.interval_text(_change(place))})",
        )
        for place in ordered
    )
    said = _(
        "Mỗi chấm là một nơi: sang phải là làm nhiều hơn, lên xuống là thay đổi riêng của nơi ấy; "
        "vạch đứng là khoảng tin cậy 95%. Một nơi đơn lẻ dễ lệch do ngẫu nhiên nên đã được kéo về "
        "mức chung."
    )
    if places and max(p.percent for p in places) - min(p.percent for p in places) < ALIKE:
        said += " " + _("Các nơi không khác nhau nhiều hơn mức ngẫu nhiên nên các chấm ngang nhau.")
    return Doses(
        dose_chart(places, _dot_text, _amount), rows, title, said, measure_text(one, measure)
    )


def why_no_doses(one: Finding) -> str:
    """Why there is no picture of places; empty where there is one."""
    fidelity = one.result.get("fidelity")
    if fidelity is None:
        if not one.result.get("own") or one.result.get("refused"):
            return _("chưa ước lượng được tác dụng")
        return _("lần tính này có từ trước khi phần này được thêm; cho tính lại thì có")
    why = fidelity.get("why_none")
    if why == "few":
        return _("cần ít nhất %(n)s nơi có mô hình để đặt cạnh nhau") % {"n": FEWEST_PLACES}
    if why == "alike":
        return _("các nơi làm như nhau nên không có gì để đặt cạnh nhau")
    if why or not fidelity.get("doses"):
        return _(
            "chưa biết từng nơi đã làm đến đâu; hãy chọn việc làm trong đề cương, hoặc ghi số "
            "thành viên của từng điểm mô hình"
        )
    return ""


def measure_text(one: Finding, measure: str) -> str:
    if measure == SITES:
        return _("số điểm mô hình đang hoạt động")
    per_people = one.result["fidelity"].get("per", 1) > 1
    if measure == MEMBERS:
        return _("thành viên trên một vạn dân") if per_people else _("số thành viên")
    if per_people:
        return _("%(what)s, mỗi tháng trên một vạn dân") % {"what": one.named(measure)}
    return _("%(what)s, trung bình mỗi tháng") % {"what": one.named(measure)}


def of_whole_place(one: Finding) -> bool:
    """Whether what is drawn is all that is done at a place, by whomever."""
    measure = (one.result.get("fidelity") or {}).get("measure") or ""
    return measure not in ("", MEMBERS, SITES)


def by_third(one: Finding) -> Split | None:
    """The effect where least, more and most is done."""
    told = (one.result.get("fidelity") or {}).get("by_third") or {}
    names = {
        "low": _("một phần ba nơi làm ít nhất"),
        "middle": _("một phần ba nơi ở giữa"),
        "high": _("một phần ba nơi làm nhiều nhất"),
    }
    return _split(one, _("Theo mức đã làm"), told, names)


def splits(one: Finding) -> list[Split]:
    """For whom: the three splits that are made of every study."""
    titles = {
        "place": _("Phường, thị trấn hay xã"),
        "wave": _("Bắt đầu sớm hay muộn"),
        "size": _("Ít dân hay đông dân"),
    }
    names = {
        "urban": _("phường, thị trấn"),
        "rural": _("xã"),
        "early": _("nơi bắt đầu sớm"),
        "late": _("nơi bắt đầu muộn"),
        "size-low": _("một phần ba nơi ít dân nhất"),
        "size-middle": _("một phần ba nơi ở giữa"),
        "size-high": _("một phần ba nơi đông dân nhất"),
    }
    found = [
        _split(one, titles[told["key"]], told, names) for told in one.result.get("groups") or []
    ]
    return [split for split in found if split is not None]


def differing(one: Finding) -> list[str]:
    """The splits whose groups differ by more than chance, all three looked at together."""
    return [
        split.name
        for split, told in zip(splits(one), one.result.get("groups") or [], strict=False)
        if (told.get("p_all") or 1.0) < CLEAR
    ]


def steps(one: Finding) -> Lines | None:
    """Whether what should come first did: more of each activity than there would have been."""
    told = one.result.get("steps") or {}
    lines = [
        Line(one.named(key), change, None, "" if change else shown.refusal_text(effect))
        for key, effect in told.items()
        for change in [shown.change_of(effect)]
    ]
    return shown.on_one_scale(lines, None) if lines else None


def shares(one: Finding) -> list[tuple[str, str]]:
    """How much of the programme is there, part by part and on the whole."""
    known = (one.result.get("fidelity") or {}).get("share") or {}
    labels = {
        "running": _("Điểm mô hình còn hoạt động"),
        "papers": _("Giấy tờ phải có đã nộp vào hồ sơ"),
        "activity": _("Tháng có ghi việc đã làm"),
        "all": _("Tính chung (trung bình các phần biết được)"),
    }
    return [(label, share_text(known[name])) for name, label in labels.items() if name in known]


def names_of(one: Finding) -> dict[str, str]:
    units = (one.run.panel or {}).get("units") or []
    return {each["code"]: each["name"] for each in units}


def _split(
    one: Finding, title: str, told: Mapping[str, Any], names: Mapping[str, str]
) -> Split | None:
    rows = told.get("rows") or []
    if not any("percent_change" in row for row in rows):
        return None
    lines = [
        Line(
            _("%(name)s (%(n)s nơi)") % {"name": names[row["key"]], "n": row["units"]},
            change,
            None,
            "" if change else shown.refusal_text(row),
        )
        for row in rows
        for change in [shown.change_of(row)]
    ]
    least = one.run.study.least_worthwhile_percent
    return Split(title, shown.on_one_scale(lines, least), _differ(told))


def _differ(told: Mapping[str, Any]) -> str:
    p = told.get("p_all", told.get("p"))
    if p is None:
        return _("Chưa so được các nhóm với nhau.")
    if p < CLEAR:
        return _("Các nhóm khác nhau nhiều hơn mức ngẫu nhiên (p = %(p)s).") % {"p": p_text(p)}
    return _("Chênh lệch giữa các nhóm có thể do ngẫu nhiên (p = %(p)s).") % {"p": p_text(p)}


def _ends(told: Mapping[str, Any]) -> tuple[float, float, float]:
    low, high = told["interval"]
    return (
        told["percent_change"],
        -100.0 if low is None else low,
        shown.BEYOND if high is None else high,
    )


def _change(place: Dose) -> Change:
    return Change(place.percent, place.low, place.high)


def _amount(amount: float) -> str:
    return read_number(round(amount, 0 if amount >= 100 else 1 if amount >= 1 else 2))


def _dot_text(place: Dose) -> str:
    return _("%(place)s: %(change)s (%(interval)s)") % {
        "place": place.name,
        "change": changed(place.percent),
        "interval": shown.interval_text(_change(place)),
    }
