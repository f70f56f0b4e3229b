"""HonestDiD: against R's package on its own example, and by what has to hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize
from scipy.stats import norm

from whatworks import honest
from whatworks.callaway import callaway_santanna
from whatworks.honest import (
    breakdown,
    relative_interval,
    since_last_before,
    smooth_interval,
)
from whatworks.results import NotEstimable, Reason

# Benzarti & Carloni (2019), profits of restaurants after a cut of VAT: the example of R's
# HonestDiD (BCdata_EventStudy), four periods before and four after.
BEFORE = np.array([0.006696352, 0.029345034, -0.006472972, 0.073014989])
AFTER = np.array([0.195961118, 0.312063903, 0.239541546, 0.126042500])
COVARIANCE = 1e-4 * np.array(
    [
        [8.428358, 4.768687, 2.618051, 2.354220, 1.676371, 1.128708, 0.1992816, -1.368265],
        [4.768687, 6.425420, 3.987425, 2.435515, 2.201960, 1.804591, 0.3843765, -0.2960422],
        [2.618051, 3.987425, 5.229950, 2.117686, 1.840722, 1.458528, 0.7005197, 0.5952995],
        [2.354220, 2.435515, 2.117686, 3.089595, 1.197866, 1.334081, 1.016335, 1.079052],
        [1.676371, 2.201960, 1.840722, 1.197866, 3.599704, 2.478819, 1.749579, 1.654257],
        [1.128708, 1.804591, 1.458528, 1.334081, 2.478819, 4.263950, 2.171438, 2.892748],
        [0.1992816, 0.3843765, 0.7005197, 1.016335, 1.749579, 2.171438, 4.886698, 3.805322],
        [-1.368265, -0.2960422, 0.5952995, 1.079052, 1.654257, 2.892748, 3.805322, 7.617394],
    ]
)
PROFITS = (BEFORE, AFTER, COVARIANCE)
FIRST, AVERAGE = [1, 0, 0, 0], None


@pytest.mark.parametrize(
    ("weights", "bound", "low", "high"),
    [
        (FIRST, 0.00, 0.131411, 0.216170),
        (FIRST, 0.01, 0.154965, 0.270385),
        (FIRST, 0.02, 0.177301, 0.315956),
        (AVERAGE, 0.00, 0.133193, 0.230363),
        (AVERAGE, 0.01, 0.124138, 0.368035),
        (AVERAGE, 0.02, 0.113902, 0.476744),
    ],
)
def test_smooth_intervals_are_those_of_r(weights, bound, low, high):
    """HonestDiD 0.2.8, method FLCI: it simulates the quantile that is exact here."""
    found = smooth_interval(*PROFITS, bound, weights=weights)

    assert found.low == pytest.approx(low, abs=1e-3)
    assert found.high == pytest.approx(high, abs=1e-3)


@pytest.mark.parametrize(
    ("weights", "bound", "level", "low", "high"),
    [
        (AVERAGE, 0.5, 0.95, 0.067754, 0.369191),
        (AVERAGE, 1.0, 0.95, -0.069686, 0.506632),
        ([1, 0, 0, 0], 1.0, 0.99, 0.046668, 0.339183),
        ([0, 1, 0, 0], 1.0, 0.99, 0.045330, 0.576319),
        ([0, 0, 1, 0], 1.0, 0.99, -0.147881, 0.633861),
        ([0, 0, 0, 1], 1.0, 0.99, -0.387914, 0.650598),
        ([1, -1, 0, 0], 1.0, 0.99, -0.261699, 0.020219),
    ],
)
def test_relative_intervals_are_those_of_r(weights, bound, level, low, high):
    """HonestDiD 0.2.8, method C-LF on 10,000 points, critical values from 1,000 draws."""
    found = relative_interval(*PROFITS, bound, weights=weights, level=level, seed=1)

    assert found.low == pytest.approx(low, abs=2e-3)
    assert found.high == pytest.approx(high, abs=2e-3)


@pytest.mark.parametrize(
    ("weights", "bound", "low", "high"),
    [
        (FIRST, 0.0, 0.159152, 0.232840),
        (FIRST, 0.5, 0.118889, 0.270824),
        (FIRST, 1.0, 0.067231, 0.317924),
        (AVERAGE, 0.0, 0.184150, 0.252720),
    ],
)
def test_the_conditional_test_alone_accepts_what_r_accepts(weights, bound, low, high):
    """HonestDiD 0.2.8, method Conditional: nothing is drawn, so only R's grid is between."""
    event = honest._event(*PROFITS, weights, bound, 0.95)
    sd = np.sqrt(event.weights @ COVARIANCE[4:, 4:] @ event.weights)
    grid = event.value + np.linspace(-20, 20, 1000) * sd

    good = np.any(
        [honest._accepts(event, c, grid, 0.95, None) for c in honest._cones(event, bound)], axis=0
    )

    spacing = 40 * sd / 999
    assert grid[good].min() == pytest.approx(low, abs=1.1 * spacing)
    assert grid[good].max() == pytest.approx(high, abs=1.1 * spacing)


