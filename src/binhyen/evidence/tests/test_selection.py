"""Whether places began after a bad year, told with what comes back by itself."""

from datetime import date

import numpy as np
import pytest

from binhyen.evidence import actions
from binhyen.evidence.rules.charts.intervals import Change
from binhyen.evidence.rules.panels import PanelFacts, Place
from binhyen.evidence.rules.selection import by_itself, selected
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.tests.factories import a_programme
from whatworks.panel import Panel
from whatworks.selection import PastFall, Selection

from .factories import SYSTEM, a_locked_study, clock, figures_sent, sites_of

YEARS, PLACES, OURS = 6, 30, 8
FIRST = 4 * 12  # months before the start


def a_panel(*, bad_year=1.0, seed=3) -> PanelFacts:
    """Eight places begin after four years, the last of which was so much worse; nothing works."""
    rng = np.random.default_rng(seed)
    rates = np.repeat(rng.gamma(6, 1, PLACES)[:, None], YEARS * 12, axis=1)
    rates[:OURS, FIRST - 12 : FIRST] *= bad_year
    starts = np.full(PLACES, YEARS * 12)
    starts[:OURS] = FIRST
    months = tuple(f"month-{2019 + t // 12}-{t % 12 + 1:02d}" for t in range(YEARS * 12))
    panel = Panel(
        rng.poisson(rates).astype(float),
        starts,
        units=tuple(f"x{i:02d}" for i in range(PLACES)),
        periods=months,
    )
    places = tuple(
        Place(code=code, name=f"Xã {code}", units=frozenset([i]))
        for i, code in enumerate(panel.units)
    )
    return PanelFacts(panel=panel, places=places, left_out=())


@pytest.mark.one_database
def test_a_bad_year_stands_out_against_each_places_own_years():
    found = selected(a_panel(bad_year=1.4))
    assert len(found.places) == OURS
    changes = [one.change for one in found.places if one.change]
    assert all(one.low < one.percent < one.high for one in changes)
    assert 25 < np.mean([one.percent for one in changes]) < 60
    (wave,) = found.waves
    assert (wave.year, wave.chosen) == ("2023", OURS)
    assert isinstance(wave.found, Selection)
    assert wave.found.naive_percent < wave.found.percent_change
    assert isinstance(found.past, PastFall)
    assert found.last_months == ("month-2019-12", "month-2020-12", "month-2021-12")
    assert found.past.mean_percent < 0


@pytest.mark.one_database
def test_an_ordinary_year_leaves_nothing_to_take_off():
    found = selected(a_panel(seed=4))
    counted, usual = (sum(getattr(one, name) for one in found.places) for name in
                      ("counted", "usual"))  # fmt: skip
    assert abs(counted / usual - 1) < 0.05
    assert found.together is not None
    assert found.together.low < 0 < found.together.high


@pytest.mark.one_database
def test_coming_back_to_usual_is_a_fall_of_less_than_the_rise():
    back = by_itself(Change(25, 0, 100))
    assert (back.percent, back.low, back.high) == pytest.approx((-20, -50, 0))


@pytest.mark.one_database
def test_who_has_too_few_months_is_not_looked_at():
    facts = a_panel()
    assert facts.panel is not None
    early = Panel(facts.panel.counts[:, FIRST - 12 :], facts.panel.treated_from - FIRST + 12,
                  units=facts.panel.units, periods=facts.panel.periods[FIRST - 12 :])  # fmt: skip
    found = selected(PanelFacts(panel=early, places=facts.places, left_out=()))
    assert (found.places, found.short, found.past) == ((), OURS, None)
    assert len(found.waves) == 1


@pytest.mark.one_database
def test_who_had_it_all_along_is_not_counted_among_those_that_began():
    facts = a_panel()
    assert facts.panel is not None
    starts = facts.panel.treated_from.copy()
    starts[0] = 0
    whole = Panel(facts.panel.counts, starts, units=facts.panel.units, periods=facts.panel.periods)
    found = selected(PanelFacts(panel=whole, places=facts.places, left_out=()))
    assert (len(found.places), found.short) == (OURS - 1, 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_page_tells_it_with_intervals(django_assert_max_num_queries):
    officer = signed_in(a_person(Role.PROVINCE_OFFICER))
    programme = a_programme("Camera an ninh", code="CAM")
    assert "Chưa có kết quả" in officer.get("/evidence/CAM/selection/").content.decode()
    sites_of(programme, date(2024, 3, 20), date(2024, 6, 2), date(2024, 1, 9), date(2023, 12, 1))
    figures_sent()
    actions.run_now(a_locked_study(programme), "theft", by=SYSTEM, clock=clock)
    with django_assert_max_num_queries(12):
        page = officer.get("/evidence/CAM/selection/").content.decode()
    for said in (
        "Năm trước khi bắt đầu",
        "Từng nơi",
        "Các đợt gồm ",
        "khoảng tin cậy 95%",
        "tự trở về",
    ):
        assert said in page
    assert "nan" not in page
