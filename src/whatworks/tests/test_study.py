"""A whole study: what it leaves out, what it keeps, and that chance has a seed."""

import json
from dataclasses import astuple, replace

import numpy as np
import pytest

import whatworks
from whatworks.counts import etwfe
from whatworks.panel import Panel
from whatworks.results import NotEstimable, Reason
from whatworks.simulate import Scenario, simulate
from whatworks.study import nothing_recorded, prepare, started_together, study
from whatworks.tests.made import a_panel, changed
from whatworks.verdict import Word


def test_all_of_it_is_plain_json():
    found = study(a_panel(effect=-0.3), draws=30)
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told["verdict"]["word"] == "works"
    assert told["effect"]["log_ratio"] == etwfe(a_panel(effect=-0.3)).log_ratio
    assert found.minimum_detectable_percent == found.detectable.fall_percent


def test_the_same_seed_gives_the_same_study_whatever_the_order():
    panel = changed(a_panel(), units=tuple(f"U{i:02d}" for i in range(40)))
    mixed = panel.of(np.random.default_rng(5).permutation(40))
    first, second = study(panel, seed=1, draws=30), study(mixed, seed=1, draws=30)
    assert first.as_dict() == second.as_dict()


def test_units_with_gaps_go_by_name_while_they_are_few():
    counts = a_panel().counts.copy()
    counts[:4, 5] = np.nan
    few = prepare(changed(a_panel(), counts=counts))
    assert few.gaps == ("0", "1", "2", "3")
    assert few.panel.n_units == 36
    counts[:5, 5] = np.nan
    many = prepare(changed(a_panel(), counts=counts)).panel
    assert isinstance(many, NotEstimable)
    assert many.reason is Reason.MISSING_PERIODS


def test_a_month_that_nobody_has_is_named():
    counts = a_panel().counts.copy()
    counts[:, 7] = np.nan
    assert prepare(changed(a_panel(), counts=counts)).panel.detail == ("7",)


def test_a_refusal_runs_through_the_whole_study():
    found = study(a_panel(mean=1e-9))
    assert found.verdict.word is Word.CANNOT_TELL
    assert found.effect.reason is Reason.ALL_ZEROS
    assert found.minimum_detectable_percent is None


@pytest.mark.slow
def test_a_bad_year_before_the_start_is_no_success():
    """Counts a third higher in the year before, back to the usual with the programme."""
    words = []
    for seed in range(4):
        panel = a_panel(units=60, treated=20, waves=(30,), mean=15, seed=seed)
        counts = panel.counts.copy()
        counts[:20, 18:30] = np.round(counts[:20, 18:30] * 1.4)
        found = study(changed(panel, counts=counts), draws=20)
        assert found.effect.log_ratio < 0
        words.append(found.verdict.word)
    assert Word.WORKS not in words


def test_programmes_that_began_together_are_named():
    panel = a_panel()
    same, later = panel.treated_from + 1, panel.treated_from + 9
    assert started_together(panel, {"patrols": same, "lighting": later}).detail == ("patrols",)
    assert started_together(panel, {"lighting": later}) is None
    with pytest.raises(ValueError, match="lighting"):
        started_together(panel, {"lighting": [1]})


def test_few_draws_of_another_seed_differ():
    panel = a_panel(effect=-0.1)
    first, second = (study(panel, seed=seed, draws=30) for seed in (1, 2))
    assert astuple(first.effect) == astuple(second.effect)
    assert first.detectable.se != second.detectable.se


def test_every_public_name_is_there():
    assert all(getattr(whatworks, name) is not None for name in whatworks.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = whatworks.nothing


def test_one_order_of_the_units_or_another_gives_the_same_to_the_last_digit():
    def found(seed):
        panel = a_panel(effect=-0.3)
        order = np.random.default_rng(seed).permutation(panel.n_units)
        names = tuple(f"U{i:02d}" for i in order)
        return prepare(Panel(panel.counts[order], panel.treated_from[order], units=names)).panel

    assert {etwfe(found(seed)).se for seed in (4, 5, 7)} == {etwfe(found(99)).se}


def test_where_only_treated_units_had_to_go_that_is_the_reason():
    panel = a_panel(treated=3)
    at_once = np.where(panel.ever_treated, 0, panel.n_periods)
    refusal = prepare(changed(panel, treated_from=at_once)).panel
    assert (refusal.reason, refusal.detail) == (Reason.NO_BEFORE, ("0", "1", "2"))
    counts = panel.counts.copy()
    counts[:3, 5] = np.nan
    refusal = prepare(changed(panel, counts=counts)).panel
    assert (refusal.reason, refusal.detail) == (Reason.MISSING_PERIODS, ("0", "1", "2"))


def test_where_recording_began_late_the_noughts_are_no_counts():
    """Two of eight treated units counted nothing in the first year; the fall is 25 %."""
    given = Scenario(
        units=40, periods=60, adopters=16, starts=(24, 36), effect=-0.25, mean=8, near=0
    )
    panel = simulate(given, seed=4).panel
    counts = panel.counts.copy()
    treated = np.flatnonzero(panel.ever_treated & (panel.treated_from > 18))[:2]
    counts[treated, :12] = 0
    found = study(replace(panel, counts=counts), draws=40)
    assert found.recorded_late == tuple(sorted(panel.units[unit] for unit in treated))
    assert found.effect == study(panel.of(~np.isin(np.arange(40), treated)), draws=40).effect
    counts[panel.ever_treated, :12] = 0
    refusal = study(replace(panel, counts=counts), draws=40).effect
    assert refusal.reason is Reason.RECORDED_LATE


def test_a_year_in_which_nobody_counted_and_a_rare_nought_are_left_as_they_are():
    given = Scenario(units=40, periods=60, adopters=16, starts=(24, 36), mean=0.4, near=0)
    panel = simulate(given, seed=4).panel
    assert not nothing_recorded(panel).any()
    everywhere = panel.counts.copy()
    everywhere[:, :12] = 0
    assert not nothing_recorded(replace(panel, counts=everywhere)).any()
