from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.planning.choices import Limit, Way
from binhyen.planning.rules.conflicts import Infeasible
from binhyen.planning.rules.ground import Commune, Ground, Offer, Wishes
from binhyen.planning.rules.keeping import Breach, account, breaches
from binhyen.planning.rules.planner import Plan, others, plan
from binhyen.planning.rules.prices import prices

CAM = Offer(code="CAM", name="Camera", aim="theft", state_vnd=50, community_vnd=10)
TAXI = Offer(code="TAXI", name="Taxi", aim="theft", state_vnd=10, community_vnd=0)
FIRE = Offer(code="FIRE", name="Fire groups", aim="fire", state_vnd=20, community_vnd=20)
RICH = Wishes(state_vnd=10_000, community_vnd=10_000)


def a_commune(code, **told):
    return Commune(**{"code": code, "name": code, "area": "North", "capacity": 9, **told})


def a_ground(communes, offers, averted, sd=None):
    averted = np.array(averted, dtype=float)
    sd = np.zeros_like(averted) if sd is None else np.array(sd, dtype=float)
    return Ground(communes=tuple(communes), offers=tuple(offers), averted=averted, sd=sd)


def chosen(ground, wishes, **how):
    found = plan(ground, wishes, **{"gap_percent": 0.0, **how})
    assert isinstance(found, Plan), found
    return set(found.chosen)


# --- what a plan weighs ---


def test_money_goes_where_it_averts_most():
    ground = a_ground([a_commune("A"), a_commune("B")], [CAM], [[5], [9]])
    wishes = replace(RICH, state_vnd=50, least_per_area=0)
    assert chosen(ground, wishes) == {("B", "CAM")}


def test_two_programmes_with_one_aim_are_not_put_in_one_commune():
    ground = a_ground([a_commune("A")], [CAM, TAXI, FIRE], [[5, 4, 1]])
    assert chosen(ground, RICH) == {("A", "CAM"), ("A", "FIRE")}


def test_a_running_programme_counts_as_one_of_its_aim_and_is_not_opened_again():
    ground = a_ground([a_commune("A", running=frozenset({"CAM"}))], [CAM, TAXI, FIRE], [[5, 4, 1]])
    assert chosen(ground, RICH) == {("A", "FIRE")}


def test_a_commune_gets_no_more_than_it_can_carry():
    ground = a_ground([a_commune("A", capacity=1)], [TAXI, FIRE], [[5, 6]])
    assert chosen(ground, RICH) == {("A", "FIRE")}


def test_a_commune_raises_no_more_than_its_people_can():
    ground = a_ground([a_commune("A", community_vnd=15)], [TAXI, FIRE], [[5, 6]])
    assert chosen(ground, RICH) == {("A", "TAXI")}


def test_remote_communes_cost_more():
    ground = a_ground([a_commune("A", cost_percent=101), a_commune("B")], [CAM], [[9], [5]])
    wishes = replace(RICH, state_vnd=50, least_per_area=0)
    assert ground.state_vnd.tolist() == [[51], [50]]
    assert chosen(ground, wishes) == {("B", "CAM")}


def test_no_area_is_left_out_though_the_money_averts_more_elsewhere():
    communes = [a_commune("A"), a_commune("B"), a_commune("C", area="South")]
    ground = a_ground(communes, [CAM], [[9], [8], [1]])
    assert chosen(ground, replace(RICH, state_vnd=100)) == {("A", "CAM"), ("C", "CAM")}


def test_no_poor_commune_is_left_out():
    communes = [a_commune("A"), a_commune("B"), a_commune("C", is_poor=True)]
    ground = a_ground(communes, [CAM], [[9], [8], [1]])
    assert chosen(ground, replace(RICH, state_vnd=100)) == {("A", "CAM"), ("C", "CAM")}


