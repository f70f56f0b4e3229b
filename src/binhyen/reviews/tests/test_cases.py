"""What was decided is taken up as a case, by whoever works on cases there."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.life.models import Case
from binhyen.people.tests.factories import signed_in, todays_unit
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.reviews import actions
from binhyen.reviews.choices import Blocker, Outcome
from binhyen.reviews.models import Rating

from .factories import DECIDING, Field, an_appraised_round, ratings_of

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 12, 22, 2, tzinfo=UTC)


def decided(field: Field, outcome: Outcome) -> Rating:
    one = an_appraised_round(field, [50])
    rating = ratings_of(one)[0]
    actions.decide(
        rating, "tot", outcome, reason="Theo biên bản họp", seen=rating.version,
        by=field.leader, at=DECIDING,
    )  # fmt: skip
    actions.close_round(one, by=field.leader, at=DECIDING)
    rating.refresh_from_db()
    return rating


def test_the_end_of_a_site_becomes_a_case_of_its_commune():
    field = Field()
    rating = actions.open_case_for(decided(field, Outcome.END), by=field.officer, at=AFTER)
    case = Case.objects.get(code=rating.case_code)
    assert (case.kind, case.site, case.unit) == ("end", field.places[0], field.commune)
    assert rating.round.name in case.reason


def test_an_adjustment_likewise():
    field = Field()
    rating = actions.open_case_for(decided(field, Outcome.ADJUST), by=field.officer, at=AFTER)
    assert Case.objects.get(code=rating.case_code).kind == "adjust"


def test_a_replication_prepares_a_site_elsewhere_with_this_one_as_its_parent():
    field = Field()
    rating = decided(field, Outcome.REPLICATE)
    to = todays_unit("24640")
    rating = actions.open_case_for(rating, unit=to, village="Thôn 4", by=field.runner, at=AFTER)
    case = Case.objects.get(code=rating.case_code)
    assert (case.site.parent, case.site.unit, case.site.state) == (
        field.places[0],
        to,
        State.PREPARING,
    )


def test_a_case_is_opened_once_and_only_after_the_decision():
    field = Field()
    one = an_appraised_round(field, [50])
    rating = ratings_of(one)[0]
    with pytest.raises(actions.Blocked) as refused:
        actions.open_case_for(rating, by=field.officer, at=DECIDING)
    assert [reason.code for reason in refused.value.reasons] == [
        Blocker.ROUND_NOT_DECIDED,
        Blocker.NO_OUTCOME,
    ]
    actions.decide(rating, "tot", Outcome.END, reason="x", seen=rating.version,
                   by=field.leader, at=DECIDING)  # fmt: skip
    actions.close_round(one, by=field.leader, at=DECIDING)
    rating = actions.open_case_for(rating, by=field.officer, at=AFTER)
    with pytest.raises(actions.Blocked) as refused:
        actions.open_case_for(rating, by=field.officer, at=AFTER)
    assert [reason.code for reason in refused.value.reasons] == [Blocker.CASE_OPENED]


def test_what_goes_on_as_before_leads_to_no_case():
    field = Field()
    with pytest.raises(actions.Blocked) as refused:
        actions.open_case_for(decided(field, Outcome.CONTINUE), by=field.officer, at=AFTER)
    assert [reason.code for reason in refused.value.reasons] == [Blocker.NO_OUTCOME]


def test_who_does_not_work_on_cases_opens_none():
    field = Field()
    rating = decided(field, Outcome.END)
    for person in (field.leader, field.stranger):
        with pytest.raises(PermissionDenied):
            actions.open_case_for(rating, by=person, at=AFTER)
    assert not Case.objects.exists()


@pytest.mark.slow
def test_the_page_opens_it_and_shows_where_it_went():
    field = Field()
    rating = decided(field, Outcome.REPLICATE)
    client, mine = signed_in(field.runner), rating.get_absolute_url()
    page = client.post(f"{mine}case/", {"unit": "", "village": "Thôn 4"})
    assert (page.status_code, set(page.context["case_form"].errors)) == (422, {"unit"})
    assert client.post(f"{mine}case/", {"unit": "24640", "village": "Thôn 4"}).status_code == 302
    rating.refresh_from_db()
    assert rating.case_code in client.get(mine).content.decode()
    assert client.post(f"{mine}case/", {"unit": "24640"}).status_code == 409


def test_what_the_room_of_cases_refuses_is_said_in_its_words():
    field = Field()
    rating = decided(field, Outcome.END)
    Site.objects.filter(pk=field.places[0].pk).update(state=State.PREPARING)
    with pytest.raises(actions.CaseRefused) as refused:
        actions.open_case_for(rating, by=field.officer, at=AFTER)
    assert len(refused.value.labels) == 1
    page = signed_in(field.officer).post(f"{rating.get_absolute_url()}case/", {"unit": "24611"})
    assert (page.status_code, page.context["case_form"].errors["__all__"]) == (
        409,
        list(refused.value.labels),
    )
    rating.refresh_from_db()
    assert rating.case_code == ""
