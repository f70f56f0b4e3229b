"""The default estimator: against exact cases, an independent fit and hostile input."""

from dataclasses import astuple

import numpy as np
import pytest

from whatworks.counts import etwfe
from whatworks.panel import Panel
from whatworks.results import NotEstimable, Reason
from whatworks.tests.made import a_panel, changed


def test_two_by_two_is_the_ratio_of_ratios():
    counts = [[10, 5], [20, 10], [30, 33], [10, 11]]
    found = etwfe(Panel(np.array(counts), np.array([1, 1, 2, 2])))
    assert found.expected == pytest.approx(30 * 44 / 40)
    assert found.percent_change == pytest.approx(100 * (15 / 33 - 1))
    assert found.averted == pytest.approx(18)


def the_slow_way(panel, left_out=()):
    """Unit and period dummies by Newton's method, on the untreated unit-periods."""
    keep = np.array([i for i in range(panel.n_units) if i not in left_out])
    counts, starts = panel.counts[keep], panel.treated_from[keep]
    n, periods = counts.shape
    unit, period = np.meshgrid(np.arange(n), np.arange(periods), indexing="ij")
    untreated = period < starts[:, None]
    dummies = np.zeros((n * periods, n + periods - 1))
    dummies[np.arange(n * periods), unit.ravel()] = 1
    later = period.ravel() > 0
    dummies[np.flatnonzero(later), n + period.ravel()[later] - 1] = 1
    x, y = dummies[untreated.ravel()], counts.ravel()[untreated.ravel()]
    offset = np.zeros(n * periods)
    if panel.exposure is not None:
        offset = np.log(panel.exposure[keep]).ravel()
    beta = np.zeros(x.shape[1])
    beta[:n] = np.log(counts.mean() / np.exp(offset.mean()))
    for _ in range(40):
        mean = np.exp(x @ beta + offset[untreated.ravel()])
        beta += np.linalg.solve(x.T @ (x * mean[:, None]), x.T @ (y - mean))
    expected = np.exp(dummies @ beta + offset).reshape(n, periods)
    return np.log(counts[~untreated].sum() / expected[~untreated].sum())


@pytest.mark.parametrize("exposed", [False, True])
def test_it_is_the_fixed_effects_fit_and_its_jackknife(exposed):
    panel = a_panel(units=12, periods=10, treated=5, waves=(4, 6), effect=-0.3)
    if exposed:
        growth = np.random.default_rng(1).uniform(50, 60, (12, 1)) + np.arange(10) ** 1.5
        growth[3] = growth[3, ::-1]
        panel = changed(panel, exposure=growth)
    found = etwfe(panel)
    assert found.log_ratio == pytest.approx(the_slow_way(panel), abs=1e-7)
    less = np.array([the_slow_way(panel, {i}) for i in range(12)])
    assert found.se == pytest.approx(np.sqrt(less.var() * 11), rel=1e-6)
    assert found.df == 4


def test_exposure_that_stays_changes_nothing():
    panel = a_panel(effect=-0.2)
    per_head = changed(panel, exposure=np.random.default_rng(2).uniform(1, 9, 40))
    assert astuple(etwfe(per_head)) == astuple(etwfe(panel))


def test_exposure_that_varies_by_a_hair_changes_a_hair():
    panel = a_panel(effect=-0.2)
    exposure = np.ones((40, 48))
    exposure[3, 3] += 1e-9
    found = etwfe(changed(panel, exposure=exposure))
    assert found.log_ratio == pytest.approx(etwfe(panel).log_ratio, abs=1e-7)
    assert found.se == pytest.approx(etwfe(panel).se, abs=1e-7)


def test_the_order_of_units_changes_nothing():
    panel = a_panel(effect=-0.2)
    mixed = panel.of(np.random.default_rng(3).permutation(40))
    assert etwfe(mixed).log_ratio == pytest.approx(etwfe(panel).log_ratio)
    assert etwfe(mixed).se == pytest.approx(etwfe(panel).se)


def test_a_cohort_without_events_before_has_no_counterfactual():
    panel = a_panel(effect=-0.2)
    counts = panel.counts.copy()
    quiet = panel.treated_from == 20
    counts[quiet, :20] = 0
    with_quiet, without = changed(panel, counts=counts), panel.of(~quiet)
    found, reference = etwfe(with_quiet), etwfe(without)
    assert found.observed == reference.observed
    assert found.treated_units == reference.treated_units == 8


