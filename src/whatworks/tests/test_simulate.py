"""The simulated province has the moments its scenario names, and keeps its own truth."""

import numpy as np
import pytest

from whatworks.simulate import Adoption, Scenario, simulate

CALM = {
    "season": 0.0,
    "trend": 1.0,
    "shock_spread": 0.0,
    "wave_spread": 0.0,
    "level_spread": 0.0,
}
FEW = {"units": 60, "adopters": 8, "starts": (48, 72), "near": 4}


def log_ratio(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.log(after.sum() / before.sum()))


def test_the_same_seed_gives_the_same_province():
    one, again, other = (simulate(Scenario(), seed=seed) for seed in (1, 1, 2))

    assert (one.panel.counts == again.panel.counts).all()
    assert one.panel.neighbours == again.panel.neighbours
    assert (one.panel.counts != other.panel.counts).any()


def test_counts_have_the_mean_that_was_named():
    counts = simulate(Scenario(units=4000, mean=1.7, trend=1.0), seed=3).panel.counts

    assert counts.mean() == pytest.approx(1.7, rel=0.03)


def test_variance_is_the_expected_count_and_its_square_by_the_spread():
    given = Scenario(units=3000, mean=4.0, spread=5.0, **CALM)
    counts = simulate(given, seed=4).panel.counts

    assert counts.mean() == pytest.approx(4.0, rel=0.01)
    assert counts.var() == pytest.approx(4.0 + 4.0**2 / 5, rel=0.02)


def test_without_a_spread_the_counts_are_poisson():
    counts = simulate(Scenario(units=3000, mean=4.0, spread=None, **CALM), seed=4).panel.counts

    assert counts.var() == pytest.approx(4.0, rel=0.02)


def test_levels_differ_by_the_spread_that_was_named():
    expected = simulate(
        Scenario(units=3000, **(CALM | {"level_spread": 0.5})), seed=5
    ).truth.expected

    assert np.log(expected[:, 0]).std() == pytest.approx(0.5, rel=0.04)
    assert np.allclose(expected, expected[:, :1])


def test_the_season_comes_back_every_twelve_periods_and_has_its_height():
    expected = simulate(Scenario(**(CALM | {"season": 0.25})), seed=5).truth.expected[0]

    assert np.allclose(expected[:12], expected[12:24])
    assert np.log(expected.max() / expected.min()) == pytest.approx(0.5)
    assert expected[:12].mean() == pytest.approx(1.7)


def test_the_trend_is_a_factor_a_year():
    expected = simulate(Scenario(**(CALM | {"trend": 0.9})), seed=5).truth.expected[0]

    assert expected[12] / expected[0] == pytest.approx(0.9)


def test_waves_fade_by_their_memory_and_belong_to_one_unit():
    given = Scenario(units=2000, **(CALM | {"wave_spread": 0.22, "wave_memory": 0.9}))
    waves = np.log(simulate(given, seed=6).truth.expected)

    assert waves.std() == pytest.approx(0.22, rel=0.02)
    assert np.corrcoef(waves[:, 50], waves[:, 51])[0, 1] == pytest.approx(0.9, abs=0.02)
    assert np.corrcoef(waves[:, 50], waves[:, 53])[0, 1] == pytest.approx(0.9**3, abs=0.04)
    assert np.corrcoef(waves[0::2, 50], waves[1::2, 50])[0, 1] == pytest.approx(0, abs=0.1)


def test_shocks_strike_all_units_alike():
    given = Scenario(periods=3000, near=0, **(CALM | {"shock_spread": 0.08, "shock_memory": 0.6}))
    shocks = np.log(simulate(given, seed=6).truth.expected)

    assert np.allclose(shocks, shocks[0])
    assert shocks[0].std() == pytest.approx(0.08, rel=0.08)
    assert np.corrcoef(shocks[0, 1:], shocks[0, :-1])[0, 1] == pytest.approx(0.6, abs=0.06)


def test_as_many_adopt_as_were_named_in_equal_waves():
    starts = simulate(Scenario(), seed=7).panel.treated_from

    assert np.unique(starts, return_counts=True)[0].tolist() == [48, 60, 72, 84, 96, 120]
    assert np.unique(starts, return_counts=True)[1].tolist() == [5, 5, 5, 5, 5, 46]


@pytest.mark.parametrize(
    ("adoption", "low", "high"),
    [(Adoption.RANDOM, -0.05, 0.05), (Adoption.AFTER_SURGE, 0.08, 0.5)],
)
def test_only_adoption_after_a_surge_follows_bad_years(adoption, low, high):
    rises = []
    for seed in range(20):
        panel = simulate(Scenario(adoption=adoption, **CALM), seed=seed).panel
        treated = panel.counts[panel.treated_from == 60]
        rises.append(log_ratio(treated[:, 24:48], treated[:, 48:60] * 2))

    assert low < np.mean(rises) < high


