import numpy as np
import pytest

from binhyen.planning.rules.transport import (
    Learned,
    equal_need,
    expected_averted,
    expected_fall,
    likeness,
    need,
)
from whatworks import NotEstimable


def test_a_commune_like_those_studied_may_expect_what_they_had():
    fall, sd = expected_fall(Learned(log_ratio=np.log(0.75), se=0.0), [1.0])
    assert fall == pytest.approx([0.25])
    assert sd == pytest.approx([0.0])


def test_the_expectation_is_that_of_drawn_effects():
    learned = Learned(log_ratio=-0.3, se=0.1, tau=0.15)
    r, prior = 0.6, 0.2
    spread = np.sqrt(r**2 * 0.1**2 + 0.15**2 + (1 - r**2) * prior**2)
    drawn = 1 - np.exp(np.random.default_rng(1).normal(r * -0.3, spread, 400_000))
    fall, sd = expected_fall(learned, [r], prior_sd=prior)
    assert fall == pytest.approx([drawn.mean()], abs=0.002)
    assert sd == pytest.approx([drawn.std()], abs=0.002)


def test_the_less_like_the_less_is_expected_and_the_less_surely():
    fall, sd = expected_fall(Learned(log_ratio=-0.3, se=0.05), [1.0, 0.7, 0.3, 0.0])
    assert (np.diff(fall) < 0).all()
    assert (np.diff(sd) > 0).all()
    assert fall[-1] < 0, "of what nobody studied anywhere alike, nothing good is expected"


def test_likeness_is_one_where_it_was_studied_and_falls_with_distance():
    found = likeness([[0.0, 5.0], [1.0, 5.0], [4.0, 5.0]], [True, False, False])
    assert found[0] == 1
    assert 1 > found[1] > found[2] > 0


def test_likeness_without_any_study_is_nought_and_without_any_difference_one():
    assert likeness([[1.0], [2.0]], [False, False]).tolist() == [0, 0]
    assert likeness([[1.0], [1.0]], [True, False]).tolist() == [1, 1]


def test_need_draws_a_lucky_small_commune_to_the_mean():
    found = need([12, 40, 44, 38, 41], [1000, 10_000, 10_000, 10_000, 10_000], years=2)
    assert found.per_head[0] < 12 / 2000
    assert found.events == pytest.approx(found.per_head * [1000, 10_000, 10_000, 10_000, 10_000])
    assert isinstance(need([0, 0], [10, 10], years=1), NotEstimable)


def test_averted_adds_outcomes_by_their_harm_and_years():
    needs = {"theft": need([30, 60], [1000, 1000], years=1)}
    learned = {"CAM": {"theft": Learned(log_ratio=-0.2, se=0.0)}, "TAXI": {}}
    alike = {"CAM": np.ones(2), "TAXI": np.ones(2)}
    averted, sd = expected_averted(needs, learned, alike, harm={"theft": 3.0}, years=2)
    assert averted[:, 0] == pytest.approx(6 * needs["theft"].events * (1 - np.exp(-0.2)))
    assert sd[:, 0] == pytest.approx(6 * needs["theft"].sd * (1 - np.exp(-0.2)))
    assert averted[:, 1].tolist() == sd[:, 1].tolist() == [0, 0]


def test_communes_that_cannot_be_told_apart_share_a_class_of_need():
    rate = [1.0, 9.0, 8.0, 2.0]
    assert equal_need(rate, np.array(rate) - 0.75, np.array(rate) + 0.75) == (2, 1, 1, 2)
    assert equal_need(rate, np.array(rate) - 9, np.array(rate) + 9) == (1, 1, 1, 1)
    assert equal_need(rate, rate, rate) == (4, 1, 2, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Learned(log_ratio=float("nan"), se=0.1),
        lambda: Learned(log_ratio=0.1, se=-0.1),
        lambda: expected_fall(Learned(log_ratio=0.1, se=0.1), [1.2]),
        lambda: likeness([1.0, 2.0], [True, False]),
        lambda: need([1], [1], years=0),
        lambda: equal_need([1.0], [1.0, 2.0], [1.0]),
    ],
)
def test_numbers_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        wrong()
