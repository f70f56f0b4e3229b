"""What the public may see, against someone who solves the sums."""

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from binhyen.figures.rules.suppression import NegativeCount, Published, Sum, published, sums_across

THRESHOLD = 5
Amounts = Mapping[Hashable, int]
TABLES, AT_ONCE = 1_000, 50
MOST_TIMES_THE_FEWEST = 1.5


def a_table(rng: np.random.Generator) -> tuple[Amounts, list[Sum]]:
    """Communes in provinces in a nation, by one to three ways to end and all together."""
    provinces = [f"p{n}" for n in range(rng.integers(1, 4))]
    down = [Sum(p, tuple(f"{p}c{n}" for n in range(rng.integers(2, 6)))) for p in provinces]
    communes = [commune for rule in down for commune in rule.parts]
    down.append(Sum("nation", tuple(provinces)))
    ways = ["settled", "failed", "pending"][: rng.integers(1, 4)]
    across = [Sum("received", tuple(ways))] if len(ways) > 1 else []
    mean = np.exp(rng.normal(1.5, 1, size=(len(communes), len(ways))))
    drawn = rng.poisson(rng.gamma(1.0, mean)).tolist()
    cells = {
        (commune, way): amount
        for commune, row in zip(communes, drawn, strict=True)
        for way, amount in zip(ways, row, strict=True)
    }
    for rule in down:
        cells |= {(rule.whole, way): sum(cells[part, way] for part in rule.parts) for way in ways}
    for rule in across:
        for unit in [*communes, *(rule.whole for rule in down)]:
            cells[unit, rule.whole] = sum(cells[unit, way] for way in ways)
    return cells, sums_across(cells, down, across)


def what_the_attacker_can_exclude(
    published_tables: Iterable[tuple[Published, list[Sum]]],
) -> list[Hashable]:
    """Primary cells of which somebody who solves the sums can exclude 1 or threshold − 1.

    He knows what is shown and the sums, and that counts are whole and not below zero. Every cell
    and either end is a problem of its own; they are solved side by side in one integer programme.
    """
    blocks, right, goals, asked = [], [], [], []
    for known, sums in published_tables:
        hidden = {cell: n for n, cell in enumerate(sorted(known.hidden, key=repr))}
        rows, rest = [], []
        for one in sums:
            signs = {one.whole: 1} | dict.fromkeys(one.parts, -1)
            row = np.zeros(len(hidden))
            for cell in signs.keys() & hidden.keys():
                row[hidden[cell]] = signs[cell]
            rows.append(row)
            rest.append(-sum(known.shown[c] * s for c, s in signs.items() if c not in hidden))
        for cell in known.primary:
            for end in (1, -1):
                goal = np.zeros(len(hidden))
                goal[hidden[cell]] = -end
                blocks.append(np.array(rows))
                right.append(rest)
                goals.append(goal)
                asked.append((cell, end))
    goal = np.concatenate(goals)
    sums_hold = LinearConstraint(
        sparse.block_diag(blocks), np.concatenate(right), np.concatenate(right)
    )
    best = milp(
        goal, integrality=np.ones(len(goal)), bounds=Bounds(0, 10_000), constraints=sums_hold
    )
    assert best.success
    ends = np.split(best.x * -goal, np.cumsum([len(g) for g in goals])[:-1])
    found = []
    for (cell, end), values in zip(asked, ends, strict=True):
        value = round(values.sum())
        if (end == 1 and value < THRESHOLD - 1) or (end == -1 and -value > 1):
            found.append(cell)
    return found


def fewest_hidden(amounts: Amounts, sums: list[Sum]) -> int:
    """How many cells must be hidden at least: the integer programme of Fischetti and Salazar.

    A 0-1 variable a cell says that it is hidden; for each primary cell and either end a whole
    table, equal to the true one where nothing is hidden, in which the cell reaches that end.
    """
    cells = list(amounts)
    true = np.array([amounts[cell] for cell in cells])
    n, place = len(cells), {cell: i for i, cell in enumerate(cells)}
    balance = np.zeros((len(sums), n))
    for row, one in enumerate(sums):
        balance[row, place[one.whole]] = 1
        balance[row, [place[part] for part in one.parts]] = -1
    primary = np.flatnonzero((true > 0) & (true < THRESHOLD))
    ends = [(i, by) for i in primary for by in (THRESHOLD - 1 - true[i], 1 - true[i]) if by]
    k, far = len(ends), 4 * THRESHOLD
    low, high = np.tile(-np.minimum(true, far), k), np.full(n * k, far)
    for number, (i, by) in enumerate(ends):
        (low if by > 0 else high)[number * n + i] = by
    hidden_low, hidden_high = np.isin(np.arange(n), primary).astype(float), np.ones(n)
    each, every = sparse.eye_array(n * k), sparse.eye_array(k)
    gate = sparse.vstack([sparse.eye_array(n)] * k)
    floor = sparse.diags_array(np.minimum(true, far).astype(float))
    rules = [
        LinearConstraint(
            sparse.hstack([sparse.kron(every, balance), np.zeros((len(sums) * k, n))]), 0, 0
        ),
        LinearConstraint(sparse.hstack([each, -far * gate]), -np.inf, 0),
        LinearConstraint(sparse.hstack([each, sparse.vstack([floor] * k)]), 0, np.inf),
    ]
    best = milp(
        np.r_[np.zeros(n * k), np.ones(n)],
        integrality=np.r_[np.zeros(n * k), np.ones(n)],
        bounds=Bounds(np.r_[low, hidden_low], np.r_[high, hidden_high]),
        constraints=rules,
    )
    assert best.success
    return round(best.fun)


