import numpy as np
import pytest

from whatworks.monitoring import (
    as_t,
    as_z,
    fixed_looks,
    log_e_value,
    monitor,
    sequence_reach,
)
from whatworks.results import Reason


@pytest.mark.parametrize(
    ("looks", "pocock", "obrien_fleming"),
    [
        (1, 1.960, 1.960),
        (2, 2.178, 1.977),
        (3, 2.289, 2.004),
        (4, 2.361, 2.024),
        (5, 2.413, 2.040),
        (10, 2.555, 2.087),
    ],
)
def test_boundaries_are_those_of_jennison_and_turnbulls_tables(looks, pocock, obrien_fleming):
    """Jennison and Turnbull (2000), Tables 2.1 and 2.3, two-sided alpha .05."""
    assert fixed_looks(looks).z == pytest.approx(np.full(looks, pocock), abs=5e-4)
    late = fixed_looks(looks, shape="obrien-fleming").z
    assert late[-1] == pytest.approx(obrien_fleming, abs=5e-4)
    assert late[0] == pytest.approx(obrien_fleming * looks**0.5, abs=5e-3)


def twelve_quarters(effect, *, seed, runs=2000):
    """Estimates and errors of runs × 12 looks whose information grows evenly; .1 at the end."""
    rng = np.random.default_rng(seed)
    step = np.arange(1, 13)
    error = 0.1 * np.sqrt(12 / step)
    sums = rng.normal(effect / (0.1**2 * 12), 1 / (0.1 * 12**0.5), (runs, 12)).cumsum(axis=1)
    return sums * error**2, error


def test_looking_every_quarter_raises_no_more_false_alarms_than_promised():
    estimates, errors = twelve_quarters(0, seed=1)
    z = estimates / errors
    alarmed = (log_e_value(z, errors) >= np.log(20)).any(axis=1).mean()
    pocock = (np.abs(z) >= fixed_looks(12).z).any(axis=1).mean()
    naive = (np.abs(z) >= 1.96).any(axis=1).mean()

    assert alarmed <= 0.05
    assert pocock == pytest.approx(0.05, abs=0.015)
    assert naive > 0.15


def test_the_confidence_sequence_holds_the_truth_at_every_look_at_once():
    estimates, errors = twelve_quarters(-0.3, seed=2)
    away = np.abs(estimates + 0.3) / errors

    assert (away <= sequence_reach(errors)).all(axis=1).mean() >= 0.95


def test_the_alarm_is_raised_exactly_when_the_sequence_leaves_nothing():
    errors = np.array([0.05, 0.1, 0.3])
    edge = sequence_reach(errors)

    assert log_e_value(edge, errors) == pytest.approx(np.full(3, np.log(20)))


def test_a_harmful_programme_is_flagged_as_one():
    found = monitor([0.2, 0.3, 0.35], [0.2, 0.1, 0.06], treated_clusters=25)

    assert found.first_alarm == 2
    assert found.harmful
    assert found.low[2] > 0
    assert found.interval[0] > 0
    assert (np.diff(found.p) <= 0).all()


def test_a_programme_without_effect_raises_no_alarm():
    found = monitor([0.05, -0.02, 0.01], [0.2, 0.1, 0.06], treated_clusters=25)

    assert found.first_alarm is None
    assert not found.harmful
    assert (found.low < 0).all()
    assert (found.high > 0).all()


def test_few_clusters_widen_the_sequence_and_under_ten_it_is_refused():
    few = monitor([-0.2], [0.1], treated_clusters=10)
    many = monitor([-0.2], [0.1], treated_clusters=200)

    assert few.high[0] - few.low[0] > many.high[0] - many.low[0]
    assert few.e_value[0] < many.e_value[0]
    assert monitor([-0.2], [0.1], treated_clusters=9).reason is Reason.TOO_FEW_CLUSTERS


def test_t_and_z_of_the_same_tail_are_each_others_inverse():
    z = np.array([0.5, 2.0, 4.5])

    assert as_z(as_t(z, 9), 9) == pytest.approx(z)
    assert as_z([-2.262157], 9) == pytest.approx([-1.959964], abs=1e-5)


def test_evidence_beyond_all_measure_stays_a_number():
    found = monitor([-50.0], [0.001], treated_clusters=10_000)

    assert np.isfinite(found.e_value).all()
    assert np.isfinite([*found.low, *found.high, *found.p]).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: monitor([], [], treated_clusters=20),
        lambda: monitor([0.1, 0.2], [0.1], treated_clusters=20),
        lambda: monitor([0.1], [0.0], treated_clusters=20),
        lambda: monitor([float("nan")], [0.1], treated_clusters=20),
        lambda: monitor([0.1], [0.1], treated_clusters=20, level=0),
        lambda: fixed_looks(0),
        lambda: fixed_looks(3, shape="magic"),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call()


def test_an_early_look_that_knows_nothing_yet_has_a_wide_interval_and_no_alarm():
    for error in (0.8, 1.5, 4.0, 1e6):
        found = monitor([-0.1], [error], treated_clusters=10)
        low, high = found.interval
        assert -100 <= low < -99 and 1e6 < high < np.inf
        assert found.first_alarm is None and found.e_value[0] < 1


def test_errors_without_degrees_of_freedom_are_refused():
    with pytest.raises(ValueError, match="df"):
        monitor([-0.1], [0.1], treated_clusters=10, df=0)
