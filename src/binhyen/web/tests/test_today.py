"""Today for each role: what waits, where attention is needed, what changed; links lead to it."""

import re
import sys
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from binhyen.intake.choices import BatchState
from binhyen.intake.models import Batch
from binhyen.kernel.log import record
from binhyen.life.choices import CaseKind
from binhyen.life.tests.factories import a_case
from binhyen.people.choices import Role
from binhyen.people.models import Person, Post
from binhyen.programmes import actions
from binhyen.programmes.choices import State
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
from binhyen.reviews.tests.factories import Field
from binhyen.units.models import Unit
from binhyen.web.choices import Attention
from binhyen.web.queries.today import figures
from binhyen.web.rules.today import attention, weight

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def nation() -> Unit:
    return Unit.objects.get(level=0)


def shown(client: Client) -> tuple[dict, str]:
    page = client.get("/")
    assert page.status_code == 200
    return page.context, page.content.decode()


def figures_of(client: Client):
    return client.get("/").context["figures"]


@pytest.fixture
def ground():
    """Two communes of Đắk Nông with sites, some of them without a decision, one ended."""
    camera, bell = a_programme("Camera an ninh"), a_programme("Tiếng kẻng an ninh")
    lines = [
        site_facts(camera, unit=old_unit("24643"), village="Thôn 1", team_count=2, member_count=9),
        site_facts(camera, unit=old_unit("24643"), village="Thôn 2", decision_number="1/QĐ-UBND"),
        site_facts(camera, unit=old_unit("24643"), village="Thôn 3", lat=12.7, lon=107.8),
        site_facts(
            bell, unit=todays_unit("24611"), village="Tổ 1", established_on=date(2026, 3, 1)
        ),
        site_facts(
            bell,
            unit=todays_unit("24611"),
            village="Tổ 2",
            state=State.ENDED,
            ended_on=date(2026, 5, 1),
        ),
    ]
    return actions.register_sites(lines, by=SYSTEM, at=AT)


def test_an_officer_sees_what_their_own_records_lack_with_its_one_action(ground):
    officer = signed_in(an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER))
    context, text = shown(officer)

    assert {item["query"]: item["count"] for item in context["todo"]} == {
        "missing=decision&state=counted": 1,
        "missing=position&state=counted": 1,
        "missing=members&state=counted": 1,
    }
    assert "Bổ sung quyết định" in text


def test_every_count_leads_to_exactly_so_many_records(ground):
    province = signed_in(an_officer(todays_unit("68")))
    context, text = shown(province)
    found = context["figures"]

    links = re.findall(r'href="(/sites/\?[^"]+)"[^>]*>\s*(\d+)\s*</a>', text)
    assert len(links) > 6
    for address, number in links:
        if "sort=" in address:  # sums over those sites, not their number
            continue
        page = province.get(address.replace("&amp;", "&"))
        assert (address, page.context["page_obj"].paginator.count) == (address, int(number))
    for item in context["todo"]:
        page = province.get(f"/sites/?{item['query']}")
        assert page.context["page_obj"].paginator.count == item["count"]
    assert (found.sites, found.ended, found.programmes, found.teams, found.members) == (
        4,
        1,
        2,
        2,
        9,
    )
    if found.year == 2026:
        assert found.ways == [("in-unknown", 1), ("out-unknown", 1)]


def test_the_year_tells_growth_and_recounting_apart():
    programme, day = a_programme("Tiếng kẻng an ninh"), date(2026, 1, 1)
    first = a_site(programme, village="Tổ 0", origin="new")
    for n, fields in enumerate(
        [
            {"origin": "new"},
            {"origin": "replicated", "parent": first},
            {"origin": "recounted"},
            {"origin": "recounted"},
            {"origin": "new", "state": State.ENDED, "ended_on": day, "ending": "recounted"},
            {"origin": "new", "state": State.PREPARING},
        ]
    ):
        launched = {} if fields.get("state") == State.PREPARING else {"established_on": day}
        a_site(programme, village=f"Tổ {n + 1}", **launched, **fields)
    found = figures(an_officer(todays_unit("68")), on=AT.date())
    assert found.ways == [
        ("in-new", 2),
        ("in-replicated", 1),
        ("in-recounted", 2),
        ("out-recounted", 1),
    ]


