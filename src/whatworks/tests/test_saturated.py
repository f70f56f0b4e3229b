from __future__ import annotations

import numpy as np
import pytest

from whatworks.counts import etwfe
from whatworks.imputation import imputation
from whatworks.panel import Panel
from whatworks.results import NotEstimable, Reason
from whatworks.saturated import saturated
from whatworks.tests.studies import mpdta


def employment():
    return mpdta("mpdta_etwfe_poisson")


def same(found, published, *, abs_value=5e-8):
    assert found.value == pytest.approx(published[0], abs=abs_value)
    assert found.se == pytest.approx(published[1], rel=2e-5)


def test_employment_in_logs_with_population_is_found_as_published():
    """The known values of R's etwfe; Wooldridge (2021)."""
    log_employment, starts, log_population, expected = employment()
    published = expected["linear_lpop"]

    found = saturated(log_employment, starts, covariates=log_population).level_scale

    same(found.overall, published["simple"])
    for since, pair in published["event"].items():
        same(found.by_time_since_start[int(since)], pair)
    for year, value in published["group"].items():
        assert found.by_cohort[int(year) - 2003].value == pytest.approx(value, abs=1e-8)


def test_employment_in_counts_with_population_is_found_as_published():
    """Wooldridge (2023), Poisson: effects in jobs and on the log scale, by years since."""
    log_employment, starts, log_population, expected = employment()

    found = saturated(np.exp(log_employment), starts, covariates=log_population, model="poisson")

    for since, pair in expected["poisson_lpop_response"]["event"].items():
        same(found.level_scale.by_time_since_start[int(since)], pair, abs_value=1e-6)
    for since, pair in expected["poisson_lpop_link"]["event"].items():
        same(found.log_scale.by_time_since_start[int(since)], pair)


def test_employment_without_population_is_found_as_fixest_finds_it():
    log_employment, starts, _, expected = employment()
    value, se = expected["linear_nocov"]["simple"]
    published = expected["poisson_nocov"]

    linear = saturated(log_employment, starts).level_scale.overall
    found = saturated(np.exp(log_employment), starts, model="poisson")

    assert linear.value == pytest.approx(value, abs=1e-8)
    assert linear.se == pytest.approx(se, rel=1e-3)  # fixest counts parameters otherwise
    assert found.level_scale.overall.value == pytest.approx(published["att_level"][0], abs=1e-4)
    assert found.level_scale.overall.se == pytest.approx(published["att_level"][1], abs=1e-3)
    assert np.expm1(found.relative.log_ratio) == pytest.approx(published["att_relative"], abs=1e-9)
    for pair, log_ratio in published["cell_log_rr"].items():
        cohort, period = (int(year) - 2003 for year in pair.split(","))
        assert found.log_scale.cell(cohort, period).value == pytest.approx(log_ratio, abs=1e-8)


