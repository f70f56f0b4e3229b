"""Looking at a running programme every month without raising the alarm by looking often.

Two ways. `monitor` may be looked at whenever one likes (e-values and a confidence sequence).
`fixed_looks` gives the boundaries of a number of looks agreed beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.chances import normal_cdf, normal_quantile
from whatworks.results import NotEstimable, Reason, Result, frozen, percent

Floats = NDArray[np.float64]
FEWEST_CLUSTERS = 10
_WITHOUT_END = 1e200


@dataclass(frozen=True, slots=True)
class Monitoring(Result):
    """A programme's looks so far, in time's order.

    e_value: [looks], evidence against "no effect"; 20 is the alarm at level .95.
    low, high: [looks], the confidence sequence on the log scale: with chance `level` it holds the
        truth at every look at once.
    p: [looks], valid at any look; it never rises.
    first_alarm: index of the first look with e_value ≥ `alarm_at`, None without.
    harmful: whether that look showed more events, not fewer.
    """

    log_ratio: Floats
    e_value: Floats
    low: Floats
    high: Floats
    p: Floats
    level: float
    alarm_at: float
    first_alarm: int | None
    harmful: bool

    @property
    def percent_change(self) -> Floats:
        """[looks], per cent, negative is fewer."""
        return np.expm1(self.log_ratio) * 100

    @property
    def interval(self) -> tuple[float, float]:
        """Per cent, of the latest look."""
        return percent(float(self.low[-1])), percent(float(self.high[-1]))


@dataclass(frozen=True, slots=True)
class Looks(Result):
    """Boundaries of looks agreed beforehand: stop at look i where |z| ≥ z[i].

    z: [looks]; nominal_p: [looks], the two-sided p that each z stands for.
    """

    z: Floats
    nominal_p: Floats
    alpha: float
    shape: str


def monitor(
    log_ratios: ArrayLike,
    errors: ArrayLike,
    *,
    treated_clusters: int,
    df: float | None = None,
    usual_size: float = 0.2,
    level: float = 0.95,
) -> Monitoring | NotEstimable:
    """E-values and the confidence sequence of the looks so far.

    log_ratios, errors: [looks] estimates from all data up to each look, in time's order, and
        their standard errors > 0.
    treated_clusters: refused under 10, where estimates are too far from normal.
    df: degrees of freedom of the errors (treated clusters − 1 unless given): t is read as the z
        of the same tail.
    usual_size: τ, the size of log rate ratio that the evidence is tuned to; .2 is about 20 %.

    E = (1 + τ²v)^{−½} exp(½ z² τ²v/(1 + τ²v)), v = 1/SE². Half-width of the sequence in SE:
    √((1 + 1/τ²v)(2 ln(1/α) + ln(1 + τ²v))). Valid as far as estimates behave like a running sum
    of independent parts. Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021.
    """
    estimate, se = _looks_checked(log_ratios, errors)
    if not (0 < level < 1 and usual_size > 0):
        raise ValueError("level: between 0 and 1, usual_size: more than 0 expected")
    if treated_clusters < FEWEST_CLUSTERS:
        return NotEstimable(Reason.TOO_FEW_CLUSTERS, (f"{treated_clusters} < {FEWEST_CLUSTERS}",))
    degrees = float(treated_clusters - 1 if df is None else df)
    if not degrees > 0:
        raise ValueError(f"df: more than 0 expected, got {df}")
    log_e = log_e_value(as_z(estimate / se, degrees), se, usual_size)
    reach = as_t(sequence_reach(se, usual_size, level), degrees) * se
    alarm_at = 1 / (1 - level)
    alarms = np.flatnonzero(log_e >= np.log(alarm_at))
    first = int(alarms[0]) if len(alarms) else None
    return Monitoring(
        log_ratio=frozen(estimate),
        e_value=frozen(np.exp(np.minimum(log_e, 700))),
        low=frozen(estimate - reach),
        high=frozen(estimate + reach),
        p=frozen(np.minimum(1, np.exp(-np.maximum.accumulate(log_e)))),
        level=level,
        alarm_at=alarm_at,
        first_alarm=first,
        harmful=first is not None and bool(estimate[first] > 0),
    )


def log_e_value(z: ArrayLike, se: ArrayLike, usual_size: float = 0.2) -> Floats:
    """Natural log of the e-value against "no effect", for standard normal `z`."""
    prior = usual_size**2 / np.square(np.asarray(se, dtype=float))
    return np.asarray(
        0.5 * np.square(np.asarray(z, dtype=float)) * prior / (1 + prior) - 0.5 * np.log1p(prior)
    )


def sequence_reach(se: ArrayLike, usual_size: float = 0.2, level: float = 0.95) -> Floats:
    """Half-width of the confidence sequence in standard errors, for normal estimates."""
    prior = usual_size**2 / np.square(np.asarray(se, dtype=float))
    return np.sqrt((1 + 1 / prior) * (-2 * np.log(1 - level) + np.log1p(prior)))


def as_z(t: ArrayLike, df: float) -> Floats:
    """The z with the same tail as Student's t with `df`."""
    from scipy.special import stdtr

    given = np.asarray(t, dtype=float)
    tail = np.maximum(np.asarray(stdtr(df, -np.abs(given))), 1e-300)
    return np.asarray(-np.sign(given) * normal_quantile(tail))


