"""A month's form in its page: filled in without a script, refused beside the cell, sent up."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from binhyen.figures import actions, queries
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Excuse, Note, Return, Value
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import a_site

from .factories import (
    AT,
    NOVEMBER,
    SYSTEM,
    a_locked_return,
    a_return,
    a_sent_return,
    old_unit,
    todays_unit,
    whole,
)

pytestmark = pytest.mark.django_db

PAGE = f"/figures/24611/{NOVEMBER}/"
FORM_BYTES = 60_000


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def commune() -> Client:
    return signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))


@pytest.fixture
def province() -> Client:
    return signed_in(a_person(Role.PROVINCE_OFFICER, "68"))


def said(page) -> str:
    """A page's words, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def cells(**typed: object) -> dict[str, str]:
    """Cells as the form names them; a part's dot is written as two underscores."""
    return {f"c.{key.replace('__', '.')}": str(text) for key, text in typed.items()}


def stands() -> dict[str, int | None]:
    one = queries.return_of(todays_unit("24611"), queries.period_named(NOVEMBER))
    found = queries.cells_of(one) if one else {}
    return {key: amount.amount for key, amount in found.items() if amount.recorded == 1}


def test_the_form_is_there_before_anybody_begins_it_and_looking_writes_nothing(commune):
    before = Entry.objects.count()
    page = commune.get(PAGE)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="c.theft"' in text
    assert 'name="c.disputes_received.land"' in text
    assert 'name="c.sites_kept"' not in text  # counted from the register
    assert (Return.objects.count(), Entry.objects.count()) == (0, before)


def test_what_is_typed_is_saved_by_one_button_with_what_the_register_counts(commune):
    a_site(unit=old_unit("24611"), village="TDP 1")
    page = commune.post(PAGE, cells(theft="3", fire_losses="1.250.000", fires="?"))
    assert (page.status_code, page["Location"]) == (302, PAGE)
    one = Return.objects.get()
    assert stands() == {"theft": 3, "fire_losses": 1_250_000, "fires": None}
    assert queries.cells_of(one)["sites_kept"].amount == 1
    text = commune.get(PAGE).content.decode()
    assert 'value="1.250.000"' in text
    assert "/sites/?unit=24611" in text


def test_a_cell_that_cannot_be_read_is_told_beside_it_and_the_rest_is_kept(commune):
    page = commune.post(PAGE, cells(theft="ba vụ", fires="2"))
    assert page.status_code == 422
    text = page.content.decode()
    assert 'value="ba vụ"' in text
    assert "“ba vụ” là chữ" in text[text.index('id="e.theft"') : text.index('id="c.disorder"')]
    assert stands() == {"fires": 2}
    above = text[: text.index('<form method="post" id="entry"')]
    assert '<a href="#c.theft">Số vụ trộm cắp tài sản</a>: “ba vụ” là chữ' in above


def test_a_cell_that_somebody_changed_meanwhile_is_not_written_over_before_one_has_seen_it(commune):
    a_return(theft=6, disorder=1)
    typed = cells(theft="7", disorder="1")
    page = commune.post(PAGE, typed | {"seen": json.dumps({"theft": "5", "disorder": "1"})})
    assert page.status_code == 422
    assert "sửa thành 6" in said(page)
    assert stands()["theft"] == 6
    again = commune.post(PAGE, typed | {"seen": page.context["seen"]})
    assert again.status_code == 302
    assert stands() == {"theft": 7, "disorder": 1}


def test_a_cell_left_alone_never_writes_over_what_somebody_else_typed(commune):
    a_return(theft=6)
    page = commune.post(PAGE, cells(theft="", fires="x") | {"seen": "{}"})
    assert page.status_code == 422
    assert 'name="c.theft" value="6"' in page.content.decode()
    assert stands() == {"theft": 6}


