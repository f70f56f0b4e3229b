"""One site at the pages: seen, registered, put right, given money; and who may do which."""

from datetime import date

import pytest

from binhyen.kernel import log
from binhyen.people.choices import Role
from binhyen.programmes import actions
from binhyen.programmes.models import Board, Contribution, Site, Team

from .factories import AT, SYSTEM, a_programme, a_site, an_officer, old_unit, todays_unit

pytestmark = pytest.mark.django_db

WIL = "24646"  # today's Xã Đắk Wil, which Đắk Wil of 2022 went into


@pytest.fixture
def officer():
    return an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER)


def typed(**said):
    """What an officer fills in at the least."""
    return {
        "programme": "P10",
        "unit": f"Xã Đắk Wil, Tỉnh Lâm Đồng ({WIL})",
        "village": "Thôn 5",
        "decision_number": "12/QĐ-UBND",
        "decision_date": "08/02/2023",
        "established": "02/2023",
        "state": "running",
    } | said


def errors(page):
    return {name: list(found) for name, found in page.context["form"].errors.items()}


# --- seeing ---


def test_a_sites_page_tells_all_that_is_known_of_it(as_, officer):
    programme = a_programme(code="P10")
    unit = old_unit("24643")
    hosts = actions.ensure_organisations([(unit, "Trường THCS Nguyễn Du")], by=SYSTEM, at=AT)
    site = a_site(
        programme,
        unit=unit,
        village="Thôn 3",
        organisation=next(iter(hosts.values())),
        established_on=date(2021, 9, 1),
        established_precision="month",
        decision_number="315/QĐ-UBND",
        decision_on=date(2021, 8, 20),
        member_count=1234,
        state_vnd=5_000_000,
        lat=unit.lat + 0.01,
        lon=unit.lon + 0.01,
    )
    Team.objects.create(site=site, name="Tổ 1", member_count=7)
    board = Board.objects.create(programme=programme, site=site, unit=unit, name="Ban chủ nhiệm")
    board.seats.create(role="head", office="Trưởng thôn")
    text = as_(officer).get(site.get_absolute_url()).content.decode()
    for said in (
        *("P10-24643-001", "Trường THCS Nguyễn Du", "09/2021", "315/QĐ-UBND", "20/08/2021"),
        *("1.234", "5.000.000 đ", "Huyện Cư Jút", "30/06/2025", "Nay thuộc", "Tổ 1"),
        *("Ban chủ nhiệm", "Trưởng thôn", "về phía đông bắc", "<svg"),
    ):
        assert said in text


def test_what_is_lacking_is_named_with_what_to_do(as_, officer):
    programme = a_programme()
    bare = a_site(programme, unit=todays_unit(WIL), village="Thôn 1")
    page = as_(officer).get(bare.get_absolute_url())
    assert len(page.context["lacking"]) == 4
    assert f"/sites/{bare.code}/change/#id_decision_number" in page.content.decode()
    reader = as_(an_officer(todays_unit(WIL), Role.READER)).get(bare.get_absolute_url())
    assert "thiếu quyết định" in reader.content.decode()
    assert "/change/" not in reader.content.decode()


def test_a_site_far_from_its_unit_is_doubted(as_, officer):
    a_programme()
    site = a_site(unit=todays_unit(WIL), village="Thôn 1", lat=21.0, lon=105.8)
    page = as_(officer).get(site.get_absolute_url())
    assert page.context["spot"].is_far
    assert "Hãy kiểm tra lại tọa độ" in page.content.decode()


@pytest.mark.parametrize("path", ["", "change/", "contributions/new/"])
def test_a_site_of_a_commune_one_does_not_hold_is_not_there(as_, officer, path):
    a_programme()
    theirs = a_site(unit=todays_unit("24611"), village="Thôn 1")
    assert as_(officer).get(f"/sites/{theirs.code}/{path}").status_code == 404
    assert as_(officer).post(f"/sites/{theirs.code}/change/", typed()).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.AUDITOR, Role.SITE_LEADER])
