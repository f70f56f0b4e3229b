from __future__ import annotations

import numpy as np
import pytest

from whatworks.results import NotEstimable, Reason
from whatworks.tests.studies import study
from whatworks.twfe import Pair, goodman_bacon, twfe


def castle():
    return study("castle_doctrine_cheng_hoekstra", unit="sid", time="year")


def test_the_castle_doctrine_is_found_as_published():
    """Cheng & Hoekstra (2013), table 5: log homicide on the law, state and year effects."""
    columns, expected = castle()
    tolerance, weights = expected["tolerance"], columns["popwt"]

    for treatment, weight, (value, se) in (
        ("cdl", weights, expected["weighted_state_year_fe"]["cdl"]),
        ("cdl", None, expected["unweighted"]["cdl"]),
        ("post", weights, expected["post_dummy_weighted"]),
    ):
        found = twfe(columns["l_homicide"], columns[treatment], weights=weight).estimate
        assert found.value == pytest.approx(value, abs=tolerance["est"])
        assert found.se == pytest.approx(se, abs=tolerance["se"])


@pytest.mark.parametrize(
    ("crime", "value", "se"), [("burglary", 0.0780, 0.0255), ("robbery", 0.0408, 0.0254)]
)
def test_the_castle_doctrine_deters_no_thief_as_published(crime, value, se):
    """Cheng & Hoekstra (2013), table 4, first column: weighted, state and year effects."""
    columns, _ = castle()
    found = twfe(np.log(columns[crime]), columns["cdl"], weights=columns["popwt"]).estimate
    assert (round(found.value, 4), round(found.se, 4)) == (value, se)


def test_the_castle_doctrine_in_counts_is_found_as_fixest_finds_it():
    columns, expected = castle()
    counts = np.round(columns["homicide"] * columns["population"] / 1e5)

    for treatment in ("cdl", "post"):
        value, se = expected["poisson_homicide_counts_offset_population"][treatment]
        found = twfe(
            counts, columns[treatment], model="poisson", exposure=columns["population"]
        ).estimate
        assert found.value == pytest.approx(value, abs=1e-5)
        assert found.se == pytest.approx(se, abs=1e-5)


def test_employment_in_counts_is_found_as_fixest_finds_it():
    from whatworks.tests.studies import mpdta

    log_employment, starts, _, expected = mpdta("mpdta_etwfe_poisson")
    treated = np.arange(5)[None] >= starts[:, None]

    found = twfe(np.exp(log_employment), treated, model="poisson")

    value, se = expected["twfe_poisson"]["log_rr"]
    assert found.estimate.value == pytest.approx(value, abs=1e-6)
    assert found.estimate.se == pytest.approx(se, abs=1e-6)
    assert found.forbidden_share > 0


def naqvi():
    """Three units over ten periods: +2 from the 5th on, +4 from the 8th on, and nothing."""
    t = np.arange(1, 11)
    return np.array([0.0 * t, 2.0 * (t >= 5), 4.0 * (t >= 8)]), np.array([10, 4, 7])


def test_the_decomposition_of_naqvis_example_is_the_one_that_stata_prints():
    """Naqvi, "Bacon decomposition" (asjadnaqvi.github.io/DiD): 2.909 = .182·2 + .136·4 + …"""
    found = goodman_bacon(*naqvi())

    assert round(found.value, 3) == 2.909
    printed = {
        Pair.NOT_YET_TREATED: (0.182, 2.000),
        Pair.ALREADY_TREATED: (0.136, 4.000),
        Pair.NEVER_TREATED: (0.682, 2.933),
    }
    for pair, (weight, average) in printed.items():
        assert round(found.share(pair), 3) == weight
        assert round(found.average(pair), 3) == average
    assert found.average(Pair.ALWAYS_TREATED) is None


def test_the_comparisons_add_up_to_the_coefficient_in_any_roll_out():
    rng = np.random.default_rng(1)
    for _ in range(20):
        periods = int(rng.integers(4, 9))
        starts = np.concatenate([[2, periods], rng.integers(0, periods + 1, 12)])
        outcome = rng.normal(size=(14, periods))
        treated = np.arange(periods)[None] >= starts[:, None]

        parts, whole = goodman_bacon(outcome, starts), twfe(outcome, treated)

        assert parts.value == pytest.approx(whole.estimate.value, abs=1e-10)
        assert sum(one.weight for one in parts.comparisons) == pytest.approx(1)
        assert whole.forbidden_share == pytest.approx(parts.forbidden_share)


def test_the_castle_doctrines_comparisons_add_up():
    columns, _ = castle()
    starts = 11 - (columns["post"] > 0).sum(1)

    parts = goodman_bacon(columns["l_homicide"], starts)
    whole = twfe(columns["l_homicide"], columns["post"])

    assert parts.value == pytest.approx(whole.estimate.value, abs=1e-10)
    assert parts.forbidden_share == pytest.approx(0.024, abs=5e-4)


def test_effects_that_grow_can_turn_the_coefficient_against_every_true_effect():
    starts = np.array([1] * 5 + [5] * 5)
    since = np.arange(8)[None] - starts[:, None]
    outcome = np.where(since >= 0, 1.0 + 3 * since, 0)  # every true effect is above 0

    found = twfe(outcome, since >= 0)

    assert found.estimate.value < 0
    assert found.forbidden_share > 0.3


def test_one_wave_against_the_never_treated_has_no_forbidden_comparison():
    treated = np.zeros((6, 5))
    treated[:3, 2:] = 1
    outcome = np.random.default_rng(2).normal(size=(6, 5))

    assert twfe(outcome, treated).forbidden_share == 0


def test_treatment_for_part_of_a_period_or_with_gaps_has_no_forbidden_share():
    rng = np.random.default_rng(3)
    outcome = rng.normal(size=(6, 5))
    part = np.zeros((6, 5))
    part[:3, 2], part[:3, 3:] = 0.5, 1
    gap = outcome.copy()
    gap[0, 0] = np.nan

    assert twfe(outcome, part).forbidden_share is None
    assert twfe(gap, part > 0).forbidden_share is None


def test_what_cannot_be_compared_is_refused():
    outcome = np.random.default_rng(4).normal(size=(6, 5))

    assert twfe(outcome, np.zeros((6, 5))) == NotEstimable(Reason.NO_TREATED)
    assert twfe(outcome, np.ones((6, 5))) == NotEstimable(Reason.NO_UNTREATED)
    assert twfe(outcome, np.eye(6, 5, k=4)) == NotEstimable(Reason.ONE_TREATED)
    assert goodman_bacon(outcome, [5] * 6) == NotEstimable(Reason.NO_TREATED)
    assert goodman_bacon(outcome, [2] * 6) == NotEstimable(Reason.NO_UNTREATED)
    with pytest.raises(ValueError, match="one shape"):
        twfe(outcome, np.zeros((6, 4)))
    with pytest.raises(ValueError, match="model"):
        twfe(outcome, np.eye(6, 5), model="logit")
