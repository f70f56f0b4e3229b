"""What came into the count and what left it: growth apart from recounting, period by period."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, posts_granting, reach

from .. import queries
from ..choices import Calendar, Ending, Move, Origin
from ..forms.movements import MovementFilters
from ..models import Programme, Site
from ..queries import Moves, unit_text
from ..rules import Movement, Period, bars, movements, summed
from . import movement_files as files
from .movements_shown import STOOD, Cell, Head, Line, Picture, Table

ROMAN = ("", "I", "II", "III", "IV")
HEADS = {
    "in-new": Origin.NEW.label,
    "in-replicated": Origin.REPLICATED.label,
    "in-recounted": Origin.RECOUNTED.label,
    "in-unknown": Origin.UNKNOWN.label,
    "out-ended": Ending.ENDED.label,
    "out-merged": Ending.MERGED.label,
    "out-recounted": Ending.RECOUNTED.label,
    "out-unknown": Ending.UNKNOWN.label,
}


@require_GET
def page(request: SignedIn) -> HttpResponse:
    """Sites with their picture, then programmes; the filters live in the address."""
    filters = MovementFilters(request.user, request.GET, today=localdate())
    sites, programmes = _tables(request, filters)
    context = {
        "filters": filters,
        "whole": _whole(filters),
        "scope": _scope(request, filters),
        "sites": sites,
        "programmes": programmes,
        "is_exact": filters.is_then,
    }
    return render(request, "programmes/movements.html", context)


@require_GET
def export(request: SignedIn) -> HttpResponse:
    """Both tables as the page shows them."""
    filters = MovementFilters(request.user, request.GET, today=localdate())
    sites, programmes = _tables(request, filters)
    scope = _("phạm vi: %(scope)s") % {"scope": _scope(request, filters)}
    asked = [scope, *_asked_in_words(filters), _whole(filters)]
    return files.workbook(sites, programmes, [one for one in asked if one])


def _tables(request: SignedIn, filters: MovementFilters) -> tuple[Table, Table]:
    chosen, shown = filters.chosen, filters.periods()
    unit, programme, sector = (chosen.get(name) for name in ("unit", "programme", "sector"))
    sites = Site.objects.visible_to(request.user)
    if unit:
        sites = sites.filter(_within(filters))
    if programme:
        sites = sites.filter(programme=programme)
    if sector:
        of_sector = Programme.objects.visible_to(request.user).filter(sector=sector)
        sites = sites.filter(programme__in=of_sector.values("pk"))
    found = queries.programmes_found(request.user, sector_id=sector, unit=unit)
    if programme:
        found = found.filter(pk=programme.pk)
    to_sites, to_programmes = _addresses(filters)
    is_part = (
        unit or programme or sector or reach(request.user, Permission.REGISTER_VIEW, unit="pk")
    )
    moves = queries.moves_of if is_part else queries.all_moves
    return (
        _table(moves(sites), shown, filters, to_sites, leads=True),
        _table(moves(found), shown, filters, to_programmes, leads=False),
    )


def _whole(filters: MovementFilters) -> str:
    """That the days asked for cut a period, which is shown whole; empty where they don't."""
    cut = filters.days_cut(filters.periods())
    if cut is None:
        return ""
    said = _("Ngày đã chọn nằm giữa kỳ; bảng tính trọn kỳ, từ %(first)s đến %(last)s.")
    return said % {"first": f"{cut[0]:%d/%m/%Y}", "last": f"{cut[1]:%d/%m/%Y}"}


def _scope(request: SignedIn, filters: MovementFilters) -> str:
    """Where the sites are: the unit asked for, else the units of the reader's posts."""
    if unit := filters.chosen.get("unit"):
        return str(unit.name)
    posts = posts_granting(request.user, Permission.REGISTER_VIEW)
    return ", ".join(sorted({post.unit.name for post in posts}))


def _within(filters: MovementFilters) -> Any:
    unit = filters.chosen["unit"]
    return queries.recorded_in(unit) if filters.is_then else queries.covered_by(unit)


