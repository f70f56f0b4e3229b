from math import inf, log, nan

import pytest

from whatworks.results import Reason
from whatworks.worth import Outcome, chance_of_beating, cost_per_incident, net_benefit


def test_halving_a_hundred_for_a_thousand_costs_ten_each():
    found = cost_per_incident(log(0.5), 0.1, observed=100, cost=1000)

    assert found.averted == pytest.approx(100)
    assert found.per_incident == pytest.approx(10)
    assert found.low < 10 < found.high
    assert found.low == pytest.approx(1000 / found.averted_high)
    assert found.high == pytest.approx(1000 / found.averted_low)


def test_an_uncertain_cost_widens_the_interval():
    sure = cost_per_incident(log(0.5), 0.1, 100, 1000)
    unsure = cost_per_incident(log(0.5), 0.1, 100, 1000, cost_se=200)

    assert unsure.low < sure.low
    assert unsure.high > sure.high


def test_few_degrees_of_freedom_widen_the_interval():
    assert (
        cost_per_incident(log(0.5), 0.1, 100, 1000, df=4).high
        > cost_per_incident(log(0.5), 0.1, 100, 1000).high
    )


def test_a_programme_that_perhaps_prevents_nothing_has_no_upper_price():
    found = cost_per_incident(log(0.9), 0.2, 100, 1000)

    assert found.per_incident == pytest.approx(90)
    assert found.low < 90
    assert found.high is None


def test_a_programme_that_prevents_nothing_has_no_price():
    found = cost_per_incident(log(1.5), 0.05, 100, 1000)

    assert found.averted < 0
    assert (found.per_incident, found.low, found.high) == (None, None, None)


def test_a_price_is_refused_where_nothing_was_counted():
    assert cost_per_incident(-0.5, 0.1, 0, 1000).reason is Reason.ZERO_COUNT


OUTCOMES = {
    "theft": Outcome(log(0.8), 0.05, observed=400, value=10),
    "assault": Outcome(log(0.9), 0.1, observed=90, value=100),
}


def test_benefit_and_cost_are_added_over_outcomes():
    found = net_benefit(OUTCOMES, cost=1200, seed=1)

    assert found.net == pytest.approx(1000 + 1000 - 1200, abs=60)
    assert found.low < found.net < found.high
    assert 0.5 < found.chance_positive < 1


def test_the_same_seed_gives_the_same_worth_whatever_the_order_of_outcomes():
    turned = dict(reversed(OUTCOMES.items()))

    assert net_benefit(OUTCOMES, 1200, seed=1) == net_benefit(turned, 1200, seed=1)
    assert net_benefit(OUTCOMES, 1200, seed=1) != net_benefit(OUTCOMES, 1200, seed=2)


def test_a_dearer_programme_is_less_likely_worth_it():
    chances = [net_benefit(OUTCOMES, cost, seed=1).chance_positive for cost in (0, 2000, 9000)]

    assert chances == sorted(chances, reverse=True)
    assert chances[-1] == 0


def test_an_effect_at_the_least_worthwhile_beats_it_half_of_the_time():
    assert chance_of_beating(log(0.9), 0.1, -10) == pytest.approx(0.5)
    assert chance_of_beating(log(0.5), 0.1, -10) > 0.99


@pytest.mark.parametrize(
    "call",
    [
        lambda: cost_per_incident(0.1, 0, 10, 10),
        lambda: cost_per_incident(0.1, 0.1, 10, 0),
        lambda: Outcome(float("nan"), 0.1, 10, 1),
        lambda: Outcome(0.1, 0.1, -10, 1),
        lambda: net_benefit({}, 10, seed=1),
    ],
)
def test_a_wrong_call_is_told_what_and_where(call):
    with pytest.raises(ValueError, match="expected"):
        call()


def test_where_nothing_is_known_of_the_effect_the_price_has_no_upper_end():
    found = cost_per_incident(log(0.5), 500, observed=100, cost=1000)
    assert found.per_incident == pytest.approx(10)
    assert 0 <= found.low < 1e-200
    assert found.high is None
    assert cost_per_incident(log(0.5), 0.1, 100, 1000, cost_se=1e9).high is None


@pytest.mark.parametrize(
    "given", [{"cost": inf}, {"observed": inf}, {"cost_se": inf}, {"df": 0}, {"df": -1}]
)
def test_what_has_no_price_is_refused(given):
    with pytest.raises(ValueError, match="expected"):
        cost_per_incident(**{"log_ratio": -0.2, "se": 0.1, "observed": 9, "cost": 5} | given)


def test_a_benefit_without_bounds_is_refused():
    with pytest.raises(ValueError, match="observed, value"):
        Outcome(log_ratio=-0.2, se=0.1, observed=inf, value=5)
    one = {"thefts": Outcome(log_ratio=-0.2, se=0.1, observed=9, value=5)}
    for more in ({"cost": inf}, {"cost": 1, "draws": 0}, {"cost": 1, "level": 1.0}):
        with pytest.raises(ValueError, match="expected"):
            net_benefit(one, seed=1, **more)
    with pytest.raises(ValueError, match="log_ratio, se"):
        chance_of_beating(nan, 0.1, -10)
