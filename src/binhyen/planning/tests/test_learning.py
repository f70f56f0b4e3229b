"""What is expected of a programme elsewhere, from what its studies found."""

import pytest

from binhyen.planning.choices import Basis
from binhyen.planning.rules.learning import Lesson, drawn_in, lessons, unstudied

from .factories import a_result, an_effect

pytestmark = pytest.mark.one_database


def test_the_number_that_the_verdict_rests_on_is_learned():
    net = an_effect(log_ratio=-0.1, se=0.08)
    found = lessons({"theft": a_result(**net, scope="net")})["theft"]
    assert (found.basis, found.log_ratio, found.se) == (Basis.NET, -0.1, 0.08)
    assert found.interval[0] < found.percent < found.interval[1]


def test_without_neighbours_it_is_the_effect_on_the_spot():
    found = lessons({"theft": a_result()})["theft"]
    assert (found.basis, found.log_ratio, found.se) == (Basis.OWN, -0.3, 0.1)


def test_a_typed_share_goes_with_the_effect_on_the_spot():
    net = an_effect(log_ratio=-0.1, se=0.08)
    found = lessons({"theft": a_result(**net, scope="net")}, spill=0.25)["theft"]
    assert (found.basis, found.log_ratio) == (Basis.TYPED, -0.3)


@pytest.mark.parametrize(
    "result", [a_result(log_ratio=None, se=None, interval=None), a_result(together=["ZALO"])]
)
def test_no_number_and_programmes_that_began_together_teach_nothing(result):
    assert lessons({"theft": result}) == {}


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
