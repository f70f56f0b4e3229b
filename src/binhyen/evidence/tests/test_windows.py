"""Before the lock: whom these months compare, what fall they could show, which keep the most."""

from datetime import date
from math import inf

import numpy as np
import pytest

from binhyen.evidence import actions, queries
from binhyen.evidence.choices import LeftOut, NoEstimate, Outlook
from binhyen.evidence.rules.panels import Place, assemble
from binhyen.evidence.rules.usable import usable
from binhyen.evidence.rules.windows import Stretch, best
from binhyen.figures.queries import period_named
from binhyen.programmes.tests.factories import a_programme, a_site

from .factories import (
    AT,
    LAST,
    SYSTEM,
    TODAY,
    a_study,
    communes,
    district,
    facts,
    figures_sent,
    sites_of,
)

MONTHS = 36
NEVER = MONTHS


def a_stretch(starts, *, firsts=range(1), sent=None):
    there = np.ones((len(starts), MONTHS), dtype=bool) if sent is None else sent
    return Stretch(firsts, MONTHS - 1, starts, there)


def compared(starts, *, missing=(), seed=4):
    """Places of about eight events a month."""
    counts = np.random.default_rng(seed).poisson(8, (len(starts), MONTHS)).astype(float)
    for place, month in missing:
        counts[place, month] = np.nan
    places = [Place(code=f"c{i}", name=f"Xã {i}", units=frozenset([i])) for i in range(len(starts))]
    return assemble(places, [f"m{j}" for j in range(MONTHS)], counts, starts, neighbours=None)


# ---------------------------------------------------------------------------------- which months


def test_of_two_windows_that_keep_the_same_places_the_longer_one_is_best():
    found = best([a_stretch([20, 20, NEVER, NEVER], firsts=range(20))])
    assert (found.first, found.with_it, found.without) == (0, 2, 2)


def test_a_month_that_many_did_not_send_is_left_behind():
    sent = np.ones((6, MONTHS), dtype=bool)
    sent[:3, 4] = False
    found = best([a_stretch([20, 20, 20, *[NEVER] * 3], firsts=range(20), sent=sent)])
    assert (found.first, found.with_it, found.without) == (5, 3, 3)


def test_places_that_have_it_count_for_more_than_places_left_over_without_it():
    few = a_stretch([20, 20, *[NEVER] * 60])
    many = a_stretch([20] * 10 + [NEVER] * 12)
    assert best([few, many]).with_it == 10
    nobody = a_stretch([0] * 20 + [NEVER])
    assert best([nobody, few]).with_it == 2


def test_who_had_it_before_the_first_month_or_stopped_is_not_kept():
    found = best([a_stretch([0, LeftOut.STOPPED, 20, 20, NEVER, NEVER])])
    assert (found.with_it, found.without) == (2, 2)


# ----------------------------------------------------------------------- what these months can do


def test_nothing_that_places_with_the_programme_counted_is_used_before_the_lock():
    starts = [12] * 8 + [NEVER] * 12
    one, other = compared(starts), compared(starts)
    changed = other.panel.counts.copy()
    changed[:8] *= 3
    object.__setattr__(other.panel, "counts", changed)
    assert usable(one) == usable(other)


def test_more_places_could_show_a_smaller_fall():
    small, large = (usable(compared([12] * n + [NEVER] * n)).fall_percent for n in (4, 16))
    assert 0 < large < small < 100


def test_who_is_left_out_is_named_with_the_reason():
    found = usable(compared([0, LeftOut.YEAR_ONLY] + [12] * 9 + [NEVER] * 12, missing=[(10, 3)]))
    assert (len(found.with_it), len(found.without)) == (8, 12)
    assert {(one.name, one.reason) for one in found.left_out} == {
        ("Xã 0", LeftOut.FROM_THE_START),
        ("Xã 1", LeftOut.YEAR_ONLY),
        ("Xã 10", LeftOut.MONTHS_MISSING),
    }


def test_where_too_many_lack_a_month_the_month_is_told_and_the_places_still_add_up():
    found = usable(compared([12] * 4 + [NEVER] * 4, missing=[(0, 3), (7, 3), (7, 5)]))
    assert (len(found.with_it), len(found.without), len(found.left_out)) == (3, 3, 2)
    assert found.refusal == NoEstimate.MISSING_PERIODS
    assert found.gaps == (("m3", 2), ("m5", 1))


