"""Opening a round, scoring, appraising, deciding, closing: what is allowed and what is not."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from binhyen.dossiers.queries import dossier_of
from binhyen.dossiers.tests.factories import a_paper
from binhyen.kernel.log import history_of
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, old_unit, signed_in, todays_unit
from binhyen.programmes import actions as register
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import AT, SYSTEM, a_programme, a_site
from binhyen.reviews import actions, queries
from binhyen.reviews.choices import (
    Blocker,
    NotRated,
    Outcome,
    RatingState,
    RoundState,
    ScoreProblem,
)
from binhyen.reviews.models import Rating, Round
from binhyen.reviews.rules.shapes import Value
from binhyen.units.queries import nation

from .factories import (
    APPRAISING,
    DECIDING,
    LATE,
    OPENED,
    SCORING,
    SINCE,
    Field,
    an_appraised_round,
    appraise,
    ratings_of,
    score,
    values,
)
from .sheets import ALL, POINTS, PROGRAMMES

pytestmark = pytest.mark.django_db
B = Blocker


def blocked(act, *arguments, **named) -> list[Blocker]:
    with pytest.raises(actions.Blocked) as refused:
        act(*arguments, **named)
    return [reason.code for reason in refused.value.reasons]


# --- opening ---


def test_a_round_holds_a_rating_for_every_site_and_the_days_of_its_sheet():
    one = Field(sites=3).opened()
    assert (one.window_from, one.window_until) == (date(2025, 11, 15), date(2026, 11, 14))
    assert (one.score_by, one.appraise_by, one.closes_on) == (
        date(2026, 11, 30),
        date(2026, 12, 10),
        date(2026, 12, 20),
    )
    assert one.state == RoundState.OPEN
    assert [rating.state for rating in ratings_of(one)] == ["waiting"] * 3


def test_what_is_too_young_or_suspended_is_entered_with_the_reason():
    field = Field()
    told = [("Trẻ", {"established_on": date(2026, 2, 16)}), ("Nghỉ", {"state": State.SUSPENDED})]
    told += [("Vừa đủ", {"established_on": date(2026, 2, 15)}), ("Không rõ ngày", {})]
    told += [("Không rõ ngày nào", {"established_on": date(2026, 2, 1),
                                    "established_precision": "month"})]  # fmt: skip
    for village, facts in told:
        a_site(field.programme, unit=field.commune, village=village, **facts)
    found = {rating.site.village: rating.not_rated for rating in ratings_of(field.opened())}
    assert found == {
        "Tổ dân phố 1": "",
        "Trẻ": NotRated.TOO_YOUNG,
        "Nghỉ": NotRated.SUSPENDED,
        "Vừa đủ": "",
        "Không rõ ngày": "",
        "Không rõ ngày nào": "",
    }


def test_what_has_ended_is_being_prepared_or_began_later_is_no_part_of_it():
    field = Field()
    for number, facts in enumerate(
        [
            {"state": State.ENDED, "ended_on": date(2026, 3, 1)},
            {"state": State.PREPARING},
            {"established_on": date(2026, 11, 15)},
        ]
    ):
        a_site(field.programme, unit=field.commune, village=f"Thôn {number}", **facts)
    assert [r.site for r in ratings_of(field.opened())] == field.places


def test_a_round_covers_what_todays_unit_came_from():
    field = Field()
    former = a_site(field.programme, unit=old_unit("24611"), village="Tổ 9", established_on=SINCE)
    one = field.opened(unit=field.commune)
    assert {rating.site for rating in ratings_of(one)} == {*field.places, former}


def test_a_round_of_one_programme_leaves_the_others_out():
    field = Field()
    other = a_programme("Camera an ninh", unit=field.province)
    theirs = a_site(other, unit=field.commune, village="Thôn 9", established_on=SINCE)
    one = field.opened(programme=other)
    assert [rating.site for rating in ratings_of(one)] == [theirs]
    assert other.code in one.name


def test_a_sheet_about_units_rates_every_commune_of_the_province():
    field = Field(text=ALL)
    one = field.opened(year=2026)
    assert Rating.objects.filter(round=one).count() == 124
    assert ratings_of(one)[0].unit.level == 3


def test_a_shipped_sheet_becomes_the_provinces_own_with_the_first_round():
    field = Field()
    facts = {"year": 2026, "by": field.runner, "at": OPENED}
    one = actions.open_round("to-bao-ve-antt", unit=field.commune, **facts)
    assert (one.sheet.unit, one.sheet.version) == (field.province, 1)
    again = actions.open_round("to-bao-ve-antt", unit=field.province, **facts)
    assert again.sheet == one.sheet


def test_a_round_keeps_the_version_of_the_sheet_that_it_began_with():
    field = Field()
    one = field.opened()
    later = POINTS.replace("percent = 20", "percent = 50")
    facts = {"unit": field.province, "effective_on": date(2026, 11, 17)}
    newer = actions.save_sheet(later, former=one.sheet, by=field.runner, at=OPENED, **facts)
    one = Round.objects.get(pk=one.pk)
    assert (one.sheet.version, one.sheet.content.quota.percent) == (1, 20)
    assert queries.sheet_for(field.province, "diem", date(2026, 11, 16)) == one.sheet
    assert queries.sheet_for(field.commune, "diem", date(2026, 11, 17)) == newer


def test_a_round_is_opened_once_in_a_window():
    field = Field()
    field.opened()
    facts = {"unit": field.province, "year": 2026, "by": field.runner, "at": OPENED}
    assert blocked(actions.open_round, "diem", **facts) == [B.ALREADY_OPEN]


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"at": LATE}, [B.DEADLINE_PAST] * 3),
        ({"score_by": date(2026, 12, 30)}, [B.DEADLINES_DISORDERED]),
        ({"year": 2020}, [B.DEADLINE_PAST] * 3 + [B.NOTHING_TO_RATE]),
    ],
)
def test_a_round_that_nobody_could_carry_through_is_not_opened(facts, codes):
    field = Field()
    field.sheet()
    named = {"unit": field.province, "year": 2026, "by": field.runner, "at": OPENED} | facts
    assert blocked(actions.open_round, "diem", **named) == codes


def test_a_round_needs_a_sheet_in_use():
    field = Field()
    named = {"unit": field.province, "year": 2026, "by": field.runner, "at": OPENED}
    assert blocked(actions.open_round, "khong-co", **named) == [B.SHEET_UNKNOWN]
    withdrawn = {"on": date(2026, 11, 1), "reason": "Có hướng dẫn mới"}
    actions.withdraw_sheet(field.sheet(), **withdrawn, by=field.runner, at=OPENED)
    assert blocked(actions.open_round, "diem", **named) == [B.SHEET_WITHDRAWN]


def test_a_round_is_opened_for_a_province_or_commune_of_today():
    whole = a_person(Role.ADMINISTRATOR, nation())
    for unit, code in ((nation(), B.UNIT_NATION), (old_unit("24611"), B.UNIT_ENDED)):
        named = {"unit": unit, "year": 2026, "by": whole, "at": OPENED}
        assert blocked(actions.open_round, "to-bao-ve-antt", **named) == [code]


def test_only_who_runs_reviews_there_opens_a_round():
    field = Field()
    code = field.sheet().code
    for person in (field.leader, field.officer, field.stranger):
        with pytest.raises(PermissionDenied):
            actions.open_round(code, unit=field.province, year=2026, by=person, at=OPENED)


# --- scoring ---


def test_the_officer_of_the_commune_scores_and_may_do_so_over():
    field = Field()
    rating = ratings_of(field.opened())[0]
    rating = score(rating, 65, by=field.officer)
    assert (rating.own_score, rating.state, rating.version) == (95, "scored", 1)
    rating = score(rating, 50, by=field.officer)
    assert (rating.own_score, rating.scored_by) == (80, field.officer)


def test_the_sites_leader_scores_only_the_site_in_their_charge():
    field = Field(sites=2)
    leader = a_person(Role.SITE_LEADER, field.commune)
    led = replace(register.facts_of(field.places[0]), leader=leader)
    register.change_site(field.places[0], led, by=SYSTEM, at=AT)
    mine, theirs = ratings_of(field.opened())
    assert score(mine, 60, by=leader).state == "scored"
    with pytest.raises(PermissionDenied):
        score(theirs, 60, by=leader)


def test_nobody_else_scores():
    field = Field()
    rating = ratings_of(field.opened())[0]
    for person in (field.leader, field.stranger, a_person(Role.READER, field.commune)):
        with pytest.raises(PermissionDenied):
            score(rating, 60, by=person)


def test_what_the_register_knows_is_not_contradicted_without_a_reason():
    field = Field()
    rating = ratings_of(field.opened())[0]
    said = values(60, quyet_dinh=Value(0), to_chuc=Value(3))
    with pytest.raises(actions.ScoreFaulty) as refused:
        actions.score(rating, said, seen=0, by=field.officer, at=SCORING)
    assert [(f.criterion, f.code) for f in refused.value.faults] == [
        ("quyet-dinh", ScoreProblem.AGAINST_REGISTER),
        ("to-chuc", ScoreProblem.AGAINST_REGISTER),
    ]
    why = {"quyet_dinh": Value(0, reason="Quyết định đã hết hiệu lực")}
    said = values(60, **why, to_chuc=Value(2))
    assert actions.score(rating, said, seen=0, by=field.officer, at=SCORING).own_score == 80


def test_a_reason_holds_no_contact_of_anybody():
    field = Field()
    rating = ratings_of(field.opened())[0]
    said = values(60, to_chuc=Value(3, reason="gọi 0912 345 678"))
    with pytest.raises(actions.ScoreFaulty) as refused:
        actions.score(rating, said, seen=0, by=field.officer, at=SCORING)
    assert [fault.code for fault in refused.value.faults] == [ScoreProblem.CONTACT]
    named = {"note": "số 0912345678", "seen": 0, "by": field.officer, "at": SCORING}
    assert blocked(actions.score, rating, values(60), **named) == [B.CONTACT]


def test_a_score_after_the_last_day_is_refused_until_the_deadline_is_moved():
    field = Field()
    one = field.opened()
    rating = ratings_of(one)[0]
    named = {"seen": 0, "by": field.officer, "at": APPRAISING}
    assert blocked(actions.score, rating, values(60), **named) == [B.SCORE_LATE]
    later = {"score_by": date(2026, 12, 5), "appraise_by": one.appraise_by}
    later |= {"closes_on": one.closes_on, "reason": "Mưa lũ", "by": field.runner}
    actions.change_deadlines(one, **later, at=APPRAISING)
    assert actions.score(rating, values(60), **named).state == "scored"


def test_two_at_one_rating_do_not_go_over_each_other():
    field = Field()
    rating = ratings_of(field.opened())[0]
    score(rating, 60, by=field.officer)
    named = {"seen": 0, "by": field.officer, "at": SCORING}
    assert blocked(actions.score, rating, values(50), **named) == [B.CHANGED_SINCE]


def test_what_is_not_rated_is_not_scored_until_it_is_brought_back():
    field = Field()
    rating = ratings_of(field.opened())[0]
    named = {"reason": "Theo công văn", "by": field.runner, "at": SCORING}
    rating = actions.leave_out(rating, NotRated.OUTSIDE, seen=0, **named)
    assert (rating.state, rating.not_rated) == ("not_rated", "outside")
    scored = {"seen": 1, "by": field.officer, "at": SCORING}
    assert blocked(actions.score, rating, values(60), **scored) == [B.NOT_RATED]
    assert actions.bring_back(rating, seen=1, **named).state == "waiting"
    assert blocked(actions.bring_back, rating, seen=2, **named) == [B.IS_RATED]


def test_leaving_out_needs_its_reason_and_its_right():
    field = Field()
    rating = ratings_of(field.opened())[0]
    named = {"reason": " ", "seen": 0, "by": field.runner, "at": SCORING}
    assert blocked(actions.leave_out, rating, NotRated.OUTSIDE, **named) == [B.REASON_MISSING]
    with pytest.raises(PermissionDenied):
        actions.leave_out(rating, NotRated.OUTSIDE, **named | {"by": field.officer})


# --- appraising ---


def test_scoring_is_not_ended_while_somebody_may_still_score():
    field = Field(sites=2)
    one = field.opened()
    named = {"by": field.runner, "at": SCORING}
    score(ratings_of(one)[0], 60, by=field.officer)
    assert blocked(actions.close_scoring, one, **named) == [B.STILL_SCORING]
    score(ratings_of(one)[1], 60, by=field.officer)
    assert actions.close_scoring(one, **named).state == RoundState.APPRAISING
    assert blocked(actions.close_scoring, one, **named) == [B.NOT_SCORING]


def test_a_step_is_not_skipped():
    field = Field()
    one = field.opened()
    rating = score(ratings_of(one)[0], 60, by=field.officer)
    named = {"seen": 1, "by": field.runner, "at": SCORING}
    assert blocked(actions.appraise, rating, values(60), **named) == [B.NOT_APPRAISING]
    decided = {"seen": 1, "by": field.leader, "at": SCORING}
    reasons = blocked(actions.decide, rating, "tot", Outcome.CONTINUE, **decided)
    assert reasons == [B.NOT_APPRAISING, B.NOT_APPRAISED]
    closing = blocked(actions.close_round, one, by=field.leader, at=SCORING)
    assert closing == [B.NOT_APPRAISING, B.NOT_APPRAISED]


def test_an_appraisal_that_differs_says_why():
    field = Field()
    one = field.opened()
    rating = score(ratings_of(one)[0], 65, by=field.officer)
    actions.close_scoring(one, by=field.runner, at=SCORING)
    named = {"seen": 1, "by": field.runner, "at": APPRAISING}
    with pytest.raises(actions.ScoreFaulty) as refused:
        actions.appraise(rating, values(40), **named)
    assert [fault.code for fault in refused.value.faults] == [ScoreProblem.AGAINST_SELF]
    rating = appraise(rating, 40, by=field.runner)
    assert (rating.score, rating.own_score, rating.state) == (70, 95, "appraised")


def test_nobody_appraises_what_they_scored_nor_decides_what_they_appraised():
    field = Field()
    admin = a_person(Role.ADMINISTRATOR, field.province)
    one = field.opened()
    rating = score(ratings_of(one)[0], 65, by=admin)
    actions.close_scoring(one, by=admin, at=SCORING)
    named = {"seen": 1, "by": admin, "at": APPRAISING}
    assert blocked(actions.appraise, rating, values(65), **named) == [B.OWN_SCORE]
    other = a_person(Role.ADMINISTRATOR, field.province)
    rating = appraise(rating, 65, by=other)
    decided = {"seen": 2, "by": other, "at": DECIDING}
    reasons = blocked(actions.decide, rating, "tot", Outcome.CONTINUE, **decided)
    assert reasons == [B.OWN_APPRAISAL]


def test_who_did_not_score_in_time_may_still_be_appraised():
    field = Field()
    one = field.opened()
    actions.close_scoring(one, by=field.runner, at=APPRAISING)
    rating = appraise(ratings_of(one)[0], 65, by=field.runner)
    assert (rating.own_score, rating.score) == (None, 95)


# --- deciding ---

TEN = [69, 65, 65, 50, 50, 50, 50, 50, 50, 50]  # 99, 95, 95 and seven of 80 points


@pytest.mark.slow
def test_the_quota_cuts_the_proposal_by_its_written_rule():
    field = Field(sites=10)
    one = an_appraised_round(field, TEN)
    book = queries.book_of(one.sheet.content, one)
    proposed = [book.standing[rating.pk].proposed for rating in ratings_of(one)]
    assert proposed == ["xuat-sac", *["tot"] * 9]
    tally = book.tally
    assert (tally.places.counted, tally.places.allowed, tally.places.taken) == (10, 2, 1)
    assert tally.cut == 2


@pytest.mark.slow
def test_the_decision_gives_a_free_place_to_one_of_a_cut_group_and_no_more():
    field = Field(sites=10)
    one = an_appraised_round(field, TEN)
    _, second, third, fourth, *_rest = ratings_of(one)
    named = {"by": field.leader, "at": DECIDING, "reason": "Có sáng kiến được nhân rộng"}
    decided = actions.decide(second, "xuat-sac", Outcome.CONTINUE, seen=second.version, **named)
    assert (decided.class_name, decided.is_good) == ("Xuất sắc", True)
    for rating, codes in ((third, [B.QUOTA]), (fourth, [B.BELOW_CLASS, B.QUOTA])):
        reasons = blocked(
            actions.decide, rating, "xuat-sac", Outcome.CONTINUE, seen=rating.version, **named
        )
        assert reasons == codes


def test_another_class_or_another_outcome_needs_a_reason():
    field = Field()
    rating = ratings_of(an_appraised_round(field, [50]))[0]
    named = {"seen": rating.version, "by": field.leader, "at": DECIDING}
    assert blocked(actions.decide, rating, "dat", Outcome.CONTINUE, **named) == [B.REASON_MISSING]
    assert blocked(actions.decide, rating, "tot", Outcome.END, **named) == [B.REASON_MISSING]
    assert blocked(actions.decide, rating, "gioi", Outcome.CONTINUE, **named)[0] == B.NO_SUCH_CLASS
    assert actions.decide(rating, "tot", Outcome.CONTINUE, **named).state == RatingState.DECIDED


def test_only_who_decides_there_decides():
    field = Field()
    one = an_appraised_round(field, [50])
    rating = ratings_of(one)[0]
    for person in (field.runner, field.officer, field.stranger):
        with pytest.raises(PermissionDenied):
            actions.decide(rating, "tot", Outcome.CONTINUE, seen=2, by=person, at=DECIDING)
        with pytest.raises(PermissionDenied):
            actions.close_round(one, by=person, at=DECIDING)


def test_a_new_appraisal_takes_the_decision_back():
    field = Field()
    rating = ratings_of(an_appraised_round(field, [50]))[0]
    named = {"seen": rating.version, "by": field.leader, "at": DECIDING}
    rating = actions.decide(rating, "tot", Outcome.CONTINUE, **named)
    rating = appraise(rating, 20, by=field.runner)
    assert (rating.state, rating.class_code, rating.outcome) == ("appraised", "", "")


# --- closing ---


def test_closing_gives_everyone_a_class_and_writes_it_to_the_register():
    field = Field(sites=3)
    one = an_appraised_round(field, [50, 20, 30])
    first = ratings_of(one)[0]
    actions.decide(
        first, "tot", Outcome.END, reason="Dân không còn tham gia", seen=first.version,
        by=field.leader, at=DECIDING,
    )  # fmt: skip
    closed = actions.close_round(one, decision_number="412/QĐ-UBND", by=field.leader, at=DECIDING)
    assert (closed.state, closed.decided_by) == ("decided", field.leader)
    assert [(r.class_code, r.outcome) for r in ratings_of(one)] == [
        ("tot", "end"),
        ("dat", "continue"),
        ("dat", "continue"),
    ]
    sites = Site.objects.filter(pk__in=[site.pk for site in field.places]).order_by("pk")
    assert [site.rating for site in sites] == ["Tốt (2026)", "Đạt (2026)", "Đạt (2026)"]
    entry = history_of(field.places[0]).order_by("-number").first()
    assert entry.by == "system:reviews"
    assert one.name in entry.reason and field.leader.username in entry.reason


def test_a_round_is_not_closed_while_somebody_waits_for_the_appraisal():
    field = Field(sites=2)
    one = field.opened()
    score(ratings_of(one)[0], 60, by=field.officer)
    actions.close_scoring(one, by=field.runner, at=APPRAISING)
    appraise(ratings_of(one)[0], 60, by=field.runner)
    with pytest.raises(actions.Blocked) as refused:
        actions.close_round(one, by=field.leader, at=DECIDING)
    assert [(r.code, r.detail) for r in refused.value.reasons] == [(B.NOT_APPRAISED, "(1)")]
    waiting = ratings_of(one)[1]
    actions.leave_out(
        waiting, NotRated.NOT_SCORED, reason="Không nộp", seen=0, by=field.runner, at=DECIDING
    )
    assert actions.close_round(one, by=field.leader, at=DECIDING).is_decided


@pytest.mark.slow
def test_a_class_taken_down_by_the_decision_may_leave_too_many_at_the_top():
    """The quota counts the good: with one good less, one of the excellent is too many."""
    field = Field(sites=5)
    one = an_appraised_round(field, [65, 50, 50, 50, 50])
    last = ratings_of(one)[-1]
    actions.decide(
        last, "dat", Outcome.CONTINUE, reason="Hồ sơ không đủ", seen=last.version,
        by=field.leader, at=DECIDING,
    )  # fmt: skip
    with pytest.raises(actions.Blocked) as refused:
        actions.close_round(one, by=field.leader, at=DECIDING)
    assert [(r.code, r.detail) for r in refused.value.reasons] == [(B.QUOTA, "(1 > 0)")]


def test_nothing_of_a_decided_round_is_written_again():
    field = Field()
    one = an_appraised_round(field, [50])
    actions.close_round(one, by=field.leader, at=DECIDING)
    rating = ratings_of(one)[0]
    named = {"seen": rating.version, "at": DECIDING}
    assert B.ROUND_DECIDED in blocked(actions.score, rating, values(1), by=field.officer, **named)
    assert B.ROUND_DECIDED in blocked(actions.appraise, rating, values(1), by=field.runner, **named)
    assert blocked(actions.decide, rating, "tot", Outcome.CONTINUE, by=field.leader, **named) == [
        B.ROUND_DECIDED
    ]
    assert blocked(
        actions.leave_out, rating, NotRated.OUTSIDE, reason="x", by=field.runner, **named
    ) == [B.ROUND_DECIDED]
    assert blocked(actions.close_round, one, by=field.leader, at=DECIDING) == [B.ROUND_DECIDED]
    days = {"score_by": date(2026, 12, 20), "appraise_by": date(2026, 12, 21)}
    days |= {"closes_on": date(2026, 12, 22), "reason": "x", "by": field.runner, "at": DECIDING}
    assert blocked(actions.change_deadlines, one, **days) == [B.ROUND_DECIDED]


def test_a_decision_after_the_last_day_is_refused():
    field = Field()
    one = an_appraised_round(field, [50])
    assert blocked(actions.close_round, one, by=field.leader, at=LATE) == [B.DECIDE_LATE]


def test_every_step_leaves_its_entry_with_the_values_in_words():
    field = Field()
    one = an_appraised_round(field, [50])
    rating = ratings_of(one)[0]
    actions.close_round(one, by=field.leader, at=DECIDING)
    entries = list(history_of(rating).order_by("number"))
    assert [entry.verb for entry in entries] == ["score", "appraise", "decide"]
    assert entries[0].after["values"] == ["quyet-dinh: 1", "to-chuc: 2", "ket-qua: 50"]
    opened, moved, decided = history_of(one).order_by("number")
    assert (opened.verb, opened.after["rating_count"]) == ("create", 1)
    assert (moved.after, decided.verb) == ({"state": "appraising"}, "decide")


def test_the_database_itself_keeps_one_rating_a_thing_and_days_in_order():
    one = Field().opened()
    rating = ratings_of(one)[0]
    rating.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        rating.save()
    one.score_by = date(2027, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


# --- where a rating is seen again ---


def test_a_good_class_makes_a_programme_effective_for_the_next_commune_sheet():
    field = Field(sites=2)
    one = an_appraised_round(field, [50, 20])
    actions.close_round(one, by=field.leader, at=DECIDING)
    facts = {"unit": field.commune, "year": 2026, "by": field.runner, "at": DECIDING}
    days = {name: date(2027, 1, 10) for name in ("score_by", "appraise_by", "closes_on")}
    of_commune = actions.open_round("thong-tu-124-cap-xa", **facts, **days)
    rating = ratings_of(of_commune)[0]
    known = queries.known_values(of_commune.sheet.content, rating, on=date(2026, 12, 20))
    assert known == {"mo-hinh": Value(1)}


def test_where_nothing_was_rated_the_register_does_not_say_what_is_effective():
    field = Field()
    facts = {"unit": field.commune, "year": 2026, "by": field.runner, "at": OPENED}
    days = {name: date(2026, 12, 10) for name in ("score_by", "appraise_by", "closes_on")}
    one = actions.open_round("thong-tu-124-cap-xa", **facts, **days)
    sheet = one.sheet.content
    assert queries.known_values(sheet, ratings_of(one)[0], on=date(2026, 11, 20)) == {}


def test_former_ratings_of_a_site_are_found_again():
    field = Field()
    one = an_appraised_round(field, [50])
    actions.close_round(one, by=field.leader, at=DECIDING)
    assert [r.class_name for r in queries.ratings_of_site(field.places[0])] == ["Tốt"]
    assert list(queries.ratings_of_programme(field.programme)) == []
    assert list(queries.ratings_of_unit(field.commune)) == []


def test_a_sheet_about_programmes_rates_those_with_sites_by_what_they_have():
    field = Field(sites=2, text=PROGRAMMES)
    a_site(field.programme, unit=todays_unit("24640"), village="Thôn 1", established_on=SINCE)
    a_programme("Chưa có điểm nào", unit=field.province)
    one = field.opened()
    rating = ratings_of(one)[0]
    assert [each.programme for each in ratings_of(one)] == [field.programme]
    assert (rating.site, rating.unit) == (None, field.province)
    known = queries.known_values(one.sheet.content, rating, on=date(2026, 11, 25))
    assert (known["diem"], known["xa"]) == (Value(3), Value(2))
    assert known["ho-so"] == Value(0)  # nothing has been filed
    given = known | {"ket-qua": Value(30)}
    runner = field.runner
    rating = actions.score(rating, given, seen=0, by=runner, at=SCORING)
    assert rating.own_score == 70
    actions.close_scoring(one, by=runner, at=SCORING)
    other = a_person(Role.PROVINCE_OFFICER, field.province)
    rating = actions.appraise(rating, given, seen=1, by=other, at=APPRAISING)
    actions.close_round(one, by=field.leader, at=DECIDING)
    assert [r.class_name for r in queries.ratings_of_programme(field.programme)] == ["Tốt"]
    assert {site.rating for site in Site.objects.filter(programme=field.programme)} == {""}


def test_a_programmes_rating_is_not_for_a_commune_officer_to_score():
    field = Field(text=PROGRAMMES)
    rating = ratings_of(field.opened())[0]
    assert not actions.may_score(field.officer, rating)


def test_the_movement_sheet_knows_the_communes_programmes_and_papers():
    field = Field()
    one = actions.open_round(
        "phong-trao-510", unit=field.commune, year=2026, by=field.runner, at=OPENED
    )
    known = queries.known_values(one.sheet.content, ratings_of(one)[0], on=date(2026, 11, 25))
    assert known == {"co-mo-hinh": Value(1), "ho-so": Value(0)}


def test_papers_on_file_are_known_in_proportion():
    field = Field()
    shipped = actions.open_round(
        "to-bao-ve-antt", unit=field.commune, year=2026, by=field.runner, at=OPENED
    )
    rating = ratings_of(shipped)[0]
    needed = dossier_of(rating.programme, rating.site, on=date(2026, 11, 25)).needed
    a_paper(rating.site, "charter", signed_on=date(2026, 11, 20))
    known = queries.known_values(shipped.sheet.content, rating, on=date(2026, 11, 25))
    assert needed > 1
    assert known["ho-so"] == Value(15 // needed)


def test_a_rating_keeps_what_the_register_said_when_it_was_written():
    field = Field()
    rating = score(ratings_of(field.opened())[0], 60, by=field.officer)
    more = replace(register.facts_of(field.places[0]), team_count=5)
    register.change_site(field.places[0], more, by=SYSTEM, at=AT)
    rating = Rating.objects.get(pk=rating.pk)
    assert rating.known_then == {"quyet-dinh": Value(1), "to-chuc": Value(2)}
    page = signed_in(field.runner).get(rating.get_absolute_url())
    assert [line.known for line in page.context["lines"]] == ["có", "2", ""]
