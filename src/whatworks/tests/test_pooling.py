"""The 13 trials of BCG vaccine (Colditz et al. 1994; `dat.bcg` of R's metafor), whose numbers are
metafor's: documentation and version 3.8-1."""

import numpy as np
import pytest

from whatworks.pooling import pool
from whatworks.results import Reason

# vaccinated: cases, others; control: cases, others
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)
_CASES, _ALL = BCG[:, [0, 2]], BCG[:, [0, 2]] + BCG[:, [1, 3]]
RATIOS = np.log(_CASES[:, 0] / _ALL[:, 0]) - np.log(_CASES[:, 1] / _ALL[:, 1])
VARIANCES = (1 / _CASES - 1 / _ALL).sum(axis=1)


def test_restricted_likelihood_with_normal_errors_is_metafors():
    found = pool(RATIOS, VARIANCES, spread="reml", error="normal", prediction="normal")

    assert found.estimate == pytest.approx(-0.7145323, abs=1e-6)
    assert found.se == pytest.approx(0.1797815, abs=1e-6)
    assert found.tau2 == pytest.approx(0.3132433, abs=1e-6)
    assert found.i2_percent == pytest.approx(92.22139, abs=1e-4)
    assert found.q == pytest.approx(152.233, abs=1e-3)
    assert (found.low, found.high) == pytest.approx((-1.066898, -0.362167), abs=1e-6)
    ahead = (found.prediction_low, found.prediction_high)
    assert ahead == pytest.approx((-1.866692, 0.4376276), abs=1e-6)


def test_the_variance_between_trials_has_metafors_interval():
    found = pool(RATIOS, VARIANCES, spread="reml")

    assert (found.tau2_low, found.tau2_high) == pytest.approx((0.1197, 1.1115), abs=5e-5)


@pytest.mark.parametrize(
    ("spread", "estimate", "se", "tau2", "interval"),
    [
        ("reml", -0.7145323, 0.1807917, 0.3132433, (-1.108444, -0.320621)),
        ("dersimonian-laird", -0.7141172, 0.1806966, 0.3087603, (-1.107821, -0.3204131)),
        ("paule-mandel", -0.7149704, 0.1808927, 0.3180937, (-1.109102, -0.320839)),
    ],
)
def test_hartung_and_knapps_interval_is_metafors(spread, estimate, se, tau2, interval):
    found = pool(RATIOS, VARIANCES, spread=spread)

    assert found.estimate == pytest.approx(estimate, abs=1e-4)
    assert found.se == pytest.approx(se, abs=1e-4)
    assert found.tau2 == pytest.approx(tau2, abs=1e-4)
    assert (found.low, found.high) == pytest.approx(interval, abs=1e-4)


def test_the_prediction_interval_is_metafors_or_the_wider_one():
    narrow = pool(RATIOS, VARIANCES, spread="reml", prediction="t(k-1)")
    wide = pool(RATIOS, VARIANCES, spread="reml")

    ahead = (narrow.prediction_low, narrow.prediction_high)
    assert ahead == pytest.approx((-1.996017, 0.5669523), abs=1e-5)
    assert wide.prediction_low < narrow.prediction_low
    assert wide.prediction_high > narrow.prediction_high


def test_the_fixed_mean_is_metafors_and_promises_nothing_for_a_next_site():
    found = pool(RATIOS, VARIANCES, spread="fixed", error="normal")

    assert found.estimate == pytest.approx(-0.4302852, abs=1e-7)
    assert found.se == pytest.approx(0.04049875, abs=1e-7)
    assert found.prediction_interval is None


def test_farrington_and_welshs_adjustment_multiplies_the_fixed_variance():
    plain = pool(RATIOS, VARIANCES, spread="fixed", error="normal")
    found = pool(RATIOS, VARIANCES, spread="fixed", error="multiplicative")

    assert found.se**2 == pytest.approx(plain.se**2 * found.q / 12)


def test_paule_and_mandels_variance_makes_q_its_expectation():
    found = pool(RATIOS, VARIANCES)
    weights = 1 / (VARIANCES + found.tau2)

    assert weights @ (RATIOS - found.estimate) ** 2 == pytest.approx(12)
    assert found.weights.sum() == pytest.approx(1)


def test_few_sites_that_happen_to_agree_are_not_believed_too_much():
    ratios, variances = [-0.2, -0.2, -0.2], [0.04, 0.04, 0.04]
    found = pool(ratios, variances)

    assert found.tau2 == 0
    assert found.se == pytest.approx((0.04 / 3) ** 0.5)
    assert pool(ratios, variances, floor=False).se == found.se


@pytest.mark.slow
def test_hartung_and_knapps_interval_holds_the_truth_with_five_sites_and_the_normal_does_not():
    rng = np.random.default_rng(1)
    held = {"hartung-knapp": 0, "normal": 0}
    for _ in range(300):
        variances = rng.uniform(0.01, 0.1, 5)
        ratios = rng.normal(rng.normal(-0.2, 0.3, 5), np.sqrt(variances))
        for error in held:
            found = pool(ratios, variances, spread="dersimonian-laird", error=error)
            held[error] += found.low <= -0.2 <= found.high

    assert held["hartung-knapp"] >= 0.92 * 300
    assert held["normal"] <= 0.92 * 300


def test_two_sites_have_a_mean_but_no_next_site():
    found = pool([-0.1, -0.5], [0.02, 0.03])

    assert found.df == 1
    assert found.prediction_interval is None


def test_one_site_is_nothing_to_pool():
    assert pool([-0.1], [0.02]).reason is Reason.TOO_FEW_STUDIES
    assert pool([], []).reason is Reason.TOO_FEW_STUDIES


def test_the_result_is_plain_json():
    assert pool(RATIOS, VARIANCES).as_dict()["studies"] == 13


@pytest.mark.parametrize(
    ("y", "v", "words"),
    [
        ([1, 2], [1], {}),
        ([1, 2], [1, 0], {}),
        ([1, float("nan")], [1, 1], {}),
        ([1, 2], [1, 1], {"spread": "magic"}),
        ([1, 2], [1, 1], {"error": "magic"}),
        ([1, 2], [1, 1], {"prediction": "magic"}),
    ],
)
def test_a_wrong_call_is_told_what_and_where(y, v, words):
    with pytest.raises(ValueError, match="expected"):
        pool(y, v, **words)


def test_a_prediction_beyond_all_numbers_is_a_very_large_one():
    found = pool([0.0, 9.0, -9.0], [0.01, 0.01, 0.01], level=0.999)
    assert found.prediction_high > 710
    low, high = found.prediction_interval
    assert low == -100 and 1e200 < high < np.inf
