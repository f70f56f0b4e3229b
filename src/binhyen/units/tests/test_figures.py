"""As then and as now: nothing is guessed and nothing is lost."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.units.models import Succession, Unit
from binhyen.units.queries import figures_on, groups_between
from binhyen.units.rules.figures import Unsplit, WhyUnsplit, comparable_groups, translate
from binhyen.units.rules.reach import Link

THEN, NOW = date(2022, 12, 31), date(2026, 1, 1)
REFORM = Path(__file__).parents[5] / "shared/data/geo/daknong_reform_2025.csv"

# 1 and 2 became 11; 3 was divided between 11 and 12; 4 alone became 13; 5 gave 14 and 15.
LINKS = [
    Link(1, 11, True),
    Link(2, 11, True),
    Link(3, 11, False),
    Link(3, 12, False),
    Link(4, 13, True),
    Link(5, 14, False),
    Link(5, 15, False),
]


def test_whole_units_add_up_and_a_divided_one_is_named():
    now = translate({1: 10, 2: 5, 3: 7, 4: 2, 9: 1}, LINKS, forwards=True)
    assert now.values == {11: 15, 13: 2, 9: 1}
    assert now.unsplit == (Unsplit(3, 7, (11, 12), WhyUnsplit.DIVIDED),)
    assert now.at_least == {11, 12}


def test_backwards_only_a_unit_with_one_predecessor_gives_its_figure_back():
    then = translate({11: 20, 12: 3, 13: 2, 14: 4, 15: 6}, LINKS, forwards=False)
    assert then.values == {3: 3, 4: 2, 5: 10}
    assert then.unsplit == (Unsplit(11, 20, (1, 2, 3), WhyUnsplit.MERGED),)


def test_a_figure_of_nothing_leaves_no_doubt():
    assert translate({3: 0}, LINKS, forwards=True).at_least == frozenset()


def test_groups_are_the_connected_parts():
    groups = comparable_groups(LINKS)
    assert [(set(g.old), set(g.new)) for g in groups] == [
        ({1, 2, 3}, {11, 12}),
        ({4}, {13}),
        ({5}, {14, 15}),
    ]


links = st.lists(st.tuples(st.integers(1, 8), st.integers(11, 18)), max_size=20, unique=True).map(
    lambda pairs: [Link(o, n, [p[0] for p in pairs].count(o) == 1) for o, n in pairs]
)


@given(links, st.dictionaries(st.integers(1, 18), st.integers(-100, 10**12)), st.booleans())
def test_values_and_unsplit_together_are_what_was_given(links, figures, forwards):
    result = translate(figures, links, forwards=forwards)
    total = sum(result.values.values()) + sum(part.amount for part in result.unsplit)
    assert total == sum(figures.values())


@given(links, st.data())
def test_a_groups_total_is_the_same_on_both_days(links, data):
    olds = sorted({link.old for link in links})
    figures = data.draw(st.fixed_dictionaries({old: st.integers(0, 1000) for old in olds}))
    now = translate(figures, links, forwards=True)
    for group in comparable_groups(links):
        after = sum(v for u, v in now.values.items() if u in group.new)
        after += sum(p.amount for p in now.unsplit if set(p.candidates) <= group.new)
        assert after == sum(figures[old] for old in group.old)


@pytest.mark.django_db
def test_figures_of_71_communes_are_read_on_28_and_back():
    then = Unit.objects.at(THEN).filter(path__startswith="VN/67/", level=3)
    now = figures_on({u.pk: 1 for u in then}, counted_on=THEN, shown_on=NOW)
    assert sum(now.values.values()) + sum(p.amount for p in now.unsplit) == 71
    back = figures_on(now.values, counted_on=NOW, shown_on=THEN)
    given_back = sum(back.values.values()) + sum(p.amount for p in back.unsplit)
    assert given_back == sum(now.values.values())


@pytest.mark.django_db
def test_groups_of_the_nation_leave_no_commune_out():
    covered = {unit for group in groups_between(THEN, NOW) for unit in group.old | group.new}
    communes = Unit.objects.filter(level=3).values_list("pk", flat=True)
    assert set(communes) <= covered


@pytest.mark.django_db
@pytest.mark.skipif(not REFORM.exists(), reason="the shared reform table is not here")
def test_the_succession_agrees_with_the_provinces_own_table():
    with REFORM.open(encoding="utf-8-sig") as file:
        theirs = {(row["ma_xa_cu"], row["ma_xa_moi"]) for row in csv.DictReader(file)}
    ours = Succession.objects.filter(old__path__startswith="VN/67/", old__level=3)
    assert set(ours.values_list("old__code", "new__code")) == theirs
