from math import log

import numpy as np
import pytest

from whatworks.results import Reason
from whatworks.selection import adjust_for_selection, past_fall


def years(seed, *, effect=1.0, trend=1.0, pick=15, units=71):
    """Two years of units whose rates stay; the worst of the first are treated in the second."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(4, 5, units)
    before = rng.poisson(rates)
    chosen = np.zeros(units, dtype=bool)
    chosen[np.argsort(-before, kind="stable")[:pick]] = True
    after = rng.poisson(rates * trend * np.where(chosen, effect, 1))
    return before, after, chosen


@pytest.mark.slow
@pytest.mark.parametrize(("effect", "trend"), [(1.0, 1.0), (1.0, 1.3), (0.75, 0.9)])
def test_the_effect_is_seen_without_the_return_to_the_usual(effect, trend):
    found = [adjust_for_selection(*years(seed, effect=effect, trend=trend)) for seed in range(60)]
    naive = np.mean([one.naive_percent for one in found])
    held = np.mean([one.low <= log(effect) <= one.high for one in found])

    assert np.mean([one.log_ratio for one in found]) == pytest.approx(log(effect), abs=0.03)
    assert held >= 0.9
    assert naive < 100 * (effect * trend - 1) - 4


@pytest.mark.slow
def test_the_fall_by_itself_is_what_untouched_units_did():
    found = [adjust_for_selection(*years(seed)) for seed in range(60)]
    fell = np.mean([100 * (one.counted_after / one.counted_before - 1) for one in found])

    assert np.mean([one.fall_by_itself_percent for one in found]) == pytest.approx(fell, abs=1.5)
    for one in found:
        assert one.fall_by_itself_low < one.fall_by_itself_percent < one.fall_by_itself_high


def test_earlier_years_show_the_fall_without_a_model():
    rng = np.random.default_rng(1)
    history = rng.poisson(rng.gamma(4, 5, 71)[:, None], (71, 6))
    found = past_fall(history, 15)

    assert found.years == (0, 1, 2, 3, 4)
    assert all(percent < 0 for percent in found.percent)
    assert min(found.percent) <= found.mean_percent <= max(found.percent)


def test_people_and_months_are_taken_into_account():
    before, after, chosen = years(3)
    plain = adjust_for_selection(before, after, chosen)
    people = np.full(len(before), 5000.0)
    scaled = adjust_for_selection(before, after, chosen, exposure=people)

    assert scaled.log_ratio == pytest.approx(plain.log_ratio, abs=1e-4)
    assert scaled.fall_by_itself_percent == pytest.approx(plain.fall_by_itself_percent, abs=0.01)


def test_a_longer_time_after_is_no_effect():
    before, after, chosen = years(3)
    twice = adjust_for_selection(
        before, 2 * after, chosen, after_exposure=np.full(len(before), 2.0)
    )
    plain = adjust_for_selection(before, after, chosen)

    assert twice.log_ratio == pytest.approx(plain.log_ratio, abs=1e-6)
    assert twice.naive_percent == pytest.approx(plain.naive_percent)
    assert twice.fall_by_itself_percent == pytest.approx(plain.fall_by_itself_percent)


def test_what_cannot_be_told_is_refused():
    before, after, chosen = years(3)

    assert adjust_for_selection(before, after, chosen & False).reason is Reason.NO_TREATED
    assert adjust_for_selection(before, after, chosen | True).reason is Reason.NO_UNTREATED
    assert adjust_for_selection(before * 0, after, chosen).reason is Reason.ALL_ZEROS
    assert adjust_for_selection(before, after * ~chosen, chosen).reason is Reason.ZERO_COUNT
    assert past_fall(before[:, None], 3).reason is Reason.NO_BEFORE
    assert past_fall(np.zeros((5, 3)), 2).reason is Reason.ZERO_COUNT


@pytest.mark.parametrize(
    "call",
    [
        lambda y, z, d: adjust_for_selection(y, z[:4], d),
        lambda y, z, d: adjust_for_selection(y, z, d.astype(int)),
        lambda y, z, d: adjust_for_selection(y - 99, z, d),
        lambda y, z, d: adjust_for_selection(y, z, d, after_exposure=z * 0),
        lambda y, z, d: past_fall(np.c_[y, z], 0),
        lambda y, z, d: past_fall(y, 1),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call(*years(3))
