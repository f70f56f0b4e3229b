"""Benjamini and Hochberg (1995), section 3.2: 15 comparisons of thrombolysis after infarction."""

import numpy as np
import pytest

from whatworks.many import adjust, adjust_families

PAPER = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240),
    *(0.4262, 0.5719, 0.6528, 0.7590, 1.000),
]


@pytest.mark.parametrize(
    ("method", "found"), [("benjamini-hochberg", 4), ("bonferroni", 3), ("holm", 3)]
)
def test_as_many_are_found_as_in_the_paper(method, found):
    assert adjust(PAPER, level=0.05, method=method).count_found == found


def test_adjusted_p_values_are_those_of_r():
    adjusted = adjust(PAPER, level=0.05).adjusted

    assert adjusted[:5] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603], abs=1e-9)


def test_the_order_in_which_p_values_come_changes_nothing():
    order = np.random.default_rng(0).permutation(len(PAPER))
    for method in ("benjamini-hochberg", "benjamini-yekutieli", "holm", "bonferroni"):
        straight = adjust(PAPER, method=method).adjusted
        mixed = adjust(np.array(PAPER)[order], method=method).adjusted
        assert np.array_equal(mixed, straight[order])


def test_stricter_methods_find_no_more():
    found = [
        adjust(PAPER, level=0.05, method=method).count_found
        for method in ("benjamini-hochberg", "benjamini-yekutieli", "bonferroni")
    ]

    assert found[0] >= found[1]
    assert found[0] >= found[2]


def test_the_share_of_chance_among_the_found_stays_under_the_level():
    rng = np.random.default_rng(2)
    shares = []
    for _ in range(400):
        p = np.concatenate([rng.uniform(size=25), rng.uniform(size=8) ** 6])
        found = adjust(p, level=0.10).found
        shares.append(found[:25].sum() / max(found.sum(), 1))

    assert np.mean(shares) <= 0.10


def test_secondary_outcomes_are_looked_at_only_where_the_primary_was_found():
    found = adjust_families([0.001, 0.9, 0.02, 0.8], [[0.04, 0.5], [0.0], [0.06], []], level=0.10)

    assert found.primary.found.tolist() == [True, False, True, False]
    assert found.level_within == pytest.approx(0.05)
    first, unselected, third, _ = found.secondary
    assert unselected is None
    assert first.found.tolist() == [False, False]
    assert third.found.tolist() == [False]


def test_where_no_programme_is_found_no_secondary_outcome_is():
    found = adjust_families([0.5, 0.9], [[0.0], [0.0]])

    assert found.secondary == (None, None)
    assert found.level_within == 0


def test_nothing_to_adjust_is_nothing_found():
    assert adjust([]).count_found == 0
    assert adjust_families([], []).secondary == ()


@pytest.mark.parametrize(
    "call",
    [
        lambda: adjust([0.5, 1.1]),
        lambda: adjust([float("nan")]),
        lambda: adjust([[0.5]]),
        lambda: adjust([0.5], level=0),
        lambda: adjust([0.5], method="magic"),
        lambda: adjust_families([0.5, 0.5], [[0.1]]),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call()


def test_a_p_value_at_the_line_is_found_whatever_its_rounding():
    """p(k) ≤ k·q/m of the paper, where p·m/k is a last digit more than q."""
    for m in range(1, 60):
        at_the_line = [k * 0.1 / m for k in range(1, m + 1)]
        assert adjust(at_the_line, level=0.1).count_found == m
