"""The reading in words, for templates and data alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from binhyen.programmes.choices import Source
from binhyen.ui.words import read_short
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import SHARES, Measure, Reason, Standing
from ..queries.maps import EVERY, Area, Reading

MONEY = {Measure.STATE_VND: Source.STATE, Measure.COMMUNITY_VND: Source.COMMUNITY}
ROOM_FOR_FIGURES = 130  # drawn units beyond which figures would lie on each other
LINKS = {
    "map": "web:map",
    "table": "web:map_table",
    "workbook": "web:map_workbook",
    "csv": "web:map_csv",
    "figures": "web:map_figures",
    "shapes": "web:map_shapes",
    "points": "web:map_points",
}


@dataclass(frozen=True, slots=True)
class ShownArea:
    unit: Unit
    url: str
    text: str
    key: str  # the class of its colour: 1 … 5, zero, unknown, beyond
    overlay: str
    sites: int
    silent: int
    d: str
    sites_url: str  # the list of its sites; empty where there are none, or they aren't the reader's


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    label: str
    units: int


@dataclass(frozen=True, slots=True)
class ShownAside:
    unit: Unit
    url: str
    text: str
    candidates: list[str]
    reason: Reason


def number(value: float) -> str:
    """As written in the reader's language; a plain str, for Django's safe one is no JSON."""
    return str.__str__(number_format(value, use_l10n=True, force_grouping=True))


def figure(area: Area) -> str:
    """The figure as a reader sees it; in words where there is none."""
    if area.value is None:
        return str(area.standing.label)
    shown = number(area.value)
    return _("ít nhất %(n)s") % {"n": shown} if area.is_least else shown


def key_of(area: Area) -> str:
    return str(area.shade) if area.shade else area.standing.value


def areas(reading: Reading) -> list[ShownArea]:
    ordered = sorted(reading.areas, key=lambda area: area.unit.sort_key)
    return [
        ShownArea(
            area.unit,
            area.unit.get_absolute_url(),
            figure(area),
            key_of(area),
            _overlay(area),
            area.sites,
            area.silent,
            area.d,
            sites_url(reading, area),
        )
        for area in ordered
    ]


def sites_url(reading: Reading, area: Area) -> str:
    """The list of the sites that were counted for a drawn unit, by the same filters."""
    if reading.filters.measure == Measure.DOSSIERS:
        return dossiers_url(area)
    if not area.sites or (not area.value and area.standing != Standing.UNKNOWN):
        return ""
    chosen, unit = reading.filters, area.unit
    asked = {"unit": unit.code}
    if unit.last_day is not None:
        asked["unit"] = f"{unit.name} ({unit.code}, đến {unit.last_day:%d/%m/%Y})"
    if chosen.state != EVERY:
        asked["state"] = chosen.state
    if chosen.programme:
        asked["programme"] = chosen.programme.code
    if chosen.sector:
        asked["sector"] = str(chosen.sector.pk)
    if chosen.measure == Measure.NO_DECISION:
        asked["missing"] = "decision"
    if chosen.measure in MONEY:
        asked["money"] = MONEY[chosen.measure]
    return f"{reverse('programmes:sites')}?{urlencode(asked)}"


def dossiers_url(area: Area) -> str:
    """The dossiers that were counted for a drawn unit."""
    unit = area.unit
    if not area.sites:
        return ""
    if unit.level < Level.COMMUNE:
        return f"{reverse('dossiers:overview')}?{urlencode({'province': unit.key})}"
    query = f"?on={unit.last_day}" if unit.last_day else ""
    return reverse("dossiers:unit", args=[unit.code]) + query


def _overlay(area: Area) -> str:
    if area.is_least:
        return "map-hatch"
    return "map-dots" if area.standing == Standing.UNKNOWN else ""


def figures_on_areas(reading: Reading) -> list[tuple[int, int, str]]:
    """Figures written into the drawing, as long as there is room for them."""
    if len(reading.areas) > ROOM_FOR_FIGURES:
        return []
    return [
        (*area.mark, read_short(area.value))
        for area in reading.areas
        if area.mark and area.value is not None
    ]


def legend(reading: Reading) -> Iterator[Step]:
    """Classes from zero up, then what has no figure, then the hatching."""
    counts = reading.standings
    if counts[Standing.ZERO]:
        yield Step("zero", "0", counts[Standing.ZERO])
    for step in reading.legend:
        low, high = number(step.low), number(step.high)
        yield Step(str(step.shade), low if low == high else f"{low} – {high}", step.units)
    for standing in (Standing.UNKNOWN, Standing.BEYOND):
        if counts[standing]:
            yield Step(standing.value, str(standing.label), counts[standing])
    if reading.hatched:
        yield Step("least", _("ít nhất (có phần chưa đặt được)"), len(reading.hatched))


def asides(reading: Reading) -> list[ShownAside]:
    return [
        ShownAside(
            aside.unit,
            aside.unit.get_absolute_url(),
            number(aside.amount),
            [unit.name for unit in aside.candidates],
            aside.reason,
        )
        for aside in reading.asides
        if aside.amount or (aside.sites and reading.filters.measure in SHARES)
    ]


def total(reading: Reading) -> str:
    return number(reading.total_number)


def links(asked: QueryDict) -> dict[str, str]:
    """The same filters, in each of their forms."""
    query = asked.urlencode()
    found = {name: reverse(view) + (f"?{query}" if query else "") for name, view in LINKS.items()}
    others = asked.copy()
    others.pop("all", None)
    filled = reverse("web:map_table") + f"?{others.urlencode()}"
    others["all"] = "1"
    full = reverse("web:map_table") + f"?{others.urlencode()}"
    found |= {"table_filled": filled, "table_full": full}
    return found | {"sites": reverse("programmes:site", args=["CODE"])}


def island_words() -> dict[str, str]:
    """What the script says: it has no words of its own."""
    return {
        "open": _("Mở trang đơn vị"),
        "sites": _("Xem các điểm mô hình"),
        "site": _("Mở điểm mô hình"),
        "undotted": _("{n} điểm chưa có tọa độ nên không có chấm trên bản đồ."),
        "map": _("Bản đồ tương tác. Phím mũi tên để di chuyển, + và - để phóng, Enter để xem."),
        "in": _("Phóng to"),
        "out": _("Thu nhỏ"),
        "close": _("Đóng"),
    }
