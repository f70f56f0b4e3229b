"""The drawings of one finding: the time around the start, and the map with the ring."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhyen.figures.queries import period_named
from binhyen.units.models import Unit
from binhyen.units.queries import Sheet, ground, sheet

from ..choices import LeftOut
from ..queries import Finding
from ..queries.seen import units_of_run
from ..rules.charts.events import Bin, EventChart, event_chart
from ..rules.charts.intervals import Change
from ..rules.sentences import changed
from . import shown


@dataclass(frozen=True, slots=True)
class Around:
    """The event study: drawn, said, and as rows for a table. began, along: words within it."""

    chart: EventChart | None
    rows: tuple[tuple[str, str, str], ...]
    title: str
    said: str
    why_none: str = ""
    began: str = ""
    along: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    text: str
    key: str
    url: str
    d: str


@dataclass(frozen=True, slots=True)
class Key:
    look: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """Units by what they are in the comparison."""

    areas: tuple[Area, ...]
    sheet: Sheet
    keys: tuple[Key, ...]
    title: str
    said: str
    is_illustrative: bool


def around(one: Finding) -> Around:
    leads = one.result.get("leads") or {}
    title = _("Trước và sau khi bắt đầu: %(outcome)s") % {"outcome": one.outcome}
    bins = _bins(leads)
    if not bins:
        return Around(None, (), title, "", shown.refusal_text(leads))
    chart = event_chart(bins, _bin_text)
    rows = tuple(
        (_when(each), changed(each.percent), shown.interval_text(_change(each))) for each in bins
    )
    said = _(
        "Mỗi chấm là mức chênh lệch so với nơi chưa có mô hình trong một đợt tháng, vạch đứng là "
        "khoảng tin cậy 95%. Trước khi bắt đầu, các chấm nên nằm quanh số 0."
    )
    began, along = _("bắt đầu mô hình"), _("tháng kể từ khi bắt đầu")
    return Around(chart, rows, title, said, began=began, along=along)


def _bins(leads: Mapping[str, Any]) -> list[Bin]:
    names = ("starts", "ends", "percent", "low", "high")
    if not all(leads.get(name) for name in names):
        return []
    found = []
    for start, end, percent, low, high in zip(*(leads[name] for name in names), strict=True):
        if percent is not None:
            top = shown.BEYOND if high is None else high
            found.append(Bin(start, end, percent, -100.0 if low is None else low, top))
    return found


def _change(one: Bin) -> Change:
    return Change(one.percent, one.low, one.high)


def _when(one: Bin) -> str:
    first, last = int(one.start), int(one.end) - 1
    if one.is_before:
        return _("%(first)s–%(last)s tháng trước") % {"first": -last, "last": -first}
    return _("tháng thứ %(first)s–%(last)s") % {"first": first + 1, "last": last + 1}


def _bin_text(one: Bin) -> str:
    texts = {
        "when": _when(one),
        "change": changed(one.percent),
        "interval": shown.interval_text(_change(one)),
    }
    return _("%(when)s: %(change)s (khoảng tin cậy 95%%: %(interval)s)") % texts


def map_of(one: Finding) -> MapPicture | None:
    """Units of the last month compared: with the programme, next to it, far, left out."""
    panel = one.run.panel or {}
    months = panel.get("months") or []
    last = period_named(months[-1]) if months else None
    if last is None:
        return None
    parts = _parts(one)
    units = units_of_run(one.run, on=last.until)
    if not units:
        return None
    drawn = sheet(units, ground())
    areas = tuple(_area(unit, parts, drawn) for unit in units)
    keys = tuple(
        Key(key, text, count)
        for key, text in _parts_named()
        if (count := sum(area.key == key for area in areas))
    )
    said = "; ".join(f"{key.text}: {key.count}" for key in keys)
    title = _("Nơi được so sánh: %(outcome)s") % {"outcome": one.outcome}
    return MapPicture(areas, drawn, keys, title, said, bool(drawn.illustrative))


def _parts_named() -> list[tuple[str, str]]:
    return [
        ("treated", _("có mô hình")),
        ("ring", _("giáp nơi có mô hình")),
        ("far", _("ở xa, để so sánh")),
        ("out", _("không được so sánh")),
    ]


def _parts(one: Finding) -> dict[int, tuple[str, str]]:
    """By unit: what it is in the comparison, and in words."""
    panel = one.run.panel
    left = {each["code"]: LeftOut(each["reason"]) for each in one.result.get("left_out") or []}
    units = panel.get("units") or []
    treated = {i for i, each in enumerate(units) if each["start"] and each["code"] not in left}
    pairs = panel.get("neighbours") or []
    ring = {j for i, j in pairs if i in treated} | {i for i, j in pairs if j in treated}
    found: dict[int, tuple[str, str]] = {}
    for i, each in enumerate(units):
        if each["code"] in left:
            part = "out", str(left[each["code"]].label)
        elif i in treated:
            began = _("bắt đầu %(month)s") % {"month": shown.month_text(each["start"])}
            part = "treated", began
        elif i in ring:
            part = "ring", _("giáp nơi có mô hình")
        else:
            part = "far", _("ở xa, để so sánh")
        found |= dict.fromkeys(each["units"], part)
    return found


def _area(unit: Unit, parts: Mapping[int, tuple[str, str]], drawn: Sheet) -> Area:
    key, text = parts.get(unit.pk, ("out", _("không được so sánh")))
    return Area(unit.name, text, key, unit.get_absolute_url(), drawn.paths.get(unit.pk, ""))
