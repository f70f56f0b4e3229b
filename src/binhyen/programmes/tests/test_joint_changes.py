"""One change for many sites: seen before, made whole, taken back whole, or not at all."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.programmes import actions
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site

from .factories import AT, SYSTEM, a_programme, a_site, an_officer, todays_unit

pytestmark = pytest.mark.django_db
TOGETHER = "/sites/together/"


@pytest.fixture
def sites():
    a_programme()
    unit = todays_unit("24640")
    return [a_site(unit=unit, village=f"Thôn {number}") for number in (1, 2, 3)]


@pytest.fixture
def officer():
    return an_officer(todays_unit("68"))


def states():
    return list(Site.objects.order_by("pk").values_list("state", flat=True))


def ending(sites, **said):
    return {
        "pick": [site.pk for site in sites],
        "state": "ended",
        "ended": "05/2024",
        "reason": "không còn phù hợp",
    } | said


def test_a_joint_change_is_shown_before_anything_is_kept(as_, officer, sites):
    page = as_(officer).post(TOGETHER, ending(sites[:2]))
    assert page.status_code == 200
    assert [row.new_state for row in page.context["plan"]] == ["đã kết thúc"] * 2
    assert "Lưu thay đổi của 2 điểm" in page.content.decode()
    assert states() == ["running"] * 3


def test_a_joint_change_is_made_in_one_block_and_taken_back_in_one(as_, officer, sites):
    client = as_(officer)
    before = list(Site.objects.order_by("pk").values())
    answer = client.post(TOGETHER, ending(sites[:2], confirm="1"))
    assert states() == ["ended", "ended", "running"]
    assert Site.objects.get(pk=sites[0].pk).ended_on == date(2024, 5, 1)
    done = client.get(answer.url)
    assert [entry.reason for entry in done.context["entries"]] == ["không còn phù hợp"] * 2
    assert len({entry.batch for entry in done.context["entries"]}) == 1

    again = client.post(f"{answer.url}undo/", follow=True)
    assert again.context["is_undone"]
    assert list(Site.objects.order_by("pk").values()) == before


def test_it_is_not_taken_back_over_what_someone_changed_since(as_, officer, sites):
    client = as_(officer)
    answer = client.post(TOGETHER, ending(sites, confirm="1"))
    later = Site.objects.get(pk=sites[1].pk)
    actions.change_site(later, replace(actions.facts_of(later), team_count=4), by=SYSTEM, at=AT)
    page = client.post(f"{answer.url}undo/")
    assert page.status_code == 409
    assert str(later) in page.content.decode()
    assert states() == ["ended"] * 3


def test_whoever_made_it_takes_it_back_and_nobody_else(as_, officer, sites):
    answer = as_(officer).post(TOGETHER, ending(sites, confirm="1"))
    other = as_(an_officer(todays_unit("68")))
    assert other.get(answer.url).status_code == 404
    assert other.post(f"{answer.url}undo/").status_code == 404
    assert as_(officer).get(f"{TOGETHER}{uuid4()}/").status_code == 404


def test_an_import_is_not_taken_back_this_way(as_, officer, sites):
    key = uuid4()
    facts = replace(actions.facts_of(sites[0]), team_count=4)
    actions.change_site(sites[0], facts, by=officer, at=AT, batch=str(key))
    assert as_(officer).post(f"{TOGETHER}{key}/undo/").status_code == 404


def test_who_has_lost_the_commune_since_cannot_take_it_back(as_, officer, sites):
    client = as_(officer)
    answer = client.post(TOGETHER, ending(sites, confirm="1"))
    officer.posts.update(role=Role.READER)
    assert client.post(f"{answer.url}undo/").status_code == 403
    assert states() == ["ended"] * 3


def test_sites_out_of_reach_are_left_alone(as_, sites):
    theirs = a_site(unit=todays_unit("24611"), village="Thôn 9")
    commune = as_(an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER))
    commune.post(TOGETHER, ending([sites[0], theirs], confirm="1"))
    theirs.refresh_from_db()
    assert theirs.state == State.RUNNING
    assert states()[0] == State.ENDED


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"state": "", "ended": ""}, "state"),
        ({"reason": ""}, "reason"),
        ({"state": "suspended"}, "ended"),
        ({"ended": "hôm nào"}, "ended"),
        ({"rating": "x" * 61}, "rating"),
    ],
)
def test_a_joint_change_says_what_is_wrong_with_it(as_, officer, sites, said, field):
    page = as_(officer).post(TOGETHER, ending(sites, confirm="1", **said))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert states() == ["running"] * 3


def test_one_site_that_cannot_change_stops_all_and_is_named(as_, officer, sites):
    first = sites[0]
    facts = replace(actions.facts_of(first), established_on=date(2025, 1, 1))
    actions.change_site(first, facts, by=SYSTEM, at=AT)
    page = as_(officer).post(TOGETHER, ending(sites, confirm="1"))
    assert page.status_code == 422
    assert [row.site for row in page.context["plan"] if row.faults] == [first]
    assert "Ngày kết thúc đứng trước ngày ra mắt." in page.content.decode()
    assert states() == ["running"] * 3


def test_a_site_that_runs_again_has_no_last_day(as_, officer, sites):
    client = as_(officer)
    client.post(TOGETHER, ending(sites, confirm="1"))
    again = {"pick": [s.pk for s in sites], "state": "running", "reason": "nhầm", "confirm": "1"}
    client.post(TOGETHER, again)
    assert states() == ["running"] * 3
    assert set(Site.objects.values_list("ended_on", flat=True)) == {None}


def test_what_is_so_already_leaves_no_trace(as_, officer, sites):
    client, before = as_(officer), Entry.objects.count()
    said = {"pick": [s.pk for s in sites], "state": "running", "reason": "rà soát", "confirm": "1"}
    assert client.post(TOGETHER, said).url == "/sites/"
    assert Entry.objects.count() == before


@pytest.mark.parametrize("picked", [[], ["abc"], ["9" * 40], ["999999"]])
def test_nothing_marked_leads_back_with_a_word(as_, officer, picked):
    page = as_(officer).post(TOGETHER, {"pick": picked, "rating": "Tốt"}, follow=True)
    assert "Hãy đánh dấu ít nhất một điểm" in page.content.decode()