@pytest.mark.parametrize(
    ("starts", "why"),
    [
        ([NEVER] * 8, NoEstimate.NO_TREATED),
        ([12] * 8, NoEstimate.NO_UNTREATED),
        ([12] + [NEVER] * 8, NoEstimate.ONE_TREATED),
        ([0] * 8, NoEstimate.NO_BEFORE),
        ([12] * 7 + [NEVER], NoEstimate.TOO_FEW_CLUSTERS),
    ],
)
def test_months_that_compare_nobody_are_refused_with_why(starts, why):
    found = usable(compared(starts))
    assert (found.refusal, found.fall_percent) == (why, None)
    assert found.outlook(20) == Outlook.REFUSED


def test_where_nobody_has_begun_yet_and_months_are_to_come_nothing_can_be_told_now():
    nobody, some = usable(compared([NEVER] * 8)), usable(compared([12] * 8 + [NEVER] * 12))
    assert nobody.outlook(20, is_whole=False) == Outlook.NOT_BEGUN
    assert nobody.outlook(20) == Outlook.REFUSED
    assert some.outlook(90, is_whole=False) == Outlook.ENOUGH


def test_if_not_even_half_would_be_seen_the_months_are_hopeless():
    found = usable(compared([12] * 8 + [NEVER] * 12))
    assert found.outlook(90) == Outlook.ENOUGH
    assert found.outlook(1) == Outlook.HARD
    for starts in ([12, 12, NEVER, NEVER, NEVER], [12, 15, 18, 21, 24]):
        assert usable(compared(starts)).outlook(20) == Outlook.UNKNOWN
    assert inf > found.fall_percent > 1


# ------------------------------------------------------------------------------------ of a study


@pytest.fixture
def camera():
    return a_programme("Camera an ninh", code="CAM")


@pytest.mark.django_db
def test_a_draft_says_how_many_places_it_compares_and_which_months_would_keep_more(camera):
    figures_sent()
    sites_of(camera, *[date(2023, month, 20) for month in (3, 5, 6)])
    late = a_study(camera, first_month="month-2023-05")
    found = queries.foreseen(late, on=TODAY)
    assert (len(found.usable.with_it), len(found.usable.without)) == (2, 5)
    assert found.better is not None
    assert (found.better.with_it, found.better.without) == (3, 5)
    whole = queries.foreseen(a_study(camera), on=TODAY)
    assert (len(whole.usable.with_it), whole.better) == (3, None)


@pytest.mark.django_db
def test_the_form_begins_with_the_settled_months_that_keep_most_places(camera):
    figures_sent()
    sites_of(camera, date(2023, 3, 20), date(2023, 6, 2))
    first, last = queries.usual_window(camera, district(), delay=1, on=TODAY)
    assert (first.code, last.code) == ("month-2022-01", "month-2025-06")
    nobody = queries.usual_window(a_programme(code="LOA"), district(), delay=1, on=TODAY)
    assert nobody == (first, last)


@pytest.mark.django_db
def test_a_study_confined_to_drawn_communes_stays_with_them(camera):
    figures_sent()
    drawn = [one.pk for one in communes()[:4]]
    study = actions.register_study(
        camera, facts(), unit=district(), communes=drawn, by=SYSTEM, at=AT
    )
    assert study.comparison == [[pk] for pk in drawn]
    changed = actions.change_study(study, facts(first_month="month-2022-06"), by=SYSTEM, at=AT)
    assert changed.comparison == study.comparison
    locked = actions.lock_study(changed, by=SYSTEM, at=AT)
    newer = actions.amend_study(
        locked, facts(last_month="month-2026-01"), "Thêm tháng mới", by=SYSTEM, at=AT
    )
    assert {pk for place in newer.comparison for pk in place} >= set(drawn)
    assert len(newer.comparison) <= len(drawn)


@pytest.mark.django_db
def test_programmes_that_began_together_are_named_before_the_lock(camera):
    days = [date(2023, month, 20) for month in (3, 5, 6)]
    figures_sent()
    sites_of(camera, *days)
    sites_of(a_programme("Loa an ninh", code="LOA"), *days)
    assert queries.foreseen(a_study(camera), on=TODAY).together == ("Loa an ninh",)


@pytest.mark.django_db
def test_months_to_come_are_told_as_such(camera):
    figures_sent()
    a_site(camera, unit=communes()[0], established_on=date(2023, 3, 20))
    study = a_study(camera, last_month="month-2028-06")
    found = queries.foreseen(study, on=TODAY)
    assert (found.is_whole, found.better) == (False, None)
    assert found.until == period_named("month-2026-10")
    assert found.until.code > LAST