def test_with_no_bend_the_estimate_is_generalised_least_squares_on_a_line():
    """Lines through the reference: δ = b·t; the trend is projected forward."""
    times = np.array([-4, -3, -2, -1.0])
    inverse = np.linalg.inv(COVARIANCE[:4, :4])
    slope = times @ inverse @ BEFORE / (times @ inverse @ times)
    known = COVARIANCE[4, :4] @ inverse  # what errors before say of the error after
    value = AFTER[0] - slope - known @ (BEFORE - slope * times)
    rest = COVARIANCE[4, 4] - known @ COVARIANCE[:4, 4]
    se = np.sqrt(rest + (1 - known @ times) ** 2 / (times @ inverse @ times))

    found = smooth_interval(*PROFITS, 0.0, weights=FIRST)

    assert found.value == pytest.approx(value, abs=1e-10)
    assert found.high - found.value == pytest.approx(norm.ppf(0.975) * se, abs=1e-10)


@pytest.mark.parametrize("bound", [0.001, 0.01, 0.05])
def test_no_other_unbiased_weights_make_a_shorter_interval(bound):
    event = honest._event(*PROFITS, FIRST, bound, 0.95)
    affine = honest._affine(event, bound, 0.95)
    _, half = honest._shortest(event, bound, 0.95)

    searches = [
        minimize(
            lambda c: affine.half(c)[0], start, method="Nelder-Mead", options={"xatol": 1e-9}
        ).fun
        for start in (np.zeros(3), affine.least_spread(), np.full(3, 0.3))
    ]

    assert half <= min(searches) + 1e-7
    assert half == pytest.approx(min(searches), rel=1e-3)


def test_the_worst_bias_is_what_the_worst_trend_of_a_linear_programme_gives():
    event = honest._event(*PROFITS, AVERAGE, 0.02, 0.95)
    affine = honest._affine(event, 0.02, 0.95)
    c = affine.best()
    weights = affine.fixed + affine.free @ c
    bend = np.zeros((7, 9))
    for row in range(7):
        bend[row, row : row + 3] = 1, -2, 1
    bend = np.delete(bend, 4, axis=1)

    worst = linprog(
        -weights,
        A_ub=np.vstack([bend, -bend]),
        b_ub=np.full(14, 0.02),
        bounds=(None, None),
        method="highs",
    )

    assert -worst.fun == pytest.approx(affine.least_bias + 0.02 * np.abs(c).sum(), abs=1e-9)