def test_who_only_sees_a_site_may_not_change_it(as_, role):
    a_programme()
    site = a_site(unit=todays_unit(WIL), village="Thôn 1")
    client = as_(an_officer(todays_unit(WIL), role))
    assert client.get(f"/sites/{site.code}/").status_code == 200
    for path in (f"/sites/{site.code}/change/", f"/sites/{site.code}/contributions/new/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {}).status_code == 403
    assert client.get("/sites/new/").status_code == 403
    assert client.post("/sites/together/", {"pick": site.pk, "rating": "Tốt"}).status_code == 403


# --- registering ---


def test_an_officer_registers_a_site_with_what_its_paper_says(as_, officer):
    a_programme(code="P10")
    client = as_(officer)
    form = client.get("/sites/new/")
    assert f"({WIL})" in form.content.decode()  # their only commune is filled in
    answer = client.post(
        "/sites/new/",
        typed(
            team_count="2", member_count="31", state_vnd="1,5 triệu", lat="12,5", lon="107.8",
            organisation="Trường THCS Nguyễn Du",
        ),
    )  # fmt: skip
    site = Site.objects.get()
    assert answer.url == site.get_absolute_url()
    assert (site.village, site.established_on, site.established_precision) == (
        *("Thôn 5", date(2023, 2, 1), "month"),
    )
    assert (site.decision.number, site.decision.issued_on) == ("12/QĐ-UBND", date(2023, 2, 8))
    assert (site.lat, site.lon, site.member_count) == (12.5, 107.8, 31)
    assert site.organisation.get_kind_display() == "trường học"
    assert list(Contribution.objects.values_list("source", "amount_vnd")) == [("state", 1_500_000)]
    assert log.history_of(site).get().by == officer.username


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"programme": ""}, "programme"),
        ({"unit": "Xã Không Có"}, "unit"),
        ({"unit": "24611"}, "unit"),  # not theirs
        ({"unit": "Việt Nam (99, đến 99/99/9999)"}, "unit"),
        ({"established": "31/02/2023"}, "established"),
        ({"established": "01/01/2999"}, "established"),
        ({"ended": "01/01/2024"}, "state"),
        ({"state": "ended", "ended": "01/01/2020"}, "ended"),
        ({"decision_date": "hôm qua"}, "decision_date"),
        ({"member_count": "-4"}, "member_count"),
        ({"member_count": "khoảng chục"}, "member_count"),
        ({"state_vnd": "nhiều"}, "state_vnd"),
        ({"lat": "12.5"}, "lon"),
        ({"lat": "120", "lon": "107"}, "lat"),
        ({"note": "gọi ông A 0912 345 678"}, "note"),
        ({"village": "CCCD 067099001234"}, "village"),
        ({"village": "x" * 121}, "village"),
    ],
)
def test_each_refusal_stands_beside_its_field_and_what_was_typed_stays(as_, officer, said, field):
    a_programme(code="P10")
    page = as_(officer).post("/sites/new/", typed(**said))
    assert page.status_code == 422
    assert list(errors(page)) == [field]
    text = page.content.decode()
    assert 'value="12/QĐ-UBND"' in text
    assert f'id="id_{field}_error"' in text
    assert Site.objects.count() == 0


def test_the_same_site_again_is_shown_before_it_is_doubled(as_, officer):
    programme = a_programme(code="P10")
    known = a_site(programme, unit=todays_unit(WIL), village="Thôn 5")
    client = as_(officer)
    page = client.post("/sites/new/", typed(village="thon 05", organisation=""))
    assert page.status_code == 409
    assert known.code in page.content.decode()
    assert 'value="thon 05"' in page.content.decode()
    answer = client.post(
        "/sites/new/", typed(village="thon 05", twin_reason="hai tổ ở hai cụm dân cư")
    )
    new = Site.objects.exclude(pk=known.pk).get()
    assert answer.url == new.get_absolute_url()
    assert log.history_of(new).get().reason == "hai tổ ở hai cụm dân cư"


