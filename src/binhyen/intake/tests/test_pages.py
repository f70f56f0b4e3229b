"""The pages of an import: handed in, looked at, put right, committed, taken back."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from binhyen.intake import actions
from binhyen.intake.models import Batch, Row
from binhyen.people.choices import Role
from binhyen.programmes import actions as register
from binhyen.programmes.models import Alias, Programme, Site
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)

from .files import a_line, a_workbook

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def officer():
    return an_officer(todays_unit("68"))


@pytest.fixture
def desk(client, officer):
    client.force_login(officer, BACKEND)
    return client


def sign_in(client, person):
    client.force_login(person, BACKEND)
    return client


def upload(client, content, *, name="so.xlsx", unit=None, **fields):
    unit = unit or old_unit("67")
    fields = {"subject": "register", "unit": unit.pk, **fields}
    return client.post("/import/", {"file": SimpleUploadedFile(name, content), **fields})


def put_in(desk, *rows):
    answer = upload(desk, a_workbook(*rows))
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.latest("pk")


def page_of(desk, batch, **asked):
    answer = desk.get(batch.get_absolute_url(), asked)
    assert answer.status_code == 200
    return answer


def text_of(answer):
    return " ".join(answer.content.decode().split())


# --- who may ---


def test_without_the_permission_the_door_is_shut(client):
    a_programme()
    batch = actions.put_in(a_workbook(a_line("Thôn 1")), name="a.xlsx", unit=old_unit("67"),
                           by=None, at=AT)  # fmt: skip
    sign_in(client, an_officer(todays_unit("68"), Role.READER))
    row = batch.rows.get()
    for path in ("", "empty.xlsx", f"{batch.key}/", f"{batch.key}/left-over.xlsx",
                 f"{batch.key}/rows/{row.pk}/"):  # fmt: skip
        assert client.get(f"/import/{path}").status_code == 403
    for path in ("commit", "undo", "discard", "reopen", "reread", "mark"):
        assert client.post(f"/import/{batch.key}/{path}/").status_code == 403


def test_an_import_elsewhere_doesnt_exist(client):
    a_programme()
    batch = actions.put_in(a_workbook(a_line("Thôn 1")), name="a.xlsx", unit=old_unit("67"),
                           by=None, at=AT)  # fmt: skip
    sign_in(client, an_officer(todays_unit("24646"), Role.COMMUNE_OFFICER))
    assert client.get(batch.get_absolute_url()).status_code == 404
    assert client.post(f"{batch.get_absolute_url()}commit/").status_code == 404
    assert "a.xlsx" not in text_of(client.get("/import/"))


def test_a_commune_officer_imports_for_the_own_commune(client):
    commune = todays_unit("24640")
    a_programme()
    sign_in(client, an_officer(commune, Role.COMMUNE_OFFICER))
    assert "Danh mục" not in [str(f.label) for f in client.get("/import/").context["form"]]
    upload(client, a_workbook(a_line("Thôn 1", commune="Thị trấn Ea T'Ling")), unit=commune)
    batch = Batch.objects.get()
    assert batch.rows.get().status == "ok"
    client.post(f"{batch.get_absolute_url()}commit/")
    assert Site.objects.get().unit == old_unit("24640")


def test_a_file_for_a_unit_out_of_reach_is_refused_beside_the_field(desk):
    answer = upload(desk, a_workbook(a_line("Thôn 1")), unit=todays_unit("01"))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"unit"}


# --- the list ---


def test_an_empty_list_says_what_belongs_there(desk):
    assert "Chưa nhập tệp nào" in text_of(desk.get("/import/"))


def test_the_list_and_the_preview_ask_few_questions(desk, django_assert_max_num_queries):
    a_programme()
    put_in(desk, a_line("Thôn 1"))
    lines = [a_line(f"Thôn {n}", on="31/02/2020") for n in range(2, 40)]
    batch = put_in(desk, *lines, a_line("Thôn 99", commune="Xã Đắk Wilk"))
    for address in ("/import/", f"{batch.get_absolute_url()}?tab=refused",
                    f"{batch.get_absolute_url()}?tab=doubtful"):  # fmt: skip
        desk.get(address)
        with django_assert_max_num_queries(12):
            assert desk.get(address).status_code == 200


def test_the_empty_form_reads_as_a_list_without_rows(desk):
    content = b"".join(desk.get("/import/empty.xlsx").streaming_content)
    answer = upload(desk, content)
    assert answer.status_code == 422
    assert "Danh sách chỉ có tiêu đề" in text_of(answer)


# --- committing ---


def test_a_file_goes_in_and_comes_back_out(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 2", on="31/02/2020"))
    shown = text_of(page_of(desk, batch))
    assert "Nhập 1 dòng vào sổ" in shown
    assert "Tải 1 dòng không vào" in shown
    done = desk.post(f"{batch.get_absolute_url()}commit/", follow=True)
    site = Site.objects.get()
    assert site.get_absolute_url() in text_of(done)
    undone = desk.post(f"{batch.get_absolute_url()}undo/", {"reason": "nhầm tệp"}, follow=True)
    assert not Site.objects.exists()
    assert "Đã hoàn tác cả lần nhập" in text_of(undone)


def test_a_second_press_is_told_and_does_nothing(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    desk.post(f"{batch.get_absolute_url()}commit/")
    again = desk.post(f"{batch.get_absolute_url()}commit/")
    assert again.status_code == 409
    assert "đã nhập" in text_of(again)
    assert Site.objects.count() == 1


@pytest.mark.parametrize("deed", ["undo", "reopen"])
def test_a_step_of_another_state_is_refused(desk, deed):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    assert desk.post(f"{batch.get_absolute_url()}{deed}/").status_code == 409


def test_a_register_that_moved_is_read_again_and_said(desk):
    programme = a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 2"))
    a_site(programme, village="Thôn 2", team_count=9)
    answer = desk.post(f"{batch.get_absolute_url()}commit/")
    assert answer.status_code == 409
    assert "Sổ vừa thay đổi" in text_of(answer)
    assert [row.effect for row in batch.rows.all()] == ["new", "update"]
    assert desk.post(f"{batch.get_absolute_url()}commit/").status_code == 302


def test_what_changed_since_is_named_and_nothing_undone(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    desk.post(f"{batch.get_absolute_url()}commit/")
    site = Site.objects.get()
    register.change_site(site, replace(register.facts_of(site), team_count=9), by=SYSTEM, at=AT)
    answer = desk.post(f"{batch.get_absolute_url()}undo/")
    assert answer.status_code == 409
    assert str(site) in text_of(answer)
    assert Site.objects.exists()


def test_the_same_file_says_that_it_was_committed(desk):
    a_programme()
    desk.post(f"{put_in(desk, a_line('Thôn 1')).get_absolute_url()}commit/")
    again = put_in(desk, a_line("Thôn 1"))
    Batch.objects.update(file_sha256="0" * 64)  # the zip's own times differ, the rows don't
    shown = text_of(page_of(desk, again))
    assert "Tệp này đã được nhập" in shown
    assert "Kết thúc, không có gì để nhập" in shown


def test_a_preview_given_up_can_be_opened_again(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    shown = desk.post(f"{batch.get_absolute_url()}discard/", follow=True)
    assert "Mở lại bản xem trước" in text_of(shown)
    assert desk.post(f"{batch.get_absolute_url()}commit/").status_code == 409
    assert "Nhập 1 dòng" in text_of(desk.post(f"{batch.get_absolute_url()}reopen/", follow=True))


# --- repairs ---


def test_a_doubtful_row_goes_in_once_confirmed(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1", commune="Xã Đắk Wilk"), a_line("Thôn 2"))
    row = batch.rows.get(status="doubtful")
    assert "có phải là Xã Đắk Wil không?" in text_of(page_of(desk, batch))
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": f"confirm:{row.pk}"})
    assert "Nhập 2 dòng" in text_of(page_of(desk, batch))
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": "unconfirm", "pick": [row.pk]})
    assert "Nhập 1 dòng" in text_of(page_of(desk, batch))


def test_doubtful_rows_are_narrowed_to_one_reason_and_confirmed_together(desk):
    a_programme()
    batch = put_in(
        desk,
        a_line("Thôn 1", commune="Xã Đắk Wilk"),
        a_line("Thôn 2", teams="khoảng 3"),
        a_line("Thôn 3", teams="khoảng 4"),
    )
    shown = page_of(desk, batch, tab="doubtful", reason="approximate")
    keys = [one.row.pk for one in shown.context["rows"]]
    assert len(keys) == 2
    here = "tab=doubtful&reason=approximate"
    answer = desk.post(
        f"{batch.get_absolute_url()}mark/", {"do": "confirm", "pick": keys, "here": here}
    )
    assert answer["Location"].endswith(f"?{here}")
    assert set(Row.objects.filter(confirmed=True).values_list("pk", flat=True)) == set(keys)


def test_a_misspelt_commune_is_put_right_on_every_row_by_one_click(desk):
    a_programme()
    batch = put_in(
        desk,
        a_line("Thôn 1", commune="Xã Đắk Wilk"),
        a_line("Thôn 2", commune="Xã Đắk Wilk"),
        a_line("Thôn 3"),
    )
    row = batch.rows.first()
    offer = page_of(desk, batch).context["rows"][0].offers[0]
    assert offer.label.startswith("Là Xã Đắk Wil, Huyện Cư Jút")
    desk.post(f"{batch.get_absolute_url()}rows/{row.pk}/follow/", {"proposal": offer.sent})
    assert set(batch.rows.values_list("status", "unit__code")) == {("ok", "24643")}


def test_a_repair_that_isnt_offered_does_nothing(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1", commune="Xã Đắk Wilk"))
    row = batch.rows.get()
    address = f"{batch.get_absolute_url()}rows/{row.pk}/follow/"
    shown = desk.post(address, {"proposal": "unit|24640|Thị trấn Ea T'Ling"}, follow=True)
    assert "đọc lại" in text_of(shown)
    assert batch.rows.get().repairs == {}


def test_it_is_the_same_as_teaches_the_catalogue_the_name(desk):
    programme = a_programme("Tiếng kẻng an ninh thôn bản")
    batch = put_in(
        desk,
        a_line("Thôn 1", programme="Tiếng kẻng ban đêm"),
        a_line("Thôn 2", programme="TIẾNG KẺNG BAN ĐÊM"),
    )
    assert set(batch.rows.values_list("status", flat=True)) == {"refused"}
    offer = page_of(desk, batch).context["rows"][0].offers[0]
    row = batch.rows.first()
    desk.post(f"{batch.get_absolute_url()}rows/{row.pk}/follow/", {"proposal": offer.sent})
    assert Alias.objects.get(programme=programme).name == "Tiếng kẻng ban đêm"
    assert set(batch.rows.values_list("status", "programme")) == {("ok", programme.pk)}


def test_who_may_not_change_the_catalogue_says_it_for_this_file_only(client):
    programme = a_programme("Tiếng kẻng an ninh thôn bản")
    commune = todays_unit("24640")
    sign_in(client, an_officer(commune, Role.COMMUNE_OFFICER))
    line = a_line("Thôn 1", programme="Tiếng kẻng ban đêm", commune="Thị trấn Ea T'Ling")
    upload(client, a_workbook(line), unit=commune)
    batch = Batch.objects.get()
    shown = page_of(client, batch).context["rows"][0]
    assert not shown.can_enter
    row = batch.rows.get()
    client.post(
        f"{batch.get_absolute_url()}rows/{row.pk}/follow/", {"proposal": shown.offers[0].sent}
    )
    assert not Alias.objects.exists()
    assert batch.rows.get().programme == programme
    address = f"{batch.get_absolute_url()}rows/{row.pk}/programme/"
    assert client.get(address).status_code == 403
    assert client.post(address, {"name": "X", "sector": "Y"}).status_code == 403


def test_an_unknown_programme_is_added_to_the_catalogue_with_its_sector(desk):
    a_programme()
    batch = put_in(desk, *[a_line(f"Thôn {n}", programme="Dòng họ tự quản") for n in (1, 2)])
    row = batch.rows.first()
    address = f"{batch.get_absolute_url()}rows/{row.pk}/programme/"
    assert desk.get(address).context["form"].initial["name"] == "Dòng họ tự quản"
    faulty = desk.post(address, {"name": "Tiếng kẻng an ninh", "sector": "An ninh"})
    assert faulty.status_code == 422
    assert "Danh mục đã có mô hình mang tên này." in text_of(faulty)
    desk.post(address, {"name": "Dòng họ tự quản về an ninh", "sector": "Dân vận"})
    programme = Programme.objects.get(name="Dòng họ tự quản về an ninh")
    assert (programme.sector.name, programme.unit.code) == ("Dân vận", "67")
    assert set(batch.rows.values_list("status", "programme")) == {("ok", programme.pk)}


def test_a_cell_put_right_by_hand_is_read_again_and_kept(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1", on="31/02/2020"))
    row = batch.rows.get()
    address = f"{batch.get_absolute_url()}rows/{row.pk}/"
    form = desk.get(address).context["form"]
    assert form.initial["established"] == "31/02/2020"
    typed = {**form.initial, "established": "30/02/2020"}
    faulty = desk.post(address, typed)
    assert faulty.status_code == 422
    assert faulty.context["form"].errors == {
        "established": ["Ngày “30/02/2020” không có trên lịch."]
    }
    assert 'value="30/02/2020"' in text_of(faulty)
    assert desk.get(address).context["form"].initial["established"] == "30/02/2020"
    desk.post(address, {**typed, "established": "29/02/2020"})
    row.refresh_from_db()
    assert (row.status, row.repairs) == ("ok", {"established": "29/02/2020"})
    assert row.cells["established"] == "31/02/2020"


def test_a_telephone_number_typed_by_hand_is_never_stored(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1", on="31/02/2020"))
    row = batch.rows.get()
    address = f"{batch.get_absolute_url()}rows/{row.pk}/"
    form = desk.get(address).context["form"]
    answer = desk.post(address, {**form.initial, "village": "Thôn 1, gọi 0912345678"})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert "0912345678" not in repr((row.repairs, row.reading, row.reasons))


def test_a_row_put_right_may_repeat_another_and_then_says_so(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 2", on="31/02/2020"))
    second = batch.rows.last()
    address = f"{batch.get_absolute_url()}rows/{second.pk}/"
    form = desk.get(address).context["form"]
    typed = {**form.initial, "village": "Thôn 1", "established": "01/12/2016"}
    assert "Trùng dòng 2" in text_of(desk.post(address, typed))
    first = batch.rows.first()
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": f"skip:{first.pk}"})
    second.refresh_from_db()
    assert second.status == "ok"
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": f"unskip:{first.pk}"})
    second.refresh_from_db()
    assert second.status == "refused"


def test_an_update_shows_before_and_after_and_waits_for_its_tick(desk):
    a_site(a_programme(), village="Thôn 1", team_count=1, member_count=12, decision_number="1/QĐ",
           state_vnd=5_000_000)  # fmt: skip
    batch = put_in(desk, a_line("Thôn 1", teams=3))
    shown = page_of(desk, batch)
    row = shown.context["rows"][0]
    told = {str(one.label): (one.before, one.after) for one in row.differences}
    assert told == {"Số tổ": ("1", "3"), "Ngày ra mắt": ("–", "01/12/2016")}
    assert "Kết thúc, không có gì để nhập" in text_of(shown)
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": "confirm", "pick": [row.row.pk]})
    desk.post(f"{batch.get_absolute_url()}commit/")
    assert Site.objects.get().team_count == 3


def test_a_tick_on_an_old_reading_is_taken_back(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1", commune="Xã Đắk Wilk"))
    row = batch.rows.get()
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": f"confirm:{row.pk}"})
    address = f"{batch.get_absolute_url()}rows/{row.pk}/"
    form = desk.get(address).context["form"]
    desk.post(address, {**form.initial, "teams": "khoảng 7"})
    row.refresh_from_db()
    assert (row.status, row.confirmed) == ("doubtful", False)


def test_an_ambiguous_name_cant_be_confirmed_only_settled(desk):
    for name in ("Tổ tự quản số một", "Tổ tự quản số hai"):
        a_programme(name, aliases=[])
    Alias.objects.bulk_create(
        Alias(programme=p, name="Tự quản", folded="tu quan") for p in Programme.objects.all()
    )
    batch = put_in(desk, a_line("Thôn 1", programme="Tự quản"))
    row = batch.rows.get()
    shown = page_of(desk, batch).context["rows"][0]
    assert not shown.can_confirm
    desk.post(f"{batch.get_absolute_url()}mark/", {"do": f"confirm:{row.pk}"})
    assert desk.post(f"{batch.get_absolute_url()}commit/").status_code == 302
    assert not Site.objects.exists()


def test_what_doesnt_go_in_can_be_taken_away_and_handed_in_again(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"), a_line("Thôn 2", on="31/02/2020"),
                   a_line("Thôn 3", commune="Xã Đắk Wilk"))  # fmt: skip
    answer = desk.get(f"{batch.get_absolute_url()}left-over.xlsx")
    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[-3] for row in rows] == ["Dòng", "3", "4"]
    assert "không có trên lịch" in rows[1][-1]
    upload(desk, content, name="again.xlsx")
    again = Batch.objects.latest("pk")
    assert [(r.status, r.unit.code) for r in again.rows.all()] == [
        ("refused", "24643"),
        ("doubtful", "24643"),
    ]


def test_rows_of_another_import_are_not_found(desk):
    a_programme()
    one, other = put_in(desk, a_line("Thôn 1")), put_in(desk, a_line("Thôn 2"))
    row = other.rows.get()
    assert desk.get(f"{one.get_absolute_url()}rows/{row.pk}/").status_code == 404


def test_the_sheets_are_told_as_understood(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    sheet = page_of(desk, batch).context["sheets"][0]
    assert (sheet.name, sheet.header, sheet.data_rows) == ("Sổ", "1", 1)
    assert ("B", "Tên mô hình", "Tên mô hình", "") in [
        (letter, header, str(meaning), scale) for letter, header, meaning, scale in sheet.columns
    ]


# --- the catalogue ---

CATALOGUE = """code,name,sector,aliases
C1,Camera giám sát,An ninh,Camera AN; Camera an ninh
C2,Tiếng kẻng an ninh,Dân vận,Kẻng
C3,Tên dài {long},An ninh,
C4,Mô hình gọi 0912345678,An ninh,
""".format(long="x" * 260)


def test_a_catalogue_is_previewed_committed_and_taken_back(desk):
    a_programme()
    answer = upload(desk, CATALOGUE.encode(), name="dm.csv", subject="catalogue")
    batch = Batch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    assert [(row.status, row.effect) for row in batch.rows.all()] == [
        ("ok", "new"),
        ("ok", "update"),
        ("refused", "new"),
        ("refused", "new"),
    ]
    told = page_of(desk, batch, tab="update").context["rows"][0].differences
    assert {str(one.label): one.before for one in told} == {
        "Lĩnh vực": "Phòng, chống tội phạm",
        "Tên khác": "–",
    }
    shown = text_of(desk.post(f"{batch.get_absolute_url()}commit/", follow=True))
    assert "Camera giám sát" in shown
    assert Programme.objects.get(name="Camera giám sát").aliases.count() == 2
    desk.post(f"{batch.get_absolute_url()}undo/")
    programme = Programme.objects.get()
    assert (programme.name, programme.sector.name) == (
        "Tiếng kẻng an ninh",
        "Phòng, chống tội phạm",
    )
    assert not Alias.objects.exists()


def test_a_catalogue_again_changes_nothing(desk):
    for _time in range(2):
        upload(desk, CATALOGUE.encode(), name="dm.csv", subject="catalogue")
        batch = Batch.objects.latest("pk")
        desk.post(f"{batch.get_absolute_url()}commit/")
    effects = set(batch.rows.filter(status="ok").values_list("effect", flat=True))
    assert effects == {"same"}


def test_who_may_not_change_the_catalogue_cant_hand_one_in(client):
    commune = todays_unit("24640")
    sign_in(client, an_officer(commune, Role.COMMUNE_OFFICER))
    upload(client, CATALOGUE.encode(), name="dm.csv", unit=commune, subject="catalogue")
    assert not Programme.objects.exists()
    assert not Batch.objects.filter(subject="catalogue").exists()


def test_lines_of_a_catalogue_have_no_form_and_no_proposals(desk):
    upload(desk, CATALOGUE.encode(), name="dm.csv", subject="catalogue")
    batch = Batch.objects.get()
    for page in ("", "follow/", "programme/"):
        row = f"{batch.get_absolute_url()}rows/{batch.rows.first().pk}/{page}"
        assert desk.post(row, {"proposal": "unit|1|x"}).status_code == 404


def test_a_catalogue_is_taken_back_only_by_who_may_change_it(desk, client):
    commune = todays_unit("24640")
    upload(desk, CATALOGUE.encode(), name="dm.csv", unit=old_unit("67"), subject="catalogue")
    batch = Batch.objects.get()
    desk.post(f"{batch.get_absolute_url()}commit/")
    Batch.objects.update(unit=commune)
    sign_in(client, an_officer(commune, Role.COMMUNE_OFFICER))
    assert client.post(f"{batch.get_absolute_url()}undo/").status_code == 403
    assert Programme.objects.count() == 2


@pytest.mark.parametrize("pick", ["²", "x", "9" * 40, "-1"])
def test_a_tick_on_no_row_does_nothing(desk, pick):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    answer = desk.post(f"{batch.get_absolute_url()}mark/", {"do": "skip", "pick": [pick]})
    assert answer.status_code == 302
    assert not batch.rows.filter(skipped=True).exists()


def test_a_way_back_leads_nowhere_else(desk):
    a_programme()
    batch = put_in(desk, a_line("Thôn 1"))
    here = "https://elsewhere.example/?tab=new&x=1"
    answer = desk.post(f"{batch.get_absolute_url()}mark/", {"do": "", "here": here})
    assert answer["Location"] == batch.get_absolute_url()


def test_an_officer_may_choose_the_province_of_then(desk):
    names = [label for _key, label in desk.get("/import/").context["form"].fields["unit"].choices]
    assert names[0] == "Tỉnh Lâm Đồng (68)"
    assert "Tỉnh Đắk Nông (67, đến 30/06/2025)" in names