@pytest.mark.parametrize("bound", [0.0, 0.4, 1.0, 2.5])
def test_the_vertices_give_what_the_tests_linear_programme_gives(bound):
    """min η with (moves after) − M̄ e ≤ η · their spread, over all effects with l'τ = θ."""
    event = honest._event(*PROFITS, [0.5, -0.2, 0.4, 0.3], bound, 0.95)
    beta = np.concatenate([BEFORE, AFTER])
    move = np.delete(np.array([np.eye(9)[t + 1] - np.eye(9)[t] for t in range(8)]), 4, axis=1)
    cones = honest._cones(event, bound)
    for at, cone in enumerate(cones):
        largest = (1, -1)[at % 2] * move[at // 2]
        rows = np.vstack([move[4:] - bound * largest, -move[4:] - bound * largest])
        sd = np.sqrt(np.diag(rows @ COVARIANCE @ rows.T))
        for theta in (-0.1, 0.1, 0.6):
            solved = linprog(
                [1, 0, 0, 0, 0],  # η, then τ
                A_ub=np.c_[-sd, -rows[:, 4:]],
                b_ub=-rows @ beta,
                A_eq=[[0, *event.weights]],
                b_eq=[theta],
                bounds=(None, None),
                method="highs",
            )
            values = cone.on_coefficients @ beta + cone.on_effect * theta
            assert values.max() == pytest.approx(solved.fun, abs=1e-7)


@pytest.mark.slow
def test_more_freedom_never_makes_an_interval_shorter():
    smooth = [smooth_interval(*PROFITS, m, weights=FIRST) for m in np.linspace(0, 0.1, 11)]
    relative = [relative_interval(*PROFITS, m, seed=1) for m in np.linspace(0, 2, 9)]

    widths = np.array([one.high - one.low for one in smooth])
    lows, highs = (np.array([getattr(one, end) for one in relative]) for end in ("low", "high"))
    assert (np.diff(widths) > 0).all()
    assert (np.diff(lows) < 0).all()
    assert (np.diff(highs) > 0).all()


def test_without_any_difference_of_trends_the_relative_interval_is_nearly_the_usual_one():
    sd = np.sqrt(np.full(4, 0.25) @ COVARIANCE[4:, 4:] @ np.full(4, 0.25))

    found = relative_interval(*PROFITS, 0.0, seed=1)

    assert (found.high - found.low) / (2 * norm.ppf(0.975) * sd) == pytest.approx(1, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("restriction", ["smooth", "relative"])
def test_the_breakdown_value_is_where_the_interval_reaches_nothing(restriction):
    found = breakdown(*PROFITS, restriction=restriction, seed=1)

    def low(bound):
        if restriction == "smooth":
            return smooth_interval(*PROFITS, bound).low
        return relative_interval(*PROFITS, bound, seed=1).low

    assert not found.at_least
    assert low(found.value * 0.998) > 0 > low(found.value * 1.002)


@pytest.mark.slow
def test_an_effect_that_is_not_there_breaks_down_at_once_and_a_huge_one_never():
    small, large = AFTER * 0.01, AFTER * 1000

    assert breakdown(BEFORE, small, COVARIANCE, restriction="relative", seed=1).value == 0
    found = breakdown(BEFORE, large, COVARIANCE, restriction="relative", seed=1)
    assert found.value == 10
    assert found.at_least


def test_the_same_seed_gives_the_same_interval():
    assert relative_interval(*PROFITS, 1, seed=3) == relative_interval(*PROFITS, 1, seed=3)


def test_the_unit_of_the_outcome_does_not_matter():
    scaled = (BEFORE * 1e5, AFTER * 1e5, COVARIANCE * 1e10)

    for one, many in (
        (smooth_interval(*PROFITS, 0.02), smooth_interval(*scaled, 0.02e5)),
        (relative_interval(*PROFITS, 1, seed=1), relative_interval(*scaled, 1, seed=1)),
    ):
        assert many.low == pytest.approx(one.low * 1e5, rel=1e-4)
        assert many.high == pytest.approx(one.high * 1e5, rel=1e-4)


def test_coefficients_with_an_earlier_base_are_turned_to_the_last_period_before():
    """A full covariance of nine periods, of which one becomes the reference."""
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(9, 50)).cumsum(0)
    covariance, values = np.cov(draws), draws[:, 0]

    before, after, turned = since_last_before(values[:5], values[5:], covariance)

    assert before == pytest.approx(values[:4] - values[4])
    assert after == pytest.approx(values[5:] - values[4])
    assert turned == pytest.approx(np.cov(np.delete(draws - draws[4], 4, axis=0)))


def test_a_callaway_event_study_can_be_bounded():
    rng = np.random.default_rng(2)
    starts = np.repeat([4, 5, 8], 30)
    since = np.arange(8)[None] - starts[:, None]
    outcome = rng.normal(size=(90, 8)) - 3 * (since >= 0)
    labels, values, covariance = callaway_santanna(
        outcome, starts, base="universal"
    ).event_covariance()
    before = np.array(labels) < 0

    found = breakdown(values[before], values[~before], covariance, restriction="relative", seed=1)

    assert 0.5 < found.value < 10


def test_what_has_no_before_or_too_few_clusters_is_refused():
    singular = COVARIANCE.copy()
    singular[0] = singular[:, 0] = 0

    none = smooth_interval([], AFTER, COVARIANCE[4:, 4:], 0)
    after = smooth_interval(BEFORE, [], COVARIANCE[:4, :4], 0)
    few = relative_interval(BEFORE, AFTER, singular, 1, seed=1)

    assert none == NotEstimable(Reason.NO_BEFORE)
    assert after == NotEstimable(Reason.NO_AFTER)
    assert few == NotEstimable(Reason.TOO_FEW_CLUSTERS)


def test_a_wrong_call_is_an_error():
    with pytest.raises(ValueError, match="covariance"):
        smooth_interval(BEFORE, AFTER, COVARIANCE[1:, 1:], 0)
    with pytest.raises(ValueError, match="symmetric"):
        smooth_interval(BEFORE, AFTER, COVARIANCE + np.eye(8, k=1), 0)
    with pytest.raises(ValueError, match="bound"):
        smooth_interval(BEFORE, AFTER, COVARIANCE, -1)
    with pytest.raises(ValueError, match="weights"):
        smooth_interval(BEFORE, AFTER, COVARIANCE, 0, weights=[1, 2])
    with pytest.raises(ValueError, match="restriction"):
        breakdown(BEFORE, AFTER, COVARIANCE, restriction="none", seed=1)


def test_under_the_worst_trend_a_smooth_interval_covers_exactly_as_often_as_it_says():
    """Every bend 0.02 one way after the start, and before it as the weights like least."""
    event = honest._event(*PROFITS, FIRST, 0.02, 0.9)
    affine = honest._affine(event, 0.02, 0.9)
    c = affine.best()
    weights = affine.fixed + affine.free @ c
    bias = affine.least_bias + 0.02 * np.abs(c).sum()
    sd = np.sqrt(weights @ COVARIANCE @ weights)
    _, half = honest._shortest(event, 0.02, 0.9)

    assert norm.cdf((half - bias) / sd) - norm.cdf((-half - bias) / sd) == pytest.approx(0.9)


@pytest.mark.slow
def test_a_relative_interval_holds_the_truth_under_the_worst_trend_that_it_allows():
    """No effect; before, moves of 0.02 at most; after, moves of 0.02 all one way: 2,000 draws."""
    trend = np.array([0.0, 0.02, 0.02, 0.0, 0.02, 0.04, 0.06, 0.08])
    rng = np.random.default_rng(1)
    event = honest._event(*PROFITS, AVERAGE, 1.0, 0.95)
    draws, cones = honest._draws(event, 1), honest._cones(event, 1.0)
    cuts = [honest._cut(cone, draws, 0.95) for cone in cones]
    noise = np.linalg.cholesky(COVARIANCE) @ rng.normal(size=(8, 2000))

    held = 0
    for beta in (trend[:, None] + noise).T:
        one = honest._event(beta[:4], beta[4:], COVARIANCE, AVERAGE, 1.0, 0.95)
        held += any(
            honest._accepts(one, cone, np.zeros(1), 0.95, cut)[0]
            for cone, cut in zip(cones, cuts, strict=True)
        )

    assert held / 2000 >= 0.94
