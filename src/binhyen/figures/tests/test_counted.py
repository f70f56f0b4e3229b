"""What the register counts for a return, and the lists that its figures lead to."""

from datetime import UTC, date, datetime

import pytest

from binhyen.figures import queries
from binhyen.life.models import Case
from binhyen.life.tests.factories import a_case, a_running_site
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import a_site

from .factories import month, old_unit, todays_unit
from .test_entry_pages import signed_in

pytestmark = pytest.mark.django_db

IN, BEFORE = date(2026, 11, 1), date(2026, 10, 1)  # November ends on the 14th


def a_register() -> None:
    """Sites and cases of a ward that came and went in November, and before."""
    unit = old_unit("24611")
    for n, (how, on) in enumerate([("new", IN), ("new", BEFORE), ("replicated", IN)]):
        a_site(unit=unit, village=f"TDP {n}", established_on=on, origin=how, team_count=2)
    for n, (how, on) in enumerate([("ended", IN), ("recounted", IN), ("ended", BEFORE)]):
        site = a_site(unit=unit, village=f"Thôn {n}", established_on=date(2020, 1, 1))
        Site.objects.filter(pk=site.pk).update(state="ended", ended_on=on, ending=how)
    for n, on in enumerate([IN, BEFORE]):
        site = a_running_site(village=f"Xóm {n}")
        a_case(site=site, at=datetime.combine(on, datetime.min.time(), UTC))
    closed = {"state": "done", "step": "", "closed_at": datetime(2026, 11, 2, 3, tzinfo=UTC)}
    Case.objects.filter(opened_at__month=10).update(**closed)


def test_every_list_that_a_figure_leads_to_holds_just_what_was_counted():
    a_register()
    reader = signed_in(a_person(Role.READER, "24611"))
    found = queries.counted(todays_unit("24611"), month())
    listed = {source: one for source, one in found.items() if one.link}
    amounts = {source: one.amount for source, one in listed.items() if not one.is_sum}
    assert amounts == {
        "sites_kept": 5,
        "sites_new": 1,
        "sites_replicated": 1,
        "sites_ended": 1,
        "sites_recounted_in": 0,
        "sites_recounted_out": 1,
        "cases_opened": 1,
        "cases_closed": 1,
    }
    for source, one in listed.items():
        page = reader.get(one.link).context["page_obj"]
        if one.is_sum:
            column = {"teams": "team_count", "members": "member_count"}[source]
            assert sum(getattr(site, column) or 0 for site in page) == one.amount
        else:
            assert page.paginator.count == one.amount, source


def test_a_unit_whose_list_would_hold_more_than_was_counted_leads_nowhere():
    a_register()
    found = queries.counted(todays_unit("68"), month())
    assert not any(one.link for one in found.values())