def test_a_refused_site_leaves_no_organisation_behind(as_, officer):
    programme = a_programme(code="P10")
    said = typed(organisation="Trường Tiểu học Kim Đồng", note="0912 345 678")
    assert as_(officer).post("/sites/new/", said).status_code == 422
    assert programme.sites.count() == 0
    assert not officer.saved_views.model.objects.exists()
    from binhyen.programmes.models import Organisation

    assert Organisation.objects.count() == 0


def test_the_form_begins_with_the_programme_one_came_from(as_, officer):
    a_programme(code="P10")
    form = as_(officer).get("/sites/new/?programme=P10").content.decode()
    assert '<option value="P10" selected>' in form


def test_an_ended_programme_takes_no_new_sites(as_, officer):
    a_programme(code="P10", state="ended")
    assert list(errors(as_(officer).post("/sites/new/", typed()))) == ["programme"]


# --- putting right ---


def test_a_change_goes_into_the_sites_history(as_, officer):
    programme = a_programme(code="P10")
    site = a_site(programme, unit=todays_unit(WIL), village="Thôn 5", state_vnd=7)
    client = as_(officer)
    form = client.get(f"/sites/{site.code}/change/").context["form"]
    said = {bound.name: bound.value() or "" for bound in form}
    answer = client.post(f"/sites/{site.code}/change/", said | {"member_count": "9"})
    assert answer.url == site.get_absolute_url()
    entry = log.history_of(site).first()
    assert (entry.before, entry.after) == ({"member_count": None}, {"member_count": 9})
    assert Contribution.objects.get().amount_vnd == 7


def test_ending_a_site_wants_a_reason(as_, officer):
    programme = a_programme(code="P10")
    site = a_site(programme, unit=todays_unit(WIL), village="Thôn 5")
    client, path = as_(officer), f"/sites/{site.code}/change/"
    said = typed(state="ended", ended="2024", decision_number="", decision_date="")
    page = client.post(path, said)
    assert (page.status_code, list(errors(page))) == (422, ["reason"])
    assert client.post(path, said | {"reason": "không còn phù hợp"}).status_code == 302
    site.refresh_from_db()
    assert (site.state, site.ended_on, site.ended_precision) == ("ended", date(2024, 1, 1), "year")
    assert log.history_of(site).first().reason == "không còn phù hợp"


def test_a_leader_has_a_short_form_of_their_own_and_nothing_more(as_):
    programme = a_programme(code="P10")
    leader = an_officer(todays_unit(WIL), Role.SITE_LEADER)
    site = a_site(programme, unit=todays_unit(WIL), village="Thôn 5", leader=leader)
    client, path = as_(leader), f"/sites/{site.code}/change/"
    assert path in client.get(site.get_absolute_url()).content.decode()
    form = client.get(path).context["form"]
    assert list(form.fields) == ["team_count", "member_count", "lat", "lon", "note"]
    answer = client.post(path, {"member_count": "12", "village": "Thôn 6", "state": "ended"})
    assert answer.url == site.get_absolute_url()
    site.refresh_from_db()
    assert (site.member_count, site.village, site.state) == (12, "Thôn 5", "running")
    page = client.post(path, {"member_count": "12", "note": "0912 345 678"})
    assert (page.status_code, list(errors(page))) == (422, ["note"])


# --- money ---


