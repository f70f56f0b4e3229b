"""How much of a programme is carried out where it is compared: from the register, the dossiers and
the monthly figures."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet

from binhyen.dossiers.queries import figures_by_place
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.units.choices import Kind
from binhyen.units.models import Unit
from whatworks.panel import Panel

from ..models import Study
from ..rules.fidelity import Delivered
from ..rules.panels import PanelFacts, Place
from .panels import panel_for

URBAN = (Kind.WARD, Kind.TOWNSHIP)


def delivered(
    study: Study, facts: PanelFacts, done: Mapping[str, Panel], *, until: date, on: date
) -> dict[str, Delivered]:
    """By the code of the place, for places with the programme.

    Sites are counted under the unit that they were recorded at. What is done is counted in the
    months with the programme; a figure of a place counts all that is done there, by whomever.
    done: as `activity_panels` gives it. until: sites that began later aren't looked at.
    """
    panel = facts.panel
    if panel is None:
        return {}
    since = {
        code: start
        for code, start in zip(panel.units, panel.treated_from.tolist(), strict=True)
        if start < panel.n_periods
    }
    places = [place for place in facts.places if place.code in since]
    at = {pk: place.code for place in places for pk in place.units}
    ours = Site.objects.filter(programme=study.programme, unit__in=at)
    ours = ours.exclude(state=State.PREPARING).exclude(established_on__gt=until)
    sites = _sites(ours, at)
    papers = _papers(ours, at, on)
    urban = _urban(at)
    return {
        place.code: Delivered(
            code=place.code,
            population=place.population,
            is_urban=place.code in urban,
            **sites.get(place.code, {}),
            **papers.get(place.code, {}),
            **_done(place, done, panel.periods[since[place.code]]),
        )
        for place in places
    }


def activity_panels(study: Study, *, on: date) -> dict[str, Panel]:
    """By activity that the study named: its counts, with the starts of the programme."""
    found = {key: panel_for(study, key, on=on).panel for key in study.activities}
    return {key: panel for key, panel in found.items() if panel is not None}


def _sites(ours: QuerySet[Site], at: Mapping[int, str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for unit, state, members in ours.order_by("pk").values_list("unit", "state", "member_count"):
        one = found.setdefault(at[unit], {"sites": 0, "running": 0, "members": None})
        one["sites"] += 1
        if state == State.RUNNING:
            one["running"] += 1
            if members is not None:
                one["members"] = (one["members"] or 0) + members
    return found


def _papers(ours: QuerySet[Site], at: Mapping[int, str], on: date) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for (unit, _placed), figures in figures_by_place(ours, on).items():
        found[at[unit]]["papers_needed"] += figures.needed
        found[at[unit]]["papers_present"] += figures.present
    return found


def _urban(at: Mapping[int, str]) -> set[str]:
    """Places with a ward or a township among their units."""
    rows = Unit.objects.filter(pk__in=at, kind__in=URBAN).order_by().values_list("pk", flat=True)
    return {at[pk] for pk in rows}


def _done(place: Place, panels: Mapping[str, Panel], since: str) -> dict[str, Any]:
    found: dict[str, Any] = {"done": {}, "known": {}, "active": {}}
    for key, panel in panels.items():
        if place.code not in panel.units or since not in panel.periods:
            continue
        row = panel.counts[panel.units.index(place.code), panel.periods.index(since) :]
        known = row[~np.isnan(row)]
        found["done"][key] = int(known.sum())
        found["known"][key] = len(known)
        found["active"][key] = int((known > 0).sum())
    return found
