"""A province whose truth is known: one address shows one province, the truth folded away."""

import pytest

from binhyen.evidence.choices import Planted, TakenUp
from binhyen.evidence.rules.charts.months import months_chart
from binhyen.evidence.rules.charts.twenty import Try, twenty_chart
from binhyen.evidence.rules.simulator import AGAIN, MOST_PLACES, Asked, scenario_of, shown
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, a_user, signed_in

ADDRESS = "/evidence/simulator/"


@pytest.mark.slow
@pytest.mark.one_database
def test_the_same_seed_gives_the_same_province_and_another_one_another():
    asked = Asked(planted=Planted.NOTHING, places=9, months=48)
    first = shown(asked)
    shown.cache_clear()
    assert shown(asked) == first
    assert shown(Asked(planted=Planted.NOTHING, places=9, months=48, seed=2)) != first
    assert len(first.again) == AGAIN
    assert first.own_truth == pytest.approx(0)
    # After a bad year that ends by itself, before against after always finds a fall.
    assert first.naive_falls >= 15
    assert first.hits >= 15


@pytest.mark.slow
@pytest.mark.one_database
def test_what_only_moved_is_a_fall_until_one_looks_next_door():
    near = Asked(planted=Planted.MOVED, taken_up=TakenUp.RANDOM, places=9, months=48)
    blind = shown(near)
    assert blind.own_truth == pytest.approx(-25)
    assert blind.result["scope"] == "own"
    both = shown(Asked(planted=Planted.MOVED, taken_up=TakenUp.RANDOM, places=9, months=48,
                       looks_next_door=True))  # fmt: skip
    assert both.result["scope"] == "net"
    assert both.net_truth == pytest.approx(0, abs=1e-9)
    assert both.averted == 0


@pytest.mark.one_database
def test_a_secret_is_told_by_the_seed_and_every_truth_comes_up():
    assert {Asked(seed=seed).truth for seed in range(40)} == set(Planted) - {Planted.SECRET}


@pytest.mark.one_database
@pytest.mark.parametrize("places", [3, 8, MOST_PLACES])
@pytest.mark.parametrize("months", [48, 120])
def test_every_wave_has_a_year_before_it_and_after_it(places, months):
    starts = scenario_of(Asked(places=places, months=months)).starts
    assert starts[0] >= 12
    assert starts[-1] <= months - 12


@pytest.mark.one_database
def test_a_row_without_a_number_leaves_its_place_empty():
    one = Try(percent=-20, low=-30, high=-10, truth=-25, naive=-40, is_hit=True)
    chart = twenty_chart([one, None, one])
    assert chart is not None
    assert [row.number for row in chart.rows] == [1, 3]
    first = chart.rows[0]
    assert first.low < first.truth < first.at < first.high < chart.nought
    assert twenty_chart([None]) is None


@pytest.mark.one_database
def test_months_are_drawn_on_one_scale():
    chart = months_chart([1, 2, 1, 0] * 6, [4, 4, 4, 4] * 6, [10, 14])
    assert chart.began < chart.ended
    assert [tick.text for tick in chart.across] == ["0", "1", "2", "3", "4"]
    assert len(chart.ours.split()) == 24
    assert len(chart.years) == 2


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db
def test_the_page_says_that_all_is_made_up_and_folds_the_truth_away():
    officer = signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))
    answer = officer.get(ADDRESS, {"places": 9, "months": 48, "seed": 5})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "số liệu giả lập" in page
    assert "Mô hình A (giả lập)" in page
    assert "Đoán xong chưa? Mở sự thật" in page
    folded = page.partition('<details class="panel simulator-truth">')[2]
    assert "Đã cài vào" in folded and "Khoảng tin cậy trúng sự thật ở" in folded
    assert page.count('class="events__dot"') == AGAIN
    assert "seed=6" in page
    assert "nan" not in page


@pytest.mark.one_database
@pytest.mark.django_db
def test_what_is_out_of_bounds_is_said_beside_its_field():
    officer = signed_in(a_person(Role.READER))
    answer = officer.get(ADDRESS, {"places": 70, "months": 5000, "seed": "x"})
    assert answer.status_code == 422
    assert 'value="70"' in answer.content.decode()
    assert signed_in(a_user()).get(ADDRESS).status_code == 403