def test_the_province_sees_the_communes_that_lack_most_and_the_programmes_to_look_at(ground):
    context, text = shown(signed_in(an_officer(todays_unit("68"))))
    places = [(place.code, place.lacking, place.sites) for place in context["figures"].places]
    assert places[-1] == ("24611", 1, 1)
    assert max(place[1] for place in places) == 2
    assert [one.why for one in context["figures"].watched] == [Attention.FEW]
    assert "chỉ còn ít điểm" in text


def test_the_nation_sees_provinces_and_the_figures_stay_true_after_a_change(ground):
    reader = signed_in(an_officer(nation(), Role.READER))
    context, text = shown(reader)
    assert [(p.code, p.lacking, p.sites) for p in context["figures"].places] == [("68", 3, 4)]
    assert "Tỉnh, thành phố còn thiếu" in text

    a_site(unit=todays_unit("01"), village="Tổ 9")
    assert figures_of(reader).sites == 5


def test_the_nations_figures_are_counted_again_for_a_change_and_not_for_a_sign_in(
    ground,
):
    person = an_officer(nation(), Role.READER)
    reader = signed_in(person)
    before, _ = figures_of(reader), figures_of(reader)
    record(person, "sign-in", by=person.username, at=AT)
    with CaptureQueriesContext(connection) as captured:
        assert figures_of(reader) == before
    assert not [query for query in captured if "GROUP BY" in query["sql"]]
    a_site(unit=old_unit("24643"), village="Bon mới")
    assert figures_of(reader).sites == before.sites + 1


def test_a_stranger_to_the_place_sees_nothing_of_it(ground):
    context, text = shown(signed_in(an_officer(todays_unit("01"))))
    assert context["figures"].sites == 0
    assert "Địa bàn này chưa có điểm mô hình nào" in text
    assert "Thôn 1" not in text


def test_a_reader_sees_totals_and_no_work(ground):
    context, text = shown(signed_in(an_officer(todays_unit("68"), Role.READER)))
    assert context["figures"].sites == 4
    assert (context["todo"], context["news"]) == ([], [])
    assert "Việc cần làm" not in text
    assert "Vừa thay đổi" not in text


def test_a_site_leader_sees_their_own_sites_and_what_they_lack(ground):
    leader = an_officer(todays_unit("24611"), Role.SITE_LEADER)
    site = ground[3]
    site.leader = leader
    site.save()
    context, text = shown(signed_in(leader))
    (led,) = context["led"]
    assert led.site == site
    assert len(led.lacking) == 3
    assert f"/sites/{site.code}/change/" in text


def test_an_import_left_in_preview_waits_for_whoever_may_import():
    unit = todays_unit("24611")
    officer = an_officer(unit, Role.COMMUNE_OFFICER)
    batch = Batch.objects.create(
        key=uuid4(), unit=unit, by=officer, file_name="so-2026.xlsx", file_sha256="0" * 64,
        uploaded_at=timezone.now(),
    )  # fmt: skip
    context, text = shown(signed_in(officer))
    assert context["batches"] == [batch]
    assert batch.get_absolute_url() in text
    assert shown(signed_in(an_officer(unit, Role.READER)))[0]["batches"] == []

    batch.state = BatchState.DISCARDED
    batch.save()
    assert shown(signed_in(officer))[0]["batches"] == []


def test_an_administrator_sees_accounts_to_look_after():
    unit, today = todays_unit("68"), timezone.localdate()
    administrator = an_officer(unit, Role.ADMINISTRATOR)
    leaving, gone, locked = (an_officer(unit, Role.READER) for _ in range(3))
    Post.objects.filter(person=leaving).update(held_until=today + timedelta(days=10))
    Post.objects.filter(person=gone).update(held_until=today - timedelta(days=1))
    with transaction.atomic():
        record(locked, "locked", by="system:sign-in", at=timezone.now())

    context, text = shown(signed_in(administrator))
    cared = {one.person: one.why.value for one in context["cared_for"]}
    assert cared == {locked: "locked", gone: "no-post", leaving: "ending"}
    assert gone.get_absolute_url() in text