def as_t(z: ArrayLike, df: float) -> Floats:
    """Student's t with `df` that has the same tail as `z` ≥ 0 (up to 37)."""
    from scipy.special import stdtrit

    t = -np.asarray(stdtrit(df, normal_cdf(-np.minimum(np.asarray(z, dtype=float), 37))))
    return np.where(np.isfinite(t), t, _WITHOUT_END)  # SciPy loses tails under 1e-290


def fixed_looks(
    looks: int, *, alpha: float = 0.05, shape: Literal["pocock", "obrien-fleming"] = "pocock"
) -> Looks:
    """Boundaries for `looks` equally spaced looks that together raise false alarm `alpha`.

    "pocock": the same z at each look. "obrien-fleming": z falls as √(looks / look), so that early
    looks stop only for large effects and the last is nearly the usual test. Two-sided. Exact for
    normal estimates with independent increments, by recursive integration (Armitage, McPherson
    and Rowe 1969). Pocock 1977; O'Brien and Fleming 1979.
    """
    from scipy.optimize import brentq

    if looks < 1 or not 0 < alpha < 1:
        raise ValueError(f"looks: 1 or more, alpha: in (0, 1) expected, got {looks}, {alpha}")
    if shape not in ("pocock", "obrien-fleming"):
        raise ValueError(f"shape: pocock or obrien-fleming expected, got {shape!r}")
    step = np.arange(1, looks + 1)
    form = np.ones(looks) if shape == "pocock" else np.sqrt(looks / step)
    least = float(-normal_quantile(alpha / 2))
    most = float(-normal_quantile(alpha / 2 / looks)) + 1e-9
    spent = _chance_of_stopping
    constant = (
        least
        if looks == 1
        else float(brentq(lambda c: spent(c * form) - alpha, least - 1e-9, most, xtol=1e-10))
    )
    z = constant * form
    return Looks(frozen(z), frozen(2 * normal_cdf(-z)), alpha, shape)


def _chance_of_stopping(z: Floats, nodes: int = 80) -> float:
    """Chance that |z| is reached at one of equally spaced looks, without an effect.

    Carries the density of the running sum over those not yet stopped, on Gauss–Legendre nodes.
    """
    at, weight = np.polynomial.legendre.leggauss(nodes)
    ends = z * np.sqrt(np.arange(1, len(z) + 1))
    place, mass = np.zeros(1), np.ones(1)
    for end in ends:
        target = at * end
        density = np.exp(-0.5 * (target[:, None] - place) ** 2) / np.sqrt(2 * np.pi)
        mass = (density @ mass) * weight * end
        place = target
    return float(1 - mass.sum())


def _looks_checked(log_ratios: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats]:
    estimate, se = np.array(log_ratios, dtype=float), np.array(errors, dtype=float)
    if estimate.ndim != 1 or estimate.shape != se.shape or not len(estimate):
        raise ValueError(
            f"log_ratios, errors: [looks] each expected, got {estimate.shape} and {se.shape}"
        )
    if not all(isfinite(x) for x in (*estimate, *se)) or not (se > 0).all():
        raise ValueError("log_ratios: finite numbers, errors: more than 0 expected")
    return estimate, se
