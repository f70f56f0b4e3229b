from __future__ import annotations

import numpy as np
import pytest

from whatworks.imputation import imputation
from whatworks.results import NotEstimable, Reason


def roll_out(seed: int, n: int = 40, effect: float = 0.0, periods: int = 6):
    rng = np.random.default_rng(seed)
    starts = rng.permutation(np.repeat([2, 4, periods], [n // 4, n // 4, n - n // 4 * 2]))
    since = np.arange(periods)[None] - starts[:, None]
    noise = rng.normal(size=(n, 1)) + rng.normal(size=(n, periods)).cumsum(1) / 2
    return noise + effect * (since >= 0), starts


def dummies(n: int, periods: int):
    unit, period = np.repeat(np.arange(n), periods), np.tile(np.arange(periods), n)
    return np.c_[np.eye(n)[unit], np.eye(periods)[period][:, 1:]]


def two_stages_by_hand(outcome, starts):
    """Gardner's estimate and error from the stacked moments, with full matrices."""
    n, periods = outcome.shape
    x, y = dummies(n, periods), outcome.ravel()
    d = (np.arange(periods)[None] >= starts[:, None]).ravel()
    first = x * ~d[:, None]
    gamma = np.linalg.lstsq(first, y * ~d, rcond=None)[0]
    gap = y - x @ gamma
    value = gap[d].mean()
    moments = first * gap[:, None] @ np.linalg.inv(first.T @ first)
    score = d * (gap - value) - moments @ (x * d[:, None]).sum(0)
    return value, np.sqrt((score.reshape(n, periods).sum(1) ** 2).sum()) / d.sum()


def test_the_estimate_and_gardners_error_are_those_of_two_stages():
    outcome, starts = roll_out(1)

    found = imputation(outcome, starts, spread="overall").overall

    value, se = two_stages_by_hand(outcome, starts)
    assert found.value == pytest.approx(value, abs=1e-10)
    assert found.se == pytest.approx(se, abs=1e-10)


def test_two_groups_and_two_periods_are_the_difference_of_differences():
    outcome = np.array([[3.0, 1], [5, 4], [2, 3], [6, 8], [1, 3]])

    found = imputation(outcome, [1, 1, 2, 2, 2])

    assert found.overall.value == pytest.approx(-1.5 - 5 / 3)
    assert found.observed == 5
    assert found.expected == pytest.approx(5 + 2 * (1.5 + 5 / 3))


def test_what_units_and_periods_have_in_common_changes_nothing():
    outcome, starts = roll_out(2)
    rng = np.random.default_rng(2)
    more = rng.normal(size=(40, 1)) * 9 + rng.normal(size=6) * 9

    one, two = imputation(outcome, starts), imputation(outcome + more, starts)

    assert two.overall.value == pytest.approx(one.overall.value)
    assert two.overall.se == pytest.approx(one.overall.se)


def test_effects_that_differ_by_cohort_and_time_are_no_noise_but_gardner_takes_them_for_it():
    outcome, starts = roll_out(3)
    since = np.arange(6)[None] - starts[:, None]
    differing = outcome + np.where(since >= 0, since * starts[:, None], 0)

    def se(y, spread):
        return imputation(y, starts, spread=spread).overall.se

    exact = "cohort_and_period"
    assert se(differing, exact) == pytest.approx(se(outcome, exact))
    assert se(differing, "overall") > se(outcome, "overall")


def test_periods_after_the_horizon_do_not_count():
    outcome, starts = roll_out(4)
    since = np.arange(6)[None] - starts[:, None]
    late = outcome + 50 * (since >= 2)

    found = imputation(late, starts, horizon=2)

    assert found == imputation(outcome, starts, horizon=2)
    assert found.by_time_since_start.labels == (0, 1)


def test_where_all_begin_some_day_the_last_wave_is_the_control_till_it_begins():
    outcome, starts = roll_out(5)
    all_some_day = np.minimum(starts, 5)
    late = outcome.copy()
    late[:, 5] = 1e6  # nobody is untreated then: it may say nothing

    found = imputation(late, all_some_day)

    assert found.overall.value == pytest.approx(imputation(outcome[:, :5], starts).overall.value)


def test_every_unit_twice_in_one_cluster_is_no_news():
    outcome, starts = roll_out(6)

    twice = imputation(
        np.repeat(outcome, 2, axis=0), np.repeat(starts, 2), clusters=np.repeat(np.arange(40), 2)
    )

    assert twice.overall.se == pytest.approx(imputation(outcome, starts).overall.se)
    assert twice.clusters == 40


def test_what_cannot_be_compared_is_refused():
    outcome, starts = roll_out(7)
    clusters = np.where(starts == 6, 0, np.arange(40) + 1)

    assert imputation(outcome, np.full(40, 3)) == NotEstimable(Reason.NO_UNTREATED)
    assert imputation(outcome, starts, clusters=clusters) == NotEstimable(Reason.TOO_FEW_CLUSTERS)
    with pytest.raises(ValueError, match="horizon"):
        imputation(outcome, starts, horizon=0)
    with pytest.raises(ValueError, match="spread"):
        imputation(outcome, starts, spread="none")
    with pytest.raises(ValueError, match="outcome"):
        imputation(outcome[0], starts)


@pytest.mark.slow
@pytest.mark.parametrize("spread", ["cohort_and_period", "overall"])
def test_intervals_cover(spread):
    """40 units in two waves, random walks: 95 % intervals hold the truth in 90 to 99 of 100."""
    held = 0
    for seed in range(120):
        one = imputation(*roll_out(seed, effect=0.7), spread=spread).overall
        held += one.low <= 0.7 <= one.high
    assert 0.90 <= held / 120 <= 0.99
