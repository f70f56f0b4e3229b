"""Shapes of charts, and what a funnel says of units that differ by chance alone."""

from itertools import pairwise
from math import exp, lgamma, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.figures.rules.charts.funnels import Seen, Stands, of_counts, of_shares
from binhyen.figures.rules.charts.lines import Series, line_chart
from binhyen.figures.rules.charts.pictures import funnel_chart
from binhyen.figures.rules.charts.scales import Scale, ticks
from binhyen.figures.rules.charts.sparks import sparks
from binhyen.figures.rules.charts.styles import plain_style
from binhyen.figures.rules.formulas import read_formula, share_of

AMOUNTS = st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 3))


@given(AMOUNTS, AMOUNTS)
def test_round_amounts_reach_from_below_the_lowest_to_above_the_highest(one, other):
    low, high = min(one, other), max(one, other)
    steps = ticks(low, high)
    assert 2 <= len(steps) <= 8
    assert list(steps) == sorted(set(steps))
    slack = (steps[1] - steps[0]) * 1e-6
    assert steps[0] <= low + slack and steps[-1] >= high - slack


def test_a_scale_without_width_puts_everything_in_its_middle():
    assert Scale(3, 3, 0, 100).at(3) == 50


def test_a_line_leaves_out_what_is_not_known():
    chart = line_chart(
        [Series("Trộm", "1", [1, None, 3, 4])], ["1", "2", "3", "4"], write=lambda n: str(int(n))
    )
    line = chart.lines[0]
    assert line.d.count("M") == 2
    assert line.d.count("L") == 1
    assert [dot.text for dot in line.dots] == ["Trộm, 1: 1", "Trộm, 3: 3", "Trộm, 4: 4"]
    assert chart.across[0].text == "0"


def test_the_last_period_is_always_named_and_names_never_lie_on_each_other():
    names = [f"{n}/2026" for n in range(1, 61)]
    chart = line_chart([Series("a", "1", range(60))], names, write=str)
    assert chart.below[-1].text == "60/2026"
    places = [mark.at for mark in chart.below]
    assert min(b - a for a, b in pairwise(places)) >= 60


def test_small_charts_share_one_scale():
    low, high = sparks([[0, 10], [0, 100]])
    assert low.last is not None and high.last is not None
    assert low.last[1] > high.last[1]  # lower in the drawing is the smaller amount


# --- funnels ---


def the_same_everywhere(rng: Random, units: int, scatter: float = 0.0) -> list[Seen]:
    """Units that all have one rate, of very different size; with scatter it varies."""
    seen = []
    for number in range(units):
        size = rng.uniform(0.8, 60)
        mean = size * exp(rng.gauss(0, scatter)) if scatter else size
        seen.append(Seen(number, drawn(rng, mean), size))
    return seen


def drawn(rng: Random, mean: float) -> int:
    """A Poisson count by going through its probabilities."""
    left, count = rng.random(), 0
    while left > (chance := exp(count * log(mean) - mean - lgamma(count + 1))) and count < 1_000:
        left -= chance
        count += 1
    return count


def outside(funnel, far: bool = False) -> int:
    return sum(p.stands.startswith("far") if far else p.stands != Stands.WITHIN
               for p in funnel.points)  # fmt: skip


def test_of_units_that_are_alike_about_five_in_a_hundred_lie_outside():
    rng = Random(1)
    funnels = [of_counts(the_same_everywhere(rng, 100)) for _ in range(20)]
    assert 0.02 < sum(outside(one) for one in funnels) / 2_000 < 0.07
    assert sum(outside(one, far=True) for one in funnels) / 2_000 < 0.006


def test_units_that_scatter_more_than_chance_widen_the_limits_and_never_narrow_them():
    rng = Random(2)
    alike, apart = (of_counts(the_same_everywhere(rng, 200, s)) for s in (0.0, 0.5))
    assert 1 <= alike.scatter < 1.3 < apart.scatter
    assert outside(apart) / 200 < 0.15
    assert apart.limits[-1].high > alike.limits[-1].high


def test_one_that_is_really_different_is_found_among_those_alike():
    seen = the_same_everywhere(Random(3), 99)
    funnel = of_counts([*seen, Seen(99, 90, 30)])
    assert [p.stands for p in funnel.points if p.number == 99] == [Stands.FAR_HIGH]


def test_a_unit_without_a_case_still_has_an_interval():
    """No case where a few were expected says little: up to three and a half may be the truth."""
    funnel = of_counts([Seen(n, 4 if n else 0, 4) for n in range(20)])
    none = funnel.points[0]
    assert none.low == 0
    assert none.high * 4 == pytest.approx(3.69, abs=0.05)


def test_too_few_units_say_nothing():
    assert of_counts([Seen(n, 3, 4) for n in range(4)]) is None
    assert of_shares([Seen(n, 3, 4) for n in range(4)]) is None


def test_shares_stay_between_nought_and_one_and_are_centred_on_the_whole():
    rng = Random(4)
    seen = []
    for number in range(300):
        of = rng.randrange(1, 80)
        seen.append(Seen(number, sum(rng.random() < 0.8 for _ in range(of)), of))
    funnel = of_shares(seen)
    assert funnel.centre == pytest.approx(0.8, abs=0.02)
    assert outside(funnel) / 300 < 0.08
    for limit in funnel.limits:
        assert 0 <= limit.far_low <= limit.low <= limit.high <= limit.far_high <= 1
    assert all(0 <= p.low <= p.value <= p.high <= 1 for p in funnel.points)


def test_a_funnel_is_drawn_inside_its_frame():
    funnel = of_counts(the_same_everywhere(Random(5), 40))
    chart = funnel_chart(funnel, {}, write=str, write_size=str, times=100)
    assert all(chart.left <= dot.x <= chart.right for dot in chart.dots)
    assert all(chart.top <= dot.y <= chart.bottom for dot in chart.dots)
    assert chart.far.startswith("M") and chart.far.endswith("Z")


# --- what else they need ---


def test_a_share_is_known_by_its_formula():
    part, whole = share_of(read_formula("settled / (settled + failed) * 100"))
    assert (part.names, whole.names) == (("settled",), ("settled", "failed"))
    assert share_of(read_formula("a + b")) is None


def test_a_drawing_by_itself_has_plain_colours_of_the_light_theme():
    sheet = """/* words */ .chart { --c: light-dark(#112233, #445566); }
    .line { stroke: var(--c); fill: none; } .box { overflow-x: auto; }
    @media print { .line { stroke: red; } } .dot { fill: light-dark(#fff, #000); }"""
    assert plain_style(sheet) == ".line{stroke: #112233; fill: none;}\n.dot{fill: #fff;}"
