"""Figures of their day on the units drawn: nothing is guessed and nothing vanishes."""

from hypothesis import given
from hypothesis import strategies as st

from binhyen.web.rules.maps.placing import Aside, Tally, Way, place

UNITS = st.integers(min_value=1, max_value=12)
tallies = st.lists(st.tuples(UNITS, st.integers(0, 50).map(lambda n: Tally(n, n))), max_size=20)
ways = st.dictionaries(
    UNITS,
    st.sets(st.integers(20, 26), min_size=1, max_size=3).map(
        lambda to: Way(tuple(sorted(to)), "divided" if len(to) > 1 else "")
    ),
)
drawn = st.dictionaries(st.integers(1, 26), st.integers(30, 33))


@given(tallies, ways, drawn)
def test_what_is_on_the_map_and_beside_it_is_everything_that_was_counted(counted, moved, over):
    placed = place(counted, moved, over, frozenset())
    shown = sum(tally.number for tally in placed.on_map.values())
    beside = sum(aside.tally.number for aside in placed.asides)

    assert shown + beside == sum(tally.number for _unit, tally in counted)


def test_a_divided_commune_stands_beside_the_map_with_both_it_may_belong_to():
    moved = {1: Way((21, 22), "divided")}
    placed = place([(1, Tally(4, 4))], moved, {21: 21, 22: 22}, frozenset())

    assert placed.on_map == {}
    assert placed.asides == (Aside(1, Tally(4, 4), (21, 22), "divided"),)
    assert placed.at_least == {21, 22}


def test_a_commune_divided_within_one_province_is_certain_on_the_map_of_provinces():
    moved = {1: Way((21, 22), "divided")}
    placed = place([(1, Tally(4, 4))], moved, {21: 30, 22: 30}, frozenset())

    assert placed.on_map == {30: Tally(4, 4)}
    assert placed.asides == ()


def test_what_the_register_writes_at_a_district_is_named_as_written_above():
    placed = place([(5, Tally(2, 2))], {}, {21: 21}, frozenset({5}))

    assert [aside.why for aside in placed.asides] == ["above"]


def test_a_programme_in_two_merged_communes_counts_once():
    both = {1: Way((21,)), 2: Way((21,))}
    counted = [(1, Tally(frozenset({7}), 3)), (2, Tally(frozenset({7, 8}), 1))]
    placed = place(counted, both, {21: 21}, frozenset())

    assert placed.on_map[21].number == 2
    assert placed.on_map[21].sites == 4


def test_a_sum_is_unknown_only_where_no_site_says():
    assert Tally(0, 3, 3).is_unknown
    assert not Tally(0, 3, 2).is_unknown
    assert not Tally(0, 0, 0).is_unknown
