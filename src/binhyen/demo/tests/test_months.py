"""The simulator plants what it says it plants, and draws the same from the same seed."""

import numpy as np
import pytest

from binhyen.demo.rules.activity import activity
from binhyen.demo.rules.months import (
    EPIDEMIC,
    KINDS_OF_DISPUTE,
    NEVER,
    OUTCOMES,
    Ground,
    Ints,
    Month,
    Truth,
    count_of,
    drawn,
    ground_of,
    months_between,
    with_effects,
)
from binhyen.demo.rules.truth import AFTER_A_BAD_YEAR, EFFECTS, Effect

MONTHS = months_between((2019, 1), (2026, 12))
COMMUNES, ADOPTERS, TIMES = 71, 25, 60
THEFT = next(outcome for outcome in OUTCOMES if outcome.code == "theft")


def a_ground(rng: np.random.Generator, n: int = COMMUNES) -> Ground:
    points = rng.uniform((11.7, 107.2), (12.8, 108.1), (n, 2)).tolist()
    return ground_of(points, rng.random(n) < 0.15, rng)


def an_adoption(rng: np.random.Generator, n: int = COMMUNES, adopters: int = ADOPTERS) -> Ints:
    adopted = np.full(n, NEVER)
    adopted[rng.permutation(n)[:adopters]] = rng.choice((36, 44, 52, 60, 68), adopters)
    return adopted


def a_truth(adopted: Ints, *effects: Effect, bad: bool = False) -> Truth:
    return Truth(
        adopted={"X": adopted}, effects=effects, after_a_bad_year={"X": ("theft",)} if bad else {}
    )


def counted(rng: np.random.Generator, ground: Ground, truth: Truth) -> Ints:
    common = np.zeros((ground.n, len(MONTHS)))
    return count_of(THEFT, ground, MONTHS, truth, common, rng)


def change_found(counts: Ints, since: Ints, *, without: int = 0) -> float:
    """Relative change in the cells since `since`, by a two-way Poisson fit on those before.

    Wooldridge (2023). without: months before it that are left out of the fit.
    """
    month_of = np.arange(counts.shape[1])
    after, before = month_of >= since[:, None], month_of < since[:, None] - without
    unit, month = np.ones(len(counts)), np.ones(counts.shape[1])
    kept = counts * before
    for _ in range(60):
        unit = kept.sum(axis=1) / (before @ month)
        month = kept.sum(axis=0) / (unit @ before)
    return float((counts * after).sum() / (np.outer(unit, month) * after).sum() - 1)


@pytest.mark.slow
@pytest.mark.parametrize("planted", [-0.25, 0.0, 0.10])
def test_what_is_planted_is_found_on_average(planted):
    found = []
    for seed in range(TIMES):
        rng = np.random.default_rng(seed)
        ground, adopted = a_ground(rng), an_adoption(rng)
        counts = counted(rng, ground, a_truth(adopted, Effect("X", "theft", planted)))
        found.append(change_found(counts, adopted))
    assert np.mean(found) == pytest.approx(planted, abs=0.025)


@pytest.mark.slow
def test_what_only_moves_is_found_in_the_commune_and_gone_with_its_ring():
    own, net = [], []
    for seed in range(TIMES):
        rng = np.random.default_rng(seed)
        ground, adopted = a_ground(rng, 100), an_adoption(rng, 100, 12)
        counts = counted(rng, ground, a_truth(adopted, Effect("X", "theft", -0.25, moved=1.0)))
        ring_since = np.where(ground.near, adopted, NEVER).min(axis=1)
        since, ring = np.minimum(adopted, ring_since), (ring_since < NEVER) & (adopted == NEVER)
        own.append(change_found(counts[~ring], adopted[~ring]))
        net.append(change_found(counts, since))
    assert np.mean(own) == pytest.approx(-0.25, abs=0.03)
    assert np.mean(net) == pytest.approx(0, abs=0.03)


@pytest.mark.slow
def test_after_a_bad_year_a_programme_without_effect_looks_good_before_and_after():
    before_after, honest = [], []
    for seed in range(TIMES):
        rng = np.random.default_rng(seed)
        ground, adopted = a_ground(rng), an_adoption(rng)
        counts = counted(rng, ground, a_truth(adopted, bad=True))
        ones = np.flatnonzero(adopted < NEVER)
        last = sum(counts[u, adopted[u] - 12 : adopted[u]].sum() for u in ones)
        first = sum(counts[u, adopted[u] : adopted[u] + 12].sum() for u in ones)
        before_after.append(first / last - 1)
        honest.append(change_found(counts, adopted, without=12))
    assert np.mean(before_after) < -0.15
    assert np.mean(honest) == pytest.approx(0, abs=0.025)


def test_what_moves_is_neither_lost_nor_made():
    rng = np.random.default_rng(1)
    ground, adopted = a_ground(rng), an_adoption(rng)
    expected = rng.gamma(2, 1, (COMMUNES, len(MONTHS)))
    moved = with_effects(
        expected, "theft", ground, a_truth(adopted, Effect("X", "theft", -0.25, 1.0))
    )
    assert not np.allclose(moved, expected)
    np.testing.assert_allclose(moved.sum(axis=0), expected.sum(axis=0))
    assert (moved > 0).all()


