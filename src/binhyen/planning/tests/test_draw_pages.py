"""Draws prepared, announced, held, checked and withdrawn: officer, leader, commune, stranger."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from binhyen.kernel.log import verifying
from binhyen.kernel.models import Entry
from binhyen.kernel.text import fold
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, a_user, signed_in
from binhyen.planning.actions import draws as actions
from binhyen.planning.actions.refusals import PlanningBlocked
from binhyen.planning.choices import DrawRefusal, DrawState, Outcome, PlanState, Refusal
from binhyen.planning.models import Draw, Plan, Seed
from binhyen.planning.queries import draws as queries
from binhyen.planning.rules import draw as rules
from binhyen.planning.rules import recompute
from binhyen.programmes.tests.factories import a_programme, a_site
from binhyen.ui import trail

from .draw_factories import (
    AFTER,
    AT,
    FEW,
    MANY,
    NUMBER,
    NUMBER_DAY,
    SEED,
    SOURCE,
    SYSTEM,
    a_camera_programme,
    a_draw,
    a_held_draw,
    a_scheduled_draw,
    an_announced_draw,
    codes,
    communes,
    facts,
    figures_sent,
    province,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
R = DrawRefusal
ADDRESS = "/planning/draws/bt-cam-1/"
UNRANKED = {"is_ranked": False}


@pytest.fixture
def thefts(db):
    figures_sent()


@pytest.fixture
def officer(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER))


@pytest.fixture
def leader(db):
    return signed_in(a_person(Role.LEADER))


@pytest.fixture
def commune(db):
    """An officer of the first commune in the draw."""
    return signed_in(a_person(Role.COMMUNE_OFFICER, codes()[0]))


@pytest.fixture
def set_clock(monkeypatch):
    """Pages take it for this moment."""

    def to(moment):
        for name in ("draws", "draw_forms", "draw_steps"):
            place = f"binhyen.planning.views.{name}"
            monkeypatch.setattr(f"{place}.localdate", lambda: timezone.localdate(moment))
            monkeypatch.setattr(f"{place}.now", lambda: moment, raising=False)

    to(AT)
    return to


def text(response):
    return response.content.decode()


def refused(call, *args, **given):
    with pytest.raises(PlanningBlocked) as refusal:
        call(*args, **{"by": SYSTEM, "at": AT} | given)
    return refusal.value.codes


def announcing(**changed):
    return {"source": SOURCE, "number_on": NUMBER_DAY, "digits": 5, "seed": SEED} | changed


# Prepared ------------------------------------------------------------------------------------


def test_communes_whose_rates_cannot_be_told_apart_share_a_class(thefts):
    draw = a_draw()
    needs = [one["need"] for one in draw.entrants]
    assert needs[:MANY] == [1] * MANY
    assert set(needs[MANY:]) == {2}
    assert all(one["low"] < one["rate"] < one["high"] for one in draw.entrants)


@pytest.mark.one_database
def test_where_all_begin_at_once_nobody_in_the_draw_is_left_to_compare_with(thefts):
    ways = a_draw().compared["ways"]
    at_once = next(way for way in ways if len(way["sizes"]) == 1)
    assert (at_once["why"], at_once["fall"]) == ("too_few_clusters", None)
    told = [way for way in ways if way["why"] is None]
    assert told
    for way in told:
        low, high = way["fall_between"]
        assert low < way["fall"] < high
    powers = [round(way["power"], 2) for way in told]
    assert powers == sorted(powers, reverse=True)


@pytest.mark.one_database
def test_everything_wrong_with_a_draw_is_said(thefts):
    programme = a_camera_programme()
    for changed, codes_ in (
        ({"communes": ()}, {R.NO_COMMUNES}),
        ({"communes": ("Xã Không Có",)}, {R.COMMUNE_UNKNOWN}),
        ({"outcome": "magic"}, {R.NOT_A_COUNT}),
        ({"since_month": "month-2025-13"}, {R.MONTH_UNKNOWN}),
        ({"since_month": "quarter-2025-1"}, {R.MONTH_UNKNOWN}),
        ({"since_month": "month-2026-11"}, {R.NO_FIGURES}),
        ({"watched_months": 15}, {R.WATCH_OUT_OF_RANGE}),
        ({"outcome": "", "least_worthwhile_percent": 0}, {R.NOT_A_COUNT, R.LEAST_OUT_OF_RANGE}),
    ):
        given = facts(**changed)
        assert refused(actions.prepare_draw, programme, given, unit=province()) == codes_
    assert not Draw.objects.exists()


@pytest.mark.one_database
def test_a_commune_written_twice_by_name_and_by_code_is_refused():
    first = communes(1)[0]
    twice = facts(communes=(*codes()[:3], first.name), **UNRANKED)
    with pytest.raises(PlanningBlocked) as refusal:
        actions.prepare_draw(a_camera_programme(), twice, unit=province(), by=SYSTEM, at=AT)
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.value) == (R.COMMUNE_TWICE, first.name)


@pytest.mark.one_database
def test_a_commune_where_the_programme_works_already_is_refused_by_name():
    programme = a_camera_programme()
    a_site(programme, unit=communes(1)[0])
    with pytest.raises(PlanningBlocked) as refusal:
        actions.prepare_draw(programme, facts(**UNRANKED), unit=province(), by=SYSTEM, at=AT)
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.value) == (R.COMMUNE_RUNNING, communes(1)[0].name)


def test_a_commune_without_figures_is_named_where_need_decides_and_drawn_where_it_does_not():
    figures_sent(communes()[:-1])
    with pytest.raises(PlanningBlocked) as refusal:
        a_draw()
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.value) == (R.NEED_UNKNOWN, communes()[-1].name)
    draw = a_draw(**UNRANKED)
    assert {one["need"] for one in draw.entrants} == {1}
    assert {way["why"] for way in draw.compared["ways"]} == {"missing_periods"}


@pytest.mark.one_database
def test_waves_must_hold_every_commune_and_begin_later():
    draw = a_draw(**UNRANKED)
    how = {"sizes": (8, 8), "gap_months": 6, "first_month": "2027-01"}
    for changed, code in (
        ({"sizes": (8, 7)}, R.SIZES_UNFIT),
        ({"sizes": (16, 0)}, R.SIZES_UNFIT),
        ({"sizes": ()}, R.SIZES_UNFIT),
        ({"gap_months": 0}, R.GAP_OUT_OF_RANGE),
        ({"first_month": "2026-11"}, R.MONTH_PAST),
    ):
        assert refused(actions.schedule_draw, draw, **how | changed) == {code}
    own = actions.schedule_draw(draw, **how | {"sizes": (10, 4, 2)}, by=SYSTEM, at=AT)
    assert own.compared["ways"][-1]["sizes"] == [10, 4, 2]


# Announced -----------------------------------------------------------------------------------


def test_the_fingerprint_of_the_seed_is_published_before_the_number_and_the_seed_after():
    draw = an_announced_draw(**UNRANKED)
    assert draw.commitment == hashlib.sha256(SEED.encode()).hexdigest()
    assert draw.commitment in draw.published
    assert SEED not in draw.published
    assert f"{SOURCE}, ngày 01/12/2026, 5 chữ số" in draw.published
    held = actions.hold_draw(draw, number=NUMBER, by=SYSTEM, at=AFTER)
    assert held.published.startswith(draw.published)
    assert SEED in held.published
    assert recompute.faults(held.published) == []


@pytest.mark.one_database
def test_another_number_gives_other_waves():
    draw = an_announced_draw(**UNRANKED)
    told = actions.told_draw(draw)
    orders = {
        tuple(one.code for one in rules.deal(told, seed=SEED, number=number))
        for number in ("00000", "00001", "99999")
    }
    assert len(orders) == 3


def test_what_was_announced_cannot_be_changed():
    draw = an_announced_draw(**UNRANKED)
    schedule = {"sizes": (8, 8), "gap_months": 3, "first_month": "2027-02"}
    assert refused(actions.change_draw, draw, facts(**UNRANKED)) == {R.NOT_DRAFT}
    assert refused(actions.schedule_draw, draw, **schedule) == {R.NOT_DRAFT}
    assert refused(actions.announce_draw, draw, **announcing()) == {R.NOT_DRAFT}


@pytest.mark.one_database
def test_an_announcement_names_a_later_day_before_the_first_wave():
    draw = a_scheduled_draw(**UNRANKED)
    for changed, code in (
        ({"number_on": timezone.localdate(AT)}, R.DAY_TOO_SOON),
        ({"number_on": date(2027, 1, 1)}, R.DAY_TOO_LATE),
        ({"digits": 3}, R.DIGITS_OUT_OF_RANGE),
        ({"source": " "}, R.SOURCE_MISSING),
        ({"source": "Gọi 0912345678 để biết"}, Refusal.CONTACT),
    ):
        assert refused(actions.announce_draw, draw, **announcing(**changed)) == {code}
    assert refused(
        actions.announce_draw, a_draw(**UNRANKED), **announcing()
    ) == {R.NO_SCHEDULE}  # fmt: skip
    assert not Seed.objects.exists()


def test_nothing_is_drawn_before_the_day_is_over():
    draw = an_announced_draw(**UNRANKED)
    that_evening = AFTER - timedelta(hours=12)
    for at in (AT, that_evening):
        assert refused(actions.hold_draw, draw, number=NUMBER, at=at) == {R.TOO_EARLY}
    draft = a_scheduled_draw(communes=codes()[:4], programme=another_programme(), **UNRANKED)
    assert refused(actions.hold_draw, draft, number=NUMBER, at=AFTER) == {R.NOT_ANNOUNCED}


def test_a_draw_is_held_once():
    held = a_held_draw(**UNRANKED)
    assert refused(actions.hold_draw, held, number="99999", at=AFTER) == {R.DRAWN}
    held.refresh_from_db()
    assert held.number == NUMBER


@pytest.mark.one_database
def test_a_number_must_have_the_digits_that_were_announced():
    draw = an_announced_draw(**UNRANKED)
    for number in ("4821", "048210", "04 21", "\uff10\uff14\uff18\uff12\uff11", ""):
        assert refused(actions.hold_draw, draw, number=number, at=AFTER) == {R.NUMBER_UNFIT}


@pytest.mark.one_database
def test_greater_need_goes_first_and_the_number_decides_among_equals(thefts):
    held = a_held_draw()
    needs = {one["code"]: one["need"] for one in held.entrants}
    drawn = [needs[one["code"]] for one in held.places]
    assert drawn == [1] * MANY + [2] * FEW
    assert [one["wave"] for one in held.places] == [1] * 8 + [2] * 8


def test_the_history_of_a_draw_says_lists_and_months_in_words(officer):
    a_held_draw(communes=codes()[:4], **UNRANKED)
    told = text(officer.get(ADDRESS)).partition('id="history"')[2]
    for said in ("2 + 2", "tháng 1/2027", f"{codes()[0]} đợt "):
        assert said in told
    assert "2027-01" not in told
    birth = trail.whole_line(Entry.objects.get(kind="planning.draw", verb="create"))
    words = {change.name: change.after for change in birth.changes}
    assert words["Kết quả cần đo"] == "Số vụ trộm cắp tài sản"
    assert words["Số liệu từ tháng"] == "Tháng 8/2025"
    assert f"{codes()[0]} nhóm 1" in words["Các xã"]


def test_a_withdrawn_draw_stays_to_be_read_with_its_reason(commune):
    draw = an_announced_draw(**UNRANKED)
    assert refused(actions.withdraw_draw, draw, " ") == {Refusal.REASON_MISSING}
    actions.withdraw_draw(draw, "Xổ số hoãn mở thưởng", by=SYSTEM, at=AFTER)
    page = text(commune.get(ADDRESS))
    assert "Xổ số hoãn mở thưởng" in page
    assert draw.commitment in page
    assert refused(actions.hold_draw, draw, number=NUMBER, at=AFTER) == {R.WITHDRAWN}
    assert refused(actions.withdraw_draw, draw, "Lại") == {R.WITHDRAWN}


def test_a_draw_that_was_held_stays_so_that_nobody_draws_until_it_pleases(leader):
    held = a_held_draw(**UNRANKED)
    assert refused(actions.withdraw_draw, held, "Kết quả không vừa ý") == {R.HELD_STAYS}
    answer = leader.get(f"{ADDRESS}withdraw/")
    assert answer.status_code == 409
    assert "chỉ bốc thăm một lần duy nhất" in text(answer)
    assert "Rút lần bốc thăm này" not in text(leader.get(ADDRESS))


def test_a_commune_stands_in_one_draw_of_a_programme_at_a_time(officer, set_clock):
    rival = a_scheduled_draw(communes=codes()[3:6], **UNRANKED)
    held = a_held_draw(communes=codes()[:4], **UNRANKED)
    name = communes(4)[3].name
    with pytest.raises(PlanningBlocked) as refusal:
        actions.announce_draw(rival, **announcing(), by=SYSTEM, at=AT)
    (reason,) = refusal.value.reasons
    assert (reason.code, reason.value) == (R.COMMUNE_DRAWN, f"{name} ({held.key})")
    sent = officer.post(
        "/planning/draws/new/?programme=CAM", typed(communes="\n".join(codes()[3:6]))
    )
    assert sent.status_code == 422
    assert f"Đã có trong một lần bốc thăm khác của mô hình này: {name}" in text(sent)
    assert a_draw(programme=another_programme(), communes=codes()[:4], **UNRANKED).pk


def test_a_draw_tells_of_those_before_it_that_had_its_communes(commune):
    first = an_announced_draw(communes=codes()[:4], **UNRANKED)
    apart = an_announced_draw(communes=codes()[8:10], **UNRANKED)
    for draw in (first, apart):
        actions.withdraw_draw(draw, "Xổ số hoãn mở thưởng", by=SYSTEM, at=AFTER)
    again = a_scheduled_draw(communes=codes()[2:6], **UNRANKED)
    day = {"number_on": date(2026, 12, 20)}
    again = actions.announce_draw(again, **announcing(**day), by=SYSTEM, at=AFTER)
    line = (
        "Lần bốc thăm trước có cùng xã: bt-cam-1, công bố 24/11/2026, rút 02/12/2026: "
        "Xổ số hoãn mở thưởng"
    )
    later = AFTER + timedelta(days=30)
    held = actions.hold_draw(again, number=NUMBER, by=SYSTEM, at=later)
    for published in (again.published, held.published):
        assert line in published.splitlines()
        assert "bt-cam-2" not in published
    assert recompute.faults(held.published) == []
    page = text(commune.get(held.get_absolute_url()))
    assert "Đã có lần bốc thăm trước cho một số xã này" in page
    assert f'<a href="{first.get_absolute_url()}">bt-cam-1</a>' in page


def test_whoever_holds_the_text_of_a_withdrawn_draw_learns_that_it_was_withdrawn(commune):
    draw = an_announced_draw(communes=codes()[:4], **UNRANKED)
    actions.withdraw_draw(draw, "Xổ số hoãn\nmở thưởng", by=SYSTEM, at=AFTER)
    told = commune.get(f"{ADDRESS}text/").content.decode()
    assert told == f"ĐÃ RÚT ngày 02/12/2026: Xổ số hoãn mở thưởng\n\n{draw.published}"
    for held in (told, draw.published):
        page = text(commune.post("/planning/draws/check/", {"text": held}))
        assert "Lần bốc thăm này đã rút" in page
        assert "Đúng nguyên văn bản đã công bố ở đây" in page


def test_no_form_is_offered_that_can_only_fail(leader, set_clock):
    draft = a_draw(communes=codes()[:4], **UNRANKED)
    assert leader.get(f"{ADDRESS}announce/").status_code == 409
    actions.schedule_draw(
        draft, sizes=(2, 2), gap_months=6, first_month="2027-01", by=SYSTEM, at=AT
    )
    assert leader.get(f"{ADDRESS}announce/").status_code == 200
    actions.announce_draw(draft, **announcing(), by=SYSTEM, at=AT)
    early = leader.get(f"{ADDRESS}draw/")
    assert (early.status_code, "phải sau ngày 01/12/2026" in text(early)) == (409, True)
    assert leader.get(f"{ADDRESS}announce/").status_code == 409
    set_clock(AFTER)
    assert leader.get(f"{ADDRESS}draw/").status_code == 200
    actions.hold_draw(draft, number=NUMBER, by=SYSTEM, at=AFTER)
    assert leader.get(f"{ADDRESS}draw/").status_code == 409


@pytest.mark.one_database
def test_a_name_with_other_marks_is_asked_about_and_one_without_marks_is_taken(set_clock):
    place = next(one for one in communes() if not one.short_name.isascii())
    bare = fold(place.short_name)
    wrong = place.short_name + "\u0301"
    found = queries.communes_written([wrong, bare], province(), on=timezone.localdate(AT))
    assert [(line, one.pk) for line, one in found.near] == [(wrong, place.pk)]
    assert [one.pk for one in found.units] == [place.pk]


def test_ways_that_can_show_nothing_are_said_so_and_none_is_marked(officer, leader, set_clock):
    draw = a_scheduled_draw(communes=codes()[:4], **UNRANKED)
    way = {"sizes": [2, 2], "gap_months": 6, "months": 6, "watched_months": 6, "compared": 4,
           "why": None, "fall": 95.0, "fall_between": [90.0, 100.0], "power": 0.03,
           "power_between": [0.01, 0.1], "wide": None, "wide_between": None}  # fmt: skip
    draw.compared = draw.compared | {"ways": [way]}
    draw.save()
    announcing_page = text(leader.get(f"{ADDRESS}announce/"))
    assert "Các đợt này không đủ để biết mô hình có tác dụng hay không" in announcing_page
    assert "khả năng thấy mức giảm 20% chỉ là 3%" in announcing_page
    Draw.objects.update(sizes=[], gap_months=None)
    page = text(officer.get(ADDRESS))
    assert "Không cách nào ở đây đủ để biết" in page
    assert "checked" not in page
    sent = officer.post(f"{ADDRESS}choose/", {"first_month": "2027-01"})
    assert (sent.status_code, "Hãy chọn một cách chia đợt." in text(sent)) == (422, True)


@pytest.mark.one_database
def test_the_lottery_of_a_part_of_the_country_is_no_single_number():
    draw = a_scheduled_draw(**UNRANKED)
    source = "Giải đặc biệt xổ số Miền Nam"
    assert refused(actions.announce_draw, draw, **announcing(source=source)) == {R.SOURCE_MANY}


@pytest.mark.one_database
def test_text_and_program_go_out_together_to_be_published(commune):
    held = a_held_draw(communes=codes()[:4], **UNRANKED)
    packed = commune.get(f"{ADDRESS}text/?with=program")
    with ZipFile(BytesIO(packed.content)) as archive:
        assert archive.namelist() == ["bt-cam-1.txt", "recompute.py"]
        assert archive.read("bt-cam-1.txt").decode() == held.published
    assert "Văn bản và tệp tính lại (.zip)" in text(commune.get(ADDRESS))


def test_every_step_leaves_one_entry_and_who_may_not_is_refused():
    officer, leader = a_person(Role.PROVINCE_OFFICER), a_person(Role.LEADER)
    mayor, stranger = a_person(Role.LEADER, codes()[0]), a_user()
    for person in (leader, mayor, stranger, a_person(Role.READER)):
        with pytest.raises(PermissionDenied):
            a_draw(by=person, **UNRANKED)
    draw = a_scheduled_draw(by=officer, **UNRANKED)
    for person in (officer, mayor, stranger):
        with pytest.raises(PermissionDenied):
            actions.announce_draw(draw, **announcing(), by=person, at=AT)
    draw = actions.announce_draw(draw, **announcing(), by=leader, at=AT)
    for person in (officer, mayor, stranger):
        with pytest.raises(PermissionDenied):
            actions.hold_draw(draw, number=NUMBER, by=person, at=AFTER)
        with pytest.raises(PermissionDenied):
            actions.withdraw_draw(draw, "Đổi ý", by=person, at=AFTER)
    actions.hold_draw(draw, number=NUMBER, by=leader, at=AFTER)
    entries = Entry.objects.filter(kind="planning.draw").order_by("number")
    verbs = [(one.verb, one.by) for one in entries]
    assert verbs == [
        ("create", officer.username),
        ("change", SYSTEM),
        ("announce", leader.username),
        ("draw", leader.username),
    ]
    assert entries[2].after["commitment"] == draw.commitment
    assert verifying.verify().holds


def another_programme():
    return a_programme("Tổ liên gia", code="LGPC", unit=province())


# The pages -----------------------------------------------------------------------------------


def typed(**changed):
    return {
        "communes": "\n".join(one.name for one in communes(6)),
        "outcome": "theft",
        "since_month": "month-2025-08",
        "watched_months": "6",
        "least_worthwhile_percent": "20",
    } | changed


def test_from_the_list_of_communes_to_the_schedule(officer, leader, commune, set_clock, thefts):
    a_camera_programme()
    assert "Chưa có lần bốc thăm nào" in text(officer.get("/planning/draws/"))
    new = "/planning/draws/new/"
    assert "Camera an ninh" in text(officer.get(new))
    assert 'value="month-2025-08" selected' in text(officer.get(f"{new}?programme=CAM"))
    sent = officer.post(f"{new}?programme=CAM", typed(is_ranked="on"))
    assert (sent.status_code, sent["Location"]) == (302, ADDRESS)
    page = text(officer.get(ADDRESS))
    assert "không còn xã nào trong danh sách để so sánh" in page
    assert commune.get(ADDRESS).status_code == 404

    own = {"way": "own", "sizes": "3 2 1", "gap_months": "4", "first_month": "2027-01"}
    wrong = officer.post(f"{ADDRESS}choose/", own | {"sizes": "3 2"})
    assert wrong.status_code == 422
    assert "cộng lại đúng 6 xã" in text(wrong)
    assert 'value="3 2"' in text(wrong)
    assert officer.post(f"{ADDRESS}choose/", own).status_code == 302

    assert officer.post(f"{ADDRESS}announce/").status_code == 403
    form = {"source": SOURCE, "number_on": "2026-12-01", "digits": "5"}
    assert leader.post(f"{ADDRESS}announce/", form | {"source": ""}).status_code == 422
    assert leader.post(f"{ADDRESS}announce/", form).status_code == 302
    draw = Draw.objects.get()
    for reader in (officer, commune):
        assert draw.commitment in text(reader.get(ADDRESS))
    assert "chưa bốc thăm" in text(commune.get(f"{ADDRESS}schedule/"))

    number = {"number": NUMBER, "again": NUMBER}
    early = leader.post(f"{ADDRESS}draw/", number)
    assert early.status_code == 409
    assert "phải sau ngày 01/12/2026" in text(early)
    set_clock(AFTER)
    assert "Nhập số công khai và bốc thăm" in text(leader.get(ADDRESS))
    slip = leader.post(f"{ADDRESS}draw/", number | {"again": "04822"})
    assert slip.status_code == 422
    assert "Hai lần gõ không giống nhau." in text(slip)
    assert leader.post(f"{ADDRESS}draw/", number).status_code == 302
    assert leader.post(f"{ADDRESS}draw/", number).status_code == 409

    wave = next(one["wave"] for one in Draw.objects.get().places if one["code"] == codes()[0])
    month = {1: "tháng 1/2027", 2: "tháng 5/2027", 3: "tháng 9/2027"}[wave]
    assert f"Bắt đầu ở đợt {wave}, {month}." in text(commune.get(ADDRESS))
    assert f"đợt {wave}, {month}" in text(commune.get("/planning/draws/"))


@pytest.mark.one_database
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(officer, set_clock):
    a_camera_programme()
    form = typed(communes="Xã Không Có\nPhường Bắc Gia Nghĩa", watched_months="6")
    sent = officer.post("/planning/draws/new/?programme=CAM", form)
    assert sent.status_code == 422
    assert "Không có xã, phường nào hiện nay tên là “Xã Không Có”." in text(sent)
    assert "Phường Bắc Gia Nghĩa" in text(sent)


def test_nobody_can_read_the_seed_before_the_draw(officer, leader, commune, set_clock):
    a_scheduled_draw(**UNRANKED)
    form = {"source": SOURCE, "number_on": "2026-12-01", "digits": "5"}
    answers = [leader.post(f"{ADDRESS}announce/", form)]
    seed = Seed.objects.get().text
    assert len(seed) == 64
    names = ("", "draw/", "withdraw/", "text/", "schedule/", "change/", "announce/")
    lists = ("/planning/draws/", "/history/", "/history/export.csv", "/people/me/data/")
    addresses = [*(f"{ADDRESS}{name}" for name in names), *lists]
    answers += [one.get(address) for one in (officer, leader, commune) for address in addresses]
    answers.append(leader.post(f"{ADDRESS}draw/", {"number": NUMBER, "again": NUMBER}))
    for answer in answers:
        assert seed not in b"".join(answer).decode(errors="replace")
        assert seed not in str(answer.headers)
    logged = [(one.before, one.after, one.label, one.reason) for one in Entry.objects.all()]
    assert seed not in str(logged)
    assert seed not in str(vars(Draw.objects.get()))


@pytest.mark.one_database
def test_whoever_holds_the_files_recomputes_it_without_us(commune, tmp_path):
    a_held_draw(**UNRANKED)
    program = tmp_path / "recompute.py"
    program.write_bytes(commune.get("/planning/draws/recompute.py").content)
    published = commune.get(f"{ADDRESS}text/")
    assert published["Content-Disposition"] == 'attachment; filename="bt-cam-1.txt"'
    run = subprocess.run(
        [sys.executable, "-I", str(program)],
        input=published.content,
        capture_output=True,
        check=True,
    )
    assert "Khớp" in run.stdout.decode()
    page = text(commune.get(ADDRESS))
    place = Draw.objects.get().places[0]
    line = "|".join((SEED, NUMBER, "bt-cam-1", place["code"]))
    assert line in page
    assert hashlib.sha256(line.encode()).hexdigest() == place["ticket"]


@pytest.mark.one_database
def test_a_pasted_text_is_recomputed_and_each_wrong_line_named(commune):
    held = a_held_draw(**UNRANKED)
    check = "/planning/draws/check/"
    right = text(commune.post(check, {"text": held.published.replace("\n", "\r\n")}))
    assert "Tính lại ra đúng như văn bản ghi" in right
    assert "Đúng nguyên văn bản đã công bố ở đây" in right

    first, last = held.places[0], held.places[-1]
    lines = held.published.splitlines()
    swapped = [
        i for i, line in enumerate(lines)
        if line.startswith((f"1\t{first['code']}", f"2\t{last['code']}")) and len(line) > 64
    ]  # fmt: skip
    for i in swapped:
        lines[i] = {"1": "2", "2": "1"}[lines[i][0]] + lines[i][1:]
    wrong = text(commune.post(check, {"text": "\n".join(lines)}))
    above, below = (i + 1 for i in swapped)
    assert f"Dòng {above}: công bố 2 {first['code']}, tính lại được 1 {first['code']}." in wrong
    assert f"Dòng {below}: công bố 1 {last['code']}, tính lại được 2 {last['code']}." in wrong
    for i in swapped:
        assert f'<th scope="row" class="num">{i + 1}</th>' in wrong


@pytest.mark.one_database
def test_a_text_that_only_agrees_with_itself_is_found_out(commune):
    """Another list, drawn again with the same seed, recomputes; it isn't what was published."""
    held = a_held_draw(**UNRANKED)
    told = actions.told_draw(held)
    entrants = (replace(told.entrants[0], need=2), *told.entrants[1:])
    forged = rules.outcome(replace(told, entrants=entrants), seed=SEED, number=NUMBER)
    page = text(commune.post("/planning/draws/check/", {"text": forged}))
    assert "Tính lại ra đúng như văn bản ghi" in page
    assert "Khác với bản đã công bố ở đây" in page


