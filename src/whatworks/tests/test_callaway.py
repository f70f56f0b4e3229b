from __future__ import annotations

import numpy as np
import pytest

from whatworks.callaway import callaway_santanna
from whatworks.results import NotEstimable, Reason
from whatworks.tests.studies import mpdta

MEASURED = {
    "nevertreated_nocov": ("never", False),
    "nevertreated_lpop_dr": ("never", True),
    "notyettreated_nocov": ("not_yet", False),
    "notyettreated_lpop_dr": ("not_yet", True),
}


@pytest.mark.parametrize("name", MEASURED)
def test_minimum_wages_are_found_as_published(name):
    """Callaway & Sant'Anna (2021), mpdta: every number of the four ways of comparing."""
    log_employment, starts, log_population, expected = mpdta("mpdta_callaway_santanna")
    comparison, given = MEASURED[name]
    found = callaway_santanna(
        log_employment,
        starts,
        covariates=log_population if given else None,
        comparison=comparison,
    )
    ours = {
        "simple": found.simple(),
        "group": found.by_cohort().overall,
        "dynamic": found.by_time_since_start().overall,
        "calendar": found.by_period().overall,
    }
    published = dict(expected[name])
    for pair, (value, se) in published.pop("att_gt", {}).items():
        cohort, period = (int(year) - 2003 for year in pair.split(","))
        assert found.effect(cohort, period).value == pytest.approx(value, abs=1e-5)
        assert found.effect(cohort, period).se == pytest.approx(se, abs=1e-4)
    for kind, (value, se) in published.items():
        assert ours[kind].value == pytest.approx(value, abs=1e-7)
        # R's error for "group" has a slip (see GroupTime.by_cohort), 0.00004 at most here.
        assert ours[kind].se == pytest.approx(se, abs=1e-4 if kind == "group" else 1e-7)