def a_row(*amounts: int) -> tuple[Amounts, list[Sum]]:
    """Cells 0, 1, … and their whole."""
    cells = dict(enumerate(amounts)) | {"whole": sum(amounts)}
    return cells, [Sum("whole", tuple(range(len(amounts))))]


def hidden_in(amounts: Amounts, sums: Iterable[Sum]) -> set[Hashable]:
    return set(published(amounts, sums).hidden)


@pytest.mark.slow
def test_whoever_solves_the_sums_of_1000_random_tables_recovers_nothing():
    rng = np.random.default_rng(2026)
    tables = [a_table(rng) for _ in range(TABLES)]
    known = [(published(amounts, sums), sums) for amounts, sums in tables]
    assert sum(len(public.primary) for public, _sums in known) > 5_000
    for start in range(0, TABLES, AT_ONCE):
        assert what_the_attacker_can_exclude(known[start : start + AT_ONCE]) == []


def test_without_complementary_cells_the_attacker_would_recover_what_is_hidden():
    amounts, sums = a_row(3, 20, 30)
    bare = Published({1: 20, 2: 30, "whole": 53}, frozenset({0}), frozenset())
    assert set(what_the_attacker_can_exclude([(bare, sums)])) == {0}
    assert what_the_attacker_can_exclude([(published(amounts, sums), sums)]) == []


@pytest.mark.slow
def test_no_more_than_half_as_many_cells_again_are_hidden_as_an_optimal_programme_hides():
    rng = np.random.default_rng(7)
    drawn = [table for table in (a_table(rng) for _ in range(90)) if len(table[0]) <= 36]
    tables = [table for table in drawn if hidden_in(*table)]
    ours = [len(hidden_in(*table)) for table in tables]
    fewest = [fewest_hidden(*table) for table in tables]
    worst = max(n / least for n, least in zip(ours, fewest, strict=True))
    assert len(tables) >= 40
    assert worst <= MOST_TIMES_THE_FEWEST
    assert sum(ours) / sum(fewest) < 1.1


def test_a_small_count_is_hidden_with_the_smallest_other_that_protects_it():
    assert hidden_in(*a_row(3, 20, 30)) == {0, 1}


def test_zero_and_five_are_shown():
    assert hidden_in(*a_row(0, 5, 30)) == set()


def test_two_small_counts_that_protect_each_other_need_no_third():
    assert hidden_in(*a_row(4, 4, 30)) == {0, 1}


def test_two_that_together_are_too_few_to_hide_behind_need_a_third():
    assert hidden_in(*a_row(1, 1, 30)) == {0, 1, 2}


def test_a_total_as_small_as_its_only_part_is_hidden_too():
    assert hidden_in(*a_row(2, 0, 0)) == {0, "whole"}


def test_a_count_that_is_in_no_sum_is_hidden_alone():
    assert hidden_in({"a": 2, "b": 40}, []) == {"a"}


def test_two_breakdowns_of_a_whole_that_no_page_shows_still_protect_nothing():
    amounts = {"theft": 3, "other": 20, "day": 8, "night": 15}
    both = [Sum("all", ("theft", "other")), Sum("all", ("day", "night"))]
    assert hidden_in(amounts, both[:1]) == {"theft"}
    assert len(hidden_in(amounts, both)) == 2


def test_a_commune_hidden_in_its_province_is_not_given_back_by_the_ways_of_ending():
    down = [Sum("p", ("a", "b", "c"))]
    across = [Sum("received", ("settled", "failed"))]
    drawn = {"a": (20, 2), "b": (30, 9), "c": (40, 8), "p": (90, 19)}
    amounts = {
        (unit, way): n
        for unit, (settled, failed) in drawn.items()
        for way, n in {"settled": settled, "failed": failed, "received": settled + failed}.items()
    }
    sums = sums_across(amounts, down, across)
    public = published(amounts, sums)
    assert public.primary == {("a", "failed")}
    assert len(public.complementary) == 3
    assert what_the_attacker_can_exclude([(public, sums)]) == []


def test_a_sum_that_is_off_hides_its_small_parts_all_the_same():
    amounts = {"whole": 3, "a": 0, "b": 40, "c": 2}
    assert {"whole", "c"} <= hidden_in(amounts, [Sum("whole", ("a", "b", "c"))])


def test_a_sum_that_no_counts_explain_hides_all_its_cells():
    assert hidden_in({"whole": 3, "a": 0, "b": 0}, [Sum("whole", ("a", "b"))]) == {
        "whole",
        "a",
        "b",
    }


def test_another_threshold_hides_more():
    amounts, sums = a_row(7, 20, 30)
    assert published(amounts, sums, threshold=10).primary == {0}
    assert published(amounts, sums).primary == frozenset()


def test_what_is_shown_is_what_was_counted():
    amounts, sums = a_row(3, 20, 30)
    assert published(amounts, sums).shown == {2: 30, "whole": 53}


def test_a_count_below_zero_is_refused_by_name():
    with pytest.raises(NegativeCount, match="'fires' is -1"):
        published({"fires": -1}, [])


def test_the_same_table_is_always_hidden_in_the_same_way():
    amounts, sums = a_table(np.random.default_rng(5))
    again = published(dict(amounts), list(sums))
    assert again == published(amounts, sums)
