"""What is counted: the indicators in force, one of them, the calendar of periods."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.ui.words import number_text
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from .. import queries, wording
from ..choices import IndicatorKind
from ..forms.definitions import CatalogueFilters
from ..models import Definition
from ..queries import Catalogue, Check, Indicator, Period, PeriodKind
from ..rules.periods import EARLIEST, LATEST
from .scope import demand_reader

LAST_YEAR_OF_DISTRICTS = 2025
YEARS_AROUND = 3  # of a kind with one period a year, so many before and after
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:\.[a-z][a-z0-9_]*)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """An indicator in the reader's words."""

    one: Indicator
    name: str
    unit: str
    parts: tuple[str, ...]
    own_of: Definition | None
    href: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a formula: a sign, or an indicator with its page."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class PeriodShown:
    one: Period
    label: str
    due: tuple[tuple[Level, date | None], ...]
    is_now: bool


@require_GET
def indicator_list(request: SignedIn) -> HttpResponse:
    """The indicators in force at a unit on a day, by the headings of the form."""
    demand_reader(request)
    filters = CatalogueFilters(request.GET, person=request.user, today=localdate())
    known, own = _in_force(filters.unit, filters.day)
    context = {
        "filters": filters,
        "groups": [
            (wording.name_text(group), [_shown(one, known, own, filters.query) for one in inside])
            for group, inside in known.grouped()
        ],
        "checks": [_check(check, known, filters.query) for check in known.checks],
        "none_verified": not any(one.verified for one in known.indicators),
        "is_mixed": len({one.verified for one in known.indicators}) > 1,
        "own": sorted(set(own.values()), key=lambda one: one.unit.path),
        "may_define": may(request.user, Permission.FIGURES_DEFINE),
        "jumps": known.jumps,
    }
    status = 422 if filters.errors else 200
    return render(request, "figures/indicators.html", context, status=status)


@require_GET
def indicator(request: SignedIn, code: str) -> HttpResponse:
    """One indicator: what it is, how it comes about, what is made of it."""
    demand_reader(request)
    filters = CatalogueFilters(request.GET, person=request.user, today=localdate())
    known, own = _in_force(filters.unit, filters.day)
    one = known.by_code.get(code)
    if one is None:
        raise Http404
    context = {
        "shown": _shown(one, known, own, filters.query),
        "one": one,
        "name": wording.name_text(one),
        "other_name": one.name if wording.is_english() else one.name_en,
        "group": next(wording.name_text(g) for g in known.groups if g.code == one.group),
        "breakdown": wording.breakdown_text(one),
        "parts": [(f"{one.code}.{part.code}", wording.name_text(part)) for part in one.parts],
        "formula": _pieces(one.formula.text, known, filters.query) if one.formula else [],
        "source": wording.source_text(one.source) if one.source else "",
        "used_in": [
            _shown(each, known, own, filters.query)
            for each in known.indicators
            if each.formula and any(_is_of(name, one) for name in each.formula.names)
        ],
        "checks": [
            _check(check, known, filters.query)
            for check in known.checks
            if any(_is_of(name, one) for name in check.comparison.names)
        ],
        "unit": filters.unit,
        "query": filters.query,
        "least": number_text(one.least),
        "most": number_text(one.most),
        "is_typed": one.kind != IndicatorKind.COMPUTED,
    }
    return render(request, "figures/indicator.html", context)


@require_GET
def periods(request: SignedIn) -> HttpResponse:
    """The periods of a year with their days, and the last day to send them at each level."""
    demand_reader(request)
    today, calendar = localdate(), queries.calendar()
    kind = calendar.by_code.get(request.GET.get("kind", ""), calendar.returned)
    year = _year(request.GET.get("year", ""), kind, today)
    levels = [
        level
        for level in reversed(Level)
        if level.name.lower() in kind.deadlines
        and (level != Level.DISTRICT or year <= LAST_YEAR_OF_DISTRICTS)
    ]
    context = {
        "kinds": [(one, wording.name_text(one), one == kind) for one in calendar.kinds],
        "kind": kind,
        "name": wording.name_text(kind),
        "year": year,
        "levels": levels,
        "periods": [
            PeriodShown(
                one,
                wording.period_text(one),
                tuple((level, one.deadline(level.name.lower())) for level in levels),
                one.has(today),
            )
            for one in _periods_of(kind, year)
        ],
        "years": [(f"{n}", f"?{urlencode({'kind': kind.code, 'year': n})}", n == year)
                  for n in range(year - 2, year + 3) if EARLIEST <= n <= LATEST],
    }  # fmt: skip
    return render(request, "figures/periods.html", context)


def _in_force(unit: Unit, on: date) -> tuple[Catalogue, dict[str, Definition]]:
    """The catalogue, and the definition that each indicator of one's own comes from."""
    definitions = queries.definitions_in_force(unit, on)
    added = queries.indicators_of(definitions)
    own = {one.code: each for each in definitions for one in added[each.pk]}
    return queries.catalogue(unit, on), own


def _shown(one: Indicator, known: Catalogue, own: dict[str, Definition], query: str) -> Shown:
    return Shown(
        one,
        wording.name_text(one),
        wording.unit_text(one),
        tuple(wording.name_text(part) for part in one.parts),
        own.get(one.code),
        _href(one.code, query),
    )


def _check(check: Check, known: Catalogue, query: str) -> dict[str, Any]:
    comparison = check.comparison
    return {
        "one": check,
        "name": wording.name_text(check),
        "pieces": [
            *_pieces(comparison.left.text, known, query),
            Piece({"<=": " ≤ ", ">=": " ≥ "}.get(comparison.symbol, " = ")),
            *_pieces(comparison.right.text, known, query),
        ],
    }


def _pieces(text: str, known: Catalogue, query: str) -> Sequence[Piece]:
    """A formula with the names of its indicators in place of their codes."""
    return list(_cut(text, known, query))


def _cut(text: str, known: Catalogue, query: str) -> Iterator[Piece]:
    end = 0
    for found in _NAME.finditer(text):
        yield Piece(_signs(text[end : found.start()]))
        code, _part = queries.split(found[0])
        yield Piece(wording.series_text(known, found[0]), _href(code, query))
        end = found.end()
    yield Piece(_signs(text[end:]))


def _signs(text: str) -> str:
    return text.replace("*", "×").replace("/", "÷").replace("-", "−")


def _is_of(name: str, indicator: Indicator) -> bool:
    return queries.split(name)[0] == indicator.code


def _href(code: str, query: str) -> str:
    address = reverse("figures:indicator", args=[code])
    return f"{address}?{query}" if query else address


def _year(asked: str, kind: PeriodKind, today: date) -> int:
    if asked.isascii() and asked.isdigit() and EARLIEST <= int(asked[:6]) <= LATEST:
        return int(asked[:6])
    now = queries.period_containing(kind.code, today)
    return now.year if now else today.year


def _periods_of(kind: PeriodKind, year: int) -> list[Period]:
    """A year's periods; of a kind with one a year those of the years around as well."""
    around = YEARS_AROUND if kind.per_year == 1 else 0
    return [
        queries.period(kind, each, number)
        for each in range(year - around, year + around + 1)
        if EARLIEST <= each <= LATEST
        for number in range(1, kind.per_year + 1)
    ]
