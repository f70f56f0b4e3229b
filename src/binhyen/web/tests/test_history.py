"""The log as a page: who reads which entries, what finds them, and that each can be proved."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client

from binhyen.kernel import seals
from binhyen.kernel.log import record, record_many, tree
from binhyen.kernel.log.writing import Change
from binhyen.kernel.models import Entry, Head
from binhyen.people import actions as people
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.programmes import actions
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    a_site,
    an_officer,
    old_unit,
    site_facts,
    todays_unit,
)
from binhyen.ui.trail import VERBS as WORDS
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.web.choices import VERBS, Kind

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def officer() -> Client:
    """Of Lâm Đồng, where a site was entered and then changed."""
    person = an_officer(todays_unit("68"))
    person.full_name = "Trần Thị Mẫu"
    person.save()
    site = a_site(a_programme(), unit=old_unit("24643"), village="Thôn 2", member_count=12)
    facts = actions.facts_of(site)
    actions.change_site(site, replace(facts, member_count=15), by=person, at=AT, reason="đếm lại")
    return signed_in(person)


def shown(client: Client, **asked: str) -> list[str]:
    page = client.get("/history/", asked)
    assert page.status_code == 200
    return [row["line"].entry.label for row in page.context["rows"]]


def verbs_shown(client: Client, **asked: str) -> list[str]:
    """Without the signing in of the test itself."""
    rows = client.get("/history/", asked).context["rows"]
    verbs = [row["line"].entry.verb for row in rows]
    return [verb for verb in verbs if verb != "sign-in"]


@pytest.mark.parametrize("words", ["dak rmang", "dak r mang", "Đắk R'Măng"])
def test_an_apostrophe_or_a_space_in_a_name_finds_what_the_other_finds(officer, words):
    former = Unit.objects.filter(folded="dak r mang", level=Level.COMMUNE).get()
    site = a_site(a_programme("Camera"), unit=former, village="Thôn 1")
    assert str(site) in shown(officer, q=words)


def test_the_newest_entry_stands_first_with_who_what_before_and_after(officer):
    text = officer.get("/history/").content.decode()
    assert verbs_shown(officer)[0] == "change"
    assert "Trần Thị Mẫu" in text
    assert "Số thành viên: <del>12</del> → <ins>15</ins>" in text
    assert "đếm lại" in text


def test_an_entry_leads_to_the_record_it_is_about(officer):
    rows = officer.get("/history/", {"kind": Kind.SITE}).context["rows"]
    assert {row["href"] for row in rows} == {rows[0]["href"]}
    assert officer.get(rows[0]["href"]).status_code == 200


def test_officer_superior_and_stranger_read_what_their_units_hold(officer):
    a_site(unit=todays_unit("24611"))
    superior = signed_in(an_officer(todays_unit("68"), Role.AUDITOR))
    neighbour = signed_in(an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER))
    elsewhere = signed_in(an_officer(todays_unit("01")))

    assert len(shown(superior, kind=Kind.SITE)) == 3
    assert len(shown(neighbour, kind=Kind.SITE)) == 1
    assert shown(elsewhere, kind=Kind.SITE) == []


@pytest.mark.parametrize("role", [Role.READER, Role.SITE_LEADER])
@pytest.mark.parametrize(
    "address", ["/history/", "/history/check/", "/history/export.csv", "/history/1/"]
)
def test_whoever_may_not_read_the_log_is_refused(role, address):
    assert signed_in(an_officer(todays_unit("68"), role)).get(address).status_code == 403


def test_an_entry_of_another_unit_is_not_found(officer):
    number = Entry.objects.filter(kind=Kind.SITE).first().number
    stranger = signed_in(an_officer(todays_unit("01")))
    assert stranger.get(f"/history/{number}/").status_code == 404
    assert stranger.get(f"/history/{number}/proof.json").status_code == 404
    assert officer.get("/history/999999/").status_code == 404


def test_whoever_covers_the_nation_reads_every_entry_and_a_province_none_of_the_systems(officer):
    person = Person.objects.create_user(username="moi", full_name="Người Mới")
    with transaction.atomic():
        record(Head.objects.get(), "accept-key", by="system:log", at=AT)
        record(person, "sign-out", by=person, at=AT)
    nation = signed_in(an_officer(nation_unit(), Role.ADMINISTRATOR))

    assert nation.get("/history/").context["page_obj"].paginator.count == Entry.objects.count()
    assert shown(nation, kind=Kind.HEAD) == ["Nhật ký"]
    assert shown(officer, kind=Kind.HEAD) == []


def nation_unit():
    from binhyen.units.models import Unit

    return Unit.objects.get(level=0)


def test_entries_about_users_are_for_those_who_may_see_users():
    commune = todays_unit("24611")
    person = Person.objects.create_user(username="moi", full_name="Người Mới")
    people.give_post(person, role=Role.READER, unit=commune, held_from=AT.date(), by=SYSTEM, at=AT)
    asked = {"kind": Kind.POST}
    assert shown(signed_in(an_officer(commune, Role.COMMUNE_OFFICER)), **asked) == []
    assert len(shown(signed_in(an_officer(commune, Role.AUDITOR)), **asked)) == 1


@pytest.mark.parametrize(
    ("asked", "verbs"),
    [
        ({"q": "dak wil"}, ["change", "create"]),
        ({"q": "thon 2 dak wil"}, ["change", "create"]),
        ({"q": "khong co"}, []),
        ({"deed": "changed"}, ["change"]),
        ({"kind": "programmes.programme"}, ["create"]),
        ({"who": "trần mẫu"}, ["change"]),
        ({"who": "hệ thống", "kind": "programmes.site"}, ["create"]),
        ({"who": "không ai"}, []),
        ({"since": "2026-11-24", "until": "2026-11-24", "deed": "changed"}, ["change"]),
        ({"since": "2026-11-25"}, []),
        ({"until": "2026-11-23"}, []),
        ({"since": "hôm qua", "deed": "changed"}, ["change"]),
    ],
)
def test_filters_live_in_the_address(officer, asked, verbs):
    assert verbs_shown(officer, **asked) == verbs


def test_a_filter_that_was_not_understood_says_so_beside_it(officer):
    page = officer.get("/history/", {"since": "hôm qua"}).content.decode()
    assert 'id="id_since_error"' in page


def test_one_record_and_one_joint_change_have_lists_of_their_own(officer):
    lines = [site_facts(unit=old_unit("24643"), village=f"Thôn {n}") for n in range(3, 6)]
    sites = actions.register_sites(lines, by=SYSTEM, at=AT, batch="dot-1")
    assert len(shown(officer, batch="dot-1")) == 3
    assert len(shown(officer, kind=Kind.SITE, record=str(sites[0].pk))) == 1
    number = Entry.objects.filter(batch="dot-1").first().number
    assert "3 dòng cùng đợt" in officer.get(f"/history/{number}/").content.decode()


def test_find_as_one_types_answers_with_the_rows_alone(officer):
    page = officer.get("/history/", {"q": "dak"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()


def test_the_list_asks_as_little_for_many_entries_as_for_few(
    officer, django_assert_max_num_queries
):
    lines = [site_facts(unit=old_unit("24643"), village=f"Bon {n}") for n in range(60)]
    actions.register_sites(lines, by=SYSTEM, at=AT)
    officer.get("/history/")
    with django_assert_max_num_queries(12):
        assert len(shown(officer)) == 50


def test_a_born_entry_shows_every_column_and_a_changed_one_what_changed(officer):
    born, changed = Entry.objects.filter(kind=Kind.SITE).order_by("number")
    page = officer.get(f"/history/{born.number}/").content.decode()
    assert "Xã Đắk Wil" in page
    assert "Tiếng kẻng an ninh" in page
    changes = officer.get(f"/history/{changed.number}/").context["line"].changes
    assert [(c.name, c.before, c.after) for c in changes] == [("Số thành viên", "12", "15")]


def some_entries(person: Person, count: int) -> None:
    with transaction.atomic():
        record_many([Change(person, "change", None, None)] * count, by=person, at=AT)


def test_an_entry_proves_that_it_stands_in_the_log(officer):
    site = a_site(unit=old_unit("24643"), village="Thôn 9")
    with transaction.atomic():
        record_many([Change(site, "change", None, None)] * 120, by=SYSTEM, at=AT)
    number = Entry.objects.filter(kind=Kind.SITE).first().number

    place = officer.get(f"/history/{number}/").context["place"]
    assert place.holds
    assert place.is_included
    proof = json.loads(officer.get(f"/history/{number}/proof.json").content)
    assert tree.check_proof(proof).size == place.point.size


def test_an_entry_newer_than_every_checkpoint_says_so(officer):
    number = Entry.objects.filter(kind=Kind.SITE).first().number
    page = officer.get(f"/history/{number}/")
    assert page.context["place"].point is None
    assert "mốc ký kế tiếp sẽ bao gồm nó" in page.content.decode()
    assert officer.get(f"/history/{number}/proof.json").status_code == 404


def test_an_edited_entry_is_shown_as_one(officer):
    number = Entry.objects.filter(kind=Kind.SITE).first().number
    seals.take_off(connection)
    Entry.objects.filter(number=number).update(label="khác")
    seals.put_on(connection)
    page = officer.get(f"/history/{number}/")
    assert not page.context["place"].holds
    assert "không còn như lúc ghi" in page.content.decode()


def test_a_check_reads_the_log_again_and_is_itself_noted(officer):
    page = officer.post("/history/check/")
    assert page.context["verdict"].holds
    assert "Nhật ký nguyên vẹn" in page.content.decode()
    assert Entry.objects.order_by("-number").first().verb == "verify"
    officer.post("/history/check/")
    assert Entry.objects.filter(verb="verify").count() == 1
    assert "nguyên vẹn" in officer.get("/history/").content.decode()


def test_a_log_that_does_not_hold_says_what_is_wrong_and_is_left_as_it_is(officer):
    number = Entry.objects.filter(kind=Kind.SITE).first().number
    seals.take_off(connection)
    Entry.objects.filter(number=number).update(reason="khác")
    seals.put_on(connection)
    count = Entry.objects.count()
    page = officer.post("/history/check/").content.decode()
    assert f"Nội dung dòng {number} đã bị sửa sau khi ghi." in page
    assert Entry.objects.count() == count


def test_the_last_checkpoint_is_handed_out_once_there_is_one(officer):
    assert officer.get("/history/checkpoint.json").status_code == 404
    some_entries(an_officer(todays_unit("68")), 120)
    point = tree.from_json(json.loads(officer.get("/history/checkpoint.json").content))
    assert point.size == Entry.objects.count()


def test_the_files_hold_what_the_list_shows(officer):
    answer = officer.get("/history/export.csv", {"kind": Kind.SITE})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Số thành viên: 12 → 15" in lines[1]
    book = openpyxl.load_workbook(
        io.BytesIO(officer.get("/history/export.xlsx", {"kind": Kind.SITE}).content)
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[4] for row in rows] == ["Việc", "sửa", "thêm"]
    assert officer.get("/history/export.pdf").status_code == 404


def test_a_text_that_begins_like_a_formula_stays_a_text(officer):
    person = an_officer(todays_unit("68"))
    with transaction.atomic():
        record(person, "change", by=person, at=datetime(2026, 1, 1, tzinfo=UTC), reason="=1+1")
    lines = b"".join(officer.get("/history/export.csv").streaming_content).decode()
    assert ",'=1+1," in lines


def test_every_verb_is_found_by_exactly_one_choice():
    grouped = [verb for verbs in VERBS.values() for verb in verbs]
    assert sorted(grouped) == sorted(WORDS)


def test_every_table_with_a_history_has_its_word():
    from django.apps import apps

    logged = {t._meta.label_lower for t in apps.get_models() if hasattr(t, "log_unit_path")}
    assert logged - set(Kind.values) == set()


def test_an_empty_history_says_what_comes_here():
    officer = an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER)
    page = signed_in(officer).get("/history/").content.decode()
    assert "Nhật ký của địa bàn này còn trống" in page
