"""How far from parallel the trends may be before an effect is lost (HonestDiD).

Two ways of saying "not quite parallel", both of Rambachan & Roth (2023), Review of Economic
Studies 90(5), 2555–2591:

- *smooth*: from one period to the next the slope of the difference in trends changes by at most
  M, in the unit of the coefficients. Interval of fixed length around the best affine estimator.
- *relative*: after the start the difference in trends moves from one period to the next at most
  M̄ times as much as it ever did before. Conditional test with a least-favourable first stage
  (Andrews, Roth & Pakes 2023), inverted. M̄ = 1: "no worse than what was seen before".

Checked against R's HonestDiD 0.2.8 on its example (Benzarti & Carloni): smooth intervals to
0.001 (R simulates the quantile that is exact here), relative ones to the spacing of R's grid
without the first stage, and to 0.002 with it (R draws its critical value 1,000 times). Also: the
best affine estimator at M = 0 is generalised least squares on a line; no other weights are
shorter; coverage where everything is known; intervals grow with M; the breakdown value is where
they reach the null. The vertices of the test's linear programme were compared with HiGHS.

As in R, the relative test uses only the inequalities about periods after the start, here also
where there is a single one. Coefficients count as normal with known covariance: with few
clusters the intervals are too short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whatworks.results import NotEstimable, Reason, Result

Floats = NDArray[np.float64]
Restriction: TypeAlias = Literal["smooth", "relative"]
DRAWS = 10_000
FIRST_STAGE = 0.1  # part of the error probability spent on the least-favourable stage
GRID = 401


@dataclass(frozen=True, slots=True)
class HonestInterval(Result):
    """Interval for the weighted effect when trends may differ by at most `bound`.

    value: the estimate: its middle for "smooth", the unadjusted one for "relative".
    """

    restriction: Restriction
    bound: float
    value: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True)
class Breakdown(Result):
    """The largest bound (M, M̄) up to which the interval leaves out `null`.

    0: not even with the strictest bound. at_least: still left out at the largest bound tried.
    """

    restriction: Restriction
    value: float
    at_least: bool
    null: float
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class _Event:
    """Coefficients before (oldest first) and after; the period just before the start is 0."""

    before: Floats
    after: Floats
    covariance: Floats
    weights: Floats

    @property
    def value(self) -> float:
        return float(self.weights @ self.after)


def smooth_interval(
    before: ArrayLike,
    after: ArrayLike,
    covariance: ArrayLike,
    bound: float,
    *,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> HonestInterval | NotEstimable:
    """Shortest interval of fixed length if the slope of the difference changes by ≤ `bound`.

    before: [p] coefficients of the periods −p − 1, …, −2 before the start, oldest first, all
    relative to period −1, which is left out. after: [q], periods 0, …, q − 1. covariance:
    [p + q, p + q] in that order. weights: [q], what is averaged; None: all periods alike.
    """
    event = _event(before, after, covariance, weights, bound, level)
    if isinstance(event, NotEstimable):
        return event
    value, half = _shortest(event, bound, level)
    return HonestInterval("smooth", bound, value, value - half, value + half, level)


def relative_interval(
    before: ArrayLike,
    after: ArrayLike,
    covariance: ArrayLike,
    bound: float,
    *,
    seed: int,
    weights: ArrayLike | None = None,
    level: float = 0.95,
) -> HonestInterval | NotEstimable:
    """Interval if the difference moves after the start ≤ `bound` times its largest move before.

    Arguments as in `smooth_interval`; seed: for the draws of the first stage's critical value.
    Where the accepted values have gaps, the interval spans them.
    """
    event = _event(before, after, covariance, weights, bound, level)
    if isinstance(event, NotEstimable):
        return event
    low, high = _accepted(event, bound, level, _draws(event, seed))
    return HonestInterval("relative", bound, event.value, low, high, level)


def breakdown(
    before: ArrayLike,
    after: ArrayLike,
    covariance: ArrayLike,
    *,
    restriction: Restriction,
    seed: int,
    weights: ArrayLike | None = None,
    null: float = 0.0,
    level: float = 0.95,
    most: float | None = None,
) -> Breakdown | NotEstimable:
    """The bound at which the interval first reaches `null`, to 3 digits.

    most: largest bound tried; None: 10 for "relative", for "smooth" 10 times the distance of the
    estimate from `null`.
    """
    event = _event(before, after, covariance, weights, 0.0, level)
    if isinstance(event, NotEstimable):
        return event
    interval: Callable[[float], tuple[float, float]]
    if restriction == "smooth":

        def interval(bound: float) -> tuple[float, float]:
            value, half = _shortest(event, bound, level)
            return value - half, value + half

        most = 10 * abs(event.value - null) if most is None else most
    elif restriction == "relative":
        draws = _draws(event, seed)

        def interval(bound: float) -> tuple[float, float]:
            return _accepted(event, bound, level, draws)

        most = 10.0 if most is None else most
    else:
        raise ValueError(f"restriction: smooth or relative expected, got {restriction!r}")

    def leaves_out(bound: float) -> bool:
        low, high = interval(bound)
        return not low <= null <= high

    if not leaves_out(0.0):
        return Breakdown(restriction, 0.0, False, null, level)
    if leaves_out(most):
        return Breakdown(restriction, float(most), True, null, level)
    out, reached = 0.0, float(most)
    while reached - out > 1e-3 * reached:
        middle = (out + reached) / 2
        out, reached = (middle, reached) if leaves_out(middle) else (out, middle)
    return Breakdown(restriction, out, False, null, level)


def since_last_before(
    before: ArrayLike, after: ArrayLike, covariance: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Coefficients that share an earlier base, turned to be relative to the last one before.

    before: [p], oldest first, after: [q], covariance: [p + q, p + q]. Gives [p − 1], [q] and
    [p + q − 1, p + q − 1], as the intervals here take them.
    """
    pre, post = np.array(before, dtype=float), np.array(after, dtype=float)
    matrix = np.array(covariance, dtype=float)
    p, k = len(pre), len(pre) + len(post)
    if not p or matrix.shape != (k, k):
        raise ValueError(f"before {pre.shape}, after {post.shape}, covariance {matrix.shape}")
    less = np.eye(k)
    less[:, p - 1] -= 1
    less = np.delete(less, p - 1, axis=0)
    values = less @ np.concatenate([pre, post])
    return values[: p - 1], values[p - 1 :], less @ matrix @ less.T


