"""Power of a roll-out that is only planned."""

import pytest

from whatworks.power import planned_power
from whatworks.results import Reason
from whatworks.tests.made import a_panel


def test_more_sites_and_a_larger_effect_have_more_power():
    history = a_panel(treated=0)
    small, large, strong = (
        planned_power(history, [(n, 20), (n, 26)], effect_percent=effect, draws=60)
        for n, effect in ((2, -20), (8, -20), (2, -40))
    )
    assert small.power < large.power < 1
    assert small.power < strong.power
    assert large.fall_percent < small.fall_percent
    assert small.sites_needed is None or small.sites_needed > 4


def test_a_plan_that_leaves_nobody_to_compare_with_is_refused():
    history = a_panel(units=10, treated=0)
    assert planned_power(history, [(9, 20)]).reason is Reason.TOO_FEW_CLUSTERS
    with pytest.raises(ValueError, match="waves"):
        planned_power(history, [(3, 0)])


def test_a_history_without_untreated_units_is_refused():
    history = a_panel(units=6, treated=6, waves=(20,))
    assert planned_power(history, [(2, 24)]).reason is Reason.TOO_FEW_CLUSTERS
