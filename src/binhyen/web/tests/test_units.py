"""A unit's page: everything of one commune, as then and as now, for whoever may see it."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.programmes.choices import State
from binhyen.programmes.queries import unit_text
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)
from binhyen.units.choices import Level
from binhyen.units.models import Succession, Unit
from binhyen.web.queries.units import Register, register_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def read(person: Person, unit: Unit, on: date = TODAY) -> Register:
    return register_of(person, unit, on=on, today=TODAY)


def nation() -> Unit:
    return Unit.objects.get(level=Level.NATION)


def divided_unit() -> Unit:
    """A commune of 2022 that went into several communes of today."""
    parts = Succession.objects.filter(kind="part", old__level=Level.COMMUNE, new__valid_to=None)
    return parts.order_by("pk").first().old


def test_a_commune_shows_what_was_recorded_for_the_units_it_came_from():
    a_site(a_programme("Camera"), unit=old_unit("24643"), village="Thôn 1", team_count=2)
    a_site(a_programme("Kẻng"), unit=old_unit("24643"), village="Thôn 2", state=State.ENDED,
           ended_on=date(2026, 1, 5))  # fmt: skip
    heir = Succession.objects.get(old=old_unit("24643")).new
    found = read(an_officer(todays_unit("68")), heir)

    assert (found.sites, found.ended, found.teams, found.sure, found.most) == (1, 1, 2, 1, 1)
    assert [one.programme.name for one in found.programmes] == ["Camera"]
    assert {part.unit: part.sites for part in found.parts if part.sites} == {old_unit("24643"): 1}
    assert found.parts[0].unit == heir


def counts_in_links(text: str, client: Client) -> dict[str, int]:
    """The rows behind every link from the page to the list of sites."""
    links = {unescape(link) for link in re.findall(r'href="(/sites/\?[^"]+)"', text)}
    return {link: client.get(link).context["page_obj"].paginator.count for link in links}


def test_outside_ones_reach_the_page_says_so_and_gives_no_figures():
    a_site(a_programme(), unit=old_unit("24643"))
    heir = Succession.objects.get(old=old_unit("24643")).new
    other = an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER)
    text = signed_in(other).get(f"/units/{heir.code}/").content.decode()
    assert f"{heir.name} ngoài phạm vi của bạn" in text
    assert todays_unit("24611").name in text
    assert "Chưa có điểm mô hình nào" not in text
    assert 'class="figures"' not in text
    assert "/map/?" not in text


def test_a_unit_partly_in_reach_says_that_only_this_part_is_counted():
    a_site(a_programme(), unit=old_unit("24643"))
    officer = an_officer(Succession.objects.get(old=old_unit("24643")).new, Role.COMMUNE_OFFICER)
    text = signed_in(officer).get("/units/68/").content.decode()
    assert "thuộc phạm vi của bạn; phần còn lại không hiện ở đây" in text
    assert (
        "phần còn lại"
        not in signed_in(an_officer(todays_unit("68"))).get("/units/68/").content.decode()
    )


@pytest.mark.parametrize("on", ["", "2022-12-31"])
def test_every_count_of_a_day_leads_to_exactly_its_records(on):
    programme, unit = a_programme(), old_unit("24643")
    a_site(programme, unit=unit, village="Thôn 1", established_on=date(2020, 5, 1), team_count=2)
    a_site(programme, unit=unit, village="Thôn 2", established_on=date(2024, 5, 1))
    a_site(programme, unit=unit, village="Thôn 3", state=State.ENDED, ended_on=date(2024, 1, 1))
    a_site(programme, unit=unit, village="Thôn 4", state=State.ENDED, ended_on=date(2021, 1, 1),
           team_count=3)  # fmt: skip
    client = signed_in(an_officer(todays_unit("68")))
    page = client.get(f"/units/{unit.code}/", {"on": on or "2025-06-30"})
    found = counts_in_links(page.content.decode(), client)
    by_link = {link: n for link, n in found.items() if "money=" not in link}
    there, ended = (2, 1) if on else (2, 2)
    assert {n for link, n in by_link.items() if "state=ended" not in link} == {there}
    assert {n for link, n in by_link.items() if "state=ended" in link} == {ended}


def test_money_beside_a_day_that_has_passed_says_until_when():
    a_site(a_programme(), unit=old_unit("24643"), established_on=date(2018, 1, 1))
    client = signed_in(an_officer(todays_unit("68")))
    text = client.get("/units/24643/", {"on": "2018-06-30"}).content.decode()
    assert "ngân sách nhà nước, đến nay" not in text
    assert "không riêng đến 30/06/2018" in text


def test_a_day_that_has_passed_counts_what_was_there_then():
    programme, unit = a_programme(), old_unit("24643")
    a_site(programme, unit=unit, village="Thôn 1", established_on=date(2020, 5, 1))
    a_site(programme, unit=unit, village="Thôn 2", established_on=date(2024, 5, 1))
    a_site(programme, unit=unit, village="Thôn 3", state=State.ENDED, ended_on=date(2024, 1, 1))
    officer = an_officer(todays_unit("68"))

    then = read(officer, unit, date(2022, 12, 31))
    assert (then.sites, then.undated, then.ended) == (2, 1, 0)
    now = read(officer, unit)
    assert (now.sites, now.ended) == (2, 1)


def test_of_a_divided_unit_the_least_and_the_most_are_said():
    unit = divided_unit()
    heirs = [link.new for link in Succession.objects.filter(old=unit)]
    programme = a_programme(unit=nation())
    sites = [a_site(programme, unit=unit, village=f"Thôn {n}") for n in range(3)]
    sites[0].placed_in = heirs[0]
    sites[0].save()
    reader = an_officer(nation(), Role.READER)

    here, there = read(reader, heirs[0]), read(reader, heirs[1])
    assert (here.sure, here.most) == (1, 3)
    assert (there.sure, there.most) == (0, 2)
    assert [part.open for part in here.divided] == [2]

    former = read(reader, unit)
    assert {heir.unit: heir.sites for heir in former.heirs}[heirs[0]] == 1
    assert former.unplaced == 2


def test_a_unit_that_went_wholly_into_another_is_read_there_whole():
    a_site(a_programme(), unit=old_unit("24643"))
    former = read(an_officer(todays_unit("68")), old_unit("24643"))
    assert [(heir.sites, heir.is_in_part) for heir in former.heirs] == [(1, False)]
    assert former.unplaced == 0


def test_the_page_says_it_and_every_count_leads_to_the_records():
    site = a_site(a_programme(), unit=old_unit("24643"))
    heir = Succession.objects.get(old=site.unit).new
    client = signed_in(an_officer(todays_unit("68")))
    text = client.get(f"/units/{heir.code}/").content.decode()
    assert "Như trước đây và như hiện nay" in text
    assert "Tiếng kẻng an ninh" in text

    for asked in (heir.code, unit_text(site.unit)):
        query = urlencode({"unit": asked})
        assert query.replace("&", "&amp;") in text
        assert client.get(f"/sites/?{query}").context["page_obj"].paginator.count == 1

    old = client.get(f"/units/{site.unit.code}/", {"on": "2022-12-31"}).content.decode()
    assert "Mô hình và điểm mô hình vào ngày 31/12/2022" in old
    assert "Đọc theo đơn vị hiện nay" in old


def test_officer_superior_and_stranger_see_their_own_share():
    site = a_site(a_programme(), unit=old_unit("24643"))
    heir = Succession.objects.get(old=site.unit).new
    officer = an_officer(heir, Role.COMMUNE_OFFICER)
    superior, stranger = an_officer(todays_unit("68")), an_officer(todays_unit("01"))
    assert [read(person, heir).sites for person in (officer, superior, stranger)] == [1, 1, 0]
    nobody = Person.objects.create_user(username="moi", full_name="Người Mới")
    text = signed_in(nobody).get(f"/units/{heir.code}/").content.decode()
    assert "Mô hình và điểm mô hình hiện nay" not in text


@pytest.mark.parametrize("code", ["68", "24611"])
def test_an_empty_unit_says_what_belongs_there(code):
    text = signed_in(an_officer(todays_unit("68"))).get(f"/units/{code}/").content.decode()
    assert "Chưa có điểm mô hình nào được ghi ở đây" in text


def test_the_page_asks_as_little_for_many_sites_as_for_one(django_assert_max_num_queries):
    programme = a_programme()
    for n in range(20):
        a_site(programme, unit=old_unit("24643"), village=f"Thôn {n}")
    heir = Succession.objects.get(old=old_unit("24643")).new
    client = signed_in(an_officer(todays_unit("68")))
    client.get(f"/units/{heir.code}/")
    with django_assert_max_num_queries(26):
        client.get(f"/units/{heir.code}/")


def test_the_list_of_units_opens_on_ones_own_province():
    client = signed_in(an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER))
    page = client.get("/units/")
    assert {unit.parent.code for unit in page.context["page_obj"]} == {"68"}
    assert "/units/export.xlsx?province=68" in page.content.decode()
    assert client.get("/units/", {"province": ""}).context["page_obj"].paginator.count > 3_000
