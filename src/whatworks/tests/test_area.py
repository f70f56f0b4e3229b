"""Two areas or four, before and after. Counts of Wheeler and Ratcliffe (2018), Crime Science 7:11,
as in the test suite of their R package ptools."""

from math import log

import numpy as np
import pytest

from whatworks import area
from whatworks.results import NotEstimable, Reason

CONTROL, TREATED, CONTROL_RING, RING = (308, 318), (207, 110), (150, 140), (178, 157)


def test_the_weighted_displacement_difference_is_wheeler_and_ratcliffes():
    found = area.weighted_displacement_difference(CONTROL, TREATED, CONTROL_RING, RING)

    assert found.estimate == -118
    assert found.se**2 == pytest.approx(1568)
    assert found.z == pytest.approx(-2.98, abs=0.005)
    assert (found.low, found.high) == pytest.approx((-196, -40), abs=0.5)


def test_areas_of_unlike_size_are_weighted():
    found = area.weighted_displacement_difference(
        CONTROL, TREATED, CONTROL_RING, RING, area_weights=(0.9, 1.2, 1.6, 1.5)
    )

    assert found.estimate == pytest.approx(-99.69444444, abs=1e-6)
    assert found.se == pytest.approx(35.4280755, abs=1e-6)
    assert found.z == pytest.approx(-2.813995483, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((-169.1321965, -30.25669241), abs=1e-6)


def test_periods_of_unlike_length_are_weighted():
    found = area.weighted_displacement_difference((100, 50), (80, 20), time_weights=(2, 1))

    assert found.estimate == -20
    assert found.se**2 == pytest.approx(115)


def test_kinds_of_crime_are_weighted_by_their_harm():
    control = [(133, 91), (388, 305), (148, 97), (86, 64), (94, 67)]
    treated = [(130, 74), (327, 202), (398, 190), (144, 92), (183, 96)]
    kinds = [
        area.weighted_displacement_difference(*pair) for pair in zip(control, treated, strict=True)
    ]

    found = area.harm_weighted_difference(kinds, [3, 2, 5, 7, 10])

    assert found.estimate == pytest.approx(-1721)
    assert found.se == pytest.approx(304.10360077, abs=1e-6)
    assert found.z == pytest.approx(-5.65925558, abs=1e-6)
    assert (found.low, found.high) == pytest.approx((-2317.03210507, -1124.96789493), abs=1e-6)


def test_the_displacement_quotient_and_the_net_effect_follow_bowers_and_johnson():
    found = area.displacement_quotient(TREATED, RING, CONTROL)

    assert found.success.estimate == pytest.approx(-0.3261659723923875)
    assert found.displacement.estimate == pytest.approx(-0.08421138609817858)
    assert found.quotient.estimate == pytest.approx(0.25818568834908917)
    assert found.total_net_effect.estimate == pytest.approx(130.5)


def test_a_ring_that_gains_what_the_area_loses_has_a_quotient_of_minus_one():
    found = area.displacement_quotient((100, 50), (100, 150), (100, 100))

    assert found.quotient.estimate == -1
    assert found.total_net_effect.estimate == 0


def test_fiellers_interval_holds_exactly_the_quotients_that_are_not_refused():
    found = area.displacement_quotient(TREATED, RING, CONTROL)
    quotient, (a0, a1), (b0, b1), (c0, c1) = found.quotient, TREATED, RING, CONTROL
    shared = a1 * b1 / c1**3 + a0 * b0 / c0**3

    for end in (quotient.low, quotient.high):
        gap = found.displacement.estimate - end * found.success.estimate
        variance = found.displacement.se**2 - 2 * end * shared + end**2 * found.success.se**2
        assert abs(gap) / variance**0.5 == pytest.approx(1.959964)


def test_the_errors_of_quotient_and_net_effect_are_those_of_drawn_counts():
    rng = np.random.default_rng(3)
    a0, a1, b0, b1, c0, c1 = rng.poisson((*TREATED, *RING, *CONTROL), (40_000, 6)).T
    net = (a0 + b0) * c1 / c0 - a1 - b1

    found = area.displacement_quotient(TREATED, RING, CONTROL)

    assert found.success.se == pytest.approx((a1 / c1 - a0 / c0).std(), rel=0.02)
    assert found.total_net_effect.se == pytest.approx(net.std(), rel=0.02)


def test_a_quotient_by_an_unclear_success_is_refused_and_the_rest_is_kept():
    found = area.displacement_quotient((100, 97), (100, 104), (100, 100))

    assert found.quotient.reason is Reason.UNCLEAR_EFFECT
    assert found.total_net_effect.estimate == -1


def test_the_relative_effect_size_is_farrington_and_welshs():
    doubled = area.relative_effect_size(TREATED, CONTROL)
    poisson = area.relative_effect_size(TREATED, CONTROL, variance_times=1)

    assert doubled.relative_effect_size == pytest.approx(1.9429161747343566)
    assert doubled.log_ratio == pytest.approx(-0.6641900272795552)
    assert doubled.se**2 == pytest.approx(0.040626468600217576)
    assert poisson.se**2 == pytest.approx(0.020313234300108788)
    low, high = doubled.relative_effect_interval
    assert low < doubled.relative_effect_size < high


def test_averted_events_are_those_expected_had_the_area_changed_as_its_control():
    found = area.relative_effect_size((200, 100), (100, 100))

    assert found.percent_change == pytest.approx(-50)
    assert found.averted == 100
    assert found.averted_interval[0] < 100 < found.averted_interval[1]
    assert found.interval[0] < -50 < found.interval[1]
    assert found.log_ratio == pytest.approx(log(0.5))


@pytest.mark.parametrize(
    ("treated", "control", "name"),
    [
        ((0, 5), (9, 9), "treated before"),
        ((5, 0), (9, 9), "treated after"),
        ((5, 5), (0, 9), "control before"),
        ((5, 5), (9, 0), "control after"),
    ],
)
def test_nothing_is_added_to_a_count_of_nothing(treated, control, name):
    found = area.relative_effect_size(treated, control)

    assert found == NotEstimable(Reason.ZERO_COUNT, (name,))
    assert name in found.sentence()


def test_areas_where_nothing_was_ever_counted_are_refused():
    assert area.weighted_displacement_difference((0, 0), (0, 0)).reason is Reason.ALL_ZEROS
    assert area.displacement_quotient((0, 0), (1, 1), (1, 1)).reason is Reason.ALL_ZEROS
    assert area.displacement_quotient((1, 1), (1, 1), (0, 1)).reason is Reason.ZERO_COUNT


@pytest.mark.parametrize(
    "call",
    [
        lambda: area.relative_effect_size((1, 2, 3), (1, 2)),
        lambda: area.relative_effect_size((-1, 2), (1, 2)),
        lambda: area.relative_effect_size((float("nan"), 2), (1, 2)),
        lambda: area.relative_effect_size((1, 2), (1, 2), variance_times=0),
        lambda: area.relative_effect_size((1, 2), (1, 2), level=1),
        lambda: area.weighted_displacement_difference((1, 2), (1, 2), time_weights=(1,)),
        lambda: area.weighted_displacement_difference((1, 2), (1, 2), area_weights=(1, 1, 0, 1)),
        lambda: area.harm_weighted_difference([], []),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call()


def test_the_quotient_that_papers_print_is_there_without_an_interval_too():
    unclear = area.displacement_quotient((100, 97), (100, 104), (100, 100))
    assert unclear.quotient_alone == pytest.approx(-4 / 3)
    clear = area.displacement_quotient(TREATED, RING, CONTROL)
    assert clear.quotient_alone == pytest.approx(clear.quotient.estimate)
    assert area.displacement_quotient((9, 9), (9, 8), (9, 9)).quotient_alone is None


def test_counts_too_large_to_be_multiplied_have_a_ratio():
    found = area.relative_effect_size((2e200, 1e200), (1e200, 1e200))
    assert found.relative_effect_size == pytest.approx(2)
    assert found.expected == pytest.approx(2e200)
