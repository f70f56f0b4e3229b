"""The map of a plan: communes by how many programmes it brings them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhyen.units.queries import Sheet, ground, sheet

from ..queries.plans import units_of_basis

MOST_SHADES = 3  # a commune with more is drawn like one with so many; its number stands in it


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    text: str
    look: str
    count: int
    url: str
    d: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Key:
    look: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """Communes by how many programmes the plan brings them."""

    areas: tuple[Area, ...]
    sheet: Sheet
    keys: tuple[Key, ...]
    title: str
    said: str


def map_of(basis: Mapping[str, Any], chosen: Iterable[Mapping[str, Any]]) -> MapPicture | None:
    """Communes as they were when it was worked out, by how many programmes they get."""
    units = units_of_basis(basis)
    if not units:
        return None
    drawn = sheet(units, ground())
    number = Counter(row["commune"] for row in chosen)
    out = {one["unit"] for one in basis["left_out"]}
    areas = []
    for unit in units:
        count = number[unit.code]
        look = "unknown" if unit.pk in out else _look(count)
        x, y = drawn.marks.get(unit.pk, (0, 0))
        areas.append(
            Area(unit.name, _count_text(look, count), look, count, unit.get_absolute_url(),
                 drawn.paths.get(unit.pk, ""), x, y)
        )  # fmt: skip
    looks = Counter(area.look for area in areas)
    keys = tuple(Key(look, text, looks[look]) for look, text in _looks() if looks[look])
    said = "; ".join(f"{key.text}: {key.count}" for key in keys)
    title = _("Số mô hình mới ở mỗi xã")
    return MapPicture(tuple(areas), drawn, keys, title, said)


def _look(count: int) -> str:
    return ("zero", "1", "3", "5")[min(count, MOST_SHADES)]


def _looks() -> list[tuple[str, str]]:
    return [
        ("5", _("3 mô hình trở lên")),
        ("3", _("2 mô hình")),
        ("1", _("1 mô hình")),
        ("zero", _("không có mô hình mới")),
        ("unknown", _("ngoài kế hoạch")),
    ]


def _count_text(look: str, count: int) -> str:
    if look == "unknown":
        return _("ngoài kế hoạch")
    return ngettext("%(n)s mô hình mới", "%(n)s mô hình mới", count) % {"n": count}
