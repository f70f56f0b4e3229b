from __future__ import annotations

import numpy as np
import pytest

from whatworks.regression import Regression, ols, poisson
from whatworks.results import NotEstimable, Reason


def rows(seed: int, n: int = 90):
    rng = np.random.default_rng(seed)
    unit, period, kind = rng.integers(0, 9, n), rng.integers(0, 5, n), rng.integers(0, 3, n)
    x = rng.normal(size=(n, 2)) + unit[:, None] / 3
    y = x @ [1.0, -2.0] + unit + period**2 + kind + rng.normal(size=n)
    return y, x, (unit, period, kind), rng.uniform(0.5, 3, n)


def dummies(groups):
    return np.hstack([(group[:, None] == np.unique(group)).astype(float) for group in groups])


def by_hand(y, x, groups, w, clusters):
    """Coefficients and CR0 covariance of x from one big least squares."""
    everything = np.c_[x, dummies(groups)]
    root = np.sqrt(w)[:, None]
    b = np.linalg.lstsq(everything * root, y * root[:, 0], rcond=None)[0]
    residual = y - everything @ b
    bread = np.linalg.pinv(everything.T @ (everything * w[:, None]))
    scores = everything * (residual * w)[:, None]
    sums = np.array([scores[clusters == c].sum(0) for c in np.unique(clusters)])
    return b[:2], (bread @ sums.T @ sums @ bread)[:2, :2]


@pytest.mark.parametrize("effects", [1, 2, 3])
def test_absorbed_effects_give_what_dummies_give(effects):
    y, x, groups, w = rows(1)
    groups = groups[:effects]

    found = ols(y, x, fixed_effects=groups, weights=w, clusters=groups[0], small="CR0")

    b, covariance = by_hand(y, x, groups, w, groups[0])
    assert found.coefficients == pytest.approx(b, abs=1e-10)
    assert found.covariance == pytest.approx(covariance, abs=1e-12)


def test_small_samples_are_corrected_as_stata_does():
    y, x, (unit, period, _), w = rows(2)
    plain, some, full = (
        ols(y, x, fixed_effects=(unit, period), weights=w, clusters=unit, small=small)
        for small in ("CR0", "clusters", "CR1")
    )

    assert some.covariance == pytest.approx(plain.covariance * 9 / 8)
    # Two regressors and five periods count, units don't: they are nested in the clusters.
    assert full.covariance == pytest.approx(some.covariance * (90 - 1) / (90 - 2 - 5))


def test_a_regressor_that_units_already_say_is_dropped_and_named():
    y, x, (unit, period, _), _ = rows(3)

    found = ols(y, np.c_[x, unit * 2.0], fixed_effects=(unit, period), names=["a", "b", "size"])

    assert found.dropped == ("size",)
    assert found.names == ("a", "b")
    assert found.estimate("a").value == pytest.approx(found.coefficients[0])


def test_a_poisson_coefficient_of_a_two_by_two_is_the_log_of_the_ratio_of_ratios():
    y, after, treated = [20, 10, 30, 60], [0, 1, 0, 1], [1, 1, 0, 0]

    found = poisson(y, [0, 1, 0, 0], fixed_effects=(after, treated), clusters=treated)

    assert found.coefficients[0] == pytest.approx(np.log((10 * 30) / (20 * 60)))


def test_a_poisson_fit_explains_all_that_its_regressors_and_effects_can():
    rng = np.random.default_rng(4)
    _, x, (unit, period, _), w = rows(4)
    counts = rng.poisson(np.exp(0.3 * x[:, 0] + period / 4))

    found = poisson(counts, x, fixed_effects=(unit, period), weights=w, clusters=unit)

    rest = (counts - found.fitted) * w
    assert np.c_[x, dummies((unit, period))].T @ rest == pytest.approx(0, abs=1e-6)


def test_units_without_any_event_say_nothing_in_a_poisson_fit():
    rng = np.random.default_rng(5)
    unit, period = (i.ravel() for i in np.indices((8, 6)))
    d = ((unit < 4) & (period >= 3)).astype(float)
    counts = rng.poisson(5, 48) * (unit != 2)
    there = unit != 2

    found = poisson(counts, d, fixed_effects=(unit, period), clusters=unit)
    without = poisson(
        counts[there], d[there], fixed_effects=(unit[there], period[there]), clusters=unit[there]
    )

    assert found.rows == 42
    assert found.clusters == 7
    assert found.coefficients == pytest.approx(without.coefficients)
    assert found.covariance == pytest.approx(without.covariance)


def test_ten_times_the_exposure_changes_nothing_but_the_unit():
    rng = np.random.default_rng(6)
    unit, period = (i.ravel() for i in np.indices((8, 6)))
    d = ((unit < 4) & (period >= 3)).astype(float)
    counts, people = rng.poisson(5, 48), rng.uniform(1, 9, 48)

    one = poisson(counts, d, fixed_effects=(unit, period), exposure=people, clusters=unit)
    ten = poisson(counts, d, fixed_effects=(unit, period), exposure=10 * people, clusters=unit)

    assert one.coefficients == pytest.approx(ten.coefficients, abs=1e-8)


def test_what_can_have_no_estimate_is_refused():
    unit, period = (i.ravel() for i in np.indices((4, 4)))
    d = ((unit == 0) & (period == 3)).astype(float)
    never_after_the_start = 3 * (d == 0)

    nothing = poisson(np.zeros(16), d, fixed_effects=(unit, period))
    one = ols(d, d, clusters=np.zeros(16))
    apart = poisson(never_after_the_start, d, fixed_effects=(unit, period), clusters=unit)

    assert nothing == NotEstimable(Reason.ALL_ZEROS)
    assert one == NotEstimable(Reason.TOO_FEW_CLUSTERS)
    assert apart == NotEstimable(Reason.NOT_CONVERGED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": [0, 1, 1]},
        {"clusters": [1, 2]},
        {"fixed_effects": [[1, 2]]},
        {"names": ["a", "b"]},
        {"small": "HC3"},
    ],
)
def test_a_wrong_call_is_an_error(wrong):
    with pytest.raises(ValueError, match="expected"):
        ols([1.0, 2.0, 4.0], [1.0, 2.0, 3.0], **wrong)


def test_missing_numbers_are_an_error():
    with pytest.raises(ValueError, match="finite"):
        ols([1.0, np.nan], [1.0, 2.0])
    with pytest.raises(ValueError, match="0 or more"):
        poisson([1.0, -1.0], [1.0, 2.0])


@pytest.mark.slow
def test_clustered_intervals_cover():
    """40 units whose errors go together: 95 % intervals hold the truth in 92 to 98 of 100."""
    rng = np.random.default_rng(7)
    unit, period = (i.ravel() for i in np.indices((40, 4)))
    held = 0
    for _ in range(300):
        x = rng.normal(size=40)[unit] * period
        y = 0.5 * x + rng.normal(size=40)[unit] * period + rng.normal(size=160)
        found = ols(y, x, fixed_effects=(unit, period), clusters=unit)
        assert isinstance(found, Regression)
        one = found.estimate("0")
        held += one.low <= 0.5 <= one.high
    assert 0.92 <= held / 300 <= 0.98