def _event(
    before: ArrayLike,
    after: ArrayLike,
    covariance: ArrayLike,
    weights: ArrayLike | None,
    bound: float,
    level: float,
) -> _Event | NotEstimable:
    pre, post = np.array(before, dtype=float), np.array(after, dtype=float)
    matrix = np.array(covariance, dtype=float)
    if pre.ndim != 1 or post.ndim != 1 or matrix.shape != (len(pre) + len(post),) * 2:
        raise ValueError(f"before {pre.shape}, after {post.shape}, covariance {matrix.shape}")
    if not all(np.isfinite(one).all() for one in (pre, post, matrix)):
        raise ValueError("before, after, covariance: finite numbers expected")
    if not np.allclose(matrix, matrix.T, rtol=1e-6, atol=1e-9 * np.abs(matrix).max(initial=0)):
        raise ValueError("covariance: symmetric matrix expected")
    if not 0 < level < 1 or not 0 <= bound < np.inf:
        raise ValueError(f"level {level}: between 0 and 1; bound {bound}: 0 or more expected")
    if not len(post):
        return NotEstimable(Reason.NO_AFTER)
    if not len(pre):
        return NotEstimable(Reason.NO_BEFORE)
    given = np.full(len(post), 1 / len(post)) if weights is None else np.array(weights, dtype=float)
    if given.shape != post.shape or not np.isfinite(given).all() or not given.any():
        raise ValueError(f"weights: {len(post)} numbers, not all 0, expected")
    sd = np.sqrt(np.maximum(np.diag(matrix), 0))
    if (sd == 0).any() or np.linalg.eigvalsh(matrix / np.outer(sd, sd))[0] < 1e-9:
        return NotEstimable(Reason.TOO_FEW_CLUSTERS)  # fewer clusters than coefficients
    return _Event(pre, post, matrix, given)


# Smooth: with c_k = Σ_{t>k} (t − k) v_t (v_t: weight of the t-th period before the reference),
# the bias of Σ v β_before + Σ l β_after is a sum of second differences, each ≤ M in size, times
# the c_k and their like after the start. Unbiasedness for lines fixes c_0 = Σ t l_t.