@pytest.mark.one_database
def test_a_text_from_before_the_draw_is_compared_with_what_was_announced_then(commune):
    draw = an_announced_draw(**UNRANKED)
    before = draw.published
    early = text(commune.post("/planning/draws/check/", {"text": before}))
    assert "hãy giữ văn bản này để so về sau" in early
    actions.hold_draw(draw, number=NUMBER, by=SYSTEM, at=AFTER)
    page = text(commune.post("/planning/draws/check/", {"text": before}))
    assert "Lần này đã bốc thăm xong" in page
    assert "hãy giữ văn bản này để so về sau" not in page
    assert "Đây là văn bản trước khi bốc thăm" in page
    assert "Đúng nguyên văn bản đã công bố ở đây" in page
    assert commune.post("/planning/draws/check/", {"text": ""}).status_code == 422


def test_those_of_another_province_see_nothing_of_it():
    a_held_draw(**UNRANKED)
    stranger = signed_in(a_person(Role.PROVINCE_OFFICER, "66"))
    names = ("", "text/", "schedule/", "schedule.csv")
    assert {stranger.get(f"{ADDRESS}{name}").status_code for name in names} == {404}
    assert "bt-cam-1" not in text(stranger.get("/planning/draws/"))


def test_the_schedule_goes_out_as_a_file_and_begins_a_study(officer):
    draw = a_held_draw(**UNRANKED)
    page = text(officer.get(f"{ADDRESS}schedule/"))
    assert "<svg" in page
    assert "is_randomised=1" in page
    rows = officer.get(f"{ADDRESS}schedule.csv").content.decode().splitlines()
    first = draw.places[0]
    assert rows[1] == f"1,2027-01,{first['code']},{first['name']},1"
    assert len(rows) == 17
    book = openpyxl.load_workbook(BytesIO(b"".join(officer.get(f"{ADDRESS}schedule.xlsx"))))
    assert book.active["D3"].value == first["name"]
    Draw.objects.update(is_synthetic=True)
    rows = officer.get(f"{ADDRESS}schedule.csv").content.decode().splitlines()
    assert all(row.endswith(',"Số liệu giả lập, không phải số liệu thật"') for row in rows[1:])
    assert officer.get(f"{ADDRESS}schedule.pdf").status_code == 404
    known = "programme=CAM&is_randomised=1&primary=theft&last_month=month-2028-06"
    study = text(officer.get(f"/evidence/studies/new/?{known}"))
    assert 'name="is_randomised" value="1" id="id_is_randomised" checked' in study
    assert 'value="month-2028-06" selected' in study
    href = page.partition('href="/evidence/studies/new/')[2].partition('"')[0]
    asked = text(officer.get(f"/evidence/studies/new/{unescape(href)}"))
    assert f"{draw.unit.name}, chỉ 16 xã đã chọn" in asked
    assert 'id="no-lot"' not in page