def test_a_warning_wants_its_reason_before_sending_and_takes_it_beside_the_cell(commune):
    parts = whole(**{"disputes_received": 9, "disputes_received.land": 9, "disputes_settled": 5})
    typed = {f"c.{key}": str(amount) for key, amount in parts.items()}
    page = commune.post(PAGE, typed | {"do": "submit"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Số tiếp nhận (9) không bằng" in text[text.index('id="e.disputes_received"') :]
    (name,) = re.findall(r'name="(x\.[^"]+)"', text)
    assert Return.objects.get().state == ReturnState.DRAFT
    seen = {"seen": page.context["seen"]}
    wrong = commune.post(PAGE, typed | seen | {name: "Gọi 0912345678"})
    assert wrong.status_code == 422
    assert "Gọi 0912345678" in wrong.content.decode()
    done = commune.post(PAGE, typed | seen | {name: "Bốn vụ chuyển Tòa án", "do": "submit"})
    assert done.status_code == 302
    assert Return.objects.get().state == ReturnState.SUBMITTED
    assert Excuse.objects.get().reason == "Bốn vụ chuyển Tòa án"


def test_a_reason_for_a_warning_that_is_not_there_is_not_kept(commune):
    a_return(theft=3)
    commune.post(PAGE, {"x.jump.theft": "Đúng vậy"})
    assert Excuse.objects.count() == 0


def test_who_sends_must_have_seen_what_others_changed_meanwhile(commune):
    one = a_return(**whole())
    edits = one.edits
    actions.enter(one, {"theft": 9}, by=SYSTEM, at=AT)
    page = commune.post(PAGE, {"do": "submit", "edits": edits, "seen": "{}"})
    assert page.status_code == 409
    assert "hãy xem lại" in said(page)
    assert Return.objects.get().state == ReturnState.DRAFT


def test_what_was_typed_into_a_return_sent_meanwhile_is_told_not_lost(commune):
    a_sent_return(theft=1)
    page = commune.post(PAGE, cells(theft="4") | {"seen": '{"theft":"1"}'})
    assert page.status_code == 409
    assert "Những số bạn vừa gõ: Số vụ trộm cắp tài sản: 4" in said(page)
    assert "c.theft" not in re.findall(r'name="([^"]+)"', page.content.decode())


def test_it_goes_up_comes_back_with_a_comment_and_is_accepted_and_locked(commune, province):
    commune.post(PAGE, {f"c.{key}": str(n) for key, n in whole(theft=3).items()})
    assert commune.post(PAGE, {"do": "submit"}).status_code == 302
    assert province.post(f"{PAGE}give-back/", {"comment": " "}).status_code == 422
    back = {"comment": "Thiếu vụ ngày 3/11", "edits": Return.objects.get().edits}
    assert province.post(f"{PAGE}give-back/", back).status_code == 302
    assert "Thiếu vụ ngày 3/11" in said(commune.get(PAGE))
    commune.post(PAGE, cells(theft="4") | {"seen": '{"theft":"3"}', "do": "submit"})
    assert province.post(f"{PAGE}lock/").status_code == 409
    old = {"edits": Return.objects.get().edits - 1}
    assert province.post(f"{PAGE}accept/", old).status_code == 409
    assert province.post(f"{PAGE}accept/").status_code == 302
    assert province.post(f"{PAGE}lock/").status_code == 302
    one = Return.objects.get()
    assert (one.state, stands()["theft"]) == (ReturnState.LOCKED, 4)
    told = said(commune.get(PAGE))
    assert "Số vụ trộm cắp tài sản: 3 → 4" in told


def test_who_sends_and_who_reviews_are_told_how_much_is_blank(commune, province):
    typed = {f"c.{key}": str(n) for key, n in whole(theft=3).items()}
    typed |= {"c.fires": "", "c.weapons": "", "do": "submit", "blanks": "2"}
    sent = commune.post(PAGE, typed, follow=True)
    assert "Đã gửi số liệu lên cấp trên. Còn 2 chỉ tiêu để trống." in said(sent)
    assert "Còn 2 chỉ tiêu để trống." in said(province.get(PAGE))


def test_a_correction_makes_a_version_that_is_compared_with_the_one_before(province):
    a_locked_return(theft=3, fires=1)
    page = province.get(f"{PAGE}correct/")
    assert page.status_code == 200
    assert 'name="c.sites_kept"' not in page.content.decode()  # counted, so only to read
    seen = {"seen": page.context["seen"], "version": 1}
    typed = {f"c.{key}": text for key, text in json.loads(page.context["seen"]).items()}
    typed["c.theft"] = "năm"
    wrong = province.post(f"{PAGE}correct/", typed | seen | {"reason": "Sót"})
    assert wrong.status_code == 422
    assert 'value="năm"' in wrong.content.decode()
    assert '<a href="#c.theft">Số vụ trộm cắp tài sản</a>' in wrong.content.decode()
    typed["c.theft"] = "5"
    mute = province.post(f"{PAGE}correct/", typed | seen | {"reason": ""})
    assert mute.status_code == 422
    assert '<a href="#id_reason">Lý do đính chính</a>: Phải ghi lý do.' in mute.content.decode()
    same = province.post(f"{PAGE}correct/", seen | {"reason": "Không đổi"})
    assert same.status_code == 409
    done = province.post(f"{PAGE}correct/", typed | seen | {"reason": "Đếm sót"})
    assert done.status_code == 302
    shown = province.get(done["Location"])
    (difference,) = shown.context["differences"]
    assert (difference.before, difference.after, difference.reason) == ("3", "5", "Đếm sót")
    late = province.post(f"{PAGE}correct/", typed | seen | {"reason": "Lần nữa", "c.theft": "6"})
    assert late.status_code == 409


def test_a_comment_stands_beside_its_cell_for_both_sides(commune, province):
    a_sent_return(theft=3)
    assert province.post(PAGE, {"note_key": "theft", "note_text": "Gồm vụ nào?"}).status_code == 302
    assert "Gồm vụ nào?" in said(commune.get(PAGE))
    wrong = province.post(PAGE, {"note_key": "theft", "note_text": "Hỏi 0912345678"})
    assert wrong.status_code == 422
    assert 'value="Hỏi 0912345678"' in wrong.content.decode()
    assert Note.objects.count() == 1


def test_a_script_saves_cells_and_is_told_what_stands_there_now(commune):
    sent = {"cells": {"theft": "1.200", "fires": "ba"}, "seen": {}}
    answer = commune.post(f"{PAGE}cells/", sent, content_type="application/json")
    told = answer.json()
    assert (answer.status_code, told["kept"]) == (200, {"theft": "1.200"})
    assert "là chữ" in told["refused"]["fires"]["said"]
    assert told["since"] == 0
    assert told["edits"] == Return.objects.get().edits
    before = Entry.objects.count()
    again = commune.post(f"{PAGE}cells/", sent, content_type="application/json").json()
    assert (again["edits"], Entry.objects.count()) == (told["edits"], before)


def test_a_script_is_told_of_a_conflict_and_of_what_looks_wrong(commune):
    a_return(tips_received=1, theft=6)
    sent = {"cells": {"tips_useful": "2", "theft": "7"}, "seen": {"theft": "5"}}
    told = commune.post(f"{PAGE}cells/", sent, content_type="application/json").json()
    assert told["refused"]["theft"]["now"] == told["stands"]["theft"] == "6"
    assert "nhiều hơn" in told["found"]["tips_useful"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"cells":{}}', b'{"cells":{"theft":1}}', b"\xff"])
def test_a_script_that_sends_nonsense_is_refused(commune, body):
    answer = commune.post(f"{PAGE}cells/", body, content_type="application/json")
    assert answer.status_code == 400
    assert Value.objects.count() == 0


def test_the_form_is_for_those_who_see_the_unit_and_changes_for_those_who_may(commune):
    reader, stranger = (
        signed_in(a_person(Role.READER, "24611")),
        signed_in(a_person(Role.COMMUNE_OFFICER, "24615")),
    )
    page = reader.get(PAGE)
    assert (page.status_code, 'name="c.theft"' in page.content.decode()) == (200, False)
    assert reader.post(PAGE, cells(theft="1")).status_code == 403
    assert reader.post(f"{PAGE}cells/", {"cells": {"theft": "1"}},
                       content_type="application/json").status_code == 403  # fmt: skip
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(PAGE, cells(theft="1")).status_code == 404
    for step in ("give-back", "accept", "lock", "correct"):
        assert commune.post(f"{PAGE}{step}/").status_code == 403


@pytest.mark.parametrize(
    "address",
    ["24643/month-2026-11/", "24611/quarter-2026-4/", "24611/x/", "0/x/"],
)
def test_a_unit_that_was_not_there_then_and_a_period_that_is_no_month_have_no_form(address):
    officer = signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))
    assert officer.get(f"/figures/{address}").status_code == 404