@dataclass(frozen=True, slots=True, eq=False)
class _Affine:
    """Estimators Σ weight · coefficient that lines don't bias, by c_1, …, c_{p−1}.

    weights are `fixed` + `free` @ c; root.T @ root is the covariance.
    """

    fixed: Floats
    free: Floats
    root: Floats
    least_bias: float
    bound: float
    level: float

    def half(self, c: Floats) -> tuple[float, Floats, float]:
        """Half length, and its derivatives by c through the spread and by the size of each c."""
        spread = self.root @ (self.fixed + self.free @ c)
        sd = float(np.sqrt(spread @ spread))
        ratio = (self.least_bias + self.bound * float(np.abs(c).sum())) / sd
        times = _folded_quantile(ratio, self.level)
        by_bias = float(np.tanh(times * ratio))
        by_sd = (times - ratio * by_bias) * (self.free.T @ (self.root.T @ spread)) / sd
        return times * sd, by_sd, by_bias * self.bound

    def least_spread(self) -> Floats:
        """The c of generalised least squares: best where M = 0."""
        fit = np.linalg.lstsq(self.root @ self.free, self.root @ self.fixed, rcond=None)[0]
        return np.asarray(-fit)

    def best(self) -> Floats:
        """The c of least half length, which is convex in c: c = up − down, both 0 or more."""
        from scipy.optimize import minimize

        start = self.least_spread()
        if not len(start) or not self.bound:
            return start
        scale = self.half(start)[0]
        unit = scale / np.linalg.norm(self.root @ self.free, axis=0)

        def length(z: Floats) -> tuple[float, Floats]:
            up, down = z.reshape(2, -1) * unit
            value, by_sd, by_size = self.half(up - down)
            # |c| is up + down where one of them is 0, as it is at the minimum
            slope = np.concatenate([(by_size + by_sd) * unit, (by_size - by_sd) * unit])
            return value / scale, slope / scale

        options = {"maxiter": 5000, "maxfun": 20000, "ftol": 1e-15, "gtol": 1e-9}
        tried = [start]
        for first in (start, np.zeros_like(start)):
            z = np.concatenate([np.maximum(first, 0) / unit, np.maximum(-first, 0) / unit])
            found = minimize(
                length, z, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(z), options=options
            )
            up, down = found.x.reshape(2, -1) * unit
            tried.append(up - down)
        return min(tried, key=lambda c: self.half(c)[0])


def _shortest(event: _Event, bound: float, level: float) -> tuple[float, float]:
    """Middle and half length of the shortest interval of fixed length."""
    affine = _affine(event, bound, level)
    c = affine.best()
    coefficients = np.concatenate([event.before, event.after])
    return float((affine.fixed + affine.free @ c) @ coefficients), affine.half(c)[0]


def _affine(event: _Event, bound: float, level: float) -> _Affine:
    p, q = len(event.before), len(event.after)
    since = np.arange(1, q + 1)
    line = float(event.weights @ since)
    bends = [float(event.weights[k:] @ since[: q - k]) for k in range(1, q)]
    second = np.eye(p, p + 2) - 2 * np.eye(p, p + 2, 1) + np.eye(p, p + 2, 2)
    oldest_first = second[::-1]  # columns c_0, …, c_{p+1}: c_0 is fixed, the last two are 0
    return _Affine(
        fixed=np.concatenate([oldest_first[:, 0] * line, event.weights]),
        free=np.vstack([oldest_first[:, 1:p], np.zeros((q, p - 1))]),
        root=np.asarray(np.linalg.cholesky(event.covariance).T, dtype=float),
        least_bias=bound * (float(np.abs(bends).sum()) + abs(line)),
        bound=bound,
        level=level,
    )


def _folded_quantile(ratio: float, level: float) -> float:
    """x with P(|N(ratio, 1)| ≤ x) = level, by Newton's rule from below (concave there)."""
    from scipy.special import ndtr, ndtri

    x = max(ratio + float(ndtri(level)), 1e-3, ratio)
    for _ in range(100):
        density = np.exp(-((x - ratio) ** 2) / 2) + np.exp(-((x + ratio) ** 2) / 2)
        step = (level - (ndtr(x - ratio) - ndtr(-x - ratio))) * np.sqrt(2 * np.pi) / density
        x += float(step)
        if abs(step) < 1e-12 * x:
            break
    return x


# Relative: for each period s before the start and each sign, e = ±(its move) is taken for the
# largest one. The moves after the start obey ±move_t − M̄ e ≤ 0. What the test's linear programme
# would find are the vertices of its dual, known in closed form: the two that bound l'δ from
# above and below, and for each t both of its inequalities together (M̄ e ≥ 0).


@dataclass(frozen=True, slots=True, eq=False)
class _Cone:
    """Vertices [v, p + q] as weights on the coefficients, and on the effect [v]."""

    on_coefficients: Floats
    on_effect: Floats


def _cones(event: _Event, bound: float) -> list[_Cone]:
    p, q = len(event.before), len(event.after)
    move = np.zeros((p + q, p + q + 1))
    for t in range(p + q):
        move[t, t : t + 2] = -1, 1
    move = np.delete(move, p, axis=1)  # the reference is 0
    tail = np.cumsum(event.weights[::-1])[::-1]  # weight of each move after the start
    return [
        _cone(event, sign * move[s], move[p:], tail, bound) for s in range(p) for sign in (1, -1)
    ]