def test_the_last_to_begin_are_the_control_until_they_do():
    panel = a_panel(units=12, treated=12, effect=-0.2)
    found = etwfe(panel)
    last = panel.treated_from == 32
    shortened = Panel(panel.counts[:, :32], np.where(last, 32, panel.treated_from))
    assert found.log_ratio == pytest.approx(etwfe(shortened).log_ratio)
    assert found.treated_units == 8


def test_no_number_where_all_begin_together():
    found = etwfe(a_panel(units=12, treated=12, waves=(20,)))
    assert isinstance(found, NotEstimable)
    assert found.reason is Reason.NO_UNTREATED


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"treated": 1}, Reason.ONE_TREATED),
        ({"treated": 0}, Reason.NO_TREATED),
        ({"waves": (0, 20)}, Reason.NO_BEFORE),
        ({"mean": 1e-9}, Reason.ALL_ZEROS),
        ({"units": 13}, Reason.TOO_FEW_CLUSTERS),
    ],
)
def test_what_cannot_be_estimated_is_refused(parts, reason):
    panel = a_panel(**{"waves": (20,), **parts})
    assert etwfe(panel).reason is reason
    assert etwfe(panel).sentence()


def test_a_missing_count_is_named():
    panel = a_panel()
    counts = panel.counts.copy()
    counts[3, 7] = np.nan
    assert etwfe(changed(panel, counts=counts)).detail == ("3 7",)


def test_an_end_of_all_events_has_a_finite_interval():
    panel = a_panel(treated=3, waves=(20,), mean=0.3)
    counts = panel.counts.copy()
    counts[:3, 20:] = 0
    found = etwfe(changed(panel, counts=counts))
    assert found.observed == 0
    assert found.se >= np.sqrt(2)
    assert np.isfinite(found.interval).all()
    assert found.averted_interval[0] < found.averted < found.averted_interval[1]


def test_two_strata_are_two_fits_added():
    panel = a_panel(effect=-0.2)
    region = np.arange(40) % 2
    found = etwfe(panel, strata=region)
    parts = [etwfe(panel.of(region == one)) for one in (0, 1)]
    assert found.expected == pytest.approx(sum(part.expected for part in parts))
    assert found.observed == sum(part.observed for part in parts)


def test_few_untreated_clusters_cost_degrees_of_freedom():
    assert etwfe(a_panel(units=15, treated=12, waves=(20,))).df == 2
    assert etwfe(a_panel(units=40, treated=12)).df == 11


@pytest.mark.slow
def test_intervals_cover_and_seldom_cry_wolf():
    found = [etwfe(a_panel(effect=-0.25, seed=seed)) for seed in range(300)]
    truth = np.log(0.75)
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.91 <= covered <= 0.985
    assert np.mean([one.log_ratio for one in found]) == pytest.approx(truth, abs=0.02)


def test_untreated_units_where_nothing_is_ever_counted_are_no_controls():
    panel = a_panel(effect=-0.3)
    counts = panel.counts.copy()
    counts[~panel.ever_treated] = 0
    found = etwfe(changed(panel, counts=counts))
    only = etwfe(panel.of(panel.ever_treated))
    assert found.percent_change == pytest.approx(only.percent_change)


def test_never_may_be_said_as_infinity_and_no_start_is_guessed():
    panel = a_panel()
    never = np.where(panel.ever_treated, panel.treated_from, np.inf)
    assert (changed(panel, treated_from=never).treated_from == panel.treated_from).all()
    for wrong in (np.nan, -1, 2.5):
        with pytest.raises(ValueError, match="treated_from"):
            changed(panel, treated_from=np.full(40, wrong))


def test_a_stratum_of_a_single_unit_adds_nothing():
    panel = a_panel()
    alone = np.where(np.arange(40) == 0, 1, 0)
    found, without = etwfe(panel, strata=alone), etwfe(panel.of(np.arange(1, 40)))
    assert found.observed == without.observed
    assert found.log_ratio == pytest.approx(without.log_ratio)
    assert found.se == pytest.approx(without.se, rel=0.05)
    assert etwfe(panel, strata=np.arange(40)).reason is Reason.TOO_FEW_CLUSTERS