def test_a_bad_year_raises_the_periods_before_the_start_and_ends_with_it():
    given = Scenario(bad_year=0.2, near=0, **CALM)
    expected = simulate(given, seed=8).truth.expected
    unit = np.flatnonzero(simulate(given, seed=8).panel.treated_from == 60)[0]

    assert np.allclose(expected[unit, 48:60] / 1.7, np.exp(0.2))
    assert np.allclose(expected[unit, :48], 1.7)
    assert np.allclose(expected[unit, 60:], 1.7)


@pytest.mark.parametrize("effect", [-0.25, 0.0, 0.10])
def test_the_planted_effect_is_in_the_counts_and_in_the_truth(effect):
    given = Scenario(units=2000, adopters=1000, mean=4.0, effect=effect, near=0)
    seen = simulate(given, seed=9)
    treated = seen.panel.treated_cells

    assert seen.truth.percent_change == pytest.approx(100 * effect)
    assert log_ratio(seen.truth.untreated[treated], seen.panel.counts[treated]) == pytest.approx(
        np.log1p(effect), abs=0.01
    )
    assert (seen.panel.counts == seen.truth.untreated)[~treated].all()


def test_thinned_counts_keep_their_overdispersion():
    given = Scenario(units=3000, adopters=2000, mean=4.0, effect=-0.25, near=0, **CALM)
    seen = simulate(given, seed=9)
    treated = seen.panel.counts[seen.panel.treated_cells]

    assert treated.var() == pytest.approx(3.0 + 3.0**2 / 5, rel=0.03)


def test_an_effect_can_grow():
    given = Scenario(effect=-0.24, growing_periods=12, near=0)
    seen = simulate(given, seed=10)
    unit = np.flatnonzero(seen.panel.treated_from == 48)[0]
    ratio = seen.truth.expected_with[unit] / seen.truth.expected[unit]

    assert np.allclose(ratio[47:61], 1 - np.array([0, *range(2, 26, 2), 24]) / 100)
    assert -24 < seen.truth.percent_change < -18


def test_what_is_only_pushed_away_prevents_nothing():
    seen = simulate(Scenario(effect=-0.25, moved=1.0, **FEW), seed=11)
    cells = seen.panel.treated_cells

    assert seen.truth.averted == 0
    assert seen.truth.net_percent_change == pytest.approx(0, abs=1e-9)
    assert seen.truth.percent_change == pytest.approx(-25)
    assert seen.panel.counts[cells].sum() < seen.truth.untreated[cells].sum()
    assert seen.panel.counts[seen.truth.ring].sum() > seen.truth.untreated[seen.truth.ring].sum()
    far = ~cells & ~seen.truth.ring
    assert (seen.panel.counts == seen.truth.untreated)[far].all()


def test_what_has_nowhere_to_go_stays():
    given = Scenario(units=3, adopters=2, starts=(40,), near=2, effect=-0.5, moved=1.0)
    seen = simulate(given, seed=12)
    assert seen.truth.averted == 0

    everywhere = simulate(Scenario(**(FEW | {"adopters": 59}), effect=-0.5, moved=1.0), seed=12)
    assert -50 < everywhere.truth.percent_change < 0
    assert everywhere.truth.averted == 0


def test_averted_events_are_counted_one_by_one():
    seen = simulate(Scenario(effect=-0.25, moved=0.5, **FEW), seed=13)
    lost = seen.truth.untreated[seen.panel.treated_cells].sum()

    assert seen.truth.averted == seen.truth.untreated.sum() - seen.panel.counts.sum()
    assert seen.truth.averted == pytest.approx(0.125 * lost, rel=0.1)


def test_neighbours_are_mutual_and_at_least_the_nearest():
    panel = simulate(Scenario(near=5), seed=14).panel
    touches = np.bincount(np.array(panel.neighbours).ravel(), minlength=71)

    assert touches.min() >= 5
    assert all(i < j for i, j in panel.neighbours)


def test_a_scenario_that_contradicts_itself_is_refused_with_every_reason():
    with pytest.raises(ValueError, match=r"adopters.*; starts"):
        Scenario(adopters=71, starts=(0, 130))
    with pytest.raises(ValueError, match="moved"):
        Scenario(effect=0.1, moved=0.5)
    with pytest.raises(ValueError, match="surge_periods"):
        Scenario(adoption=Adoption.AFTER_SURGE, starts=(10,))


def test_a_province_without_any_event_can_be_drawn():
    quiet = simulate(Scenario(mean=1e-9, adoption=Adoption.AFTER_SURGE), seed=15)

    assert quiet.panel.counts.sum() == 0
