"""The pages of files: what one takes away, hands in, repairs, takes in and takes back."""

from datetime import datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from binhyen.figures import actions, queries
from binhyen.figures.choices import BatchState, CellState
from binhyen.figures.models import Batch
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, a_user, signed_in

from .factories import AT, NOVEMBER, OCTOBER, a_locked_return, a_return, month, todays_unit

pytestmark = pytest.mark.django_db

HEAD = "Mã đơn vị;Đơn vị;Kỳ;theft;fires;disorder\n"
FILES = "/figures/files/"


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    """What the doors take for now: after November's last day."""
    for door in ("files", "batches"):
        monkeypatch.setattr(f"binhyen.figures.views.{door}.now", lambda: AT)
    monkeypatch.setattr("binhyen.figures.views.files.localdate", lambda: timezone.localdate(AT))


@pytest.fixture
def officer():
    return a_person(Role.COMMUNE_OFFICER, "24611")


def a_file(text: str, name: str = "so-lieu.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def send(person, text: str, unit: str = "24611"):
    posted = {"file": a_file(text), "unit": todays_unit(unit).pk}
    return signed_in(person).post(FILES, posted)


def a_batch(person, text: str, at: datetime = AT) -> Batch:
    return actions.open_batch(todays_unit("24611"), "a.csv", text.encode(), by=person, at=at)


def amounts(unit: str = "24611") -> dict[str, int | None]:
    one = queries.return_of(todays_unit(unit), month())
    return {key: cell.amount for key, cell in queries.cells_of(one).items()} if one else {}


# --- who sees and does what ---


@pytest.mark.slow
def test_officer_superior_reader_and_stranger(officer):
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};1;;\n")
    people = [
        officer,
        a_person(Role.PROVINCE_OFFICER, "68"),
        a_person(Role.READER, "24611"),
        a_person(Role.COMMUNE_OFFICER, "13366"),
        a_user(),
    ]
    pages = [FILES, batch.get_absolute_url()]
    answers = [[signed_in(one).get(page).status_code for page in pages] for one in people]
    assert answers == [[200, 200], [200, 200], [200, 404], [200, 404], [403, 404]]
    reader = people[2]
    assert send(reader, HEAD).status_code == 403
    assert signed_in(reader).get(FILES).context["upload"] is None


# --- a file handed in ---


def test_a_file_is_previewed_and_nothing_is_written(officer):
    a_return(theft=3)
    answer = send(officer, HEAD + f"24611;;{NOVEMBER};5;ba;1\n")
    batch = Batch.objects.visible_to(officer).get()
    assert answer["Location"] == batch.get_absolute_url()
    page = signed_in(officer).get(batch.get_absolute_url())
    assert page.context["tab"] == CellState.REFUSED
    text = page.content.decode()
    assert "“ba” là chữ; hãy ghi bằng số." in text
    assert "E2" in text
    assert "Nhập 2 ô" in text
    assert amounts() == {"theft": 3}


def test_a_file_that_is_none_is_refused_beside_its_field(officer):
    page = send(officer, "x;y\n1;2\n")
    assert page.status_code == 422
    assert "Không thấy dòng mã chỉ tiêu" in page.context["upload"].errors["file"][0]
    page = signed_in(officer).post(FILES, {"unit": todays_unit("24611").pk})
    assert page.context["upload"].errors["file"] == ["Hãy chọn một tệp."]


def test_a_locked_month_a_foreign_unit_and_a_misspelt_code_are_said_at_their_cells(officer):
    a_locked_return(code=OCTOBER)
    batch = a_batch(
        officer,
        HEAD.replace("fires", "fire")
        + f"24611;;{OCTOBER};5;;\n24640;;{NOVEMBER};5;;\n24611;;{NOVEMBER};4;1;\n99999;;x;1;;\n",
    )
    text = signed_in(officer).get(batch.get_absolute_url()).content.decode()
    for said in (
        "Kỳ này đã khóa; chỉ đính chính được, có lý do.",
        "Bạn không nhập số liệu cho đơn vị này.",
        "Không có chỉ tiêu “fire”.",
        "Không có kỳ “x”.",
        "Nhập 1 ô",
    ):
        assert said in text
    assert "<input class" not in text  # none of them is mended by another number