def roll_out(seed: int, n: int = 60, effect: float = 0.0, periods: int = 5):
    rng = np.random.default_rng(seed)
    starts = np.repeat([2, 3, periods], n // 3)
    since = np.arange(periods)[None] - starts[:, None]
    noise = rng.normal(size=(n, 1)) + rng.normal(size=(n, periods)).cumsum(1) / 2
    return noise + np.arange(periods) + effect * (since >= 0), starts


def test_one_wave_is_the_difference_of_mean_changes():
    rng = np.random.default_rng(1)
    outcome, starts = rng.normal(size=(30, 2)), np.repeat([1, 2], [12, 18])
    change = outcome[:, 1] - outcome[:, 0]

    found = callaway_santanna(outcome, starts).simple()

    treated, held = change[:12], change[12:]
    assert found.value == pytest.approx(treated.mean() - held.mean())
    assert found.se == pytest.approx(np.sqrt(treated.var() / 12 + held.var() / 18))
    assert found.df == 29


def test_a_universal_base_adds_the_steps_before_the_start_up():
    outcome, starts = roll_out(2)
    steps = callaway_santanna(outcome, starts)

    found = callaway_santanna(outcome, starts, base="universal")

    assert found.effect(3, 1).value == pytest.approx(-steps.effect(3, 2).value)
    assert found.effect(3, 0).value == pytest.approx(
        -steps.effect(3, 2).value - steps.effect(3, 1).value
    )
    assert (3, 2) not in list(zip(found.cohorts, found.periods, strict=True))
    assert found.simple() == steps.simple()


def test_the_covariance_of_leads_and_lags_has_the_errors_of_each():
    outcome, starts = roll_out(3)
    found = callaway_santanna(outcome, starts, base="universal")

    labels, values, covariance = found.event_covariance()

    parts = found.by_time_since_start().parts
    assert labels == parts.labels == (-3, -2, 0, 1, 2)
    assert values == pytest.approx([one.value for one in parts.estimates])
    assert np.sqrt(np.diag(covariance)) == pytest.approx([one.se for one in parts.estimates])


def test_every_unit_twice_in_one_cluster_is_no_news():
    outcome, starts = roll_out(4)
    once = callaway_santanna(outcome, starts).by_cohort().overall

    twice = callaway_santanna(
        np.repeat(outcome, 2, axis=0), np.repeat(starts, 2), clusters=np.repeat(np.arange(60), 2)
    )

    assert twice.by_cohort().overall.value == pytest.approx(once.value)
    assert twice.by_cohort().overall.se == pytest.approx(once.se)


def test_the_order_of_units_does_not_matter():
    outcome, starts = roll_out(5)
    other = np.random.default_rng(1).permutation(60)

    one = callaway_santanna(outcome, starts, comparison="not_yet").by_period().overall
    two = callaway_santanna(outcome[other], starts[other], comparison="not_yet")

    assert two.by_period().overall.value == pytest.approx(one.value)
    assert two.by_period().overall.se == pytest.approx(one.se)


@pytest.mark.slow
def test_a_trend_that_follows_a_covariate_is_taken_out():
    """Units with high x both adopt more often and grow faster; the true effect is 1."""
    rng = np.random.default_rng(6)
    without, given = [], []
    for _ in range(40):
        x = rng.normal(size=400)
        starts = np.where(rng.uniform(size=400) < 1 / (1 + np.exp(-x)), 2, 4)
        since = np.arange(4)[None] - starts[:, None]
        outcome = x[:, None] * np.arange(4) + rng.normal(size=(400, 4)) + (since >= 0)
        without.append(callaway_santanna(outcome, starts).simple().value)
        given.append(callaway_santanna(outcome, starts, covariates=x).simple().value)

    assert np.mean(without) > 1.5
    assert np.mean(given) == pytest.approx(1, abs=3 * np.std(given) / np.sqrt(40))


def test_where_all_begin_some_day_the_last_wave_is_held_against_till_it_begins():
    outcome, starts = roll_out(7, periods=6)
    starts = np.where(starts == 6, 4, starts)

    found = callaway_santanna(outcome, starts, comparison="not_yet")

    assert max(found.periods) == 3
    assert set(found.cohorts) == {2, 3}
    assert callaway_santanna(outcome, starts) == NotEstimable(Reason.NO_UNTREATED)


def test_what_cannot_be_compared_is_refused():
    outcome, starts = roll_out(8)
    gap = outcome.copy()
    gap[3, 1] = np.nan
    one_site = np.where(np.arange(60) == 0, 2, 5)
    apart = (starts == 2).astype(float)  # x tells the first wave from all others

    def reason(*args, **more):
        return callaway_santanna(*args, **more).reason

    assert callaway_santanna(gap, starts) == NotEstimable(Reason.MISSING_PERIODS, ("3, 1",))
    assert reason(outcome, np.full(60, 5)) == Reason.NO_TREATED
    assert reason(outcome, np.full(60, 2), comparison="not_yet") == Reason.NO_UNTREATED
    assert reason(outcome, np.where(starts == 2, 0, starts)) == Reason.NO_BEFORE
    assert reason(outcome, one_site) == Reason.ONE_TREATED
    assert reason(0 * outcome, starts) == Reason.ALL_ZEROS
    assert callaway_santanna(outcome, starts, covariates=apart) == NotEstimable(
        Reason.NOT_CONVERGED, ("cohort 2", "period 1")
    )


def test_a_wrong_call_is_an_error():
    outcome, starts = roll_out(9)
    for wrong in (
        {"covariates": [1.0]},
        {"clusters": [1]},
        {"comparison": "always"},
        {"base": "first"},
        {"level": 95},
    ):
        with pytest.raises(ValueError, match="expected"):
            callaway_santanna(outcome, starts, **wrong)
    with pytest.raises(ValueError, match="treated_from"):
        callaway_santanna(outcome, starts[:-1])


def test_results_are_plain_json_without_the_data():
    found = callaway_santanna(*roll_out(10))

    assert set(found.as_dict()) == {
        "cohorts",
        "periods",
        "effects",
        "comparison",
        "base",
        "level",
    }
    assert found.by_period().as_dict()["parts"]["labels"] == [2, 3, 4]


@pytest.mark.slow
def test_intervals_cover():
    """60 units in two waves, random walks: 95 % intervals hold the truth in 90 to 99 of 100."""
    held = 0
    for seed in range(120):
        one = callaway_santanna(*roll_out(seed, effect=0.7)).simple()
        held += one.low <= 0.7 <= one.high
    assert 0.90 <= held / 120 <= 0.99
