"""Two areas or four, before and after: the counts that a report of one project has.

The estimators of area-based criminology. They compare one treated area with one control area
(and, for displacement, the ring around it), so nothing but the counts themselves tells how far
such areas drift apart by chance: the errors are Poisson's, multiplied by `variance_times`, and
too small where counts are overdispersed. Where months of many units exist, use `etwfe`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log, sqrt

from whatworks.chances import normal_p, normal_reach
from whatworks.results import NotEstimable, Reason, Result, averted_between, percent

BeforeAfter = Sequence[float]


@dataclass(frozen=True, slots=True)
class RelativeEffect(Result):
    """A relative effect size from four counts, on the log rate-ratio scale (negative is fewer).

    `observed` is what the treated area counted after; `expected` what it would have counted had
    it changed as the control area did.
    """

    log_ratio: float
    se: float
    low: float
    high: float
    p: float
    level: float
    observed: float
    expected: float
    method: str = "relative effect size"

    @property
    def relative_effect_size(self) -> float:
        """RES as printed by Farrington and Welsh: above 1 is desirable."""
        return exp(-self.log_ratio)

    @property
    def relative_effect_interval(self) -> tuple[float, float]:
        """RES at `level`."""
        return exp(-self.high), exp(-self.low)

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
        """Events fewer than expected in the treated area."""
        return self.expected - self.observed

    @property
    def averted_interval(self) -> tuple[float, float]:
        """Events, at `level`: from the interval of the ratio, the counted events held fixed."""
        return averted_between(self.observed, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Difference(Result):
    """A difference in counts (or in weighted counts) with a normal interval; negative is fewer."""

    estimate: float
    se: float
    z: float
    low: float
    high: float
    p: float
    level: float


@dataclass(frozen=True, slots=True)
class Quotient(Result):
    """A quotient with Fieller's interval, which needs no normal quotient."""

    estimate: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Displacement(Result):
    """What a project did in its area and in the ring around, against a control area.

    success: change of treated/control; negative is fewer.
    displacement: change of ring/control; positive is displacement, negative a benefit spread.
    quotient: displacement / success (WDQ), to be read only where the success is below 0: above
        0 the ring gained too, below −1 it lost more than the area gained. Refused where the
        success isn't told from 0, for then its interval has no end.
    total_net_effect: events fewer in area and ring together (TNE); positive is fewer.
    """

    success: Difference
    displacement: Difference
    quotient: Quotient | NotEstimable
    total_net_effect: Difference

    @property
    def quotient_alone(self) -> float | None:
        """WDQ as papers print it, also where it has no interval; None where nothing changed."""
        down = self.success.estimate
        return self.displacement.estimate / down if down else None


def relative_effect_size(
    treated: BeforeAfter,
    control: BeforeAfter,
    *,
    variance_times: float = 2.0,
    level: float = 0.95,
) -> RelativeEffect | NotEstimable:
    """Relative effect size of one treated and one control area.

    treated, control: (before, after), counts over periods of equal length.
    variance_times: overdispersion; 2 is what Farrington and Welsh found in many such pairs, 1 is
        Poisson's.

    RES = ad/(bc), Var ln RES = variance_times (1/a + 1/b + 1/c + 1/d). Refused where a count is
    0: nothing is added to counts. Assumes that both areas would have changed alike.
    Welsh and Farrington 2007; Farrington and Welsh 2013.
    """
    (a, b), (c, d) = _pair("treated", treated), _pair("control", control)
    _positive("variance_times", variance_times)
    names = ("treated before", "treated after", "control before", "control after")
    zero = tuple(name for name, count in zip(names, (a, b, c, d), strict=True) if count == 0)
    if zero:
        return NotEstimable(Reason.ZERO_COUNT, zero)
    log_ratio = log(b / a) - log(d / c)
    se = sqrt(variance_times * (1 / a + 1 / b + 1 / c + 1 / d))
    reach = normal_reach(level) * se
    return RelativeEffect(
        log_ratio=log_ratio,
        se=se,
        low=log_ratio - reach,
        high=log_ratio + reach,
        p=normal_p(log_ratio / se),
        level=level,
        observed=b,
        expected=a * (d / c),
    )


def displacement_quotient(
    treated: BeforeAfter,
    ring: BeforeAfter,
    control: BeforeAfter,
    *,
    variance_times: float = 1.0,
    level: float = 0.95,
) -> Displacement | NotEstimable:
    """Weighted displacement quotient and total net effect of one project.

    treated (A), ring (B), control (C): (before, after), counts over periods of equal length.

    WDQ = (B₁/C₁ − B₀/C₀)/(A₁/C₁ − A₀/C₀); TNE = (A₀C₁/C₀ − A₁) + (B₀C₁/C₀ − B₁). Errors by the
    delta method from Poisson counts × `variance_times`; the quotient's interval is Fieller's,
    with the covariance that the common control brings. To be printed, never decided on: decide
    on the net effect. Bowers and Johnson 2003; Guerette 2009.
    """
    (a0, a1), (b0, b1) = _pair("treated", treated), _pair("ring", ring)
    c0, c1 = _pair("control", control)
    _positive("variance_times", variance_times)
    zero = tuple(n for n, c in (("control before", c0), ("control after", c1)) if c == 0)
    if zero:
        return NotEstimable(Reason.ZERO_COUNT, zero)
    if not (a0 + a1) * (b0 + b1):
        return NotEstimable(Reason.ALL_ZEROS, ("ring",) if a0 + a1 else ("treated",))

    def variance(before: float, after: float) -> float:
        return variance_times * (_share_variance(after, c1) + _share_variance(before, c0))

    success, displaced = a1 / c1 - a0 / c0, b1 / c1 - b0 / c0
    shared = variance_times * (a1 * b1 / c1**3 + a0 * b0 / c0**3)
    ratio = c1 / c0
    net = (a0 + b0) * ratio - a1 - b1
    ratio_variance = ratio**2 * (1 / c0 + 1 / c1)
    net_variance = ratio**2 * (a0 + b0) + (a0 + b0) ** 2 * ratio_variance + a1 + b1
    return Displacement(
        success=_difference(success, variance(a0, a1), level),
        displacement=_difference(displaced, variance(b0, b1), level),
        quotient=_fieller(displaced, success, variance(b0, b1), variance(a0, a1), shared, level),
        total_net_effect=_difference(net, variance_times * net_variance, level),
    )


