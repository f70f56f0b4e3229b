"""From the register, the figures and the studies to what a plan is worked out from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import log
from typing import Any

from binhyen.evidence.queries import Finding, findings_of, sent_amounts
from binhyen.figures import queries as figures
from binhyen.figures.queries import Period
from binhyen.programmes.models import Site
from binhyen.units.choices import Kind, Level
from binhyen.units.models import Reach, Succession, Unit
from binhyen.units.queries import neighbours

from ..models import Plan
from ..rules.basis import Place, Studied, Window, gathered
from .plans import adopted_plans, communes_of

MONTH, MONTHS, DELAY = "month", 36, 1


def basis_for(plan: Plan, *, on: date) -> dict[str, Any]:
    """All that is known on a day of what a plan weighs, for storage."""
    units = list(communes_of(plan.unit))
    series = [key for key, weight in plan.harm.items() if weight > 0]
    months = months_counted(on)
    offers = [offer["code"] for offer in plan.offers]
    near = neighbours(units)
    code_of = {unit.pk: unit.code for unit in units}
    touching: dict[int, list[str]] = defaultdict(list)
    for one, other in near.pairs:
        touching[one].append(code_of[other])
        touching[other].append(code_of[one])
    listed = {one["code"] for one in plan.communes}
    today = _today_of(units)
    counted = _counted(series, [one for one in units if one.code in listed], months, today)
    running = _running(offers, today)
    promised = _promised(plan, today)
    for commune, codes in promised.items():
        running.setdefault(commune, set()).update(codes.keys() & set(offers))
    areas = areas_of(units)
    typed = {one["code"]: one["population"] for one in plan.communes}
    people = [typed.get(unit.code) for unit in units if unit.code in typed]
    places = [
        Place(
            code=unit.code,
            unit=unit.pk,
            name=unit.name,
            area=areas[unit.pk],
            features=_features(unit, typed.get(unit.code) if people and all(people) else None),
            neighbours=tuple(sorted(touching[unit.pk])),
            running=frozenset(running.get(unit.pk, ())),
            counted=counted.get(unit.pk, {}),
        )
        for unit in units
    ]
    known = gathered(
        places,
        _studies(offers, series, today, code_of),
        Window(first=months[0].code, last=months[-1].code, months=len(months)),
        communes=plan.communes,
        offers=plan.offers,
        harm=plan.harm,
        illustrative=near.illustrative > 0,
    )
    known["promised"] = [
        [code_of[commune], programme, key]
        for commune, codes in sorted(promised.items())
        for programme, key in sorted(codes.items())
        if programme in offers and code_of[commune] in known["communes"]
    ]
    return known


def _promised(plan: Plan, today: Mapping[int, set[int]]) -> dict[int, dict[str, str]]:
    """By commune of today: programmes that a plan of its province already pays for, and which."""
    there: dict[int, dict[str, str]] = defaultdict(dict)
    for one in adopted_plans(plan.unit).exclude(pk=plan.pk):
        for row in one.result["chosen"]:
            unit = one.basis["communes"][row["commune"]]["unit"]
            for commune in today.get(unit, ()):
                there[commune].setdefault(row["programme"], one.key)
    return there


def months_counted(on: date) -> list[Period]:
    """Three years of months that are over since long enough for late figures to have come."""
    this = figures.period_containing(MONTH, on)
    if this is None:
        raise ValueError(f"no month has {on}")
    last = figures.following(this, -1 - DELAY)
    return [figures.following(last, step) for step in range(1 - MONTHS, 1)]


def _counted(
    series: Sequence[str],
    units: Sequence[Unit],
    months: Sequence[Period],
    today: Mapping[int, set[int]],
) -> dict[int, dict[str, tuple[int, int]]]:
    """By unit and series: events, and in how many months they were told, on today's ground.

    A month counts where every commune that then lay in today's has sent its figure. Before a
    reform that brought in part of another commune nothing is comparable. Four queries.
    """
    ours = {unit.pk for unit in units}
    held = [pk for pk, over in today.items() if over & ours]
    members: dict[int, list[Unit]] = defaultdict(list)
    for one in Unit.objects.filter(pk__in=held, level=Level.COMMUNE):
        for commune in today[one.pk] & ours:
            members[commune].append(one)
    mixed = set(Reach.objects.filter(over__in=ours, in_part=True).values_list("over", flat=True))
    sent = sent_amounts(series, [one for some in members.values() for one in some], months)
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for unit in units:
        begun = unit.valid_from or date.min
        told = [
            (month.code, [one.pk for one in members[unit.pk] if _was_there(one, month.until)])
            for month in months
            if unit.pk not in mixed or month.start >= begun
        ]
        found[unit.pk] = {}
        for key in series:
            amounts = ([sent.get((key, pk, code)) for pk in there] for code, there in told if there)
            sums = [sum(n for n in some if n is not None) for some in amounts if None not in some]
            found[unit.pk][key] = (sum(sums), len(sums))
    return found


def _was_there(unit: Unit, on: date) -> bool:
    begun = unit.valid_from is None or unit.valid_from <= on
    return begun and (unit.valid_to is None or unit.valid_to > on)


def _today_of(units: Sequence[Unit]) -> dict[int, set[int]]:
    """By unit of any day that lies wholly in one of today's: which."""
    rows = Reach.objects.filter(over__in=units, in_part=False).values_list("unit", "over")
    today: dict[int, set[int]] = defaultdict(set)
    for unit, over in rows:
        today[unit].add(over)
    return today