# --- repaired in the page ---


def test_a_cell_is_repaired_in_the_page_and_what_is_still_wrong_stays_as_typed(officer):
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};ba;khoảng 5;x\n")
    theft, fires, disorder = batch.cells.order_by("pk")
    client, page = signed_in(officer), f"{batch.get_absolute_url()}cells/"
    typed = {"do": "repair", "tab": "refused", f"cell-{theft.pk}": "3",
             f"cell-{fires.pk}": "năm", f"cell-{disorder.pk}": ""}  # fmt: skip
    answer = client.post(page, typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="năm"' in text
    assert "Còn 1 ô vừa sửa mà vẫn không nhập được" in text
    states = {cell.key: cell.state for cell in batch.cells.all()}
    assert states == {"theft": CellState.NEW, "fires": CellState.REFUSED,
                      "disorder": CellState.LEFT_OUT}  # fmt: skip
    answer = client.post(page, {"do": "repair", f"cell-{fires.pk}": "5"}, follow=True)
    assert "Đã đọc lại 1 ô." in answer.content.decode()


def test_cells_are_left_out_and_taken_back(officer):
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};3;5;1\n")
    client, page = signed_in(officer), f"{batch.get_absolute_url()}cells/"
    keys = [cell.pk for cell in batch.cells.all()][:2]
    client.post(page, {"do": "skip", "pick": keys, "tab": "new"})
    assert batch.cells.filter(state=CellState.LEFT_OUT).count() == 2
    client.post(page, {"do": "take", "pick": [keys[0], "x", "9" * 40], "tab": "left-out"})
    assert batch.cells.filter(state=CellState.LEFT_OUT).count() == 1
    answer = client.post(page, {"do": "skip", "tab": "new"}, follow=True)
    assert "Chưa có ô nào được đánh dấu." in answer.content.decode()


# --- taken in, taken back ---


@pytest.mark.slow
def test_a_file_is_taken_in_as_one_and_undone_as_one(officer):
    a_return(theft=3)
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};5;2;\n")
    client, base = signed_in(officer), batch.get_absolute_url()
    page = client.post(f"{base}commit/", follow=True)
    assert "Đã nhập 2 ô." in page.content.decode()
    assert page.context["touched"][0][:2] == ("Phường Bắc Gia Nghĩa", "Tháng 11/2026")
    assert amounts() == {"theft": 5, "fires": 2}
    actions.enter(queries.return_of(todays_unit("24611"), month()), {"fires": 9}, by=officer, at=AT)
    page = client.post(f"{base}undo/", follow=True)
    assert "1 ô đã được sửa tiếp" in page.content.decode()
    assert amounts() == {"theft": 3, "fires": 9}
    assert client.post(f"{base}undo/").status_code == 409


def test_what_was_changed_meanwhile_is_kept_and_said(officer):
    one = a_return(theft=3)
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};5;2;\n")
    actions.enter(one, {"theft": 4}, by=officer, at=AT)
    page = signed_in(officer).post(f"{batch.get_absolute_url()}commit/", follow=True)
    text = page.content.decode()
    assert "Đã nhập 1 ô." in text
    assert "1 ô đã có người khác sửa trong lúc bạn xem" in text
    assert "Ô này vừa được người khác sửa thành 4" in text
    assert amounts() == {"theft": 4, "fires": 2}


def test_a_preview_is_discarded_and_then_nothing_more_can_be_done(officer):
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};5;;\n")
    client, base = signed_in(officer), batch.get_absolute_url()
    cell = batch.cells.get().pk
    client.post(f"{base}discard/")
    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    answers = [client.post(f"{base}{step}/").status_code for step in ("commit", "discard", "undo")]
    assert answers == [409, 409, 409]
    assert client.post(f"{base}cells/", {"do": "skip", "pick": cell}).status_code == 302
    assert client.get(base).status_code == 200


def test_a_file_without_anything_to_take_offers_no_button(officer):
    batch = a_batch(officer, HEAD + f"24611;;{NOVEMBER};x;;\n")
    page = signed_in(officer).get(batch.get_absolute_url())
    assert "Không có ô nào để nhập" in page.content.decode()
    client = signed_in(officer)
    assert client.post(f"{batch.get_absolute_url()}commit/").status_code == 409


