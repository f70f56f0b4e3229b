"""The committee's pages: officer, leader, stranger; 404, 403, 409, 422 with what was typed kept."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document

from binhyen.committee.models import Deliberation
from binhyen.people.tests.factories import signed_in
from binhyen.programmes.tests.factories import a_programme, a_site
from binhyen.reviews import actions as reviews
from binhyen.reviews.tests.sheets import ALL

from .factories import (
    AFTER,
    DISSENT,
    OPENED,
    SAT,
    TOO_BLUNT,
    Table,
    a_run,
    conclude,
    opinion,
    said,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    for door in ("programme", "rounds", "minutes"):
        monkeypatch.setattr(
            f"binhyen.committee.views.{door}.localdate", lambda: timezone.localdate(SAT)
        )
    monkeypatch.setattr("binhyen.committee.views.programme.now", lambda: SAT)


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def one(table):
    return table.sitting()


def text(response):
    return response.content.decode()


def typed(one, programme, **changed):
    rating = one.ratings.get(programme=programme)
    form = {
        "seen": 0, "seen_rating": rating.version, "runs": "", "rows": 1, "outcome": "continue",
        "ground": "", "class_code": "tot", "reason": "", "departure": "", "votes_for": "7",
        "votes_against": "0", "votes_abstained": "1", "office-0": "", "text-0": "",
    }  # fmt: skip
    return {**form, **changed}


def test_the_provinces_table_is_not_for_a_commune(table, one):
    conclude(table, one, table.bell, said())
    base = f"/committee/{one.pk}/"
    addresses = ("/committee/", base, f"{base}KENG/", f"{base}minutes.docx")
    seen = {
        person: [signed_in(person).get(each).status_code for each in addresses]
        for person in (table.leader, table.officer, table.commune_officer)
    }
    assert seen == {
        table.leader: [200] * 4,
        table.officer: [200] * 4,
        table.commune_officer: [200, 404, 404, 404],
    }
    assert one.name not in text(signed_in(table.commune_officer).get("/committee/"))
    assert f"/committee/{one.pk}/" in text(signed_in(table.leader).get(one.get_absolute_url()))
    assert "/committee/" not in text(signed_in(table.commune_officer).get(one.get_absolute_url()))


def test_an_empty_room_says_what_belongs_there(table):
    page = text(signed_in(table.officer).get("/committee/"))
    assert "Chưa có đợt nào chờ hội đồng" in page
    assert "/reviews/new/" in page
    page = text(signed_in(table.commune_officer).get("/committee/"))
    assert "Việc đầu tiên là mở một đợt rà soát" not in page


def test_a_round_of_communes_is_not_for_this_room(table):
    reviews.save_sheet(ALL, unit=table.province, effective_on=OPENED.date(), by=table.officer,
                       at=OPENED)  # fmt: skip
    one = reviews.open_round("tat-ca", unit=table.province, year=2027, by=table.officer, at=OPENED)
    leader = signed_in(table.leader)
    assert "Đợt này không dành cho phòng họp" in text(leader.get(f"/committee/{one.pk}/"))
    assert leader.get(f"/committee/{one.pk}/KENG/").status_code == 404


def test_the_table_stands_by_name_and_says_what_is_not_known(table, one):
    a_run(table, table.camera, TOO_BLUNT)
    page = text(signed_in(table.leader).get(f"/committee/{one.pk}/"))
    assert page.index("Camera an ninh") < page.index("Tiếng kẻng an ninh")
    assert "chưa có đề cương" in page
    assert "tăng 1%" in page
    assert "từ giảm 29% đến tăng 42%" in page
    assert "chưa biết được" in page
    assert "nan" not in page.lower().split()


def test_a_leader_concludes_and_everything_leads_on(table, one):
    leader, address = signed_in(table.leader), f"/committee/{one.pk}/KENG/"
    sent = leader.post(
        address,
        typed(one, table.bell, outcome="adjust", reason="Đổi lịch", votes_against="2",
              **{"office-0": "Đoàn Thanh niên tỉnh", "text-0": DISSENT.replace("\n", "\r\n")}),
    )  # fmt: skip
    assert (sent.status_code, sent["Location"]) == (302, address)
    kept = Deliberation.objects.get()
    votes = (kept.votes_for, kept.votes_against, kept.votes_abstained)
    assert (kept.outcome, votes, kept.dissents.get().text) == ("adjust", (7, 2, 1), DISSENT)
    page = text(leader.get(address))
    assert "7 tán thành, 2 không tán thành, 1 không có ý kiến" in page
    assert "Đoàn Thanh niên tỉnh" in page
    assert "Phiếu lần trước, cho “điều chỉnh”: 7 tán thành" in page
    form = leader.get(address).context["form"]
    assert form["votes_for"].value() is None  # votes for one conclusion aren't for another
    assert "1 ý kiến khác" in text(leader.get(f"/committee/{one.pk}/"))


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(table, one):
    a_run(table, table.bell, TOO_BLUNT)
    run = str(table.bell.studies.get().runs.get().pk)
    sent = signed_in(table.leader).post(
        f"/committee/{one.pk}/KENG/",
        typed(one, table.bell, outcome="end", ground="no_effect", runs=run, votes_for="mười",
              **{"text-0": "Không rõ của ai"}),
    )  # fmt: skip
    assert sent.status_code == 422
    assert "Hãy ghi một số nguyên, ví dụ 7." in text(sent)
    assert "Không rõ của ai" in text(sent)
    sent = signed_in(table.leader).post(
        f"/committee/{one.pk}/KENG/",
        typed(one, table.bell, outcome="end", ground="no_effect", runs=run, rows=2,
              **{"text-1": "Không rõ của ai", "office-1": ""}),
    )  # fmt: skip
    page = text(sent)
    assert sent.status_code == 422
    assert "số liệu chưa đủ để thấy mức đáng làm" in page
    assert "Kết luận khác với gợi ý của quy tắc" in page
    assert "Ý kiến này của ai?" in page
    assert "Không rõ của ai" in page
    assert not Deliberation.objects.exists()


def test_a_rating_that_says_otherwise_since_is_pointed_out(table, one):
    conclude(table, one, table.bell, said("adjust", reason="Đổi lịch"))
    rating = one.ratings.get(programme=table.bell)
    address = f"/committee/{one.pk}/KENG/"
    assert "Phiếu xếp loại ghi khác" not in text(signed_in(table.leader).get(address))
    reviews.appraise(
        rating, rating.appraised, seen=rating.version, by=table.appraiser, at=SAT
    )  # a new appraisal forgets the decision
    assert "Phiếu đã được thẩm định lại" in text(signed_in(table.leader).get(address))


def test_another_row_for_a_dissent_keeps_what_was_typed(table, one):
    sent = signed_in(table.leader).post(
        f"/committee/{one.pk}/KENG/",
        typed(one, table.bell, more="1", reason="Đang gõ dở", **{"office-0": "Hội Phụ nữ"}),
    )
    page = text(sent)
    assert sent.status_code == 200
    assert "Đang gõ dở" in page
    assert 'name="office-1"' in page
    assert not Deliberation.objects.exists()


def test_who_may_not_is_refused_and_a_stale_page_blocked(table, one):
    address = f"/committee/{one.pk}/KENG/"
    officer, leader = signed_in(table.officer), signed_in(table.leader)
    assert "Lãnh đạo của địa bàn ghi kết luận ở trang này" in text(officer.get(address))
    assert officer.post(address, typed(one, table.bell)).status_code == 403
    assert signed_in(table.commune_officer).post(address, {}).status_code == 404
    assert leader.post(f"/committee/{one.pk}/KHONG-CO/", {}).status_code == 404
    assert leader.post(address, {"rows": "9" * 400, "seen": "-1"}).status_code == 422
    conclude(table, one, table.bell, said())
    assert "Lãnh đạo của địa bàn ghi kết luận ở trang này" in text(officer.get(address))
    assert leader.post(address, typed(one, table.bell)).status_code == 409
    assert leader.get(f"/committee/{one.pk}/minutes.exe").status_code == 404


def test_a_case_is_opened_from_the_page(table, one):
    conclude(table, one, table.bell, said("end", ground="no_longer_fits", reason="Hết địa bàn"))
    address = f"/committee/{one.pk}/KENG/"
    officer = signed_in(table.officer)
    assert officer.post(f"{address}case/").status_code == 409
    reviews.close_round(one, by=table.leader, at=AFTER)
    assert "Lập hồ sơ theo kết luận" in text(officer.get(address))
    going_on = "tiếp tục theo đề nghị, hội đồng không bàn riêng"
    assert going_on in text(officer.get(f"/committee/{one.pk}/"))
    paper = Document(BytesIO(officer.get(f"/committee/{one.pk}/minutes.docx").content))
    cells = [cell.text for grid in paper.tables for row in grid.rows for cell in row.cells]
    assert going_on in cells
    assert officer.post(f"{address}case/").status_code == 302
    assert Deliberation.objects.get().case_code in text(officer.get(address))
    assert signed_in(table.leader).post(f"{address}case/").status_code == 403
    assert "kết luận 1 trên 2 mô hình" in text(officer.get("/committee/"))


def test_the_minutes_hold_votes_reasons_and_dissent_word_for_word(table, one):
    a_run(table, table.camera, TOO_BLUNT)
    conclude(table, one, table.bell, said("adjust", reason="Đổi lịch", dissents=(opinion(),)))
    leader = signed_in(table.leader)
    answer = leader.get(f"/committee/{one.pk}/minutes.docx")
    paper = Document(BytesIO(answer.content))
    lines = [each.text for each in paper.paragraphs]
    cells = [cell.text for grid in paper.tables for row in grid.rows for cell in row.cells]
    assert "Biểu quyết: 7 tán thành, 0 không tán thành, 1 không có ý kiến." in lines
    assert "Lý do: Đổi lịch" in lines
    told = " ".join(lines)
    assert all(line in told for line in DISSENT.split("\n"))
    assert any("từ giảm 29% đến tăng 42%" in cell for cell in cells)
    assert leader.get(f"/committee/{one.pk}/minutes.pdf").content.startswith(b"%PDF")


@pytest.mark.one_database
def test_more_programmes_ask_no_more_of_the_database(table):
    for number in range(3):
        more = a_programme(f"Mô hình {number}", unit=table.province)
        a_site(more, unit=table.commune, village=f"Thôn {number}")
        a_run(table, more, TOO_BLUNT)
    one = table.sitting()
    a_run(table, table.bell, TOO_BLUNT)
    conclude(table, one, table.bell, said("adjust", departure="x", dissents=(opinion(),) * 3))
    leader, base = signed_in(table.leader), f"/committee/{one.pk}/"
    for address in (base, f"{base}KENG/"):
        leader.get(address)
        with CaptureQueriesContext(connection) as asked:
            leader.get(address)
        assert len(asked) <= 12