def test_a_programme_that_does_harm_is_not_chosen_though_there_is_money():
    ground = a_ground([a_commune("A")], [CAM, FIRE], [[-2, 3]])
    assert chosen(ground, RICH) == {("A", "FIRE")}


def test_caution_prefers_what_is_surer():
    ground = a_ground([a_commune("A")], [CAM, TAXI], [[10, 8]], sd=[[6, 1]])
    assert chosen(ground, RICH) == {("A", "CAM")}
    assert chosen(ground, replace(RICH, caution=1.0)) == {("A", "TAXI")}


def test_trouble_pushed_next_door_counts_unless_the_neighbour_holds_it_up():
    pushing = replace(CAM, spill=0.5)
    communes = [a_commune("A", neighbours=("B",)), a_commune("B", neighbours=("A",))]
    ground = a_ground(communes, [pushing], [[10], [4]])
    alone, both = (account(ground, RICH, pairs) for pairs in ([("A", "CAM")], _all(ground)))
    assert (alone.averted, alone.spilled) == (5, 5)
    assert (both.averted, both.spilled) == (14, 0)
    assert chosen(ground, RICH) == {("A", "CAM"), ("B", "CAM")}


def test_trouble_pushed_into_a_commune_that_runs_the_programme_is_held_up():
    pushing = replace(CAM, spill=0.5)
    running = frozenset({"CAM"})
    communes = [a_commune("A", neighbours=("B", "C")), a_commune("B", running=running)]
    ground = a_ground([*communes, a_commune("C")], [pushing], [[10], [0], [0]])
    assert account(ground, RICH, [("A", "CAM")]).spilled == 2.5


def test_a_benefit_that_spreads_counts_once():
    spreading = replace(CAM, spill=-0.2)
    communes = [a_commune("A", neighbours=("B",)), a_commune("B", neighbours=("A",))]
    ground = a_ground(communes, [spreading], [[10], [1.5]])
    assert account(ground, RICH, [("A", "CAM")]).averted == 12
    wishes = replace(RICH, state_vnd=100)
    assert chosen(ground, wishes) == {("A", "CAM")}


def test_an_interval_lets_all_communes_of_a_programme_err_together():
    ground = a_ground([a_commune("A"), a_commune("B")], [CAM, FIRE], [[9, 9]] * 2, [[3, 4]] * 2)
    told = account(ground, RICH, _all(ground))
    assert told.high - told.averted == pytest.approx(1.96 * 10)


def test_nothing_on_offer_makes_an_empty_plan():
    found = plan(a_ground([a_commune("A")], [], np.zeros((1, 0))), replace(RICH, least_per_area=0))
    assert isinstance(found, Plan)
    assert (found.chosen, found.gap_percent, found.is_proven) == ((), 0.0, True)


# --- wishes that clash are told by name ---


def clash_of(ground, wishes):
    found = plan(ground, wishes)
    assert isinstance(found, Infeasible), found
    return found


def test_floors_that_the_money_cannot_meet_are_named_with_what_would_do():
    communes = [a_commune("A"), a_commune("B", area="South"), a_commune("C", area="East")]
    found = clash_of(a_ground(communes, [CAM], [[1]] * 3), replace(RICH, state_vnd=100))
    assert set(found.clash) == {
        Breach(Limit.STATE_BUDGET),
        *(Breach(Limit.AREA_FLOOR, (area,)) for area in ("North", "South", "East")),
    }
    assert found.is_least
    assert [(one.breach.limit, one.allowed, one.needed) for one in found.needs] == [
        (Limit.STATE_BUDGET, 100, 150)
    ]


