"""The big table of sites: found, filtered, kept under a name, taken along as a file."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from binhyen.people.choices import Role
from binhyen.people.models import SavedView
from binhyen.programmes import actions
from binhyen.programmes.choices import Source, State
from binhyen.programmes.queries import finding
from binhyen.units.models import Unit

from .factories import AT, SYSTEM, a_programme, a_site, an_officer, old_unit, todays_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer(todays_unit("68"))


def villages(page):
    return [site.village for site in page.context["page_obj"].object_list]


def rmang():
    return Unit.objects.get(folded="dak r mang", valid_to=date(2025, 7, 1))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dak rmang", ["Thôn 1"]),
        ("ĐẮK R'MĂNG", ["Thôn 1"]),
        ("rmang thon 1", ["Thôn 1"]),
        ("dak wil", ["Thôn 2"]),
        ("keng", ["Thôn 1", "Thôn 2"]),
        ("nguyen du", ["Thôn 2"]),
        ("dak rmang thon 2", []),
    ],
)
def test_words_without_marks_find_places_programmes_and_organisations(as_, officer, words, found):
    a_programme()
    unit = old_unit("24643")
    hosts = actions.ensure_organisations([(unit, "Trường THCS Nguyễn Du")], by=SYSTEM, at=AT)
    a_site(unit=rmang(), village="Thôn 1")
    a_site(unit=unit, village="Thôn 2", organisation=next(iter(hosts.values())))
    page = as_(officer).get("/sites/", {"q": words})
    assert sorted(villages(page)) == found


def test_a_site_is_found_by_the_new_name_of_its_programme(as_, officer):
    programme = a_programme("Tiếng kẻng an ninh")
    a_site(programme, village="Thôn 1")
    facts = actions.ProgrammeFacts(
        name="Tiếng loa an ninh", sector=programme.sector.name, unit=programme.unit
    )
    actions.change_programme(programme, facts, by=SYSTEM, at=AT)
    assert villages(as_(officer).get("/sites/", {"q": "tieng loa"})) == ["Thôn 1"]
    assert villages(as_(officer).get("/sites/", {"q": "tieng keng"})) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "ended"}, ["Thôn 3"]),
        ({"state": "counted"}, ["Thôn 1", "Thôn 2"]),
        ({"programme": "P30"}, ["Thôn 2"]),
        ({"programme": "P30", "state": "ended"}, []),
        ({"year": "2021"}, ["Thôn 1"]),
        ({"missing": "date"}, ["Thôn 2", "Thôn 3"]),
        ({"missing": "position"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),
        ({"money": "state"}, ["Thôn 1"]),
        ({"money": "none"}, ["Thôn 2", "Thôn 3"]),
        ({"unit": "24643"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),
        ({"unit": "Xã Đắk Wil"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),  # also a commune of today
        ({"unit": "24640"}, []),
        ({"year": "hai nghìn"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),
        ({"programme": "P99"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),
        ({"sort": "-place"}, ["Thôn 3", "Thôn 2", "Thôn 1"]),
        ({"sort": "-members"}, ["Thôn 2", "Thôn 1", "Thôn 3"]),
        ({"page": "99"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),
        ({"page": "trang"}, ["Thôn 1", "Thôn 2", "Thôn 3"]),
    ],
)
def test_each_filter_keeps_what_it_says_and_nonsense_keeps_all(as_, officer, asked, found):
    bells, horns = a_programme(code="P10"), a_programme("Tiếng loa an ninh", code="P30")
    a_site(bells, village="Thôn 1", established_on=date(2021, 5, 1), state_vnd=5, member_count=3)
    a_site(horns, village="Thôn 2", member_count=9)
    a_site(bells, village="Thôn 3", state=State.ENDED, ended_on=date(2022, 1, 1))
    assert villages(as_(officer).get("/sites/", asked)) == found


def test_a_commune_of_today_shows_what_it_came_from_and_exactly_shows_only_its_own(as_, officer):
    a_programme()
    now = todays_unit("24640")
    former = [link.old for link in now.origins.filter(kind="whole").select_related("old")]
    a_site(unit=now, village="Nay")
    a_site(unit=former[0], village="Xưa")
    client = as_(officer)
    assert sorted(villages(client.get("/sites/", {"unit": "24640"}))) == ["Nay", "Xưa"]
    assert villages(client.get("/sites/", {"unit": "24640", "exact": "on"})) == ["Nay"]


def test_active_filters_are_said_in_words_with_the_way_out_of_each(as_, officer):
    programme = a_programme(code="P10")
    a_site(programme, village="Thôn 1")
    page = as_(officer).get("/sites/", {"q": "thon", "programme": "P10", "unit": "24640", "x": ""})
    said = [(one.label, one.value, one.without) for one in page.context["filters"].active]
    assert said == [
        ("Tìm", "thon", "programme=P10&unit=24640"),
        ("Địa bàn", "Xã Cư Jút, Tỉnh Lâm Đồng (24640)", "q=thon&programme=P10"),
        ("Mô hình", "P10 – Tiếng kẻng an ninh", "q=thon&unit=24640"),
    ]


def test_typing_refreshes_the_table_alone_and_names_its_short_address(as_, officer):
    a_programme()
    a_site(village="Thôn 1")
    page = as_(officer).get(
        "/sites/", {"q": "thon", "unit": "", "state": ""}, headers={"HX-Request": "true"}
    )
    assert "<html" not in page.content.decode()
    assert page["HX-Push-Url"] == "/sites/?q=thon"
    assert "HX-Request" in page["Vary"]


def test_a_filter_that_was_not_understood_says_so(as_, officer):
    page = as_(officer).get("/sites/", {"unit": "xyz"}, headers={"HX-Request": "true"})
    assert "Có điều kiện chưa hiểu" in page.content.decode()


def test_an_empty_register_says_what_belongs_there_and_where_to_begin(as_, officer):
    text = as_(officer).get("/sites/").content.decode()
    assert "Chưa có điểm mô hình nào" in text
    assert "/sites/new/" in text
    reader = as_(an_officer(todays_unit("68"), Role.READER)).get("/sites/").content.decode()
    assert "/sites/new/" not in reader


def test_no_more_queries_for_many_sites_than_for_one(as_, officer, django_assert_num_queries):
    a_programme()
    client = as_(officer)
    client.get("/sites/")
    counts = []
    for number in (1, 60):
        lines = {n: f"Thôn {n}" for n in range(number)}
        for village in lines.values():
            a_site(village=village, state_vnd=5)
        with django_assert_num_queries(10) as captured:
            assert client.get("/sites/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_word_that_hits_too_many_sites_says_so(as_, officer, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    a_programme()
    for number in range(3):
        a_site(village=f"Thôn {number}")
    page = as_(officer).get("/sites/?q=thon")
    assert "hơn 2 điểm" in page.content.decode()
    assert len(page.context["page_obj"].object_list) == 2
    assert "3 điểm" in as_(officer).get("/sites/").content.decode()


def test_the_last_line_sums_up_the_whole_list_and_only_it(as_, officer):
    a_programme()
    for number in range(60):
        a_site(village=f"Thôn {number}", team_count=2, member_count=10, state_vnd=5_000_000)
    sums = as_(officer).get("/sites/").context["sums"]
    assert (sums.teams, sums.members, sums.money_vnd) == (120, 600, 300_000_000)
    sums = as_(officer).get("/sites/?q=thon 7").context["sums"]
    assert (sums.teams, sums.members, sums.money_vnd) == (2, 10, 5_000_000)
    assert as_(officer).get("/sites/?q=khong co").context["sums"] is None


def test_a_site_that_ended_on_no_recorded_day_is_named_as_lacking_it(as_, officer):
    a_programme()
    a_site(village="Không ngày", state=State.ENDED)
    a_site(village="Có ngày", state=State.ENDED, ended_on=date(2025, 3, 1))
    rows = as_(officer).get("/sites/?missing=end").context["page_obj"].object_list
    assert [site.village for site in rows] == ["Không ngày"]


def test_everybody_sees_their_own_part_of_the_table(as_, officer):
    a_programme()
    a_site(unit=todays_unit("24640"), village="Của Cư Jút")
    a_site(unit=todays_unit("24611"), village="Của Bắc Gia Nghĩa")
    commune = an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER)
    stranger = an_officer(todays_unit("01"))
    assert len(villages(as_(officer).get("/sites/"))) == 2
    assert villages(as_(commune).get("/sites/")) == ["Của Cư Jút"]
    assert villages(as_(stranger).get("/sites/")) == []


def test_units_are_suggested_within_reach_without_marks(as_, officer):
    text = as_(officer).get("/sites/units/", {"unit": "dak rmang"}).content.decode()
    assert "Đắk R&#x27;Măng" in text
    commune = an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER)
    asked = {"unit": "nghia", "for": "site:change"}
    assert as_(commune).get("/sites/units/", asked).content.decode().strip() == ""
    assert as_(officer).get("/sites/units/").content.decode().strip() == ""


def test_programmes_are_suggested_by_their_other_names_too(as_, officer):
    a_programme(code="P10", aliases=["Tiếng kẻng AN"])
    text = as_(officer).get("/sites/programmes/", {"programme": "keng an"}).content.decode()
    assert "P10 – Tiếng kẻng an ninh" in text


def test_a_catalogue_too_long_for_a_list_is_typed(as_, officer, monkeypatch):
    monkeypatch.setattr("binhyen.programmes.queries.offering.MOST_LISTED", 1)
    bells, horns = a_programme(code="P10"), a_programme("Tiếng loa an ninh", code="P30")
    a_site(bells, village="Thôn 1")
    a_site(horns, village="Thôn 2")
    client = as_(officer)
    assert villages(client.get("/sites/", {"programme": "P30"})) == ["Thôn 2"]
    assert villages(client.get("/sites/", {"programme": "P10 – Tiếng kẻng an ninh"})) == ["Thôn 1"]
    assert len(villages(client.get("/sites/", {"programme": "không có"}))) == 2


# --- saved views ---


def test_a_saved_view_belongs_to_its_person(as_, officer):
    other = an_officer(todays_unit("68"))
    client = as_(officer)
    answer = client.post("/sites/views/", {"name": "Thiếu giấy", "query": "missing=decision"})
    assert answer.url == "/sites/?missing=decision"
    [view] = client.get("/sites/").context["views"]
    assert (view.name, view.query) == ("Thiếu giấy", "missing=decision")
    assert list(as_(other).get("/sites/").context["views"]) == []
    assert as_(other).post(f"/sites/views/{view.pk}/drop/").status_code == 404
    assert client.post(f"/sites/views/{view.pk}/drop/").url == "/sites/"
    assert SavedView.objects.count() == 0


def test_a_view_of_the_same_name_takes_the_new_filters(as_, officer):
    client = as_(officer)
    client.post("/sites/views/", {"name": "Của tôi", "query": "q=a"})
    client.post("/sites/views/", {"name": "Của tôi", "query": "q=b"})
    assert list(SavedView.objects.values_list("query", flat=True)) == ["q=b"]


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_a_view_without_a_fitting_name_is_not_kept(as_, officer, name):
    answer = as_(officer).post("/sites/views/", {"name": name, "query": "q=a"}, follow=True)
    assert "Chưa lưu được" in answer.content.decode()
    assert SavedView.objects.count() == 0


# --- files ---


def rows_of(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    header, *rows = book.get_sheet_by_index(0).to_python()[3:]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_file_holds_exactly_what_the_filters_show(as_, officer):
    a_programme()
    a_site(village="Thôn 1", state_vnd=5)
    a_site(village="Thôn 2")
    a_site(unit=todays_unit("01"), village="Thôn 3")  # not theirs
    client = as_(officer)
    for asked in ({}, {"money": Source.STATE}, {"q": "thon 2"}, {"sort": "-place"}):
        shown = villages(client.get("/sites/", asked))
        place = "Thôn, bon, buôn, tổ dân phố"
        assert [r[place] for r in rows_of(client.get("/sites/export.xlsx", asked))] == shown
        text = client.get("/sites/export.csv", asked).content.decode("utf-8-sig")
        assert [line.split(",")[0] for line in text.splitlines()] == [
            "TT",
            *(str(n) for n in range(1, len(shown) + 1)),
        ]


def test_a_file_says_what_it_is(as_, officer):
    client = as_(officer)
    answer = client.get("/sites/export.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="diem-mo-hinh.csv"'
    assert client.get("/sites/export.pdf").status_code == 404
    assert client.get("/programmes/export.pdf").status_code == 404
