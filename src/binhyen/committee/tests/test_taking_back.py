"""A conclusion goes back to none: with a reason, by the leader, while the round is open."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from binhyen.committee import actions, queries
from binhyen.committee.actions import Blocked
from binhyen.committee.choices import Blocker
from binhyen.committee.rules.concluding import taking_back_faults
from binhyen.kernel.log import history_of
from binhyen.people.tests.factories import signed_in
from binhyen.reviews import actions as reviews
from binhyen.ui.trail import lines

from .factories import AFTER, SAT, Table, conclude, opinion, said

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHY = "Ghi nhầm mô hình"


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def one(table):
    return table.sitting()


@pytest.fixture
def kept(table, one):
    what = said("adjust", reason="Đổi lịch", dissents=(opinion(),))
    return conclude(table, one, table.bell, what)


def take_back(table, one, **more):
    facts = {"reason": WHY, "seen": 1, "by": table.leader, "at": SAT}
    return actions.take_back(one, table.bell, **{**facts, **more})


def test_there_must_be_a_conclusion_and_a_reason():
    assert list(taking_back_faults(reason=WHY, is_concluded=True)) == []
    assert set(taking_back_faults(reason=" ", is_concluded=False)) == {
        (Blocker.NOT_CONCLUDED, ""),
        (Blocker.REASON_MISSING, "reason"),
    }


def test_nothing_is_concluded_then_and_the_rating_is_open_again(table, one, kept):
    take_back(table, one)
    row = queries.table_of(one, on=SAT.date()).row_of("KENG")
    assert row.deliberation is None
    assert queries.deliberations_of(one) == []
    rating = one.ratings.get(programme=table.bell)
    assert (rating.state, rating.outcome, rating.class_code) == ("appraised", "", "")
    assert [entry.verb for entry in history_of(rating)][:2] == ["undecide", "decide"]


def test_the_history_tells_what_was_concluded_and_why_it_was_taken_back(table, one, kept):
    take_back(table, one)
    first = lines(history_of(kept))[0]
    was = {change.name: (change.before, change.after) for change in first.changes}
    assert (first.verb, first.what) == ("rút lại quyết định về", "Tiếng kẻng an ninh")
    assert first.entry.reason == WHY
    assert was["Kết luận"] == ("điều chỉnh", "trống")
    assert was["ý kiến khác"][0].startswith("Đại diện Mặt trận")


def test_it_may_be_concluded_again_and_the_history_goes_on(table, one, kept):
    take_back(table, one)
    again = conclude(table, one, table.bell, said(), seen=2)
    assert (again.pk, again.outcome, again.version) == (kept.pk, "continue", 3)
    assert [entry.verb for entry in history_of(again)] == ["decide", "undecide", "decide"]


def test_a_rating_that_was_decided_otherwise_since_stays_so(table, one, kept):
    rating = one.ratings.get(programme=table.bell)
    reviews.decide(
        rating, "tot", "replicate", reason="x", seen=rating.version, by=table.leader, at=SAT
    )
    take_back(table, one)
    rating.refresh_from_db()
    assert rating.outcome == "replicate"


def test_only_the_leader_while_the_round_is_open_and_having_seen_it(table, one, kept):
    with pytest.raises(PermissionDenied):
        take_back(table, one, by=table.officer)
    for changed, code in (
        ({"seen": 0}, "changed_since"),
        ({"by": table.appraiser}, "own_appraisal"),
    ):
        with pytest.raises(Blocked) as refused:
            take_back(table, one, **changed)
        assert refused.value.codes == {code}
    reviews.close_round(one, by=table.leader, at=AFTER)
    with pytest.raises(Blocked) as refused:
        take_back(table, one, at=AFTER)
    assert refused.value.codes == {"round_decided"}
    kept.refresh_from_db()
    assert (kept.outcome, kept.dissents.count()) == ("adjust", 1)


@pytest.mark.one_database
def test_the_page_asks_for_a_reason_and_tells_where_the_history_is(table, one, kept, monkeypatch):
    view = "binhyen.committee.views.programme"
    monkeypatch.setattr(f"{view}.localdate", lambda: timezone.localdate(SAT))
    monkeypatch.setattr(f"{view}.now", lambda: SAT)
    leader, base = signed_in(table.leader), f"/committee/{one.pk}/KENG/"
    assert "Đưa về “chưa kết luận”" in leader.get(base).content.decode()
    refused = leader.post(f"{base}take-back/", {"seen": 1, "reason": ""})
    assert refused.status_code == 422
    assert "Hãy ghi lý do." in refused.content.decode()
    assert leader.post(f"{base}take-back/", {"seen": 1, "reason": WHY}).status_code == 302
    page = leader.get(base).content.decode()
    assert "Kết luận trước đây đã rút lại" in page
    assert WHY in page
    assert "Kết luận: điều chỉnh" not in page
    officer = signed_in(table.officer)
    assert officer.post(f"{base}take-back/", {"seen": 2, "reason": WHY}).status_code == 403
    assert leader.post(f"{base}take-back/", {"seen": 2, "reason": WHY}).status_code == 409