def _running(offers: Iterable[str], today: Mapping[int, set[int]]) -> dict[int, set[str]]:
    """By unit of today: the programmes that have a counted site there."""
    sites = Site.objects.counted().filter(programme__code__in=list(offers)).order_by()
    there: dict[int, set[str]] = defaultdict(set)
    for code, unit, placed in sites.values_list("programme__code", "unit", "placed_in").distinct():
        for commune in today.get(placed or unit, ()):
            there[commune].add(code)
    return there


def areas_of(units: Sequence[Unit]) -> dict[int, str]:
    """The district-sized area of each commune: the one over it, or over most of its ground before.

    There have been no districts since 1 July 2025; who was one area then still works together.
    """
    columns = ("new", "old__parent", "old__area_km2", "share", "is_main")
    rows = list(Succession.objects.filter(new__in=units).order_by().values_list(*columns))
    parents = [unit.parent_id or 0 for unit in units]
    above = {*parents, *(row[1] or 0 for row in rows)}
    districts = Unit.objects.filter(pk__in=above, level=Level.DISTRICT)
    over = dict(districts.order_by().values_list("pk", "name"))
    weights: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for new, district, area, share, is_main in rows:
        part = share if share is not None else 1.0 if is_main else 0.5
        if district in over:
            weights[new][over[district]] += part * (area or 1.0)
    return {
        unit.pk: over.get(unit.parent_id or 0)
        or max(sorted(weights[unit.pk]), key=weights[unit.pk].__getitem__, default=unit.name)
        for unit in units
    }


def _features(unit: Unit, people: int | None) -> tuple[float, ...]:
    """Town or country, size, and people where everybody's number is known."""
    area = unit.area_km2 or 1.0
    told = (float(unit.kind in (Kind.WARD, Kind.TOWNSHIP)), log(area))
    return (*told, log(people), log(people / area)) if people else told


def _studies(
    offers: Sequence[str],
    series: Sequence[str],
    today: Mapping[int, set[int]],
    code_of: Mapping[int, str],
) -> list[Studied]:
    """The newest finished run of each outcome, of the newest study that has it; primary first."""
    found: dict[tuple[str, str], Finding] = {}
    for one in findings_of(offers):
        key = one.run.study.programme.code, one.run.outcome
        if one.run.outcome in series and (
            key not in found or found[key].run.study_id < one.run.study_id
        ):
            found[key] = one
    return [
        Studied(
            programme=one.run.study.programme.code,
            series=one.run.outcome,
            run=one.run.pk,
            study=one.run.study.key,
            word=one.run.word,
            result=one.result,
            places=_treated(one, today, code_of),
        )
        for one in found.values()
    ]


def _treated(
    one: Finding, today: Mapping[int, set[int]], code_of: Mapping[int, str]
) -> frozenset[str]:
    """Today's communes that hold a place in which the programme was studied."""
    left = {each["code"] for each in one.result.get("left_out") or []}
    units = (one.run.panel or {}).get("units") or []
    old = {pk for each in units if each["start"] and each["code"] not in left
           for pk in each["units"]}  # fmt: skip
    return frozenset(
        code_of[commune] for pk in old for commune in today.get(pk, ()) if commune in code_of
    )
