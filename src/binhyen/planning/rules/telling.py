"""What a plan came to, as plain values that are kept with it.

    chosen     [{commune, programme, averted, sd, state_vnd, community_vnd}]  in the ground's order
    account    {averted, low, high, spilled, value, state_vnd, community_vnd}
    bound, gap_percent, is_proven
    prices     [{limit, more_percent, costs, at_least, at_most}]
    others     [{way, gap_percent, account, added, dropped: [[commune, programme]]}]
or, where no plan keeps every wish,
    clash      [{limit, about}], is_least, needs, together: [{limit, about, allowed, needed}],
               freeing: [{limit, about}] or null, further: [[{limit, about}]]
and in any case
    excused    {areas, communes}  that have everything that helps, so that no floor holds there
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from ..choices import Outcome
from .conflicts import Infeasible, Need
from .ground import Ground, Pair, Wishes
from .keeping import Breach
from .planner import Answered, Other, OutOfTime, Plan
from .prices import Price


def outcome_of(answered: Answered) -> Outcome:
    if isinstance(answered, Plan):
        return Outcome.PLAN
    return Outcome.CLASH if isinstance(answered, Infeasible) else Outcome.OUT_OF_TIME


def told(
    ground: Ground,
    wishes: Wishes,
    answered: Answered,
    others: Sequence[Other],
    prices: Sequence[Price],
) -> dict[str, Any]:
    """The result as JSON takes it."""
    poor = {commune.code for commune in ground.communes if commune.is_poor}
    areas = wishes.excused_areas if wishes.least_per_area else ()
    communes = wishes.excused_communes & poor if wishes.least_per_poor_commune else ()
    return {
        **_answer(ground, answered, others, prices),
        "excused": {"areas": sorted(areas), "communes": sorted(communes)},
    }


def _answer(
    ground: Ground, answered: Answered, others: Sequence[Other], prices: Sequence[Price]
) -> dict[str, Any]:
    if isinstance(answered, Infeasible):
        return _clash(answered)
    if isinstance(answered, OutOfTime):
        return {"seconds": answered.seconds}
    taken = set(answered.chosen)
    return {
        "chosen": _chosen(ground, answered.chosen),
        **_plan(answered),
        "is_proven": answered.is_proven,
        "prices": [asdict(price) | {"limit": price.limit.value} for price in prices],
        "others": [
            {
                "way": other.way.value,
                **_plan(other.plan),
                "added": [list(pair) for pair in other.changed if pair not in taken],
                "dropped": [list(pair) for pair in other.changed if pair in taken],
            }
            for other in others
        ],
    }


def _plan(found: Plan) -> dict[str, Any]:
    return {
        "account": asdict(found.account),
        "bound": found.bound,
        "gap_percent": found.gap_percent,
    }


def _chosen(ground: Ground, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    rows = []
    for pair in pairs:
        cell = ground.at(pair)
        rows.append(
            {
                "commune": pair[0],
                "programme": pair[1],
                "averted": float(ground.averted[cell]),
                "sd": float(ground.sd[cell]),
                "state_vnd": int(ground.state_vnd[cell]),
                "community_vnd": int(ground.community_vnd[cell]),
            }
        )
    return rows


def _clash(found: Infeasible) -> dict[str, Any]:
    return {
        "clash": [_breach(one) for one in found.clash],
        "is_least": found.is_least,
        "needs": [_need(one) for one in found.needs],
        "freeing": None if found.freeing is None else [_breach(one) for one in found.freeing],
        "further": [[_breach(one) for one in some] for some in found.further],
        "together": [_need(one) for one in found.together],
    }


def _need(one: Need) -> dict[str, Any]:
    return {**_breach(one.breach), "allowed": one.allowed, "needed": one.needed}


def _breach(one: Breach) -> dict[str, Any]:
    return {"limit": one.limit.value, "about": list(one.about)}
