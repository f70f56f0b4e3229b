"""The pages: officer, superior, stranger; 404, 403, 409, 422 with what was typed kept."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.tests.factories import a_site
from binhyen.reviews import actions, queries
from binhyen.reviews.choices import NotRated, Outcome
from binhyen.reviews.models import Rating, Round, Sheet

from .factories import (
    APPRAISING,
    DECIDING,
    SCORING,
    SINCE,
    Field,
    an_appraised_round,
    appraise,
    ratings_of,
    score,
)
from .sheets import POINTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def the_day(monkeypatch):
    """`the_day(SCORING)`: what the doors take for now."""

    def on(at: datetime) -> None:
        for door in ("ratings", "rounds", "sheets"):
            monkeypatch.setattr(f"binhyen.reviews.views.{door}.now", lambda: at)
            monkeypatch.setattr(
                f"binhyen.reviews.views.{door}.localdate", lambda: timezone.localdate(at)
            )

    return on


@pytest.fixture
def field(the_day) -> Field:
    the_day(SCORING)
    return Field(sites=2)


ENTRY = {
    "seen": 0, "n-quyet-dinh": "1", "n-to-chuc": "2", "n-ket-qua": "60",
    "r-quyet-dinh": "", "r-to-chuc": "", "r-ket-qua": "", "note": "",
}  # fmt: skip


# --- who sees and does what ---


@pytest.mark.slow
def test_officer_superior_and_stranger_at_every_page(field):
    one = field.opened()
    rating = ratings_of(one)[0]
    shipped = "/reviews/sheets/shipped/phong-trao-510/"
    base = one.get_absolute_url()
    pages = ["/reviews/", base, rating.get_absolute_url(), "/reviews/sheets/"]
    pages += [one.sheet.get_absolute_url(), shipped, f"{base}export.xlsx"]
    answers = {
        person: [signed_in(person).get(page).status_code for page in pages]
        for person in (field.officer, field.runner, field.leader, field.stranger)
    }
    assert answers == {
        field.officer: [200] * 7,
        field.runner: [200] * 7,
        field.leader: [200] * 7,
        field.stranger: [200, 404, 404, 200, 404, 200, 404],
    }


@pytest.mark.slow
def test_what_one_may_not_do_is_refused(field):
    one = field.opened()
    rating = ratings_of(one)[0]
    base, mine = one.get_absolute_url(), rating.get_absolute_url()
    asked = {
        f"{mine}score/": (field.leader, 403),
        f"{mine}appraise/": (field.officer, 403),
        f"{mine}leave-out/": (field.officer, 403),
        f"{mine}bring-back/": (field.officer, 403),
        f"{base}deadlines/": (field.officer, 403),
        "/reviews/new/": (field.officer, 403),
        "/reviews/sheets/new/": (field.officer, 403),
        f"{one.sheet.get_absolute_url()}change/": (field.officer, 403),
        f"{one.sheet.get_absolute_url()}withdraw/": (field.officer, 403),
    }
    got = {page: signed_in(person).get(page).status_code for page, (person, _) in asked.items()}
    assert got == {page: status for page, (_, status) in asked.items()}
    posted = {
        f"{mine}decide/": field.runner,
        f"{base}decide/": field.runner,
        f"{base}end-scoring/": field.officer,
        f"{mine}case/": field.leader,
    }
    answers = [signed_in(person).post(page).status_code for page, person in posted.items()]
    assert answers == [403] * 4


def test_a_commune_sees_its_own_ratings_and_not_the_whole_rounds_figures(field):
    other = a_site(field.programme, unit=a_unit("24640"), village="Thôn 1", established_on=SINCE)
    one = field.opened()
    page = signed_in(field.officer).get(one.get_absolute_url())
    assert [row.rating.site for row in page.context["rows"]] == field.places
    assert page.context["tally"] is None
    page = signed_in(field.runner).get(one.get_absolute_url())
    assert len(page.context["rows"]) == 3
    assert page.context["tally"].waiting == 3
    theirs = Rating.objects.get(site=other)
    assert signed_in(field.officer).get(theirs.get_absolute_url()).status_code == 404


def a_unit(code):
    from binhyen.people.tests.factories import todays_unit

    return todays_unit(code)


# --- opening ---


def test_a_round_is_opened_with_a_shipped_sheet(field):
    client = signed_in(field.runner)
    page = client.get("/reviews/new/?sheet=to-bao-ve-antt")
    assert 'value="to-bao-ve-antt" selected' in page.content.decode()
    answer = client.post("/reviews/new/", {"sheet": "to-bao-ve-antt", "year": "2026", "unit": "68"})
    one = Round.objects.get()
    assert answer["Location"] == one.get_absolute_url()
    assert one.ratings.count() == 2


def test_a_round_that_cannot_be_opened_says_why_beside_the_field(field):
    field.opened()
    client = signed_in(field.runner)
    posted = {"sheet": "diem", "year": "2026", "unit": "68", "score_by": "2026-01-05"}
    page = client.post("/reviews/new/", posted)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"sheet", "score_by"}
    assert 'value="2026-01-05"' in page.content.decode()


# --- scoring ---


def test_the_form_begins_with_what_the_register_knows(field):
    rating = ratings_of(field.opened())[0]
    page = signed_in(field.officer).get(f"{rating.get_absolute_url()}score/")
    form = page.context["form"]
    assert (form["n-quyet-dinh"].value(), form["n-to-chuc"].value()) == (1, 2)
    assert form["n-ket-qua"].value() is None


def test_a_score_is_written(field):
    rating = ratings_of(field.opened())[0]
    answer = signed_in(field.officer).post(f"{rating.get_absolute_url()}score/", ENTRY)
    assert answer["Location"] == rating.get_absolute_url()
    rating.refresh_from_db()
    assert (rating.own_score, rating.scored_by) == (90, field.officer)


def test_what_contradicts_the_register_comes_back_with_the_field_to_fill(field):
    rating = ratings_of(field.opened())[0]
    posted = ENTRY | {"n-quyet-dinh": "0", "n-ket-qua": "71", "note": "đã họp tổ"}
    page = signed_in(field.officer).post(f"{rating.get_absolute_url()}score/", posted)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"r-quyet-dinh", "n-ket-qua"}
    assert "đã họp tổ" in page.content.decode()


def test_a_word_for_a_number_is_refused_beside_it(field):
    rating = ratings_of(field.opened())[0]
    posted = ENTRY | {"n-ket-qua": "sáu mươi"}
    page = signed_in(field.officer).post(f"{rating.get_absolute_url()}score/", posted)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"n-ket-qua"}


def test_a_form_that_was_overtaken_answers_409_and_keeps_what_was_typed(field):
    rating = ratings_of(field.opened())[0]
    score(rating, 60, by=field.officer)
    page = signed_in(field.officer).post(f"{rating.get_absolute_url()}score/", ENTRY)
    assert page.status_code == 409
    assert page.context["form"]["n-ket-qua"].value() == "60"


def test_the_number_of_scores_that_wait_for_me_is_on_the_list(field):
    one = field.opened()
    page = signed_in(field.officer).get("/reviews/")
    assert [(line.step, line.n) for line in page.context["waiting"]] == [("score", 2)]
    assert f'href="{one.get_absolute_url()}?state=waiting"' in page.content.decode()
    assert signed_in(field.officer).get(one.get_absolute_url()).context["mine"] == 2
    assert signed_in(field.leader).get("/reviews/").context["waiting"] == []


def test_what_waits_goes_from_who_scores_to_who_appraises_to_who_decides(field):
    def waiting(person):
        [*lines] = queries.sheets_waiting(person, on=date(2026, 12, 1))
        return [(line.step, line.n, line.due_on) for line in lines]

    one = field.opened()
    everyone = (field.officer, field.runner, field.leader)
    assert [bool(waiting(person)) for person in everyone] == [True, False, False]
    for rating in ratings_of(one):
        score(rating, 60, by=field.officer)
    actions.close_scoring(one, by=field.runner, at=APPRAISING)
    assert [bool(waiting(person)) for person in everyone] == [False, True, False]
    assert waiting(field.runner) == [("appraise", 2, one.appraise_by)]
    for rating in ratings_of(one):
        appraise(rating, 60, by=field.runner)
    assert [bool(waiting(person)) for person in everyone] == [False, False, True]
    assert waiting(field.leader) == [("decide", 2, one.closes_on)]
    assert waiting(field.stranger) == []


# --- appraising, leaving out, deciding ---


def test_scoring_is_ended_and_what_differs_is_appraised_with_a_reason(field, the_day):
    one = field.opened()
    for rating in ratings_of(one):
        score(rating, 60, by=field.officer)
    client = signed_in(field.runner)
    assert client.post(f"{one.get_absolute_url()}end-scoring/").status_code == 302
    assert client.post(f"{one.get_absolute_url()}end-scoring/").status_code == 409
    the_day(APPRAISING)
    rating = ratings_of(one)[0]
    lower = ENTRY | {"seen": 1, "n-ket-qua": "50"}
    page = client.post(f"{rating.get_absolute_url()}appraise/", lower)
    assert set(page.context["form"].errors) == {"r-ket-qua"}
    posted = lower | {"r-ket-qua": "Thiếu báo cáo quý III"}
    assert client.post(f"{rating.get_absolute_url()}appraise/", posted).status_code == 302
    shown = client.get(rating.get_absolute_url()).content.decode()
    assert "Thiếu báo cáo quý III" in shown


def test_leaving_out_and_bringing_back(field):
    rating = ratings_of(field.opened())[0]
    client, mine = signed_in(field.runner), rating.get_absolute_url()
    assert client.post(f"{mine}leave-out/", {"why": "outside", "seen": 0}).status_code == 422
    posted = {"why": "outside", "reason": "Theo Thông tư", "seen": 0}
    assert client.post(f"{mine}leave-out/", posted).status_code == 302
    assert client.post(f"{mine}leave-out/", posted).status_code == 409
    back = {"reason": "Đã có văn bản mới", "seen": 1}
    assert client.post(f"{mine}bring-back/", back).status_code == 302


def test_deadlines_are_moved_with_a_reason(field):
    one = field.opened()
    client = signed_in(field.runner)
    days = {"score_by": "2026-12-05", "appraise_by": "2026-12-10", "closes_on": "2026-12-20"}
    base = f"{one.get_absolute_url()}deadlines/"
    assert client.post(base, days).status_code == 422
    assert client.post(base, days | {"reason": "Mưa lũ"}).status_code == 302
    one.refresh_from_db()
    assert one.score_by == date(2026, 12, 5)


def test_a_decision_and_the_closing_of_the_round(field, the_day):
    one = an_appraised_round(field, [50, 20])
    the_day(DECIDING)
    rating = ratings_of(one)[0]
    client, mine = signed_in(field.leader), rating.get_absolute_url()
    posted = {"class_code": "tot", "outcome": "adjust", "reason": "", "seen": 2}
    page = client.post(f"{mine}decide/", posted)
    assert page.status_code == 422
    assert set(page.context["decide_form"].errors) == {"reason"}
    posted |= {"reason": "Thêm hai tổ"}
    assert client.post(f"{mine}decide/", posted).status_code == 302
    assert client.post(f"{mine}decide/", posted).status_code == 409
    base = one.get_absolute_url()
    asked = client.post(f"{base}decide/", {"decision_number": "9/QĐ"}).content.decode()
    named = [each.subject_name in asked for each in ratings_of(one)]
    assert named == [False, True]  # the first was decided singly
    assert "không bàn riêng" in asked
    one.refresh_from_db()
    assert not one.is_decided
    sure = {"decision_number": "9/QĐ", "is_sure": "True"}
    assert client.post(f"{base}decide/", sure).status_code == 302
    assert client.post(f"{base}decide/").status_code == 409
    page = client.get(base)
    assert [row.rating.class_name for row in page.context["rows"]] == ["Tốt", "Đạt"]
    assert "9/QĐ" in page.content.decode()


def test_the_round_is_filtered_by_words_class_outcome_and_step(field, the_day):
    one = an_appraised_round(field, [50, 20])
    first, second = ratings_of(one)
    actions.decide(second, "dat", Outcome.END, reason="Hết tác dụng", seen=second.version,
                   by=field.leader, at=DECIDING)  # fmt: skip
    client = signed_in(field.runner)

    def found(query: str) -> list[Rating]:
        page = client.get(f"{one.get_absolute_url()}?{query}")
        return [row.rating for row in page.context["rows"]]

    assert found("q=to dan pho 2") == [second]
    assert found("class_code=tot") == [first]
    assert found("class_code=dat") == [second]
    assert found("outcome=end") == [second]
    assert found("state=appraised") == [first]
    assert found("sort=score") == [first, second]
    assert found("sort=own") == [first, second]
    assert found("state=nonsense") == [first, second]


def test_a_table_of_three_takes_as_many_queries_as_one_of_one(the_day):
    the_day(SCORING)
    field = Field(sites=1)
    counts = []
    one = field.opened()
    client = signed_in(field.runner)
    client.get(one.get_absolute_url())
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(one.get_absolute_url())
        counts.append(len(captured))
        if not number:
            for village in ("Thôn 8", "Thôn 9"):
                site = a_site(field.programme, unit=field.commune, village=village)
                Rating.objects.create(
                    round=one, of="site", unit=site.unit, site=site, programme=field.programme
                )
    assert counts[0] == counts[1] <= 12


def test_the_lists_take_at_most_twelve_queries(field):
    rating = ratings_of(field.opened())[0]
    client = signed_in(field.runner)
    counts = {}
    for page in ("/reviews/", "/reviews/sheets/", "/reviews/new/", rating.get_absolute_url(),
                 f"{rating.get_absolute_url()}score/"):  # fmt: skip
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        counts[page] = len(captured)
    assert {page: count for page, count in counts.items() if count > 12} == {}


def test_the_workbook_holds_what_the_table_shows_with_every_criterion(field):
    one = an_appraised_round(field, [50, 20])
    answer = signed_in(field.runner).get(f"{one.get_absolute_url()}export.xlsx?class_code=tot")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    head, only = book.active.iter_rows(values_only=True)
    assert head[:4] == ("Tên", "Địa bàn", "Bước", "Tự chấm")
    assert head[-3:] == ("Có quyết định", "Có tổ", "Kết quả")
    assert only[3:7] == (80, 80, "Tốt", "không")
    assert only[-3:] == (10, 20, 50)


def test_a_formula_typed_as_a_reason_stays_text(field):
    one = field.opened()
    actions.leave_out(ratings_of(one)[0], NotRated.OUTSIDE, reason="=1+1", seen=0,
                      by=field.runner, at=SCORING)  # fmt: skip
    answer = signed_in(field.runner).get(f"{one.get_absolute_url()}export.xlsx?state=not_rated")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


# --- empty, late and English ---


def test_an_empty_list_says_what_belongs_there_and_gives_the_first_action(field):
    page = signed_in(field.runner).get("/reviews/").content.decode()
    assert "Chưa có đợt rà soát nào" in page
    assert "Mở đợt đầu tiên" in page
    assert "Mở đợt đầu tiên" not in signed_in(field.officer).get("/reviews/").content.decode()


def test_the_list_is_filtered_by_step_and_year(field):
    one = field.opened()
    client = signed_in(field.officer)
    shown = {
        query: [row.round for row in client.get(f"/reviews/?{query}").context["page_obj"]]
        for query in ("state=open", "state=decided", "year=2026", "year=2025", "year=x")
    }
    assert shown == {"state=open": [one], "state=decided": [], "year=2026": [one],
                     "year=2025": [], "year=x": [one]}  # fmt: skip


def test_a_step_that_is_overdue_says_so(field, the_day):
    one = field.opened()
    the_day(datetime(2026, 12, 3, tzinfo=UTC))
    assert "quá hạn" in signed_in(field.runner).get("/reviews/").content.decode()
    assert "quá hạn" in signed_in(field.runner).get(one.get_absolute_url()).content.decode()


def test_every_page_reads_in_english(field):
    one = an_appraised_round(field, [50, 20])
    client = signed_in(field.runner)
    client.cookies["language"] = "en"
    for page, words in {
        "/reviews/": "Reviews and ratings",
        one.get_absolute_url(): "Under appraisal",
        ratings_of(one)[0].get_absolute_url(): "Self-score",
        "/reviews/sheets/": "Scoring sheets",
        "/reviews/sheets/shipped/to-bao-ve-antt/": "sample, not checked",
    }.items():
        assert words.lower() in client.get(page).content.decode().lower(), page


# --- sheets ---


def test_a_shipped_sheet_labels_what_was_not_checked(field):
    page = signed_in(field.officer).get("/reviews/sheets/shipped/to-bao-ve-antt/")
    text = page.content.decode()
    assert "mẫu, chưa đối chiếu" in text
    assert "20\u00a0%" in text
    assert signed_in(field.officer).get("/reviews/sheets/shipped/khong-co/").status_code == 404


def test_a_sheet_is_written_from_a_shipped_one_and_its_faults_stand_beside_their_lines(field):
    client = signed_in(field.runner)
    page = client.get("/reviews/sheets/new/?from=phong-trao-510")
    assert "phong-trao-510" in page.context["form"]["text"].value()
    posted = {"unit": "68", "effective_on": "2026-01-01", "reason": ""}
    broken = POINTS.replace("points = 70", "points = 71")
    page = client.post("/reviews/sheets/new/", posted | {"text": broken})
    assert page.status_code == 422
    assert [(fault.line, line) for fault, line in page.context["faults"]] == [(6, "total = 100")]
    assert "points = 71" in page.content.decode()
    answer = client.post("/reviews/sheets/new/", posted | {"text": POINTS})
    assert answer["Location"] == Sheet.objects.get().get_absolute_url()


def test_the_next_version_of_a_sheet_and_its_withdrawal(field):
    own = field.sheet()
    client, base = signed_in(field.runner), own.get_absolute_url()
    posted = {"effective_on": "2025-01-01", "text": POINTS, "reason": "Hướng dẫn 9"}
    page = client.post(f"{base}change/", posted)
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"effective_on"})
    posted["effective_on"] = "2026-06-01"
    newer = client.post(f"{base}change/", posted)["Location"]
    assert "Bản" in client.get(newer).content.decode()
    assert client.post(f"{base}change/", posted).status_code == 409
    posted = {"on": "2026-12-31", "reason": ""}
    assert client.post(f"{newer}withdraw/", posted).status_code == 422
    assert client.post(f"{newer}withdraw/", posted | {"reason": "Thay"}).status_code == 302
    assert client.post(f"{newer}withdraw/", posted | {"reason": "Thay"}).status_code == 409


def test_a_site_leader_finds_the_form_of_their_own_site(field):
    from dataclasses import replace

    from binhyen.programmes import actions as register
    from binhyen.programmes.tests.factories import AT, SYSTEM

    leader = a_person(Role.SITE_LEADER, field.commune)
    led = replace(register.facts_of(field.places[0]), leader=leader)
    register.change_site(field.places[0], led, by=SYSTEM, at=AT)
    mine, theirs = ratings_of(field.opened())
    client = signed_in(leader)
    [line] = client.get("/reviews/").context["waiting"]
    assert (line.step, line.n) == ("score", 1)
    assert client.get(f"{mine.get_absolute_url()}score/").status_code == 200
    assert client.get(f"{theirs.get_absolute_url()}score/").status_code == 403
    assert client.get(theirs.get_absolute_url()).context["may_score"] is False
