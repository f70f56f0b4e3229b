"""A committee concludes: what is kept, what is refused, and what follows."""

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.committee import actions, queries
from binhyen.committee.actions import Blocked
from binhyen.committee.models import Deliberation
from binhyen.evidence.queries import evidence_within, read_evidence
from binhyen.kernel.log import history_of
from binhyen.life.models import Case
from binhyen.people.tests.factories import todays_unit
from binhyen.programmes.tests.factories import a_programme
from binhyen.reviews import actions as reviews
from binhyen.ui.trail import lines

from .factories import (
    AFTER,
    DISSENT,
    NO_EFFECT,
    SAT,
    TOO_BLUNT,
    Table,
    a_run,
    conclude,
    found,
    opinion,
    said,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def one(table):
    return table.sitting()


def refusals(table, one, programme, what, **more):
    with pytest.raises(Blocked) as refused:
        conclude(table, one, programme, what, **more)
    assert not Deliberation.objects.filter(programme=programme).exists()
    return refused.value.codes


def test_a_conclusion_gives_the_rating_its_outcome_too_and_both_are_in_the_log(table, one):
    what = said("adjust", reason="Đổi lịch tuần tra")
    kept = conclude(table, one, table.bell, what, class_code="tot")
    rating = one.ratings.get(programme=table.bell)
    assert (rating.state, rating.outcome, rating.reason) == (
        "decided",
        "adjust",
        "Đổi lịch tuần tra",
    )
    assert [entry.verb for entry in history_of(kept)] == ["decide"]
    assert history_of(rating)[0].verb == "decide"


def test_a_dissent_is_kept_word_for_word(table, one):
    kept = conclude(table, one, table.bell, said(dissents=(opinion(), opinion("Đoàn Thanh niên"))))
    assert [each.text for each in kept.dissents.all()] == [DISSENT, DISSENT]
    entry = history_of(kept)[0]
    assert entry.after["dissents"][0] == f"Đại diện Mặt trận Tổ quốc tỉnh: {DISSENT}"


def test_the_history_tells_what_was_said_and_no_empty_columns(table, one):
    kept = conclude(table, one, table.bell, said(reason="Dân cần", dissents=(opinion(),)))
    told = {change.name: change.after for change in lines(history_of(kept))[0].changes}
    assert told["ý kiến khác"].startswith("Đại diện Mặt trận Tổ quốc tỉnh: ")
    assert "trống" not in told.values()
    assert not {"Đợt", "Căn cứ kết thúc", "Hồ sơ đã lập"} & set(told)


def test_a_dissent_needs_its_office_and_holds_no_telephone_number(table, one):
    half = said(dissents=(opinion("", "Không đồng ý"), opinion("Hội Phụ nữ", "Gọi 0912345678")))
    assert refusals(table, one, table.bell, half) == {"office_missing", "contact"}


def test_the_evidence_stays_as_it_was_when_it_was_concluded(table, one):
    first = a_run(table, table.camera, found())
    kept = conclude(table, one, table.camera, said())
    a_run(table, table.camera, NO_EFFECT)
    kept.refresh_from_db()
    then = read_evidence(kept.evidence)
    assert (then.first.run, then.first.word, round(then.first.percent)) == (first.pk, "works", -30)
    assert kept.suggested == "keep"
    sheet = queries.sheet_of(one, "CAM", on=SAT.date())
    assert sheet.has_moved
    assert sheet.row.evidence.first.word == "no_effect_found"


def test_no_effect_is_no_ground_while_the_data_could_not_have_shown_one(table, one):
    a_run(table, table.camera, TOO_BLUNT)
    what = said("end", ground="no_effect", departure="Không thấy ít vụ hơn")
    assert refusals(table, one, table.camera, what) == {"could_not_tell"}
    other = said("end", ground="overlap", departure="Trùng với tổ tự quản")
    assert conclude(table, one, table.camera, other).ground == "overlap"


def test_a_programme_that_runs_is_not_ended_as_one_that_does_not(table, one):
    what = said("end", ground="not_run", reason="Không hoạt động")
    assert refusals(table, one, table.camera, what) == {"sites_run", "class_too_good"}


def test_a_lost_vote_ends_nothing(table, one):
    lost = said("end", ground="no_longer_fits", reason="x", votes_for=2, votes_against=7)
    assert refusals(table, one, table.camera, lost) == {"not_carried"}


def test_it_is_one_where_they_could(table, one):
    a_run(table, table.camera, NO_EFFECT)
    kept = conclude(table, one, table.camera, said("end", ground="no_effect", reason="Đã thấy rõ"))
    assert (kept.suggested, kept.ground) == ("end", "no_effect")


def test_who_appraised_does_not_conclude_and_an_officer_never(table, one):
    assert refusals(table, one, table.bell, said(), by=table.appraiser) == {"own_appraisal"}
    with pytest.raises(PermissionDenied):
        conclude(table, one, table.bell, said(), by=table.officer)


def test_every_reason_is_said_at_once_and_those_of_reviews_with_them(table, one):
    a_run(table, table.camera, found())
    what = said("end", votes_for=0, votes_abstained=0)
    assert refusals(table, one, table.camera, what, class_code="khong-co", seen_rating=0) == {
        "departure_missing",
        "ground_missing",
        "no_votes",
        "changed_since",
        "no_such_class",
    }


def test_nobody_writes_over_what_they_have_not_seen(table, one):
    conclude(table, one, table.bell, said())
    with pytest.raises(Blocked) as refused:
        conclude(table, one, table.bell, said(), seen=0)
    assert refused.value.codes == {"changed_since"}
    one.refresh_from_db()
    again = conclude(table, one, table.bell, said("adjust", reason="Xem lại"), seen=1)
    assert (again.version, again.outcome) == (2, "adjust")


def test_a_finding_that_came_meanwhile_is_looked_at_first(table, one):
    a_run(table, table.camera, found())
    assert refusals(table, one, table.camera, said(), runs="") == {"evidence_changed"}


def test_a_programme_that_the_round_does_not_hold_is_not_concluded_in_it(table, one):
    other = a_programme("Đèn đường", unit=table.province)
    assert refusals(table, one, other, said()) == {"not_in_round"}


def test_before_the_appraisal_and_after_the_close_nothing_is_concluded(table):
    early = table.opened()
    assert refusals(table, early, table.bell, said()) == {"not_appraising"}


def test_what_was_concluded_becomes_a_case_once_the_round_is_closed(table, one):
    kept = conclude(
        table, one, table.bell, said("end", ground="no_longer_fits", reason="Hết địa bàn")
    )
    with pytest.raises(Blocked) as refused:
        actions.open_case_for(kept, by=table.officer, at=AFTER)
    assert refused.value.codes == {"not_decided"}
    reviews.close_round(one, by=table.leader, at=AFTER)
    one.refresh_from_db()
    opened = actions.open_case_for(kept, by=table.officer, at=AFTER)
    case = Case.objects.get(code=opened.case_code)
    assert (case.kind, case.programme, case.site) == ("end", table.bell, None)
    assert case.ground == "no_longer_fits"
    assert "căn cứ “không còn phù hợp với tình hình địa bàn”" in case.reason
    assert "biểu quyết 7 tán thành, 0 không tán thành, 1 không có ý kiến" in case.reason
    assert case.reason.endswith("Lý do: Hết địa bàn")
    with pytest.raises(Blocked) as refused:
        conclude(table, one, table.bell, said(), seen=2)
    assert refused.value.codes == {"round_decided"}


def test_a_case_opened_from_the_rating_carries_the_same_as_one_from_the_table(table, one):
    kept = conclude(
        table, one, table.bell, said("end", ground="no_longer_fits", reason="Hết địa bàn")
    )
    reviews.close_round(one, by=table.leader, at=AFTER)
    rating = one.ratings.get(programme=table.bell)
    opened = reviews.open_case_for(rating, by=table.officer, at=AFTER)
    case = Case.objects.get(code=opened.case_code)
    assert case.ground == "no_longer_fits"
    assert "căn cứ “không còn phù hợp với tình hình địa bàn”" in case.reason
    assert "biểu quyết 7 tán thành, 0 không tán thành, 1 không có ý kiến" in case.reason
    assert queries.sheet_of(one, "KENG", on=AFTER.date()).case_code == case.code
    assert kept.case_code == ""


def test_a_rating_decided_otherwise_speaks_for_itself(table, one):
    conclude(table, one, table.bell, said("adjust", reason="Đổi lịch"))
    rating = one.ratings.get(programme=table.bell)
    reviews.decide(
        rating, "tot", "end", reason="Đã chuyển", seen=rating.version, by=table.leader, at=SAT
    )
    reviews.close_round(one, by=table.leader, at=AFTER)
    opened = reviews.open_case_for(rating, by=table.officer, at=AFTER)
    assert Case.objects.get(code=opened.case_code).reason == f"{one.name}: Đã chuyển"


def test_a_round_of_sites_concludes_on_their_programme(table):
    table.of_sites = True
    one = table.sitting()
    row = queries.table_of(one, on=SAT.date()).row_of("CAM")
    assert (row.rating, sum(count for _name, count in row.classes)) == (None, 1)
    with pytest.raises(Blocked) as refused:
        conclude(table, one, table.camera, said(), by=table.appraiser)
    assert refused.value.codes == {"own_appraisal"}
    kept = conclude(table, one, table.camera, said("replicate", reason="Dân đồng tình"))
    reviews.close_round(one, by=table.leader, at=AFTER)
    opened = actions.open_case_for(
        kept, unit=todays_unit("24640"), village="Thôn 4", by=table.officer, at=AFTER
    )
    case = Case.objects.get(code=opened.case_code)
    assert (case.kind, case.site.programme, case.site.unit.code) == (
        "replicate",
        table.camera,
        "24640",
    )


def test_the_rule_keeps_what_works_ends_what_could_have_shown_and_waits_otherwise(table):
    runs = {"CAM": found(), "KENG": TOO_BLUNT}
    for programme in (table.camera, table.bell):
        a_run(table, programme, runs[programme.code])
    said_of = {key: one.suggestion for key, one in evidence_within(table.province).items()}
    camera, bell = said_of[table.camera.pk], said_of[table.bell.pk]
    assert (camera.word, camera.why) == ("keep", ("benefit_likely", "may_not_carry_over"))
    assert (bell.word, bell.why) == ("not_yet_knowable", ("too_blunt_to_end",))
    a_run(table, table.bell, found(because=["started_together", "fewer"], together=["CAM"]))
    bell = evidence_within(table.province)[table.bell.pk].suggestion
    assert (bell.word, bell.why) == ("not_yet_knowable", ("started_together",))