def test_where_both_purses_are_too_small_both_are_told_with_what_would_do():
    communes = [a_commune("A"), a_commune("B", area="South"), a_commune("C", area="East")]
    wishes = replace(RICH, state_vnd=100, community_vnd=20)
    found = clash_of(a_ground(communes, [CAM], [[1]] * 3), wishes)
    purses = {Limit.STATE_BUDGET, Limit.COMMUNITY_BUDGET}
    assert found.needs == ()
    assert [(one.breach.limit, one.allowed, one.needed) for one in found.together] == [
        (Limit.STATE_BUDGET, 100, 150),
        (Limit.COMMUNITY_BUDGET, 20, 30),
    ]
    enough = replace(wishes, state_vnd=150, community_vnd=30)
    assert isinstance(plan(a_ground(communes, [CAM], [[1]] * 3), enough), Plan)
    assert len(purses & {one.limit for one in found.clash}) == 1
    assert found.freeing == tuple(one for one in found.clash if one.limit is Limit.AREA_FLOOR)


def test_a_second_clash_is_told_where_giving_up_a_wish_of_the_first_is_not_enough():
    wanted = frozenset({("A", "CAM"), ("B", "CAM")})
    communes = [a_commune("A", capacity=0), a_commune("B", capacity=0)]
    found = clash_of(
        a_ground(communes, [CAM], [[1], [1]]), replace(RICH, least_per_area=0, wanted=wanted)
    )
    told = [set(found.clash), *map(set, found.further)]
    for code in ("A", "B"):
        assert {Breach(Limit.CAPACITY, (code,)), Breach(Limit.WANTED, (code, "CAM"))} in told
    assert (found.freeing, found.needs, found.together) == ((), (), ())


def test_only_what_clashes_is_named():
    communes = [a_commune("A"), a_commune("B", area="South", is_poor=True, capacity=0)]
    found = clash_of(a_ground(communes, [CAM], [[1], [1]]), replace(RICH, least_per_area=0))
    assert set(found.clash) == {Breach(Limit.CAPACITY, ("B",)), Breach(Limit.POOR_FLOOR, ("B",))}
    assert [(one.allowed, one.needed) for one in found.needs] == [(0, 1)]


def test_a_wanted_pair_that_somebody_else_refused_is_named():
    pair = frozenset({("A", "CAM")})
    ground = a_ground([a_commune("A")], [CAM], [[1]])
    found = clash_of(ground, replace(RICH, wanted=pair, refused=pair, least_per_area=0))
    assert set(found.clash) == {
        Breach(Limit.WANTED, ("A", "CAM")),
        Breach(Limit.REFUSED, ("A", "CAM")),
    }


def test_two_wanted_programmes_with_one_aim_are_named():
    wanted = frozenset({("A", "CAM"), ("A", "TAXI")})
    ground = a_ground([a_commune("A")], [CAM, TAXI], [[1, 1]])
    found = clash_of(ground, replace(RICH, wanted=wanted))
    assert set(found.clash) == {
        Breach(Limit.OVERLAP, ("A", "theft")),
        *(Breach(Limit.WANTED, pair) for pair in wanted),
    }


def test_a_wanted_programme_that_runs_already_is_named():
    ground = a_ground([a_commune("A", running=frozenset({"CAM"}))], [CAM], [[1]])
    wishes = replace(RICH, wanted=frozenset({("A", "CAM")}), most_per_aim=2, least_per_area=0)
    assert Breach(Limit.RUNNING, ("A", "CAM")) in clash_of(ground, wishes).clash


def test_a_floor_where_nothing_is_expected_to_help_is_named_so():
    communes = [a_commune("A"), a_commune("B", is_poor=True)]
    found = clash_of(a_ground(communes, [CAM], [[1], [-1]]), RICH)
    assert set(found.clash) == {Breach(Limit.POOR_FLOOR, ("B",)), Breach(Limit.USEFUL)}


def test_a_clash_too_large_to_ask_about_row_by_row_names_its_limits(monkeypatch):
    monkeypatch.setattr("binhyen.planning.rules.conflicts.FEWEST_QUESTIONS", 4)
    monkeypatch.setattr("binhyen.planning.rules.conflicts.MANY_COLUMNS", 0)
    monkeypatch.setattr("binhyen.planning.rules.conflicts.MANY_ROWS", 5)
    communes = [a_commune(f"C{n}", area=f"A{n}") for n in range(40)]
    found = clash_of(a_ground(communes, [CAM], [[1]] * 40), replace(RICH, state_vnd=100))
    assert set(found.clash) == {Breach(Limit.STATE_BUDGET), Breach(Limit.AREA_FLOOR)}
    assert not found.is_least
    assert [one.needed for one in found.needs] == [2000]


