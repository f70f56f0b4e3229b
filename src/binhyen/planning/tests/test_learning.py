"""What is expected of a programme elsewhere, from what its studies found."""

from math import exp

import pytest

from binhyen.planning.choices import Basis
from binhyen.planning.rules.learning import Lesson, drawn_in, lessons, unstudied

from .factories import a_result, an_effect

pytestmark = pytest.mark.one_database


def only(result, **how):
    found, spill = lessons({"theft": result}, **how)
    return found["theft"], spill


def test_without_neighbours_the_effect_on_the_spot_is_taken():
    found, spill = only(a_result())
    assert (found.basis, found.log_ratio, found.se, spill) == (Basis.OWN, -0.3, 0.1, 0.0)


def test_where_nothing_surely_moved_next_door_the_net_effect_is_taken_with_its_wider_interval():
    """100 of 400 fewer on the spot, and none more among the 600 next door."""
    net = an_effect(log_ratio=-0.1, se=0.08, expected=1000.0)
    ring = an_effect(log_ratio=0.0, se=0.1, expected=600.0)
    found, spill = only(a_result(net=net, ring=ring, displaced_share=0.02))
    fall = 1000 / 400 * (1 - exp(-0.1))
    assert (found.basis, spill) == (Basis.NET, 0.0)
    assert exp(found.log_ratio) == pytest.approx(1 - fall)
    assert found.se > 0.2


def test_where_neighbours_clearly_changed_what_moves_is_kept_apart():
    ring = an_effect(log_ratio=0.3, se=0.05, expected=600.0)
    net = an_effect(log_ratio=0.05, se=0.05, expected=1000.0)
    found, spill = only(a_result(net=net, ring=ring, displaced_share=1.4))
    assert (found.basis, found.log_ratio, spill) == (Basis.OWN_AND_RING, -0.3, 1.0)


def test_a_typed_share_goes_with_the_effect_on_the_spot():
    net = an_effect(log_ratio=-0.1, se=0.08, expected=1000.0)
    ring = an_effect(log_ratio=0.0, se=0.1, expected=600.0)
    found, spill = only(a_result(net=net, ring=ring, displaced_share=0.0), spill=0.25)
    assert (found.basis, found.log_ratio, spill) == (Basis.OWN, -0.3, 0.25)


@pytest.mark.parametrize(
    "result", [a_result(own={"refused": {"reason": "all_zeros"}}), a_result(together=["ZALO"])]
)
def test_no_number_and_programmes_that_began_together_teach_nothing(result):
    assert lessons({"theft": result}) == ({}, 0.0)


def test_the_less_sure_a_result_the_more_it_is_drawn_to_nothing():
    sure, unsure = (
        drawn_in(Lesson(basis=Basis.OWN, log_ratio=-0.3, se=se), prior_sd=0.2) for se in (0.02, 0.2)
    )
    assert sure.log_ratio == pytest.approx(-0.3, abs=0.01)
    assert (unsure.log_ratio, unsure.se) == pytest.approx((-0.15, 0.2 / 2**0.5))


def test_a_result_that_says_nothing_is_as_good_as_no_study():
    found = drawn_in(Lesson(basis=Basis.OWN, log_ratio=-0.5, se=1e6))
    nothing = unstudied()
    assert (found.log_ratio, found.se) == pytest.approx((nothing.log_ratio, nothing.se), abs=1e-6)
