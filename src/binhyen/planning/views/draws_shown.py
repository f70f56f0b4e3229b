"""What a draw's page tells in rows: entrants by need, and what each way of spacing buys."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from binhyen.evidence.choices import NoEstimate
from binhyen.ui.words import read_number

from ..models import Draw


@dataclass(frozen=True, slots=True)
class WayRow:
    """A way of spacing in words. index: its place among those stored, for the form."""

    index: str
    waves: str
    gap: str
    months: int
    fall: str
    fall_between: str
    power: str
    power_between: str
    wide: str
    wide_between: str
    why: str
    is_enough: bool
    is_picked: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class EntrantRow:
    code: str
    name: str
    need: int
    rate: str
    between: str
    wave: int | None
    is_own: bool


def ways_shown(draw: Draw, *, picked: str) -> list[WayRow]:
    """In the order stored: the most telling first."""
    return [_way(str(i), one, draw, picked) for i, one in enumerate(draw.compared["ways"])]


def chosen_way(draw: Draw) -> WayRow | None:
    """The way that was chosen."""
    return next((one for one in ways_shown(draw, picked="") if one.is_chosen), None)


@dataclass(frozen=True, slots=True)
class Best:
    """What the most telling ways of a draw show, where none shows what would be worthwhile.

    wide: the smallest fall that shows with communes outside the draw as well, if that is enough.
    """

    fall: str
    power: str
    wide: str


def best_shown(draw: Draw) -> Best | None:
    """None where a way shows a worthwhile fall, or of none it can be said."""
    known = [one for one in draw.compared["ways"] if one["why"] is None]
    least = draw.least_worthwhile_percent
    fall = min((one["fall"] for one in known), default=None)
    if fall is None or fall <= least:
        return None
    wide = [one["wide"] for one in draw.compared["ways"] if one["wide"] is not None]
    enough = [one for one in wide if one <= least]
    return Best(
        _percent(fall),
        _percent(max(one["power"] for one in known), times=100),
        _percent(min(enough)) if enough else "",
    )


def _way(index: str, one: dict[str, Any], draw: Draw, picked: str) -> WayRow:
    sizes, gap = one["sizes"], one["gap_months"]
    is_known = one["why"] is None
    return WayRow(
        index=index,
        waves=_waves(sizes),
        gap="" if len(sizes) == 1 else _gap(gap),
        months=one["months"],
        fall=_percent(one["fall"]),
        fall_between=_between(one["fall_between"]),
        power=_percent(one["power"], times=100),
        power_between=_between(one["power_between"], times=100),
        wide=_percent(one["wide"]),
        wide_between=_between(one["wide_between"]),
        why="" if is_known else _why(one),
        is_enough=is_known and one["fall"] <= draw.least_worthwhile_percent,
        is_picked=index == picked,
        is_chosen=sizes == draw.sizes and gap == draw.gap_months,
    )


def _why(one: dict[str, Any]) -> str:
    if len(one["sizes"]) == 1 and one["compared"]:
        return _("không còn xã nào trong danh sách để so sánh")
    return str(NoEstimate(one["why"]).label)


def _waves(sizes: list[int]) -> str:
    if len(sizes) == 1:
        return _("tất cả cùng lúc (%(n)s xã)") % {"n": sizes[0]}
    told = {"n": len(sizes), "sizes": " + ".join(map(str, sizes))}
    return _("%(n)s đợt: %(sizes)s xã") % told


def _gap(months: int) -> str:
    return ngettext("%(n)s tháng", "%(n)s tháng", months) % {"n": months}


def _percent(value: float | None, *, times: int = 1) -> str:
    return "" if value is None else f"{read_number(round(value * times))}%"


def _between(ends: list[float] | None, *, times: int = 1) -> str:
    if ends is None:
        return ""
    low, high = (round(end * times) for end in ends)
    return f"{low}–{high}%"


def entrants_shown(draw: Draw, own: frozenset[str]) -> list[EntrantRow]:
    """By need, then by name as written; each rate with its interval."""
    waves = {one["code"]: one["wave"] for one in draw.places}
    ordered = sorted(
        draw.entrants, key=lambda one: (one["need"], -(one["rate"] or 0.0), one["code"])
    )
    return [
        EntrantRow(
            code=one["code"],
            name=one["name"],
            need=one["need"],
            rate="" if one["rate"] is None else read_number(one["rate"], places=1),
            between="" if one["rate"] is None else _range(one["low"], one["high"]),
            wave=waves.get(one["code"]),
            is_own=one["code"] in own,
        )
        for one in ordered
    ]


def _range(low: float, high: float) -> str:
    return f"{read_number(low, places=1)}–{read_number(high, places=1)}"