def test_a_wish_for_what_is_not_on_offer_is_refused_by_its_code():
    ground = a_ground([a_commune("A")], [CAM], [[1]])
    with pytest.raises(ValueError, match="XYZ"):
        plan(ground, replace(RICH, wanted=frozenset({("A", "XYZ")})))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"communes": (a_commune("A"), a_commune("A"))}, "twice"),
        ({"communes": (a_commune("A", neighbours=("Z",)), a_commune("B"))}, "neighbour 'Z'"),
        ({"communes": (a_commune("A", capacity=-1), a_commune("B"))}, "0 or more"),
        ({"offers": (replace(CAM, spill=2.0),)}, "spill"),
        ({"averted": np.array([[np.nan], [1.0]])}, "numbers expected"),
        ({"sd": np.array([[-1.0], [1.0]])}, "sd"),
        ({"averted": np.ones((3, 1))}, "expected, not"),
    ],
)
def test_a_ground_that_contradicts_itself_says_how(wrong, said):
    sound = a_ground([a_commune("A"), a_commune("B")], [CAM], [[1], [1]])
    with pytest.raises(ValueError, match=said):
        replace(sound, **wrong)


# --- other plans, and what limits cost ---


def test_the_price_of_a_floor_is_what_the_money_would_avert_elsewhere():
    communes = [a_commune("A"), a_commune("B"), a_commune("C", area="South")]
    ground = a_ground(communes, [CAM], [[9], [8], [1]])
    wishes = replace(RICH, state_vnd=100)
    first = plan(ground, wishes, gap_percent=0.0)
    told = {
        (price.limit, price.more_percent): (price.costs, price.at_least, price.at_most)
        for price in prices(ground, wishes, first, gap_percent=0.0)
    }
    assert told[Limit.AREA_FLOOR, None] == pytest.approx((7, 7, 7))
    assert told[Limit.STATE_BUDGET, None] == pytest.approx((8, 8, 8))
    assert told[Limit.STATE_BUDGET, 10] == pytest.approx((0, 0, 0))


def test_plans_beside_the_best_keep_every_wish_and_give_up_little():
    rng = np.random.default_rng(1)
    communes = [a_commune(f"C{n}", area=f"{n % 3}", capacity=2) for n in range(9)]
    averted = rng.uniform(4, 5, (9, 3))
    ground = a_ground(communes, [CAM, TAXI, FIRE], averted, rng.uniform(0, 3, (9, 3)))
    wishes = Wishes(state_vnd=200, community_vnd=100)
    first = plan(ground, wishes, gap_percent=0.0)
    beside = {one.way: one for one in others(ground, wishes, first, give_percent=20.0)}
    assert beside.keys() >= {Way.UNLIKE, Way.CHEAPER}
    for way, other in beside.items():
        assert breaches(ground, wishes, other.plan.chosen) == ()
        assert set(other.changed) == set(first.chosen) ^ set(other.plan.chosen)
        if way is not Way.CAUTIOUS:
            assert other.plan.account.value >= 0.8 * first.account.value - 1e-6
    assert beside[Way.CHEAPER].plan.account.state_vnd < first.account.state_vnd


# --- whatever the ground, against plain enumeration ---