# --- taken away ---


def test_the_form_of_a_month_is_taken_away_with_what_is_known(officer):
    a_return(theft=3, fires="?")
    asked = {"unit": "24611", "period": NOVEMBER}
    answer = signed_in(officer).get(f"{FILES}form.xlsx", asked)
    name = "bieu-phuong-bac-gia-nghia-thang-11-2026.xlsx"
    assert f'filename="{name}"' in answer["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.content)).active
    found = {row[0]: row[3] for row in sheet.iter_rows(min_row=7, values_only=True)}
    assert (found["theft"], found["fires"], found["disorder"]) == (3, "?", None)
    said = {row[0]: row[4] for row in sheet.iter_rows(min_row=7, values_only=True)}
    assert (said["sites_kept"], said["theft"]) == ("đếm từ sổ, không nhập", None)


def test_a_code_names_the_unit_that_bore_it_then():
    province = a_person(Role.PROVINCE_OFFICER, "68")
    asked = {"unit": "68", "period": "month-2025-05"}
    answer = signed_in(province).get(f"{FILES}form.xlsx", asked)
    assert 'filename="bieu-tinh-lam-dong-thang-5-2025.xlsx"' in answer["Content-Disposition"]


@pytest.mark.slow
def test_the_months_of_a_province_come_back_unchanged(officer):
    a_return(theft=3)
    a_return("24640", OCTOBER, fires=1)
    province = a_person(Role.PROVINCE_OFFICER, "68")
    asked = {"unit": "68", "since": OCTOBER, "until": NOVEMBER}
    answer = signed_in(province).get(f"{FILES}months.csv", asked)
    text = answer.content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Mã đơn vị,Đơn vị,Kỳ,theft,")
    assert len(lines) == 1 + 2 * 124
    batch = actions.open_batch(todays_unit("68"), "a.csv", answer.content, by=province, at=AT)
    assert {cell.state for cell in batch.cells.all()} == {CellState.SAME}
    answer = signed_in(officer).get(f"{FILES}months.xlsx", asked | {"unit": "24611"})
    assert answer.status_code == 200
    assert signed_in(officer).get(f"{FILES}months.csv", asked).status_code == 422  # not in reach


def test_what_can_not_be_given_out_is_said_beside_its_field(officer):
    client = signed_in(officer)
    page = client.get(f"{FILES}months.csv", {"unit": "24611", "since": NOVEMBER, "until": OCTOBER})
    assert page.status_code == 422
    assert page.context["span"].errors["until"] == ["Kỳ cuối sớm hơn kỳ đầu."]
    page = client.get(
        f"{FILES}form.xlsx", {"unit": "Phường Bắc Gia Nghĩa", "period": "month-2025-06"}
    )
    assert page.status_code == 422
    assert "period" in page.context["form_of_month"].errors


def test_a_file_of_too_many_months_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("binhyen.figures.views.files.MOST_CELLS", 100)
    person = a_person(Role.PROVINCE_OFFICER, "68")
    asked = {"unit": "68", "since": OCTOBER, "until": NOVEMBER}
    page = signed_in(person).get(f"{FILES}months.xlsx", asked)
    assert page.status_code == 422
    assert "hãy chọn ít kỳ hơn" in page.content.decode()


def test_what_only_officers_see_is_in_no_readers_file():
    text = queries.own_text().replace('note = "Chỉ', 'seen_by = "officers"\nnote = "Chỉ')
    province = todays_unit("68")
    admin = a_person(Role.ADMINISTRATOR, "68")
    actions.define_indicators(province, text, month().start, by=admin, at=AT)
    asked = {"unit": "24611", "since": NOVEMBER, "until": NOVEMBER}
    found = {
        role: "drug_tips" in signed_in(a_person(role, "24611"))
        .get(f"{FILES}months.csv", asked).content.decode()
        for role in (Role.COMMUNE_OFFICER, Role.READER)
    }  # fmt: skip
    assert found == {Role.COMMUNE_OFFICER: True, Role.READER: False}
