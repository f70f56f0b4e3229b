"""What a stored result of a study lets one expect of a programme elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, expm1, log, sqrt
from typing import Any

from ..choices import Basis
from .transport import PRIOR_SD, Learned

REACH = 1.96
MOST = 0.95  # of a place's events that a programme is ever taken to avert


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Effect of a programme on one outcome, as a log rate ratio before anything is drawn in."""

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
) -> tuple[dict[str, Lesson], float]:
    """What a programme's results teach, by outcome, and the share of what it averts that moves.

    results: by outcome, the one that counts most first; one without a number, or of several
    programmes that began together, teaches nothing. spill: what somebody knows better.

    Where the neighbours clearly changed in every outcome, the effect on the spot and the share
    that moves are kept apart, so that a plan may hold it up by going next door as well. Where that
    isn't clear, the quotient of two uncertain numbers would only be noise: the net effect is taken,
    per event of the places with the programme, with its own wider interval. Without that, or with
    a typed share, the effect on the spot.
    """
    told = {key: one for key, one in results.items() if _known(one.get("own"))}
    told = {key: one for key, one in told.items() if not one.get("together")}
    if spill is not None:
        return {key: _own(one) for key, one in told.items()}, spill
    if told and all(_ring_changed(one) for one in told.values()):
        share = float(next(iter(told.values()))["displaced_share"])
        apart = {key: _own(one, Basis.OWN_AND_RING) for key, one in told.items()}
        return apart, min(max(share, -1.0), 1.0)
    return {key: _net(one) or _own(one) for key, one in told.items()}, 0.0


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


def _own(result: Mapping[str, Any], basis: Basis = Basis.OWN) -> Lesson:
    own = result["own"]
    return Lesson(basis=basis, log_ratio=own["log_ratio"], se=own["se"])


def _ring_changed(result: Mapping[str, Any]) -> bool:
    ring = _known(result.get("ring"))
    ends = (ring or {}).get("interval")
    if not ends or None in ends or result.get("displaced_share") is None:
        return False
    return not ends[0] <= 0 <= ends[1]


def _net(result: Mapping[str, Any]) -> Lesson | None:
    """Events fewer in both together, per event of the treated; None where that is no share."""
    net, ring = _known(result.get("net")), _known(result.get("ring"))
    if net is None or ring is None or net["expected"] <= ring["expected"]:
        return None
    widened = net["expected"] / (net["expected"] - ring["expected"])
    fall = min(-widened * expm1(net["log_ratio"]), MOST)
    se = widened * exp(net["log_ratio"]) * net["se"] / (1 - fall)
    return Lesson(basis=Basis.NET, log_ratio=log(1 - fall), se=se)


def _known(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A stored effect; None where it was refused or has no spread."""
    if not told or told.get("log_ratio") is None or told.get("se") is None:
        return None
    return told