def weighted_displacement_difference(
    control: BeforeAfter,
    treated: BeforeAfter,
    control_ring: BeforeAfter = (0, 0),
    treated_ring: BeforeAfter = (0, 0),
    *,
    time_weights: Sequence[float] = (1, 1),
    area_weights: Sequence[float] = (1, 1, 1, 1),
    level: float = 0.95,
) -> Difference | NotEstimable:
    """Weighted displacement difference: events more (negative: fewer) in area and ring together.

    control, treated, control_ring, treated_ring: (before, after) counts; without rings it is the
        plain difference in differences.
    time_weights: lengths of the two periods; counts become events per unit of length.
    area_weights: sizes of the four areas in the order of the arguments.

    WDD = (ΔT − ΔC) + (ΔD − ΔC_D), variance the sum of the (weighted) counts: Poisson's, so too
    small where counts are overdispersed. Wheeler and Ratcliffe 2018.
    """
    names = ("control", "treated", "control_ring", "treated_ring")
    given = (control, treated, control_ring, treated_ring)
    pairs = [_pair(name, counts) for name, counts in zip(names, given, strict=True)]
    if len(time_weights) != 2 or len(area_weights) != 4:
        raise ValueError("time_weights: two expected; area_weights: four expected")
    for weight in (*time_weights, *area_weights):
        _positive("time_weights, area_weights", weight)
    if not any(count for pair in pairs for count in pair):
        return NotEstimable(Reason.ALL_ZEROS)
    estimate = variance = 0.0
    for sign, (before, after), size in zip((-1, 1, -1, 1), pairs, area_weights, strict=True):
        first, second = time_weights[0] * size, time_weights[1] * size
        estimate += sign * (after / second - before / first)
        variance += after / second**2 + before / first**2
    return _difference(estimate, variance, level)


def harm_weighted_difference(
    differences: Sequence[Difference], harms: Sequence[float], *, level: float = 0.95
) -> Difference:
    """Sum of differences of several kinds of crime, each times its harm.

    differences: one per kind, from different events; harms: weights > 0 (days of prison, money).
    The kinds are taken as independent. Wheeler and Ratcliffe 2018, who call it harm-weighted WDD.
    """
    if not differences or len(differences) != len(harms):
        raise ValueError(f"harms: {len(differences)} (at least 1) expected, got {len(harms)}")
    for harm in harms:
        _positive("harms", harm)
    kinds = list(zip(differences, harms, strict=True))
    estimate = sum(harm * kind.estimate for kind, harm in kinds)
    return _difference(estimate, sum((harm * kind.se) ** 2 for kind, harm in kinds), level)


def _pair(name: str, counts: BeforeAfter) -> tuple[float, float]:
    if len(counts) != 2:
        raise ValueError(f"{name}: (before, after) expected, got {len(counts)} numbers")
    before, after = float(counts[0]), float(counts[1])
    if not (isfinite(before) and isfinite(after) and before >= 0 and after >= 0):
        raise ValueError(f"{name}: counts of 0 or more expected, got {tuple(counts)}")
    return before, after


def _positive(name: str, number: float) -> None:
    if not (isfinite(number) and number > 0):
        raise ValueError(f"{name}: more than 0 expected, got {number}")


def _share_variance(count: float, control: float) -> float:
    """Variance of count/control, both Poisson."""
    return count / control**2 + count**2 / control**3


def _difference(estimate: float, variance: float, level: float) -> Difference:
    se = sqrt(variance)
    reach = normal_reach(level) * se
    return Difference(
        estimate=estimate,
        se=se,
        z=estimate / se,
        low=estimate - reach,
        high=estimate + reach,
        p=normal_p(estimate / se),
        level=level,
    )


def _fieller(
    top: float,
    bottom: float,
    top_variance: float,
    bottom_variance: float,
    shared: float,
    level: float,
) -> Quotient | NotEstimable:
    """All ρ for which top − ρ·bottom isn't told from 0: a finite interval or none."""
    square = normal_reach(level) ** 2
    a = bottom**2 - square * bottom_variance
    if a <= 0:
        return NotEstimable(Reason.UNCLEAR_EFFECT, (f"{bottom:.3g} ± {sqrt(bottom_variance):.2g}",))
    b = top * bottom - square * shared
    c = top**2 - square * top_variance
    half = sqrt(max(b**2 - a * c, 0.0))
    return Quotient(top / bottom, (b - half) / a, (b + half) / a, level)
