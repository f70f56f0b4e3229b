"""Placebo allocations: what chance alone would find in the same design."""

from dataclasses import astuple

import numpy as np
import pytest

from whatworks.counts import etwfe
from whatworks.placebo import (
    minimum_detectable,
    placebo_draws,
    placebo_test,
)
from whatworks.results import Reason
from whatworks.tests.made import a_panel


def test_a_strong_effect_stands_out_and_none_does_not():
    assert placebo_test(a_panel(effect=-0.4), draws=99).p == pytest.approx(0.01)
    assert placebo_test(a_panel(seed=4), draws=99).p > 0.05


def test_one_site_cannot_be_rarer_than_one_in_its_pool():
    found = placebo_test(a_panel(units=12, treated=1, effect=-0.95, mean=30), draws=200)
    assert found.p >= 1 / 12


def test_the_same_seed_deals_the_same_whatever_the_order():
    panel = a_panel()
    mixed = panel.of(np.random.default_rng(1).permutation(40))
    first, second = (placebo_test(one, draws=50, seed=3) for one in (panel, mixed))
    assert astuple(first) == astuple(second)
    assert not np.array_equal(
        placebo_draws(panel, draws=50, seed=4).log_ratios,
        placebo_draws(panel, draws=50, seed=3).log_ratios,
    )


@pytest.mark.slow
def test_the_detectable_fall_is_that_of_the_true_spread():
    """2.8 (here t) times the standard deviation of the estimate over panels without effect."""
    panels = [a_panel(seed=seed) for seed in range(60)]
    truth = np.std([etwfe(one).log_ratio for one in panels])
    found = np.mean([minimum_detectable(one, draws=25).se for one in panels[:20]])
    assert found == pytest.approx(truth, rel=0.25)


def test_where_all_begin_some_day_the_time_before_serves():
    found = placebo_draws(a_panel(units=24, treated=24), draws=50)
    assert found.pool == 24
    assert found.se > 0


def test_too_small_a_pool_is_refused():
    tiny = a_panel(units=5, treated=2, waves=(4,))
    assert placebo_test(tiny).reason is Reason.TOO_FEW_CLUSTERS
    assert minimum_detectable(a_panel(treated=0)).reason is Reason.NO_TREATED
