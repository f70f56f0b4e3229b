"""Intervals on one scale, and the time around a start, as shapes."""

from binhyen.evidence.rules.charts.doses import Dose, dose_chart, round_amounts
from binhyen.evidence.rules.charts.events import Bin, event_chart
from binhyen.evidence.rules.charts.intervals import EDGE, WIDTH, Change, bars
from binhyen.evidence.rules.charts.scales import steps


def test_steps_are_round_and_hold_every_amount_and_nought():
    assert steps([-41, -13]) == (-50, -40, -30, -20, -10, 0)
    assert steps([3]) == (0, 5)
    assert steps([]) == (0, 5)


def test_a_fall_of_more_than_everything_and_an_endless_rise_are_cut():
    assert steps([-140, 5_000]) == (-100, -50, 0, 50, 100)


def test_bars_share_one_scale_and_a_row_without_a_number_has_none():
    drawn, axis = bars([Change(-20, -40, 0), None, Change(10, 0, 40)], least=20)
    first, none, last = drawn
    assert none is None
    assert (first.low, last.high) == (EDGE, WIDTH - EDGE)
    assert first.high == last.low == first.nought == axis.nought == WIDTH / 2
    assert first.least == axis.least == first.at


def test_an_interval_that_goes_on_says_so():
    drawn, axis = bars([Change(50, -10, 900)])
    assert drawn[0].is_cut
    assert axis.least is None
    assert drawn[0].arrow.startswith("M298 8L306 13")


def test_points_before_the_start_lie_left_of_it():
    bins = [Bin(-6, -3, 5, -10, 20), Bin(0, 3, -20, -35, -5)]
    chart = event_chart(bins, lambda one: f"{one.percent}")
    before, after = chart.points
    assert before.is_before and not after.is_before
    assert before.x < chart.began < after.x
    assert before.top < before.y < before.bottom < after.bottom
    assert after.y > chart.nought
    assert after.text == "-20"


def test_without_a_point_there_is_no_drawing():
    assert event_chart([], str) is None


def test_amounts_along_the_bottom_are_round_and_begin_at_nought():
    assert round_amounts(20.2) == (0, 5, 10, 15, 20, 25)
    assert round_amounts(0.9) == (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert round_amounts(0) == (0, 1)


def test_a_dot_stands_further_right_the_more_is_done_and_lower_the_larger_the_fall():
    little, much = Dose("A", 2, -5, -30, 20), Dose("B", 10, -40, -60, -10)
    chart = dose_chart([much, little], lambda one: one.name, str)
    assert chart is not None
    first, last = chart.dots
    assert (first.text, last.text) == ("A", "B")
    assert first.x < last.x
    assert first.y < last.y
    assert first.top < first.y < first.bottom
    assert dose_chart([], lambda one: one.name, str) is None
