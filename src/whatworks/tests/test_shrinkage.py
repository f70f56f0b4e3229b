"""Pump failures of Gaver and O'Muircheartaigh (1987), the standard gamma–Poisson example; numbers
by R's MASS::glm.nb with offset(log t)."""

import numpy as np
import pytest

from whatworks.hierarchy import shrink_table
from whatworks.results import Reason
from whatworks.shrinkage import shrink_effects, shrink_rates
from whatworks.thirds import chance_of_lowest_third

FAILURES = [5, 1, 5, 14, 3, 19, 1, 1, 4, 22]
HOURS = [94.32, 15.72, 62.88, 125.76, 5.24, 31.44, 1.048, 1.048, 2.096, 10.48]


def test_the_pumps_rates_are_those_of_the_negative_binomial_likelihood():
    found = shrink_rates(FAILURES, HOURS)

    assert found.alpha == pytest.approx(0.8222686, abs=1e-5)
    assert found.beta == pytest.approx(1.258954, abs=1e-5)
    assert found.rate == pytest.approx(
        [0.06092, 0.10733, 0.09078, 0.11669, 0.58814, 0.6062, 0.7899, 0.7899, 1.43736, 1.94415],
        abs=1e-5,
    )
    assert (found.low < found.rate).all()
    assert (found.rate < found.high).all()


def test_a_unit_of_little_exposure_is_drawn_further():
    found = shrink_rates(FAILURES, HOURS)

    assert np.array_equal(np.argsort(found.pull), np.argsort(HOURS)[::-1])


def test_a_single_unit_with_all_the_events_leaves_every_rate_within_its_interval():
    found = shrink_rates([1000] + [0] * 29, np.geomspace(1e-3, 1e6, 30))

    assert (found.low <= found.rate).all()
    assert (found.rate <= found.high).all()


def test_units_that_differ_by_chance_alone_are_drawn_together_with_an_honest_interval():
    found = shrink_rates([10, 10, 9, 11, 10, 10], np.ones(6))

    assert not found.units_differ
    assert found.rate == pytest.approx(np.full(6, 10), rel=1e-3)
    assert found.high[0] - found.low[0] >= 2 * 1.96 * (10 / 6) ** 0.5
    assert found.in_highest_third == pytest.approx(np.full(6, 1 / 3), abs=0.1)


@pytest.mark.slow
def test_intervals_of_shrunken_rates_hold_the_true_rates():
    rng = np.random.default_rng(4)
    held = []
    for _ in range(12):
        truth, exposure = rng.gamma(2, 1 / 2, 71), rng.uniform(1, 20, 71)
        found = shrink_rates(rng.poisson(truth * exposure), exposure)
        held.append(((found.low < truth) & (truth < found.high)).mean())

    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.slow
def test_shrunken_effects_are_nearer_to_the_truth_than_estimates():
    rng = np.random.default_rng(5)
    raw, shrunken, held = [], [], []
    for _ in range(15):
        truth = rng.normal(-0.1, rng.uniform(0, 0.3), 33)
        errors = rng.uniform(0.08, 0.25, 33)
        estimates = rng.normal(truth, errors)
        found = shrink_effects(estimates, errors)
        raw.append(((estimates - truth) ** 2).mean())
        shrunken.append(((found.effect - truth) ** 2).mean())
        held.append(((found.low < truth) & (truth < found.high)).mean())

    assert np.mean(shrunken) < 0.6 * np.mean(raw)
    assert np.mean(held) >= 0.92


def test_effects_that_differ_by_chance_alone_are_one_effect():
    found = shrink_effects([-0.1, -0.11, -0.09, -0.1], [0.1, 0.1, 0.1, 0.1])

    assert found.tau2 == 0
    assert found.effect == pytest.approx(np.full(4, -0.1))
    assert (found.se >= 0.05).all()
    assert found.in_best_third == pytest.approx(np.full(4, 0.5), abs=0.1)
    assert found.in_best_third.argmax() == 1


