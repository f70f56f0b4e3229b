"""What a programme cost where it is compared, what one prevented incident cost, and whether it was
worth it. Without money on record nothing is said; it never counts as nought."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import stdev
from typing import Any

from whatworks.results import NotEstimable
from whatworks.worth import CostPerIncident, Outcome, Worth, cost_per_incident, net_benefit

from ..choices import Because

REACH = 1.96  # a range that somebody states is read as an interval at 95 %
FEWEST_SITES = 3
TIMES = (0.5, 1.0, 2.0)  # the weights of harm are policy: the chance is shown at others too
DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Given:
    """Money on record for one site, in đồng; None where nothing is."""

    state: int | None
    community: int | None

    @property
    def total(self) -> int | None:
        known = [one for one in (self.state, self.community) if one is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Spent:
    """What the programme cost where it ran, in đồng.

    se: its standard error. unit_years: years with the programme, over all places; compared_years:
    those among them over which the effect is summed. source: "study", where its author stated a
    range before the lock, or "register".
    """

    total: float
    se: float
    unit_years: float
    compared_years: float
    source: str

    @property
    def compared(self) -> float:
        """Of the places and months that the effect is about."""
        return self.a_year * self.compared_years

    @property
    def compared_se(self) -> float:
        return self.se / self.unit_years * self.compared_years

    @property
    def a_year(self) -> float:
        """Of one place in one year."""
        return self.total / self.unit_years

    @property
    def a_year_interval(self) -> tuple[float, float]:
        half = REACH * self.se / self.unit_years
        return max(self.a_year - half, 0.0), self.a_year + half


def money_told(
    sites: Sequence[Given], *, reported: Mapping[str, int], months: int
) -> dict[str, Any]:
    """What a run keeps of money: of sites in places with the programme.

    reported: what these places reported in the months with the programme, all programmes together.
    estimated, estimated_se: of all sites, from those with money on record, where these are half or
    more and three or more; sites without are taken to be like them.
    """
    known = [one.total for one in sites if one.total is not None]
    told: dict[str, Any] = {
        "sites": len(sites),
        "known": len(known),
        "state": sum(one.state or 0 for one in sites),
        "community": sum(one.community or 0 for one in sites),
        "reported": dict(reported),
        "months": months,
        "estimated": None,
        "estimated_se": None,
    }
    if len(known) >= max(FEWEST_SITES, len(sites) / 2) and any(known):
        n, whole = len(known), len(sites)
        left = sqrt(max(1 - n / whole, 0.0))
        told["estimated"] = whole * sum(known) / n
        told["estimated_se"] = whole * stdev(known) / sqrt(n) * left
    return told


def spent(
    money: Mapping[str, Any] | None,
    *,
    low_vnd: int | None,
    high_vnd: int | None,
    unit_years: float,
    compared_years: float | None = None,
) -> Spent | None:
    """The range that the study's author stated, else what the register has; None of neither.

    compared_years: None where a run doesn't know them; then all years are taken.
    """
    if unit_years <= 0:
        return None
    compared = unit_years if compared_years is None else compared_years
    if low_vnd is not None and high_vnd is not None:
        middle, half = (low_vnd + high_vnd) / 2, (high_vnd - low_vnd) / 2
        se = half / REACH * unit_years
        return Spent(middle * unit_years, se, unit_years, compared, "study")
    if money and money.get("estimated"):
        total, se = money["estimated"], money["estimated_se"]
        return Spent(total, se, unit_years, compared, "register")
    return None


def unit_years(panel: Mapping[str, Any], result: Mapping[str, Any]) -> float:
    """Years with the programme of the places that are compared, from what a run keeps."""
    months = panel.get("months") or []
    at = {code: i for i, code in enumerate(months)}
    left = {one["code"] for one in result.get("left_out") or []}
    kept = (one for one in panel.get("units") or [] if one["start"] and one["code"] not in left)
    return sum(len(months) - at[one["start"]] for one in kept) / 12


def is_own(result: Mapping[str, Any]) -> bool:
    """Whether a stored result has a number, of this programme and no other."""
    is_told = result.get("interval") is not None and result.get("observed")
    return bool(is_told) and Because.STARTED_TOGETHER not in result.get("because", ())


def per_incident(result: Mapping[str, Any], cost: Spent) -> CostPerIncident | None:
    """The cost of one incident prevented, from a stored result; None where that has no number.

    Where the effect may be nought there is no upper end, and then no middle either: a sum of money
    would tell as known that incidents were prevented. What is left is the least it could be.
    """
    if not is_own(result) or not cost.compared:
        return None
    found = cost_per_incident(
        result["log_ratio"],
        result["se"],
        result["observed"],
        cost.compared,
        df=result["df"],
        cost_se=cost.compared_se,
    )
    if isinstance(found, NotEstimable):
        return None
    return found if found.high is not None else replace(found, per_incident=None)


def may_be_nought(result: Mapping[str, Any]) -> bool:
    """Whether the interval of the change holds nought, or has an end missing."""
    low, high = result.get("interval") or (None, None)
    return low is None or high is None or low <= 0 <= high


def worth(
    results: Iterable[tuple[str, Mapping[str, Any]]],
    cost: Spent,
    weights: Mapping[str, float],
    *,
    times: float = 1.0,
) -> Worth | None:
    """Whether what was prevented is worth more than it cost.

    results: outcomes with their stored results. weights: đồng for one event, by outcome; those
    without a weight, and those without a number, aren't counted. None where nothing is left.
    """
    outcomes = {
        name: Outcome(one["log_ratio"], one["se"], one["observed"], times * weights[name])
        for name, one in results
        if name in weights and is_own(one)
    }
    if not outcomes:
        return None
    return net_benefit(outcomes, cost.compared, cost_se=cost.compared_se, seed=1, draws=DRAWS)
