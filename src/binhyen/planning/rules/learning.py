"""What stored results of studies let one expect of a programme elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import expm1, sqrt
from typing import Any

from ..choices import Basis
from .transport import PRIOR_SD, Learned

REACH = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Effect of a programme on one outcome, as a log rate ratio, as it was found."""

    basis: Basis
    log_ratio: float
    se: float

    @property
    def percent(self) -> float:
        return 100 * expm1(self.log_ratio)

    @property
    def interval(self) -> tuple[float, float]:
        ends = self.log_ratio - REACH * self.se, self.log_ratio + REACH * self.se
        return 100 * expm1(ends[0]), 100 * expm1(ends[1])


def lessons(
    results: Mapping[str, Mapping[str, Any]], *, spill: float | None = None
) -> dict[str, Lesson]:
    """What a programme's results teach, by outcome.

    The effect that the verdict rests on: net of what moves next door where that could be had, so
    that a plan reckons with the number that the page of evidence shows, and never counts as averted
    what only moved. A quotient of two uncertain numbers is no share to plan with. With a share that
    somebody knows (spill), the effect on the spot instead, and the planner moves the rest.

    An outcome without a number, or of several programmes that began together, teaches nothing.
    """
    found = {}
    for key, result in results.items():
        told, basis = _told(result, is_typed=spill is not None)
        if told is not None and not result.get("together"):
            found[key] = Lesson(basis=basis, log_ratio=told["log_ratio"], se=told["se"])
    return found


def drawn_in(found: Lesson, *, prior_sd: float = PRIOR_SD) -> Learned:
    """The same, drawn to what programmes do in general: nothing on average, give or take.

    The best of several noisy results is good partly by luck; a normal prior takes as much of it as
    the result is uncertain (Lindley and Smith 1972, JRSS B 34, 1-41).
    """
    keep = prior_sd**2 / (prior_sd**2 + found.se**2)
    return Learned(log_ratio=keep * found.log_ratio, se=sqrt(keep) * found.se)


def unstudied(*, prior_sd: float = PRIOR_SD) -> Learned:
    """What may be expected of a programme that nobody studied."""
    return Learned(log_ratio=0.0, se=prior_sd)


def _told(result: Mapping[str, Any], *, is_typed: bool) -> tuple[Mapping[str, Any] | None, Basis]:
    if is_typed:
        return _known(result.get("own")), Basis.TYPED
    return _known(result), Basis.NET if result.get("scope") == "net" else Basis.OWN


def _known(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A stored effect; None where it was refused or has no spread."""
    if not told or told.get("log_ratio") is None or told.get("se") is None:
        return None
    return told
