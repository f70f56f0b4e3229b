"""Classes of the map: every positive figure in exactly one, none empty, bounds round."""

from hypothesis import given
from hypothesis import strategies as st

from binhyen.kernel.classes import MOST, bounds, class_of

figures = st.lists(
    st.one_of(
        st.integers(min_value=0, max_value=10**12),
        st.floats(min_value=0.01, max_value=1e6).map(lambda x: round(x, 2)),
    ),
    max_size=200,
)


@given(figures)
def test_every_positive_figure_has_one_class_and_every_class_a_figure(values):
    lower = bounds(values)
    positive = [value for value in values if value > 0]
    classes = {class_of(value, lower) for value in positive}

    assert len(lower) <= MOST
    assert list(lower) == sorted(set(lower))
    assert classes == set(range(1, len(lower) + 1))
    assert all(low <= min(positive) for low in lower[:1])


@given(figures)
def test_a_higher_figure_is_never_in_a_lower_class(values):
    lower = bounds(values)
    ranked = sorted(value for value in values if value > 0)
    classes = [class_of(value, lower) for value in ranked]

    assert classes == sorted(classes)


def test_up_to_five_different_figures_have_a_class_each():
    assert bounds([3, 0, 1, 1, 20]) == (1, 3, 20)


def test_only_zeros_have_no_class():
    assert bounds([0, 0]) == ()


def test_bounds_are_as_round_as_the_figures_allow():
    assert bounds(range(1, 101)) == (1, 21, 41, 61, 81)
    assert bounds([1, 98, 203, 411, 822, 1640, 3280, 6560, 13100, 26200]) == (
        1,
        200,
        800,
        3000,
        10000,
    )
