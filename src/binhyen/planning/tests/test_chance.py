"""For whom chance decided who begins first, and for whom need did."""

import pytest

from binhyen.planning.rules.chance import by_lot


def drawn(*classes):
    """Waves of the communes of each class of need, the first for class 1."""
    return by_lot(
        (f"{need}{i}", need, wave)
        for need, waves in enumerate(classes, start=1)
        for i, wave in enumerate(waves)
    )


def test_where_every_class_is_spread_over_waves_all_are_compared_fairly():
    found = drawn([1, 2], [1, 2, 3])
    assert (found.needs, found.forced, found.is_fair) == ((1, 2), (), True)
    assert found.compared == ("10", "11", "20", "21", "22")


def test_classes_that_stand_wholly_in_one_wave_had_no_lot_and_are_left_out():
    found = drawn([1, 1, 1], [1, 2, 2, 1], [2, 2])
    assert (found.needs, found.forced, found.is_fair) == ((2,), (1, 3), True)
    assert found.compared == ("20", "21", "22", "23")


@pytest.mark.parametrize("classes", [([1, 1], [1, 2, 2], [2]), ([1, 1], [2, 2]), ([1, 1, 1, 1],)])
def test_where_too_few_were_drawn_all_are_compared_and_nobody_says_it_was_chance(classes):
    found = drawn(*classes)
    assert not found.is_fair
    assert len(found.compared) == sum(map(len, classes))