def _addresses(filters: MovementFilters) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What the lists behind the figures are asked beside the move itself."""
    chosen = filters.chosen
    asked: dict[str, str] = {}
    if chosen.get("unit"):
        asked["unit"] = unit_text(chosen["unit"])
    if chosen.get("sector"):
        asked["sector"] = str(chosen["sector"])
    of_sites = dict(asked)
    if chosen.get("programme"):
        of_sites["programme"] = chosen["programme"].code
    if filters.is_then and chosen.get("unit"):
        of_sites["exact"] = "on"
    of_programmes = dict(asked)
    if chosen.get("programme"):
        of_programmes["q"] = chosen["programme"].code
    return of_sites, of_programmes


def _table(
    moves: Moves,
    shown: Sequence[Period],
    filters: MovementFilters,
    asked: Mapping[str, str],
    *,
    leads: bool,
) -> Table:
    """leads: to the list of sites, which also knows what was there on a day."""
    rows = movements(moves.steps, shown)
    heads = tuple(_heads(rows))
    at = reverse("programmes:sites" if leads else "programmes:list")

    def line(row: Movement) -> Line:
        return _line(row, heads, filters, at=at, asked=asked, leads=leads)

    return Table(
        heads=heads,
        lines=tuple(line(row) for row in rows),
        total=line(summed(rows)) if len(rows) > 1 else None,
        undated=moves.undated,
        lost=moves.lost,
        inexact=sum(row.inexact for row in rows),
        picture=_picture(rows, heads),
    )


def _picture(rows: Sequence[Movement], heads: Sequence[Head]) -> Picture | None:
    drawn = bars(
        rows,
        ins=[head.how for head in heads if head.is_in],
        outs=[head.how for head in heads if not head.is_in],
    )
    return Picture(drawn, tuple(_short(row.period) for row in rows)) if drawn else None


def _heads(rows: Sequence[Movement]) -> Iterator[Head]:
    """The columns; what isn't recorded has one only where there is such a thing."""
    for move, is_in, how in queries.kinds_of_moves():
        amounts = [row.ins if is_in else row.outs for row in rows]
        if how or any(amount.get(how) for amount in amounts):
            yield Head(move, is_in, how, str(HEADS[move]), str(Move(move).label))


def _line(
    row: Movement,
    heads: Sequence[Head],
    filters: MovementFilters,
    *,
    at: str,
    asked: Mapping[str, str],
    leads: bool,
) -> Line:
    period, today = row.period, filters.today

    def cell(head: Head) -> Cell:
        n = (row.ins if head.is_in else row.outs).get(head.how, 0)
        days = {"since": period.first.isoformat(), "until": period.last.isoformat()}
        return Cell(head, n, f"{at}?{urlencode({**asked, 'move': head.move, **days})}")

    def stood(n: int, on: date) -> Cell:
        day = {"state": "counted"} if on >= today else {"on": on.isoformat()}
        return Cell(STOOD, n, f"{at}?{urlencode({**asked, **day})}" if leads else "")

    return Line(
        name=_name(period),
        days=_days(period),
        until_today=period.last >= today,
        opening=stood(row.opening, period.first - timedelta(days=1)),
        cells=tuple(cell(head) for head in heads),
        closing=stood(row.closing, period.last),
        movement=row,
    )


def _name(period: Period) -> str:
    year = {"year": period.year}
    if period.kind == Calendar.QUARTER:
        return _("Quý %(n)s/%(year)s") % {"n": ROMAN[period.number], **year}
    if period.kind == Calendar.HALF:
        half = _("6 tháng đầu năm %(year)s"), _("6 tháng cuối năm %(year)s")
        return half[period.number - 1] % year
    if period.kind == Calendar.CUSTOM:
        return f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
    return _("Năm %(year)s") % year


def _short(period: Period) -> str:
    """A period under its column."""
    if period.number:
        return f"{ROMAN[period.number]}/{period.year}"
    return "" if period.kind == Calendar.CUSTOM else str(period.year)


def _days(period: Period) -> str:
    """The days of a period whose name doesn't say them."""
    if period.kind in {Calendar.YEAR, Calendar.CUSTOM}:
        return ""
    return f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"


def _asked_in_words(filters: MovementFilters) -> list[str]:
    """The filters that are set, one a line."""
    return [f"{one.label}: {one.value}" for one in filters.active]
