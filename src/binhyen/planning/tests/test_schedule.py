import numpy as np
import pytest

from binhyen.planning.rules.schedule import (
    Spacing,
    Wave,
    bought,
    compare,
    later,
    spacings,
    timetable,
)
from whatworks import NotEstimable, Panel, Power, planned_power


def a_history(communes=16, months=36, seed=1):
    counts = np.random.default_rng(seed).poisson(8.0, (communes, months))
    return Panel(counts, np.full(communes, months))


def test_waves_begin_in_their_months_across_a_new_year():
    found = timetable([["A", "B"], ["C"]], first_month="2026-11", gap_months=3)
    assert found == (Wave(1, "2026-11", ("A", "B")), Wave(2, "2027-02", ("C",)))


@pytest.mark.parametrize("month", ["2026", "2026-13", "11/2026", "2026-00", ""])
def test_a_month_that_cannot_be_read_is_refused(month):
    with pytest.raises(ValueError, match="YYYY-MM"):
        later(month, 1)


def test_waves_in_the_same_month_are_one_wave():
    with pytest.raises(ValueError, match="gap_months"):
        timetable([["A"], ["B"]], first_month="2026-11", gap_months=0)


def test_power_is_that_of_whatworks_for_the_same_waves():
    history = a_history()
    spacing = Spacing(sizes=(4, 4), gap_months=6)
    found = bought(history, spacing, watched_months=18, draws=30, seed=3)
    assert found.power == planned_power(history, [(4, 18), (4, 24)], draws=30, seed=3)
    assert found.compared == 8


def test_waves_after_the_watch_are_what_is_compared_with():
    found = bought(a_history(), Spacing(sizes=(8, 8), gap_months=12), watched_months=12, draws=30)
    assert isinstance(found.power, Power)
    assert found.compared == 8


def test_where_all_begin_in_time_the_watch_ends_with_the_last_wave():
    found = bought(a_history(), Spacing(sizes=(8, 8), gap_months=6), watched_months=18, draws=30)
    assert isinstance(found.power, Power)
    assert (found.compared, found.watched_months) == (8, 6)


def test_where_nobody_waits_there_is_nothing_to_compare_with():
    found = bought(a_history(), Spacing(sizes=(16,), gap_months=3), watched_months=12, draws=30)
    assert isinstance(found.power, NotEstimable)


def test_a_watch_longer_than_the_history_is_refused():
    with pytest.raises(ValueError, match="watched_months: 1 to 35"):
        bought(a_history(), Spacing(sizes=(4,), gap_months=3), watched_months=36)


@pytest.mark.slow
def test_ways_are_told_from_the_most_telling_to_those_that_tell_nothing():
    ways = spacings(16, waves=(1, 2, 4), gaps=(3, 12))
    assert [(way.sizes, way.gap_months) for way in ways[:3]] == [
        ((16,), 3),
        ((8, 8), 3),
        ((8, 8), 12),
    ]
    found = compare(a_history(), ways, watched_months=12, draws=30)
    powers = [one.power.power for one in found if isinstance(one.power, Power)]
    assert powers == sorted(powers, reverse=True)
    assert isinstance(found[-1].power, NotEstimable)
    assert found[-1].spacing.sizes == (16,)
