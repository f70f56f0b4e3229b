"""A published draw is read and checked by anybody, without an account; a draft by nobody."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import cache

from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.planning.actions import draws as actions
from binhyen.planning.forms.draws import HeldTextForm
from binhyen.planning.models import Draw
from binhyen.planning.rules import recompute

from .draw_factories import (
    AFTER,
    AT,
    NUMBER,
    NUMBER_DAY,
    SEED,
    SOURCE,
    SYSTEM,
    a_scheduled_draw,
    codes,
    communes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADDRESS = "/planning/public/bt-cam-1/"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


def text(response):
    return response.content.decode()


def a_draft(**told):
    return a_scheduled_draw(communes=codes()[:3], is_ranked=False, **told)


def an_announced_draw(*, by=SYSTEM):
    day = {"source": SOURCE, "number_on": NUMBER_DAY, "digits": 5, "seed": SEED}
    return actions.announce_draw(a_draft(), **day, by=by, at=AT)


def a_held_draw(*, by=SYSTEM):
    return actions.hold_draw(an_announced_draw(by=by), number=NUMBER, by=by, at=AFTER)


def test_a_resident_reads_an_announced_draw_and_the_seed_only_once_it_is_held(client):
    draw = an_announced_draw()
    page = text(client.get(ADDRESS))
    for said in ("Camera an ninh", draw.commitment, SOURCE, "01/12/2026", "tháng 1/2027"):
        assert said in page
    assert all(one.name in page for one in communes(3))
    assert SEED not in page
    actions.hold_draw(draw, number=NUMBER, by=SYSTEM, at=AFTER)
    page = text(client.get(ADDRESS))
    assert SEED in page
    assert draw.commitment in page
    assert "Kết quả bốc thăm" in page


def test_nobody_is_named_on_the_page_of_residents_or_in_its_files(client):
    leader = a_person(Role.LEADER, full_name="Trần Thị Kín", phone="0912345678")
    a_held_draw(by=leader)
    for address in (ADDRESS, f"{ADDRESS}text/"):
        page = text(client.get(address))
        assert leader.full_name not in page
        assert leader.username not in page
        assert leader.phone not in page


def test_a_draft_is_unknown_to_residents_and_so_is_one_dropped_before_it_was_published(client):
    draft = a_draft()
    for _ in range(2):
        for address in ("", "text/", "recompute.py"):
            assert client.get(f"{ADDRESS}{address}").status_code == 404
        assert client.post(ADDRESS, {"text": "x"}).status_code == 404
        if draft.withdrawn_at is None:
            draft = actions.withdraw_draw(draft, "Chưa cần", by=SYSTEM, at=AT)


def test_text_and_program_are_a_resident_s_to_take_and_agree(client):
    held = a_held_draw()
    assert text(client.get(f"{ADDRESS}text/")) == held.published
    with ZipFile(BytesIO(client.get(f"{ADDRESS}text/?with=program").content)) as archive:
        assert archive.namelist() == ["bt-cam-1.txt", "recompute.py"]
    assert "def faults" in text(client.get(f"{ADDRESS}recompute.py"))


def test_a_resident_has_a_text_checked_and_nothing_is_kept(client):
    held = a_held_draw()
    right = text(client.post(ADDRESS, {"text": held.published}))
    assert "Đúng nguyên văn bản đã công bố ở đây" in right
    assert "Tính lại ra đúng như văn bản ghi" in right
    assert "/planning/draws/" not in right
    wrong = text(client.post(ADDRESS, {"text": held.published.replace(NUMBER, "04822")}))
    assert "Khác với bản đã công bố ở đây" in wrong
    assert "Không khớp khi tính lại" in wrong
    assert client.post(ADDRESS, {"text": ""}).status_code == 422


def test_a_withdrawn_draw_stays_to_be_read_with_its_reason(client):
    actions.withdraw_draw(an_announced_draw(), "Xổ số hoãn mở thưởng", by=SYSTEM, at=AFTER)
    page = text(client.get(ADDRESS))
    assert "Lần bốc thăm này đã rút" in page
    assert "Xổ số hoãn mở thưởng" in page


def test_the_door_closes_for_a_minute_on_whoever_asks_too_often(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"public_draw": "3/m/ip"}
    an_announced_draw()
    answers = [client.get(f"{ADDRESS}recompute.py").status_code for _ in range(3)]
    assert [*answers, client.get(ADDRESS).status_code] == [200, 200, 200, 429]


def test_a_text_longer_than_any_of_this_draw_is_not_compared():
    draw = Draw(published="một dòng\n" * 10)
    assert HeldTextForm({"text": "x\n" * 120}, draw=draw).is_valid()
    assert not HeldTextForm({"text": "x\n" * 121}, draw=draw).is_valid()


def test_who_works_here_is_given_the_link_for_residents():
    reader = signed_in(a_person(Role.COMMUNE_OFFICER, codes()[0]))
    draw = an_announced_draw()
    page = text(reader.get(draw.get_absolute_url()))
    assert f'value="http://testserver{ADDRESS}"' in page
    assert "mà không cần tài khoản" in page


@pytest.mark.django_db(False)
def test_a_number_of_thousands_of_digits_is_said_to_be_unreadable():
    told = (
        "Mã lần bốc thăm: a\nSHA-256 của hạt giống: b\nSố công khai sẽ lấy từ: c\n"
        "Số xã của từng đợt: {sizes}\nNhóm nhu cầu, mã, tên:\n{need}\t1\tA\nSố công khai: 1\n"
        "Hạt giống: s\nĐợt, mã, tên, phiếu:\n1\t1\tA\tx\n"
    )
    long = "9" * 5000
    assert "nhóm nhu cầu phải là một số" in recompute.faults(told.format(sizes=1, need=long))[-1]
    assert "Không đọc được số xã" in recompute.faults(told.format(sizes=long, need=1))[-1]