def test_an_effect_is_exact_in_the_expected_counts_and_only_there():
    rng = np.random.default_rng(2)
    ground, adopted = a_ground(rng), an_adoption(rng)
    expected = rng.gamma(2, 1, (COMMUNES, len(MONTHS)))
    truth = a_truth(adopted, Effect("X", "theft", -0.25))
    runs = np.arange(len(MONTHS)) >= adopted[:, None]
    np.testing.assert_allclose(
        with_effects(expected, "theft", ground, truth), expected * np.where(runs, 0.75, 1)
    )
    np.testing.assert_array_equal(with_effects(expected, "fires", ground, truth), expected)


def test_where_everybody_runs_it_nothing_can_move():
    rng = np.random.default_rng(3)
    ground = a_ground(rng)
    expected = np.ones((COMMUNES, len(MONTHS)))
    truth = a_truth(np.zeros(COMMUNES, dtype=int), Effect("X", "theft", -0.25, 1.0))
    np.testing.assert_array_equal(with_effects(expected, "theft", ground, truth), expected)


def test_counts_spread_more_than_poisson():
    rng = np.random.default_rng(4)
    counts = counted(rng, a_ground(rng), Truth())
    assert (counts.var(axis=1) / counts.mean(axis=1)).mean() > 1.3


def test_the_year_has_its_seasons_and_the_epidemic_its_trough():
    rng = np.random.default_rng(5)
    by_month: dict[Month, float] = dict(
        zip(MONTHS, counted(rng, a_ground(rng, 300), Truth()).mean(axis=0), strict=True)
    )
    harvest = np.mean([by_month[year, 12] for year in range(2019, 2026)])
    quiet = np.mean([by_month[year, 6] for year in (2019, 2020, 2022, 2023, 2024, 2025)])
    assert harvest > 1.2 * quiet
    trough = np.mean([by_month[month] for month in EPIDEMIC])
    around = np.mean([by_month[year + by, month] for year, month in EPIDEMIC for by in (-1, 1)])
    assert trough < 0.85 * around


def test_sums_hold_in_every_commune_and_month():
    rng = np.random.default_rng(6)
    all_ = drawn(a_ground(rng), MONTHS, Truth(), rng)
    ends = sum(all_[f"disputes_{how}"] for how in ("settled", "failed", "pending"))
    kinds = sum(all_[f"disputes_received.{kind}"] for kind in KINDS_OF_DISPUTE)
    np.testing.assert_array_equal(ends, all_["disputes_received"])
    np.testing.assert_array_equal(kinds, all_["disputes_received"])
    assert (all_["tips_useful"] <= all_["tips_received"]).all()
    assert (all_["traffic_deaths"] <= all_["collisions"]).all()
    assert ((all_["fire_losses"] == 0) | (all_["fires"] > 0)).all()
    assert all((counts >= 0).all() for counts in all_.values())


def test_the_same_seed_draws_the_same_months_and_another_others():
    def draw(seed: int) -> dict[str, Ints]:
        rng = np.random.default_rng(seed)
        return drawn(a_ground(rng), MONTHS, Truth(adopted={"CAM": an_adoption(rng)}), rng)

    once, again, other = draw(67), draw(67), draw(68)
    assert all((once[code] == again[code]).all() for code in once)
    assert not (once["theft"] == other["theft"]).all()


def test_neighbours_are_mutual_and_nobody_neighbours_himself():
    near = a_ground(np.random.default_rng(7)).near
    assert (near == near.T).all()
    assert not near.diagonal().any()
    assert near.sum(axis=1).min() >= 5


def test_a_single_commune_has_no_neighbour():
    assert not ground_of([(12.0, 107.7)], [False], np.random.default_rng(8)).near.any()


def test_all_that_is_planted_names_an_outcome_and_a_programme_of_the_demonstration():
    from binhyen.demo import queries

    codes = {kit.code for kit in queries.kits()}
    outcomes = {outcome.code for outcome in OUTCOMES}
    assert {effect.programme for effect in EFFECTS} | set(AFTER_A_BAD_YEAR) <= codes
    named = {effect.outcome for effect in EFFECTS}.union(*AFTER_A_BAD_YEAR.values())
    assert named <= outcomes


def test_months_run_on_over_the_turn_of_the_year():
    assert months_between((2018, 12), (2019, 2)) == [(2018, 12), (2019, 1), (2019, 2)]


def test_what_a_commune_does_adds_up_too():
    rng = np.random.default_rng(9)
    done = activity(a_ground(rng), len(MONTHS), rng)
    parts = sum(done[f"commendations.{kind}"] for kind in ("certificate", "medal", "other"))
    np.testing.assert_array_equal(parts, done["commendations"])
    assert (done["cameras_working"] <= done["cameras"]).all()
    assert (done["reentry_trained"] <= done["reentry_helped"]).all()
    assert (done["reentry_helped"] <= done["reentry_eligible"]).all()