def test_a_former_commune_still_shows_its_months_to_its_successor(commune):
    a_locked_return(old_unit("24611"), "month-2025-05", theft=2)
    page = signed_in(a_person(Role.PROVINCE_OFFICER, "68")).get("/figures/24611/month-2025-05/")
    assert (page.status_code, page.context["unit"].name) == (200, "Phường Nghĩa Đức")


def test_a_month_that_has_not_begun_takes_nothing_yet(commune):
    page = commune.get("/figures/24611/month-2199-03/")
    assert 'name="c.theft"' not in page.content.decode()
    assert "chưa bắt đầu" in said(page)


def test_the_form_and_its_script_are_small_enough_for_a_weak_net(commune):
    """The month's form of a commune: at most 60 KB over the wire, with all that it warns of."""
    a_return("24611", "month-2026-10", **whole(theft=4))
    typed = whole(**{"disputes_received": 9, "tips_useful": 3, "commendations": 2})
    page = commune.post(PAGE, {f"c.{key}": str(n) for key, n in typed.items()} | {"do": "submit"})
    assert page.status_code == 409
    script = Path(settings.FRONTEND_BUILD, "grid", "grid.mjs").read_bytes()
    sheet = Path(__file__).parents[1].joinpath("static/figures/entry.css").read_bytes()
    weight = sum(len(gzip.compress(part, 6)) for part in (page.content, script, sheet))
    assert weight <= FORM_BYTES