def test_a_contribution_is_added_and_shown_with_its_totals(as_, officer):
    a_programme()
    site = a_site(unit=todays_unit(WIL), village="Thôn 5", state_vnd=5_000_000)
    client = as_(officer)
    said = {"source": "community", "amount_vnd": "1,5 triệu", "received": "02/2024", "note": "đèn"}
    answer = client.post(f"/sites/{site.code}/contributions/new/", said)
    assert answer.url == site.get_absolute_url()
    page = client.get(answer.url)
    assert page.context["gift_sum"] == 6_500_000
    assert dict(page.context["gift_totals"]) == {
        "ngân sách nhà nước": 5_000_000,
        "xã hội hóa": 1_500_000,
    }
    assert "02/2024" in page.content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount_vnd": ""}, "amount_vnd"),
        ({"amount_vnd": "99 tỷ tỷ"}, "amount_vnd"),
        ({"amount_vnd": "20.000 tỷ"}, "amount_vnd"),
        ({"received": "01/01/2999"}, "received"),
        ({"note": "ông A 0912 345 678"}, "note"),
        ({"source": "mars"}, "source"),
    ],
)
def test_a_contribution_that_cannot_be_is_refused_beside_its_field(as_, officer, said, field):
    a_programme()
    site = a_site(unit=todays_unit(WIL), village="Thôn 5")
    good = {"source": "state", "amount_vnd": "5.000.000", "received": "", "note": "camera"}
    page = as_(officer).post(f"/sites/{site.code}/contributions/new/", good | said)
    assert (page.status_code, list(errors(page))) == (422, [field])
    assert Contribution.objects.count() == 0


# --- how it came and went ---


def test_a_replicated_site_leads_to_the_one_it_follows_and_back(as_, officer):
    programme = a_programme(code="P10")
    first = a_site(programme, unit=todays_unit(WIL), village="Thôn 1")
    client = as_(officer)
    said = typed(origin="replicated", parent=f"{first.code} – Thôn 1, Xã Đắk Wil")
    answer = client.post("/sites/new/", said)
    child = Site.objects.get(village="Thôn 5")
    assert (answer.url, child.parent) == (child.get_absolute_url(), first)
    assert first.get_absolute_url() in client.get(child.get_absolute_url()).content.decode()
    assert child.get_absolute_url() in client.get(first.get_absolute_url()).content.decode()


def test_a_site_is_merged_into_another_with_its_day_and_reason(as_, officer):
    programme = a_programme(code="P10")
    one, other = (a_site(programme, unit=todays_unit(WIL), village=v) for v in ("Thôn 5", "Thôn 6"))
    client = as_(officer)
    path = f"/sites/{one.code}/change/"
    gone = {"state": "ended", "ended": "05/2024", "ending": "merged", "reason": "cùng một tổ"}
    page = client.post(path, typed(**gone))
    assert list(errors(page)) == ["merged_into"]

    client.post(path, typed(**gone, merged_into=other.code))
    one.refresh_from_db()
    assert (one.ending, one.merged_into, one.ended_on) == ("merged", other, date(2024, 5, 1))
    assert "nhập vào nơi khác" in client.get(one.get_absolute_url()).content.decode()
    form = client.get(path).context["form"]
    assert form["merged_into"].value() == f"{other.code} – Thôn 6, Xã Đắk Wil"


def test_a_parent_beyond_ones_reach_is_kept_but_not_chosen(as_, officer):
    programme = a_programme(code="P10")
    far = a_site(programme, unit=todays_unit("24611"), village="Tổ dân phố 1")
    client = as_(officer)
    page = client.post("/sites/new/", typed(origin="replicated", parent=far.code))
    assert list(errors(page)) == ["parent"]
    mine = a_site(programme, unit=todays_unit(WIL), village="Thôn 5", origin="replicated",
                  parent=far)  # fmt: skip
    path = f"/sites/{mine.code}/change/"
    assert far.get_absolute_url() not in client.get(mine.get_absolute_url()).content.decode()
    shown = client.get(path).context["form"]["parent"].value()
    answer = client.post(path, typed(origin="replicated", parent=shown, member_count="7"))
    assert answer.status_code == 302
    mine.refresh_from_db()
    assert (mine.parent, mine.member_count) == (far, 7)


def test_sites_are_suggested_as_one_types(as_, officer):
    programme = a_programme(code="P10")
    a_site(programme, unit=todays_unit(WIL), village="Thôn 5")
    a_site(programme, unit=todays_unit("24611"), village="Thôn 5")
    page = as_(officer).get("/sites/options/?merged_into=thon 5")
    assert page.context["options"] == ["P10-24646-001 – Thôn 5, Xã Đắk Wil"]
