"""Effects by groups and by unit are other sums of the same fit."""

import numpy as np
import pytest

from whatworks.counts import etwfe
from whatworks.displacement import net_effect
from whatworks.groups import by_group, by_unit, compared_cells
from whatworks.placebo import minimum_detectable
from whatworks.results import NotEstimable, Reason
from whatworks.tests.made import a_panel, changed

PAIRS = tuple((i, i + 12) for i in range(12))


def labels(panel, first):
    """The first treated units "a", the rest "b"."""
    return ["a" if i < first else "b" for i in range(panel.n_units)]


def test_one_group_of_all_is_the_effect_itself():
    panel = a_panel(effect=-0.2)
    (whole,) = by_group(panel, ["a"] * panel.n_units).effects
    assert whole == etwfe(panel)


def test_against_far_units_it_is_the_own_effect_of_the_net_one():
    panel = changed(a_panel(effect=-0.2), neighbours=PAIRS)
    (whole,) = by_group(panel, ["a"] * panel.n_units, far=True).effects
    own = net_effect(panel).own
    assert (whole.log_ratio, whole.se) == pytest.approx((own.log_ratio, own.se))


def test_groups_add_up_to_the_whole():
    panel = a_panel(effect=-0.2)
    found = by_group(panel, labels(panel, 5))
    whole = etwfe(panel)
    assert found.groups == ("a", "b")
    assert sum(one.observed for one in found.effects) == whole.observed
    assert sum(one.expected for one in found.effects) == pytest.approx(whole.expected)


def test_a_difference_that_was_planted_is_found_and_none_where_there_is_none():
    panel = a_panel(mean=30, effect=-0.3)
    counts = panel.counts.copy()
    since = panel.treated_cells[:6]
    counts[:6] = np.where(since, np.round(counts[:6] / 0.7), counts[:6])
    planted = by_group(changed(panel, counts=counts), labels(panel, 6))
    assert planted.p < 0.01
    assert planted.effects[0].percent_change == pytest.approx(0, abs=8)
    assert planted.effects[1].percent_change == pytest.approx(-30, abs=6)
    assert by_group(panel, labels(panel, 6)).p > 0.05


def test_a_group_of_one_is_refused_and_the_rest_is_told():
    found = by_group(a_panel(), labels(a_panel(), 1))
    assert isinstance(found.effects[0], NotEstimable)
    assert found.effects[0].reason is Reason.ONE_TREATED
    assert found.p is None


def test_units_add_up_to_the_whole():
    panel = a_panel(effect=-0.2)
    found, whole = by_unit(panel), etwfe(panel)
    assert len(found.units) == 12
    assert found.observed.sum() == whole.observed
    assert found.expected.sum() == pytest.approx(whole.expected)


def test_a_unit_with_nothing_before_has_no_effect_of_its_own():
    panel = a_panel()
    counts = panel.counts.copy()
    counts[0, : panel.treated_from[0]] = 0
    assert "0" not in by_unit(changed(panel, counts=counts)).units


def test_ups_and_downs_beyond_counting_widen_the_error_of_a_unit():
    panel = a_panel(spread=2.0)
    narrow = by_unit(panel)
    wide = by_unit(panel, design_se=minimum_detectable(panel, draws=40).se)
    assert (wide.se > narrow.se).all()
    assert (wide.log_ratio == narrow.log_ratio).all()


def test_without_treated_units_there_are_no_groups():
    panel = a_panel(treated=0)
    assert by_group(panel, ["a"] * panel.n_units).reason is Reason.NO_TREATED
    assert by_unit(panel).reason is Reason.NO_TREATED


def test_what_is_compared_is_what_the_units_counted():
    panel = changed(a_panel(effect=-0.2), neighbours=PAIRS)
    for far in (False, True):
        cells = compared_cells(panel, far=far)
        found = by_unit(panel, far=far)
        index = [panel.units.index(unit) for unit in found.units]
        assert ((panel.counts * cells).sum(1)[index] == found.observed).all()
