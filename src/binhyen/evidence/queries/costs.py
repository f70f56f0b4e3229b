"""Money on record for the sites of a programme, and what an incident weighs."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Q, Sum

from binhyen.figures import queries as figures
from binhyen.programmes.choices import Source, State
from binhyen.programmes.models import Site

from ..models import Study
from ..rules.costs import Given, money_told
from ..rules.panels import PanelFacts, Place
from ..rules.weights import Weights, read_weights

REPORTED = {"state": "money_state", "community": "money_community"}


def money_recorded(study: Study, facts: PanelFacts, *, until: date) -> dict[str, Any] | None:
    """Contributions to the sites in places with the programme, up to a day; as a run keeps it.

    A founding sum without a day counts. What the places reported in the months with the programme
    is of all programmes together, so it can only be a ceiling. Five queries.
    """
    panel = facts.panel
    if panel is None:
        return None
    starts = dict(zip(panel.units, panel.treated_from.tolist(), strict=True))
    places = [place for place in facts.places if starts[place.code] < panel.n_periods]
    units = [pk for place in places for pk in place.units]
    counted = Q(contributions__received_on=None) | Q(contributions__received_on__lte=until)
    state, community = (
        Sum("contributions__amount_vnd", filter=counted & Q(contributions__source=source))
        for source in (Source.STATE, Source.COMMUNITY)
    )
    launched = Site.objects.filter(programme=study.programme, unit__in=units)
    rows = launched.exclude(state=State.PREPARING).exclude(established_on__gt=until).order_by("pk")
    given = rows.annotate(of_state=state, of_community=community)
    sites = [Given(*sums) for sums in given.values_list("of_state", "of_community")]
    reported, months = _reported(places, starts, panel.periods)
    return money_told(sites, reported=reported, months=months)


def _reported(
    places: Sequence[Place], starts: Mapping[str, int], codes: Sequence[str]
) -> tuple[dict[str, int], int]:
    """Money in the returns of these places since their start, and how many place-months have any.

    Places that a reform mixed are left out: their returns belong to units of several days.
    """
    whole = {next(iter(place.units)): place for place in places if len(place.units) == 1}
    months = [month for code in codes if (month := figures.period_named(code))]
    at = {month.code: i for i, month in enumerate(months)}
    sums, known = dict.fromkeys(REPORTED, 0), set()
    for (key, unit, code), amount in figures.values(REPORTED.values(), whole, months).items():
        if amount.amount is None or at[code] < starts[whole[unit].code]:
            continue
        known.add((unit, code))
        sums[next(name for name, series in REPORTED.items() if series == key)] += amount.amount
    return sums, len(known)


@cache
def weights() -> Weights:
    """What one event of each outcome weighs, in đồng, as shipped."""
    return read_weights(files("binhyen.evidence").joinpath("weights.toml").read_text("utf-8"))
