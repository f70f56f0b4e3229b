"""California's tobacco programme of 1989, as in Table 1 of Arkhangelsky et al. (2021)."""

import csv
from pathlib import Path

import numpy as np
import pytest

from whatworks.mix import Mix
from whatworks.panel import Panel
from whatworks.results import Reason
from whatworks.synthetic import synthetic_effect, synthetic_effects

STUDY = Path(__file__).parents[4] / "shared/data/studies/california_prop99_sdid/data.csv"
needs_study = pytest.mark.skipif(not STUDY.exists(), reason="the shared studies are not here")


def california():
    """Packs per head [39 states, 1970 … 2000], which is California, and the names."""
    with STUDY.open() as file:
        rows = list(csv.DictReader(file))
    states = sorted({row["State"] for row in rows})
    packs = np.zeros((len(states), 31))
    for row in rows:
        packs[states.index(row["State"]), int(row["Year"]) - 1970] = float(row["PacksPerCapita"])
    return packs, np.array([state == "California" for state in states]), states


@needs_study
@pytest.mark.parametrize(("method", "effect"), [("sdid", -15.603828), ("did", -27.349111)])
def test_the_effect_is_the_papers(method, effect):
    packs, treated, _ = california()

    assert synthetic_effect(packs, treated, 19, method=method).effect == pytest.approx(
        effect, abs=0.005
    )


@pytest.mark.slow
@needs_study
@pytest.mark.parametrize(("method", "effect"), [("sdid", -15.603828), ("sc", -19.619663)])
def test_the_authors_own_way_to_the_weights_prints_their_digits(method, effect):
    packs, treated, _ = california()
    noise = float(np.std(np.diff(packs[~treated, :19], axis=1), ddof=1))

    found = Mix.of(packs[~treated], packs[treated], 19, method, "frank-wolfe", noise)

    assert found.effect == pytest.approx(effect, abs=1e-5)


@needs_study
def test_the_weights_and_the_placebo_error_are_the_papers():
    packs, treated, states = california()
    found = synthetic_effect(packs, treated, 19)
    donors = [state for state in states if state != "California"]
    weights = dict(zip(donors, found.unit_weights, strict=True))

    assert found.time_weights[16:] == pytest.approx([0.3665, 0.2065, 0.4271], abs=0.005)
    for state, weight in {
        "Nevada": 0.1245,
        "New Hampshire": 0.105,
        "Connecticut": 0.0783,
        "Delaware": 0.0704,
        "Colorado": 0.0575,
    }.items():
        assert weights[state] == pytest.approx(weight, abs=0.005)
    assert found.se == pytest.approx(8.4, abs=1.5)
    assert found.low < found.effect < found.high


@pytest.mark.slow
@needs_study
def test_an_exact_mix_fits_no_worse_than_the_authors():
    packs, treated, _ = california()
    ours, theirs = (
        Mix.of(packs[~treated], packs[treated], 19, "sc", solver, 6.0)
        for solver in ("exact", "frank-wolfe")
    )

    def misfit(mix):
        return ((mix.treated_path - mix.mix_path)[:19] ** 2).sum()

    assert misfit(ours) <= misfit(theirs)
    assert ours.unit_weights.sum() == pytest.approx(1)
    assert (ours.unit_weights >= 0).all()


def a_province(effect=0.0, *, units=20, periods=36, start=24, treated=1, seed=1):
    """Two common factors, unlike loadings, noise 1; the first units treated from `start`."""
    rng = np.random.default_rng(seed)
    factors = rng.normal(0, 2, (2, periods)).cumsum(axis=1)
    outcomes = 50 + rng.uniform(0, 1, (units, 2)) @ factors + rng.normal(0, 1, (units, periods))
    chosen = np.arange(units) < treated
    outcomes[chosen, start:] += effect
    return outcomes, chosen


@pytest.mark.parametrize("method", ["sdid", "sc", "did"])
@pytest.mark.parametrize("treated", [1, 3])
def test_a_planted_effect_is_found(method, treated):
    outcomes, chosen = a_province(-8, treated=treated)
    found = synthetic_effect(outcomes, chosen, 24, method=method, draws=40)

    assert found.low <= -8 <= found.high
    assert found.effect < -4
    assert found.percent_change < 0