def test_what_changed_is_told_newest_first_and_a_joint_change_once(ground):
    officer = an_officer(todays_unit("68"))
    lines = [site_facts(unit=old_unit("24643"), village=f"Bon {n}") for n in range(30)]
    actions.register_sites(lines, by=SYSTEM, at=AT, batch="dot-7")
    a_site(unit=old_unit("24643"), village="Thôn cuối")
    context, text = shown(signed_in(officer))

    assert [one.entries for one in context["news"]][:2] == [1, 30]
    assert "Thôn cuối" in text
    assert "/history/?batch=dot-7" in text


def test_a_large_import_is_one_line_with_its_true_size_and_hides_no_other_news(ground, monkeypatch):
    monkeypatch.setattr(sys.modules["binhyen.web.queries.today.news"], "LOOKED_AT", 10)
    a_site(unit=old_unit("24643"), village="Thôn trước")
    lines = [site_facts(unit=old_unit("24643"), village=f"Bon {n}") for n in range(30)]
    actions.register_sites(lines, by=SYSTEM, at=AT, batch="dot-8")
    context, text = shown(signed_in(an_officer(todays_unit("68"))))

    assert [one.entries for one in context["news"]][:2] == [30, 1]
    assert "(30 dòng nhật ký)" in text
    assert "Thôn trước" in text


def test_news_of_other_units_and_of_accounts_stays_away(ground):
    commune = signed_in(an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER))
    labels = [one.line.entry.label for one in shown(commune)[0]["news"]]
    assert labels
    assert all("Bắc Gia Nghĩa" in label for label in labels)


def test_whoever_has_no_post_is_told_so_and_whom_to_ask():
    an_officer(todays_unit("68"), Role.ADMINISTRATOR)
    Person.objects.update(full_name="Quản Trị Tỉnh")
    person = Person.objects.create_user(username="moi", full_name="Người Mới")
    text = shown(signed_in(person))[1]
    assert "Bạn chưa được giao vai trò nào" in text
    assert "Quản Trị Tỉnh" in text


def test_a_post_that_ended_yesterday_counts_as_none():
    person = an_officer(todays_unit("68"))
    Post.objects.update(held_until=timezone.localdate() - timedelta(days=1))
    assert "Bạn chưa được giao vai trò nào" in shown(signed_in(person))[1]


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("unit", ["nation", "68", "24611"])
def test_today_asks_few_questions_of_the_database(
    ground, role, unit, django_assert_max_num_queries
):
    client = signed_in(an_officer(nation() if unit == "nation" else todays_unit(unit), role))
    client.get("/")
    with django_assert_max_num_queries(12):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("running", "ended", "why"),
    [
        (0, 0, Attention.NONE),
        (0, 4, Attention.MANY_ENDED),
        (2, 0, Attention.FEW),
        (3, 0, None),
        (6, 2, None),
        (6, 3, Attention.MANY_ENDED),
        (40, 3, None),
    ],
)
def test_a_programme_wants_a_look_when_little_runs_or_much_has_ended(running, ended, why):
    assert attention(running, ended) == why


def test_the_more_has_ended_the_more_urgent():
    assert weight(1, 9) > weight(5, 5) > weight(1, 0) > weight(2, 0)


def test_the_cases_that_wait_for_one_are_told_first_and_to_nobody_else():
    officer, leader = (
        an_officer(todays_unit("24611"), role) for role in (Role.COMMUNE_OFFICER, Role.LEADER)
    )
    a_case(CaseKind.END, at=timezone.now() - timedelta(days=60))
    _, own = shown(signed_in(officer))
    _, theirs = shown(signed_in(leader))
    assert "hồ sơ đang chờ bạn xử lý" in own
    assert "hồ sơ đã quá hạn" in own
    assert 'href="/cases/mine/"' in own
    assert "Không có hồ sơ nào chờ bạn xử lý." in theirs


def test_review_sheets_that_wait_for_one_are_told_with_their_deadline():
    field = Field(sites=2)
    one = field.opened()
    context, own = shown(signed_in(field.officer))
    assert [line.n for line in context["sheets"]] == [2]
    assert "phiếu chờ bạn tự chấm" in own and f"{one.score_by:%d/%m/%Y}" in own
    assert f'href="{one.get_absolute_url()}?state=waiting"' in own
    assert shown(signed_in(field.leader))[0]["sheets"] == []
