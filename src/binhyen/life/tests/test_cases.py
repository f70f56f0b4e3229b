"""Cases from the first step to the last, and what the register says afterwards."""

from datetime import date

import pytest

from binhyen.life.choices import CaseKind, CaseState
from binhyen.life.models import Handover
from binhyen.programmes.choices import Ending, Origin, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import a_programme, old_unit
from binhyen.units.choices import Level
from binhyen.units.models import Succession

from .factories import (
    MONDAY,
    a_case,
    a_running_site,
    bring,
    day,
    finish,
    move,
    the_commune,
    the_province,
)

pytestmark = pytest.mark.django_db


def test_a_new_programme_is_prepared_until_its_launch():
    case = a_case(CaseKind.BUILD)
    assert (case.code, case.programme.state) == ("HS-2026-000001", State.PREPARING)

    done = finish(case, at=day(1))

    programme = Programme.objects.get(pk=case.programme_id)
    assert done.state == CaseState.DONE
    assert (programme.state, programme.established_on) == (State.RUNNING, date(2026, 11, 10))
    assert (programme.origin, programme.unit) == (Origin.NEW, the_commune())


def test_a_site_is_copied_from_its_parent_and_runs_by_its_decision():
    parent = a_running_site(village="TDP 1")

    case = finish(a_case(CaseKind.REPLICATE, parent=parent), at=day(2))

    site = Site.objects.get(pk=case.site_id)
    assert (site.state, site.origin, site.parent) == (State.RUNNING, Origin.REPLICATED, parent)
    assert site.decision.number == "01/replication_decision"
    assert site.established_on == date(2026, 11, 11)


def test_the_first_sites_of_a_programme_are_new():
    case = a_case(CaseKind.REPLICATE)
    assert case.site.origin == Origin.NEW


def test_a_further_site_of_a_programme_is_replicated_whatever_it_follows():
    known = a_running_site(village="TDP 1")
    case = a_case(CaseKind.REPLICATE, programme=known.programme)
    assert (case.site.origin, case.site.parent) == (Origin.REPLICATED, None)


def test_what_is_given_up_never_ran():
    case = move(a_case(CaseKind.REPLICATE), "drop", at=day(1), comment="Dân chưa đồng ý")

    site = Site.objects.get(pk=case.site_id)
    assert (case.state, site.state, site.ending) == (
        CaseState.DROPPED,
        State.ENDED,
        Ending.DROPPED,
    )


def test_an_adjustment_writes_the_new_facts_at_the_end_and_not_before():
    site = a_running_site(village="TDP 7", member_count=12)
    case = a_case(CaseKind.ADJUST, site=site, changes={"member_count": 20, "state": "ended"})
    assert Site.objects.get(pk=site.pk).member_count == 12

    finish(case)

    site.refresh_from_db()
    assert (site.member_count, site.state) == (20, State.RUNNING)


def test_a_suspended_site_rests_until_it_is_let_run_again():
    case = bring(a_case(CaseKind.SUSPEND), "watch")
    assert Site.objects.get(pk=case.site_id).state == State.SUSPENDED

    finish(case)

    assert Site.objects.get(pk=case.site_id).state == State.RUNNING


def test_a_site_ends_with_its_ground_and_its_assets_in_somebodys_hands():
    case = finish(a_case(CaseKind.END), at=day(3))

    site = Site.objects.get(pk=case.site_id)
    assert (site.state, site.ending, site.ended_on) == (
        State.ENDED,
        Ending.ENDED,
        date(2026, 11, 12),
    )
    assert case.ground == "not_effective"
    handover = Handover.objects.get()
    assert (handover.quantity, str(handover.holder)) == (2, "Công an phường Bắc Gia Nghĩa")


def test_a_site_goes_into_the_one_that_stays():
    case = finish(a_case(CaseKind.MERGE))

    site = Site.objects.get(pk=case.site_id)
    assert (site.state, site.ending, site.merged_into) == (
        State.ENDED,
        Ending.MERGED,
        case.into_site,
    )


def test_the_sites_of_a_merged_programme_go_on_under_the_other():
    unit = old_unit("67")
    twin, stays = a_programme("Tiếng mõ an ninh", unit=unit), a_programme("Tiếng kẻng", unit=unit)
    site = a_running_site(programme=twin)

    finish(a_case(CaseKind.MERGE, unit=the_province(), programme=twin, into=stays))

    site.refresh_from_db()
    twin.refresh_from_db()
    assert (site.programme, site.state) == (stays, State.RUNNING)
    assert (twin.state, twin.merged_into) == (State.ENDED, stays)


def test_a_programme_is_taken_over_by_the_new_province():
    programme = a_programme("Tiếng kẻng an ninh", unit=old_unit("67"))

    finish(a_case(CaseKind.TAKE_OVER, unit=the_province(), programme=programme))

    programme.refresh_from_db()
    assert (programme.unit, programme.state) == (the_province(), State.RUNNING)


def test_a_site_of_a_divided_commune_is_found_in_the_one_that_took_it_over():
    part = Succession.objects.filter(
        kind="part", is_main=True, old__level=Level.COMMUNE, new__level=Level.COMMUNE
    ).first()
    site = a_running_site(unit=part.old)

    finish(a_case(CaseKind.TAKE_OVER, unit=part.new, site=site))

    site.refresh_from_db()
    assert (site.unit, site.placed_in) == (part.old, part.new)


def test_a_site_taken_over_keeps_the_unit_of_its_day():
    site = a_running_site()

    finish(a_case(CaseKind.TAKE_OVER, site=site), at=MONDAY)

    site.refresh_from_db()
    assert site.unit == old_unit("24611")