def test_the_form_asks_few_questions_of_the_database(commune, django_assert_max_num_queries):
    a_return(**whole(theft=4))
    commune.get(PAGE)
    with django_assert_max_num_queries(32):
        commune.get(PAGE)


def test_a_superior_fills_in_only_with_a_reason_and_then_does_not_accept(province):
    assert 'name="c.theft"' not in province.get(PAGE).content.decode()
    refused = province.post(PAGE, cells(theft="3"))
    assert refused.status_code == 409
    assert "cấp trên nhập thay phải ghi lý do" in said(refused)
    assert Return.objects.count() == 0
    assert province.post(f"{PAGE}stand-in/", {"reason": " "}).status_code == 422
    assert province.post(f"{PAGE}stand-in/", {"reason": "Xã mất điện"}).status_code == 302
    assert Entry.objects.latest("number").reason == "Xã mất điện"
    assert province.post(PAGE, cells(theft="3")).status_code == 302
    assert "Xã mất điện" in said(province.get(PAGE))
    one = Return.objects.get()
    actions.enter(one, whole(theft=3), by=SYSTEM, at=AT)
    actions.submit(one, by=SYSTEM, at=AT)
    assert ">Duyệt<" not in province.get(PAGE).content.decode()
    page = province.post(f"{PAGE}accept/")
    assert page.status_code == 409
    assert "Người đã nhập thay đơn vị không duyệt" in said(page)
    other = signed_in(a_person(Role.PROVINCE_OFFICER, "68"))
    assert other.post(f"{PAGE}accept/").status_code == 302


def test_what_is_left_blank_is_named_and_asked_about_before_it_is_sent(commune):
    a_return(**{key: amount for key, amount in whole().items() if key not in ("theft", "fires")})
    page = commune.post(PAGE, {"do": "submit"})
    assert page.status_code == 409
    assert [row.key for row in page.context["blanks"]] == ["theft", "fires"]
    assert "Còn 2 chỉ tiêu để trống, chưa gửi" in said(page)
    assert commune.post(PAGE, {"do": "submit", "blanks": "1"}).status_code == 409
    assert commune.post(PAGE, {"do": "submit", "blanks": "2"}).status_code == 302
    assert Return.objects.get().state == ReturnState.SUBMITTED
