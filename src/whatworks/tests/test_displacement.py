"""Events taken away, or only pushed next door."""

import numpy as np
import pytest

from whatworks.counts import etwfe
from whatworks.displacement import compared_periods, first_near, net_effect
from whatworks.panel import Panel
from whatworks.results import NotEstimable, Reason
from whatworks.tests.made import a_panel, changed

PAIRS = tuple((i, i + 12) for i in range(12))


def moved(panel):
    """What the programme took away turns up in the neighbours."""
    rng = np.random.default_rng(9)
    counts = panel.counts.copy()
    taken = rng.binomial(counts[:12].astype(int), 0.3) * panel.treated_cells[:12]
    counts[:12] -= taken
    counts[12:24] += taken
    return changed(panel, counts=counts, neighbours=PAIRS)


def test_events_that_only_moved_are_no_gain():
    found = net_effect(moved(a_panel(mean=20)))
    assert found.own.high < 0 < found.ring.low
    assert found.net.low < 0 < found.net.high
    assert found.displaced_share == pytest.approx(1, abs=0.4)
    assert (found.ring_units, found.far_units) == (12, 16)


def test_net_is_own_and_ring_event_by_event():
    found = net_effect(moved(a_panel(mean=20)))
    assert found.net.observed == found.own.observed + found.ring.observed
    assert found.net_averted == pytest.approx(found.own.averted + found.ring.averted)


def test_what_moved_into_the_ring_does_not_flatter_the_own_effect():
    panel = moved(a_panel(mean=20))
    truth, flattered = np.log(0.7), etwfe(panel).log_ratio
    assert flattered < truth - 0.05
    assert net_effect(panel).own.log_ratio == pytest.approx(truth, abs=0.05)


def test_a_later_starter_belongs_to_the_ring_until_its_own_start():
    panel = Panel(np.ones((4, 10)), np.array([3, 6, 10, 10]), neighbours=((0, 1), (1, 2)))
    assert first_near(panel).tolist() == [3, 3, 6, 10]


def test_neighbours_of_a_unit_that_is_left_out_are_no_far_controls():
    panel = Panel(
        np.ones((5, 10)), np.array([3, 10, 6, 10, 10]), neighbours=((0, 1), (2, 3), (3, 4))
    )
    kept = panel.of(np.array([1, 2, 3, 4]))
    assert kept.touched.tolist() == [3, 10, 10, 10]
    assert first_near(kept).tolist() == [3, 6, 6, 10]
    assert first_near(kept.of(np.array([3, 0]))).tolist() == [10, 3]
    at_once = changed(panel, treated_from=np.array([0, 10, 6, 10, 10]))
    assert first_near(at_once.of(np.array([1, 2]))).tolist() == [10, 6]


def test_without_a_ring_or_without_far_units_there_is_no_net_effect():
    panel = a_panel(waves=(20,))
    assert net_effect(panel).reason is Reason.NO_RING
    everywhere = tuple((i, j) for i in range(12) for j in range(12, 40))
    refusal = net_effect(changed(panel, neighbours=everywhere))
    assert isinstance(refusal, NotEstimable)
    assert refusal.reason is Reason.NO_FAR_CONTROLS


def test_where_nobody_runs_the_programme_no_period_is_short_of_far_units():
    panel = Panel(np.ones((3, 5)), np.full(3, 5))
    assert compared_periods(panel, first_near(panel)).all()
