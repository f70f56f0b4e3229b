"""What every estimator gives back: a frozen result, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from math import expm1
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Json: TypeAlias = "Mapping[str, Any] | list[Any] | str | float | int | bool | None"


class Reason(StrEnum):
    """Why there is no number."""

    NO_TREATED = "no_treated"
    NO_UNTREATED = "no_untreated"
    ONE_TREATED = "one_treated"
    TOO_FEW_CLUSTERS = "too_few_clusters"
    NO_BEFORE = "no_before"
    NO_AFTER = "no_after"
    ALL_ZEROS = "all_zeros"
    NONE_BEFORE = "none_before"
    NONE_EXPECTED = "none_expected"
    MISSING_PERIODS = "missing_periods"
    RECORDED_LATE = "recorded_late"
    STARTED_TOGETHER = "started_together"
    NO_FAR_CONTROLS = "no_far_controls"
    NO_RING = "no_ring"
    NOT_CONVERGED = "not_converged"
    TOO_FEW_STUDIES = "too_few_studies"
    ZERO_COUNT = "zero_count"
    UNCLEAR_EFFECT = "unclear_effect"


_BEYOND_ALL = 600.0  # e to this can still be multiplied by any count

_SENTENCES = {
    Reason.NO_TREATED: "No unit is ever treated within the periods given.",
    Reason.NO_UNTREATED: "No untreated unit is left to compare with.",
    Reason.ONE_TREATED: "Only one unit is treated; its spread can't be told from chance here.",
    Reason.TOO_FEW_CLUSTERS: "Too few independent units for a standard error.",
    Reason.NO_BEFORE: "A treated unit has no period before its treatment.",
    Reason.NO_AFTER: "No treated unit has a period after its treatment began.",
    Reason.ALL_ZEROS: "Nothing was counted in any unit and period.",
    Reason.NONE_BEFORE: "Nothing was counted before treatment, so nothing can be expected after.",
    Reason.NONE_EXPECTED: "No event was to be expected after treatment; there is nothing to avert.",
    Reason.MISSING_PERIODS: "Counts are missing for some units and periods.",
    Reason.RECORDED_LATE: "Recording seems to have begun later in some units than in others.",
    Reason.STARTED_TOGETHER: "Programmes started together and can't be told apart.",
    Reason.NO_FAR_CONTROLS: "Too few untreated units touch no treated one.",
    Reason.NO_RING: "No untreated unit touches a treated one.",
    Reason.NOT_CONVERGED: "The fit didn't settle.",
    Reason.TOO_FEW_STUDIES: "Too few estimates to pool.",
    Reason.ZERO_COUNT: "A ratio has no interval where a count is 0.",
    Reason.UNCLEAR_EFFECT: "The effect isn't told from 0, so a quotient by it has no end.",
}


class Result:
    """Base of all results: plain values for JSON."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and strings, by field name."""
        return {f.name: plain(getattr(self, f.name)) for f in fields(self)}  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class NotEstimable(Result):
    """A refusal: the data can't answer, with the reason and what would be needed.

    `detail` names the units, periods or numbers concerned; `minimum_detectable_percent` is the
    smallest fall that such data could have shown with 80 % power, where it can be known.
    """

    reason: Reason
    detail: tuple[str, ...] = ()
    minimum_detectable_percent: float | None = None

    def sentence(self) -> str:
        """The reason in English, with what it concerns."""
        about = f" ({', '.join(self.detail)})" if self.detail else ""
        return _SENTENCES[self.reason][:-1] + about + "."


@dataclass(frozen=True, slots=True)
class Effect(Result):
    """A relative effect on counts: log rate ratio with a t interval.

    `observed` and `expected` are the events of treated unit-periods: counted, and expected
    without treatment. `df` are the degrees of freedom of the interval.
    """

    log_ratio: float
    se: float
    df: float
    low: float
    high: float
    p: float
    level: float
    observed: float
    expected: float
    treated_units: int
    clusters: int
    method: str

    @property
    def percent_change(self) -> float:
        """Per cent, negative is fewer."""
        return percent(self.log_ratio)

    @property
    def interval(self) -> tuple[float, float]:
        """Per cent, at `level`."""
        return percent(self.low), percent(self.high)

    @property
    def averted(self) -> float:
        """Events fewer than expected in treated unit-periods."""
        return self.expected - self.observed

    @property
    def averted_interval(self) -> tuple[float, float]:
        """Events, at `level`: from the interval of the ratio, the counted events held fixed.

        Nothing counted is taken for half an event, as in the ratio.
        """
        return averted_between(max(self.observed, 0.5), self.low, self.high)


def percent(log_ratio: float) -> float:
    """Change in per cent; of a rise beyond all numbers, a very large one."""
    return 100 * expm1(min(log_ratio, _BEYOND_ALL))


def averted_between(observed: float, low: float, high: float) -> tuple[float, float]:
    """Events fewer than expected, from the ends of a log ratio and what was counted."""
    fewest, most = (observed * expm1(min(-end, _BEYOND_ALL)) for end in (high, low))
    return fewest, most


def plain(value: Any) -> Any:
    """Arrays, tuples, enums and results as JSON takes them."""
    if isinstance(value, Result):
        return value.as_dict()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    return value


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array, not to be written to any more."""
    array.flags.writeable = False
    return array