@pytest.mark.slow
def test_the_chance_of_the_best_third_is_that_of_draws():
    rng = np.random.default_rng(6)
    for units in (9, 33, 90):
        means, errors = rng.normal(size=units), rng.uniform(0.3, 1, units)
        ranks = rng.normal(means, errors, (20_000, units)).argsort(axis=1).argsort(axis=1)
        drawn = (ranks < -(-units // 3)).mean(axis=0)
        found = chance_of_lowest_third(means, errors)
        assert np.abs(found - drawn).max() < 0.02
        assert found.sum() == pytest.approx(-(-units // 3), abs=0.01)


def test_the_chance_of_the_best_third_is_sure_where_nothing_is_uncertain():
    assert chance_of_lowest_third([3, 1, 2], [0, 0, 0]) == pytest.approx([0, 1, 0], abs=1e-6)


def test_the_order_of_units_changes_nothing():
    order = np.random.default_rng(7).permutation(10)
    straight = shrink_rates(FAILURES, HOURS)
    mixed = shrink_rates(np.array(FAILURES)[order], np.array(HOURS)[order])

    assert mixed.rate == pytest.approx(straight.rate[order])
    assert mixed.in_highest_third == pytest.approx(straight.in_highest_third[order], abs=1e-6)


def a_table(seed=8, programmes=33, outcomes=8):
    rng = np.random.default_rng(seed)
    truth = rng.normal(-0.1, 0.1, outcomes) + rng.normal(0, 0.15, (programmes, 1))
    truth = truth + rng.normal(0, 0.08, truth.shape)
    errors = rng.uniform(0.1, 0.4, truth.shape)
    return truth, rng.normal(truth, errors), errors


def test_a_table_is_shrunk_as_the_whole_covariance_says():
    _, estimates, errors = a_table(programmes=6, outcomes=3)
    estimates[2, 1] = errors[2, 1] = np.nan
    found = shrink_table(estimates, errors)
    row, column = np.indices(estimates.shape)
    there = ~np.isnan(estimates)
    same = (row[there][:, None] == row[there]) * found.between_programmes
    prior = (row.ravel()[:, None] == row[there]) * found.between_programmes + (
        np.arange(18)[:, None] == np.flatnonzero(there)
    ) * found.within_programmes
    whole = same + np.diag(errors[there] ** 2 + found.within_programmes)
    design = np.eye(3)[column[there]]
    inverse = np.linalg.inv(whole)
    mean = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ estimates[there])
    expected = mean[column.ravel()] + prior @ inverse @ (estimates[there] - design @ mean)

    assert found.outcome_mean == pytest.approx(mean)
    assert found.effect.ravel() == pytest.approx(expected)


@pytest.mark.slow
def test_a_table_lends_strength_between_outcomes():
    truth, estimates, errors = a_table()
    found = shrink_table(estimates, errors)
    alone = np.column_stack(
        [shrink_effects(estimates[:, o], errors[:, o]).effect for o in range(8)]
    )

    assert ((found.effect - truth) ** 2).mean() < ((alone - truth) ** 2).mean()
    assert ((found.low < truth) & (truth < found.high)).mean() > 0.92


def test_a_cell_without_an_estimate_is_drawn_from_the_rest_and_less_sure():
    _, estimates, errors = a_table()
    estimates[0, 0] = errors[0, 0] = np.nan
    found = shrink_table(estimates, errors)

    assert not found.estimated[0, 0]
    assert np.isfinite(found.effect).all()
    assert found.se[0, 0] > found.se[0, 1:].min()


def test_a_table_whose_cells_differ_by_chance_alone_is_one_row():
    rng = np.random.default_rng(9)
    found = shrink_table(rng.normal(0, 0.01, (8, 3)), np.full((8, 3), 0.2))

    assert found.between_programmes == found.within_programmes == 0
    assert np.ptp(found.effect, axis=0).max() < 1e-12


def test_too_little_to_shrink_is_refused():
    assert shrink_rates([3], [1]).reason is Reason.TOO_FEW_CLUSTERS
    assert shrink_rates([0, 0], [1, 1]).reason is Reason.ALL_ZEROS
    assert shrink_effects([-0.1, 0.1], [0.1, 0.1]).reason is Reason.TOO_FEW_STUDIES
    thin = np.array([[0.1, 0.1], [0.1, np.nan], [0.2, np.nan]])
    assert shrink_table(thin, thin).reason is Reason.TOO_FEW_STUDIES
    assert shrink_table([[0.1]], [[0.1]]).reason is Reason.TOO_FEW_STUDIES


@pytest.mark.parametrize(
    "call",
    [
        lambda: shrink_rates([1, 2], [1]),
        lambda: shrink_rates([1.5, 2], [1, 1]),
        lambda: shrink_rates([1, 2], [1, 0]),
        lambda: shrink_effects([1, 2, 3], [1, 1, 0]),
        lambda: shrink_table([[1, 2]], [[1]]),
        lambda: shrink_table([[1, float("nan")]], [[1, 1]]),
        lambda: chance_of_lowest_third([1, 2], [1, -1]),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call()