def counts(seed: int, n: int = 45, effect: float = 0.0):
    rng = np.random.default_rng(seed)
    starts = np.repeat([3, 4, 6], n // 3)
    since = np.arange(6)[None] - starts[:, None]
    size = np.exp(rng.normal(1.5, 0.5, (n, 1)) + 0.1 * np.arange(6))
    fate = rng.gamma(8, 1 / 8, (n, 1)) ** (np.arange(6) / 3)
    return rng.poisson(size * fate * np.exp(effect * (since >= 0))), starts


def test_without_covariates_the_ratio_is_that_of_the_default_estimator():
    outcome, starts = counts(1)

    found = saturated(outcome, starts, model="poisson").relative
    default = etwfe(Panel(counts=outcome, treated_from=starts))

    assert found.log_ratio == pytest.approx(default.log_ratio, abs=1e-9)
    assert found.expected == pytest.approx(default.expected)
    assert found.observed == pytest.approx(default.observed)


def test_without_covariates_the_linear_fit_is_imputation():
    outcome, starts = counts(2)

    found = saturated(outcome, starts).level_scale
    imputed = imputation(outcome, starts)

    assert found.overall.value == pytest.approx(imputed.overall.value)
    for label, one in zip(
        imputed.by_time_since_start.labels, imputed.by_time_since_start.estimates, strict=True
    ):
        assert found.by_time_since_start[label].value == pytest.approx(one.value)


def test_exposure_that_stays_the_same_changes_nothing():
    outcome, starts = counts(3)
    people = np.random.default_rng(3).uniform(1, 9, 45)

    bare = saturated(outcome, starts, model="poisson").relative
    given = saturated(outcome, starts, model="poisson", exposure=people).relative

    assert given.log_ratio == pytest.approx(bare.log_ratio, abs=1e-8)


def test_exposure_that_halves_explains_half_the_events():
    outcome, starts = counts(4)
    people = np.where(np.arange(6)[None] >= starts[:, None], 0.5, 1.0)

    bare = saturated(outcome, starts, model="poisson").relative
    given = saturated(outcome, starts, model="poisson", exposure=people).relative

    assert given.log_ratio == pytest.approx(bare.log_ratio + np.log(2), abs=1e-8)
    assert given.expected == pytest.approx(bare.expected / 2)


def test_the_effect_in_events_and_in_per_cent_are_one():
    outcome, starts = counts(5)
    found = saturated(outcome, starts, model="poisson")
    cells = int((np.arange(6)[None] >= starts[:, None]).sum())

    assert found.level_scale.overall.value * cells == pytest.approx(-found.relative.averted)


@pytest.mark.slow
def test_the_error_of_the_ratio_is_near_that_of_leaving_out_units():
    outcome, starts = counts(6, n=60)
    found = saturated(outcome, starts, model="poisson").relative

    left = [
        saturated(np.delete(outcome, i, 0), np.delete(starts, i), model="poisson").relative
        for i in range(60)
    ]

    ratios = np.array([one.log_ratio for one in left])
    jackknife = np.sqrt(59 / 60 * ((ratios - ratios.mean()) ** 2).sum())
    assert found.se == pytest.approx(jackknife, rel=0.1)


def test_a_cohort_without_events_before_has_no_counterfactual():
    outcome, starts = counts(7)
    outcome[starts == 4, :4] = 0

    found = saturated(outcome, starts, model="poisson")

    assert found == NotEstimable(Reason.NONE_BEFORE, ("cohort 4",))


def test_logs_of_nothing_are_refused_by_name():
    outcome, starts = counts(8)
    none_after, none_held = outcome.copy(), outcome.copy()
    none_after[starts == 4, 5] = 0
    none_held[starts == 6, 5] = 0

    assert saturated(none_after, starts, model="poisson") == NotEstimable(
        Reason.NOT_CONVERGED, ("cohort 4, period 5",)
    )
    assert saturated(none_held, starts, model="poisson") == NotEstimable(
        Reason.NONE_EXPECTED, ("period 5",)
    )
    assert saturated(0 * outcome, starts, model="poisson").reason == Reason.ALL_ZEROS


def test_a_covariate_that_is_the_same_everywhere_is_dropped_and_named():
    outcome, starts = counts(9)

    found = saturated(outcome, starts, covariates=np.full(45, 3.0))

    bare = saturated(outcome, starts).level_scale.overall
    assert found.level_scale.overall.value == pytest.approx(bare.value)
    assert found.dropped
    assert all("covariate" in name for name in found.dropped)


def test_a_covariate_that_tells_a_cohort_from_all_others_leaves_nothing_to_compare_with():
    outcome, starts = counts(9)

    for model in ("linear", "poisson"):
        found = saturated(outcome, starts, covariates=(starts == 3) * 1.0, model=model)
        assert found == NotEstimable(Reason.NO_UNTREATED, ("covariates",))


def test_a_wrong_call_is_an_error():
    outcome, starts = counts(10)
    with pytest.raises(ValueError, match="model"):
        saturated(outcome, starts, model="probit")
    with pytest.raises(ValueError, match="exposure"):
        saturated(outcome, starts, model="poisson", exposure=[1.0])
    with pytest.raises(ValueError, match="outcome"):
        saturated(-outcome - 1, starts, model="poisson")
    with pytest.raises(ValueError, match="too large"):
        saturated(np.ones((2000, 120)), np.repeat([60, 120], 1000))