@st.composite
def grounds(draw):
    size = draw(st.integers(1, 4))
    codes = [f"C{n}" for n in range(size)]
    offers = [
        Offer(
            code=f"P{n}",
            name=f"P{n}",
            aim=draw(st.sampled_from("xy")),
            state_vnd=draw(st.integers(0, 9)) * 1_234_567,
            community_vnd=draw(st.integers(0, 9)),
            load=draw(st.integers(0, 3)),
            spill=draw(st.sampled_from([0.0, 0.0, 0.5, -0.25, 1.0])),
            most_communes=draw(st.none() | st.integers(0, 3)),
        )
        for n in range(draw(st.integers(1, 2)))
    ]
    running = st.frozensets(st.sampled_from([offer.code for offer in offers]), max_size=1)
    communes = [
        a_commune(
            code,
            area=draw(st.sampled_from(["North", "South"])),
            capacity=draw(st.integers(0, 5)),
            is_poor=draw(st.booleans()),
            community_vnd=draw(st.none() | st.integers(0, 15)),
            cost_percent=draw(st.sampled_from([100, 133])),
            neighbours=tuple(draw(st.frozensets(st.sampled_from(codes)))),
            running=draw(running),
        )
        for code in codes
    ]
    cells = st.integers(-3, 20)
    averted = [[draw(cells) for _ in offers] for _ in communes]
    sd = [[draw(st.integers(0, 4)) for _ in offers] for _ in communes]
    return a_ground(communes, offers, averted, sd)


@st.composite
def asked(draw, ground):
    pairs = st.frozensets(st.sampled_from(sorted(_all(ground))), max_size=2)
    return Wishes(
        state_vnd=draw(st.integers(0, 40)) * 1_000_000,
        community_vnd=draw(st.integers(0, 40)),
        most_per_aim=draw(st.integers(1, 2)),
        least_per_area=draw(st.integers(0, 1)),
        least_per_poor_commune=draw(st.integers(0, 1)),
        wanted=draw(pairs) if draw(st.booleans()) else frozenset(),
        refused=draw(pairs),
        caution=draw(st.sampled_from([0.0, 0.5])),
    )


def _all(ground):
    return {(commune.code, offer.code) for commune in ground.communes for offer in ground.offers}


def _runs(ground, code):
    return ground.communes[ground.place[code]].running


def _useful(ground, wishes):
    """Pairs that a plan may hold: not there yet and expected to help, or insisted on."""
    gain = ground.averted - wishes.caution * ground.sd
    spread = np.abs(ground.averted) * np.maximum([-offer.spill for offer in ground.offers], 0)
    return [
        pair
        for pair in sorted(_all(ground))
        if pair in wishes.wanted
        or ((gain + spread)[ground.at(pair)] > 0 and pair[1] not in _runs(ground, pair[0]))
    ]


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_plan_keeps_every_wish_and_no_other_choice_beats_it(data):
    ground = data.draw(grounds())
    wishes = data.draw(asked(ground))
    useful = _useful(ground, wishes)
    choices = chain.from_iterable(combinations(useful, n) for n in range(len(useful) + 1))
    sound = [choice for choice in choices if not breaches(ground, wishes, choice)]

    found = plan(ground, wishes, gap_percent=0.0, seconds=10.0)

    if isinstance(found, Plan):
        best = max(account(ground, wishes, choice).value for choice in sound)
        assert breaches(ground, wishes, found.chosen) == ()
        assert found.account.value == pytest.approx(best, abs=1e-6)
        assert found.bound >= best - 1e-6
        assert found.is_proven
    else:
        assert isinstance(found, Infeasible)
        assert sound == []
        assert found.clash
        assert found.is_least
        assert _clashes(ground, wishes, found, useful)


def _clashes(ground, wishes, found, useful):
    """Every choice breaks a limit that is named; were any one of them dropped, some wouldn't."""
    choices = chain.from_iterable(combinations(useful, n) for n in range(len(useful) + 1))
    broken = [set(breaches(ground, wishes, choice)) for choice in choices]
    named = set(found.clash) - {Breach(Limit.USEFUL)}
    return all(one & named for one in broken) and all(
        any(not one & (named - {left}) for one in broken) for left in named
    )