@pytest.mark.one_database
def test_a_study_from_the_schedule_compares_only_those_who_had_a_lot_to_draw(officer, thefts):
    """Of the six with little theft all began last, whatever was drawn."""
    draw = a_held_draw()
    page = text(officer.get(f"{ADDRESS}schedule/"))
    assert "Nhóm 2 đứng trọn trong một đợt nên không do bốc thăm" in page
    assert "thì chỉ so các xã nhóm 1." in page
    assert "is_randomised=1" in page
    href = page.partition('href="/evidence/studies/new/')[2].partition('"')[0]
    asked = text(officer.get(f"/evidence/studies/new/{unescape(href)}"))
    assert f"{draw.unit.name}, chỉ 10 xã đã chọn" in asked


@pytest.mark.one_database
def test_a_study_from_a_schedule_that_need_decided_does_not_claim_chance(officer, thefts):
    """Six with much theft before six with little: nothing was left to the lot."""
    a_held_draw(communes=codes()[4:])
    page = text(officer.get(f"{ADDRESS}schedule/"))
    assert "xã nào làm trước không do bốc thăm" in page
    assert "is_randomised" not in page


@pytest.mark.one_database
def test_a_page_of_a_draw_takes_at_most_twelve_queries(commune, django_assert_max_num_queries):
    a_held_draw(communes=codes()[:8], **UNRANKED)
    a_draw(communes=codes()[8:], **UNRANKED)
    for address in ("/planning/draws/", ADDRESS, f"{ADDRESS}schedule/", "/planning/draws/check/"):
        commune.get(address)
        with django_assert_max_num_queries(12):
            assert commune.get(address).status_code == 200
    assert Draw.objects.filter(state=DrawState.DRAFT).count() == 1


def test_an_adopted_plan_fills_in_its_communes_and_stays_named(officer, set_clock):
    programme = a_camera_programme()
    names = [one.name for one in communes(3)]
    plan = Plan.objects.create(
        key="kh-68-9",
        unit=province(),
        name="Nhân rộng camera",
        state_vnd=0,
        community_vnd=0,
        harm={"theft": 1.0},
        offers=[],
        communes=[{"code": one.code, "name": one.name} for one in communes(3)],
        state=PlanState.ADOPTED,
        outcome=Outcome.PLAN,
        result={"chosen": [{"commune": code, "programme": "CAM"} for code in codes()[:3]]},
        data_sha256="0" * 64,
        created_at=AT,
        finished_at=AT,
        adopted_at=AT,
    )
    address = f"/planning/draws/new/?plan={plan.key}&programme={programme.code}"
    page = text(officer.get(address))
    assert all(name in page for name in names)
    sent = officer.post(address, typed(communes="\n".join(names)))
    assert sent.status_code == 302
    assert plan.name in text(officer.get(sent["Location"]))
    Plan.objects.update(state=PlanState.DONE)
    assert officer.get(address).status_code == 404