def test_what_did_computes_by_hand_is_the_difference_in_differences():
    outcomes, chosen = a_province(3)
    own = outcomes[chosen][:, 24:].mean() - outcomes[chosen][:, :24].mean()
    others = outcomes[~chosen][:, 24:].mean() - outcomes[~chosen][:, :24].mean()

    assert synthetic_effect(outcomes, chosen, 24, method="did").effect == pytest.approx(
        own - others
    )


def test_the_p_value_is_never_under_one_in_donors_and_one():
    outcomes, chosen = a_province(-30)

    assert synthetic_effect(outcomes, chosen, 24).p == pytest.approx(1 / 20)


def test_the_order_of_units_changes_nothing():
    outcomes, chosen = a_province(-8, treated=2)
    order = np.random.default_rng(0).permutation(20)
    straight = synthetic_effect(outcomes, chosen, 24, draws=20, seed=5)
    mixed = synthetic_effect(outcomes[order], chosen[order], 24, draws=20, seed=5)

    assert mixed.effect == pytest.approx(straight.effect)
    assert mixed.placebos == pytest.approx(straight.placebos)
    weights = np.zeros(20)
    weights[~chosen] = straight.unit_weights
    assert mixed.unit_weights == pytest.approx(weights[order][~chosen[order]])


def a_panel(effect=0.5, seed=2, **words):
    rng = np.random.default_rng(seed)
    starts = np.full(20, 36)
    starts[0], starts[1] = 24, 30
    rates = rng.uniform(20, 60, (20, 1)) * (1 + 0.2 * np.sin(np.arange(36) / 2))
    rates = np.where(np.arange(36) >= starts[:, None], effect, 1) * rates
    return Panel(counts=rng.poisson(rates), treated_from=starts, **words)


def test_each_group_of_a_panel_is_judged_by_its_own_date():
    (first, early), (second, late) = synthetic_effects(a_panel())

    assert (first, second) == (24, 30)
    for found in (early, late):
        low, high = found.interval
        assert low < -50 < high
        assert found.donors == 18


def test_percent_is_read_alike_from_rates_and_from_their_roots():
    by_root = synthetic_effects(a_panel())[0][1]
    by_rate = synthetic_effects(a_panel(), square_root=False)[0][1]

    assert by_root.percent_change == pytest.approx(by_rate.percent_change, abs=5)


def test_units_that_touch_a_treated_one_are_no_donors():
    (_, found), _ = synthetic_effects(a_panel(neighbours=((0, 5), (7, 1))))

    assert found.donors == 16


def test_a_panel_whose_untreated_units_all_touch_a_treated_one_is_refused():
    (_, found), _ = synthetic_effects(a_panel(neighbours=tuple((0, i) for i in range(2, 20))))

    assert found.reason is Reason.NO_FAR_CONTROLS


def test_an_effect_above_all_that_was_counted_has_no_percentage():
    found = synthetic_effects(a_panel(effect=20.0))[0][1]

    assert found.percent_change > 0
    assert found.interval[0] is None or found.interval[0] > 0
    assert all(end is None or np.isfinite(end) for end in found.interval)


def test_what_cannot_be_compared_is_refused():
    outcomes, chosen = a_province()
    gap = outcomes.copy()
    gap[3, 3] = np.nan

    assert synthetic_effect(gap, chosen, 24).reason is Reason.MISSING_PERIODS
    assert synthetic_effect(outcomes, ~chosen, 24).reason is Reason.TOO_FEW_CLUSTERS
    assert synthetic_effect(outcomes, chosen | True, 24).reason is Reason.NO_UNTREATED
    assert synthetic_effect(outcomes, chosen & False, 24).reason is Reason.NO_TREATED
    assert synthetic_effect(outcomes, chosen, 1).reason is Reason.NO_BEFORE
    assert synthetic_effect(outcomes, chosen, 36).reason is Reason.NO_AFTER
    assert synthetic_effect(outcomes[:3], chosen[:3], 24).reason is Reason.TOO_FEW_CLUSTERS
    assert synthetic_effect(outcomes * 0, chosen, 24).reason is Reason.ALL_ZEROS


@pytest.mark.parametrize(
    "call",
    [
        lambda y, d: synthetic_effect(y, d[:3], 24),
        lambda y, d: synthetic_effect(y, d.astype(int), 24),
        lambda y, d: synthetic_effect(y * np.inf, d, 24),
        lambda y, d: synthetic_effect(y, d, -1),
        lambda y, d: synthetic_effect(y, d, 24, method="magic"),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call(*a_province())