def _cone(event: _Event, largest: Floats, moves: Floats, tail: Floats, bound: float) -> _Cone:
    up, down = moves - bound * largest, -moves - bound * largest
    sd_up, sd_down = _sd(up, event.covariance), _sd(down, event.covariance)
    size, rising = np.abs(tail), tail >= 0
    rows, on_effect = [], []
    for sign in (1, -1):
        this = rising if sign == 1 else ~rising
        total = float(size @ np.where(this, sd_up, sd_down))
        rows.append(size @ np.where(this[:, None], up, down) / total)
        on_effect.append(-sign / total)
    if bound > 0:
        both = sd_up + sd_down
        rows += [-2 * bound * largest / both.min(), -2 * bound * largest / both.max()]
        on_effect += [0.0, 0.0]
    return _Cone(np.array(rows), np.array(on_effect))


def _sd(rows: Floats, covariance: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", rows, covariance, rows)))


def _draws(event: _Event, seed: int) -> Floats:
    """[p + q, DRAWS] of the coefficients' error."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((len(event.covariance), DRAWS))
    return np.asarray(np.linalg.cholesky(event.covariance) @ noise)


def _accepted(event: _Event, bound: float, level: float, draws: Floats) -> tuple[float, float]:
    """Smallest and largest effect that some cone's test doesn't reject."""
    ends: list[float] = []
    for cone in _cones(event, bound):
        cut = _cut(cone, draws, level)
        ends += _ends(event, cone, level, cut)
    return min(ends), max(ends)


def _cut(cone: _Cone, draws: Floats, level: float) -> float:
    """Critical value of the first stage: all inequalities just met."""
    largest = (cone.on_coefficients @ draws).max(0)
    return float(np.quantile(largest, 1 - FIRST_STAGE * (1 - level)))


def _ends(event: _Event, cone: _Cone, level: float, cut: float) -> Sequence[float]:
    """Ends of what one cone accepts, none where it accepts nothing.

    Beyond `cut` the first stage rejects, so the search is bounded.
    """
    at_zero = cone.on_coefficients @ np.concatenate([event.before, event.after])
    if (at_zero[2:] > cut).any():
        return []
    low, high = (at_zero[0] - cut) / -cone.on_effect[0], (cut - at_zero[1]) / cone.on_effect[1]
    if low > high:
        return []
    effects = np.linspace(low, high, GRID)
    accepted = _accepts(event, cone, effects, level, cut)
    if not accepted.any():
        return []
    first, last = np.flatnonzero(accepted)[[0, -1]]
    found = [effects[first], effects[last]]
    for end, beyond in ((0, first - 1), (1, last + 1)):
        if 0 <= beyond < GRID:
            inside, outside = found[end], effects[beyond]
            for _ in range(25):
                middle = (inside + outside) / 2
                good = _accepts(event, cone, np.array([middle]), level, cut)[0]
                inside, outside = (middle, outside) if good else (inside, middle)
            found[end] = inside
    return [float(one) for one in found]


def _accepts(
    event: _Event, cone: _Cone, effects: Floats, level: float, cut: float | None
) -> NDArray[np.bool_]:
    """[effects]: not rejected. cut: critical value of the first stage; None: conditional alone."""
    error = 1 - level
    if cut is not None:
        error = (error - FIRST_STAGE * error) / (1 - FIRST_STAGE * error)
    at_zero = cone.on_coefficients @ np.concatenate([event.before, event.after])
    values = at_zero[:, None] + cone.on_effect[:, None] * effects[None]
    spread = cone.on_coefficients @ event.covariance @ cone.on_coefficients.T
    top = values.argmax(0)
    largest = values[top, np.arange(len(effects))]
    variance = np.diag(spread)[top]
    follow = spread[:, top] / variance  # how each vertex moves with the largest
    rest = 1 - follow
    edge = (values - follow * largest) / np.where(np.abs(rest) > 1e-10, rest, np.nan)
    lower = np.where(rest > 1e-10, edge, -np.inf).max(0)
    upper = np.where(rest < -1e-10, edge, np.inf).min(0)
    if cut is not None:
        upper = np.minimum(upper, cut)
    critical = _truncated_quantile(1 - error, lower, upper, np.sqrt(variance))
    passed = largest <= np.maximum(critical, 0)
    return np.asarray(passed if cut is None else passed & (largest <= cut))


def _truncated_quantile(p: float, lower: Floats, upper: Floats, sd: Floats) -> Floats:
    """Quantile of N(0, sd²) between bounds, in logs and in the thinner tail's direction."""
    from scipy.special import log_ndtr, ndtri_exp

    low, high = lower / sd, np.maximum(upper, lower) / sd
    flip = low > 0
    a, b = np.where(flip, -high, low), np.where(flip, -low, high)
    part = np.where(flip, 1 - p, p)
    with np.errstate(divide="ignore"):
        inside = np.logaddexp(np.log1p(-part) + log_ndtr(a), np.log(part) + log_ndtr(b))
    z = np.clip(ndtri_exp(np.minimum(inside, 0)), a, b)
    return np.asarray(np.where(flip, -z, z) * sd)
