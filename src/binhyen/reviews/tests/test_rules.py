"""Scores, classes, quotas and days: plain arithmetic, so that anybody can check it."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.reviews.choices import Known, Measure, Method, Of, ScoreProblem
from binhyen.reviews.rules.calendar import Days, days_of, is_old_enough, months_later, window_in
from binhyen.reviews.rules.parsing import parse
from binhyen.reviews.rules.scoring import (
    holds,
    known_value,
    points_of,
    score_faults,
    score_of,
)
from binhyen.reviews.rules.shapes import (
    Class,
    Criterion,
    Deadlines,
    Fact,
    MonthDay,
    Quota,
    Sheet,
    Value,
    Window,
)
from binhyen.reviews.rules.standing import earned_class, places, standings

from .sheets import ALL, POINTS

S = ScoreProblem
SUM, EVERY = parse(POINTS), parse(ALL)


def a_value(number: int | None, whole: int | None = None, reason: str = "") -> Value:
    return Value(number, whole, reason)


# --- scores ---


def test_points_given_are_added_and_a_criterion_that_holds_brings_all_of_its_points():
    values = {"quyet-dinh": a_value(1), "to-chuc": a_value(1), "ket-qua": a_value(63)}
    assert score_of(SUM, values) == 10 + 0 + 63


def test_where_all_must_hold_the_score_is_how_many_do():
    values = {"mo-hinh": a_value(1), "cong-nhan": a_value(6, 10)}
    assert score_of(EVERY, values) == 1
    assert earned_class(EVERY, 1).code == "khong-dat"
    assert earned_class(EVERY, 2).code == "dat"


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(1, 100))
def test_a_share_holds_exactly_from_its_percentage_on(part, whole, percent):
    criterion = Criterion("a", "A", Measure.SHARE, at_least=percent)
    assert holds(criterion, a_value(part, whole)) == (
        Fraction(part, whole) >= Fraction(percent, 100)
    )


def test_a_share_of_nothing_does_not_hold():
    assert not holds(Criterion("a", "A", Measure.SHARE, at_least=70), a_value(0, 0))


@given(st.data())
def test_no_score_exceeds_the_total(data):
    values = {
        "quyet-dinh": a_value(data.draw(st.integers(0, 1))),
        "to-chuc": a_value(data.draw(st.integers(0, 50))),
        "ket-qua": a_value(data.draw(st.integers(0, 70))),
    }
    assert score_faults(SUM, values, known={}) == []
    assert 0 <= score_of(SUM, values) <= SUM.total


# --- what the register says ---


def test_the_register_says_yes_a_count_or_a_part_of_the_points():
    yes = Criterion("a", "A", Measure.YES, 10, known=Known.DECISION)
    count = Criterion("b", "B", Measure.COUNT, 10, 2, known=Known.TEAMS)
    points = Criterion("c", "C", Measure.POINTS, 15, known=Known.DOSSIER)
    facts = {Known.DECISION: Fact(0), Known.TEAMS: Fact(3), Known.DOSSIER: Fact(5, 8)}
    assert known_value(yes, facts) == a_value(0)
    assert known_value(count, facts) == a_value(3)
    assert known_value(points, facts) == a_value(9)  # 15 × 5 / 8, rounded down


def test_what_the_register_does_not_know_it_does_not_say():
    criterion = Criterion("c", "C", Measure.POINTS, 15, known=Known.DOSSIER)
    assert known_value(criterion, {}) is None
    assert known_value(criterion, {Known.DOSSIER: Fact(0, 0)}) is None
    assert known_value(Criterion("d", "D", Measure.YES, 5), {Known.DECISION: Fact(1)}) is None


@given(st.integers(0, 40), st.integers(1, 40), st.integers(1, 100))
def test_what_the_register_says_can_always_be_taken(number, whole, points):
    criterion = Criterion("c", "C", Measure.POINTS, points, known=Known.DOSSIER)
    said = known_value(criterion, {Known.DOSSIER: Fact(number, whole)})
    assert 0 <= said.number <= points
    assert points_of(criterion, said) == said.number


GIVEN = {"quyet-dinh": a_value(1), "to-chuc": a_value(2), "ket-qua": a_value(70)}


@pytest.mark.parametrize(
    ("code", "value", "problem"),
    [
        ("ket-qua", a_value(None), S.BLANK),
        ("ket-qua", a_value(71), S.ABOVE_POINTS),
        ("ket-qua", a_value(-1), S.NEGATIVE),
        ("quyet-dinh", a_value(2), S.TOO_LARGE),
        ("to-chuc", a_value(10_000_001), S.TOO_LARGE),
    ],
)
def test_a_value_that_cannot_be_is_refused(code, value, problem):
    faults = score_faults(SUM, GIVEN | {code: value}, known={})
    assert [(fault.criterion, fault.code) for fault in faults] == [(code, problem)]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (a_value(3), S.BLANK),
        (a_value(3, 0), S.WHOLE_ZERO),
        (a_value(4, 3), S.PART_ABOVE_WHOLE),
        (a_value(0, -3), S.NEGATIVE),
    ],
)
def test_a_share_needs_its_whole(value, problem):
    faults = score_faults(EVERY, {"mo-hinh": a_value(1), "cong-nhan": value}, known={})
    assert [fault.code for fault in faults] == [problem]


def test_what_contradicts_the_register_needs_a_reason():
    known = {"quyet-dinh": a_value(0)}
    faults = score_faults(SUM, GIVEN, known=known)
    assert [(f.criterion, f.code) for f in faults] == [("quyet-dinh", S.AGAINST_REGISTER)]
    explained = GIVEN | {"quyet-dinh": a_value(1, reason="Quyết định vừa ký, chưa vào sổ")}
    assert score_faults(SUM, explained, known=known) == []


def test_an_appraisal_that_differs_from_the_self_score_needs_a_reason():
    faults = score_faults(SUM, GIVEN | {"ket-qua": a_value(60)}, known={}, own=GIVEN)
    assert [(f.criterion, f.code) for f in faults] == [("ket-qua", S.AGAINST_SELF)]
    assert score_faults(SUM, GIVEN, known={}, own=GIVEN) == []


# --- classes and quota ---


def test_a_class_is_earned_from_its_threshold_on():
    assert [earned_class(SUM, n).code for n in (100, 90, 89, 70, 69, 0)] == [
        "xuat-sac", "xuat-sac", "tot", "tot", "dat", "dat",
    ]  # fmt: skip


def test_twenty_percent_of_the_good_are_excellent_and_the_rest_is_cut():
    scores = {"a": 99, "b": 95, "c": 92, "d": 91, **{f"t{n}": 75 for n in range(7)}, "e": 10}
    found = standings(SUM, scores)
    assert [key for key, one in found.items() if one.proposed == "xuat-sac"] == ["a", "b"]
    assert [key for key, one in found.items() if one.is_cut] == ["c", "d"]
    assert found["c"].proposed == "tot"
    assert found["e"].proposed == "dat"


def test_equal_points_stand_or_fall_together():
    found = standings(SUM, {"a": 99, "b": 95, "c": 95, **{f"t{n}": 80 for n in range(7)}})
    assert [key for key, one in found.items() if one.proposed == "xuat-sac"] == ["a"]


def test_nobody_behind_a_group_that_does_not_fit_gets_its_place():
    found = standings(SUM, {"a": 97, "b": 97, "c": 91, **{f"t{n}": 80 for n in range(2)}})
    assert not any(one.proposed == "xuat-sac" for one in found.values())


def test_under_five_good_nobody_is_excellent():
    found = standings(SUM, {"a": 99, "b": 80, "c": 80, "d": 80})
    assert found["a"].proposed == "tot"
    assert found["a"].is_cut


def a_sheet(percent: int) -> Sheet:
    """Three classes by points to 100, a quota on the highest."""
    return Sheet(
        "a", "A", "", "", Of.SITE, Method.SUM,
        Window(MonthDay(1, 1), MonthDay(12, 31)),
        Deadlines(MonthDay(1, 1), MonthDay(1, 2), MonthDay(1, 3)),
        (Class("top", "T", 90, True), Class("mid", "M", 50, True), Class("low", "L", 0, False)),
        (Criterion("c", "C", Measure.POINTS, 100),),
        None,
        Quota("top", ("top", "mid"), percent),
    )  # fmt: skip


SCORES = st.dictionaries(st.integers(0, 60), st.integers(0, 100), max_size=60)


@given(SCORES, st.integers(0, 100))
def test_the_quota_is_never_exceeded_to_the_exact_fraction(scores, percent):
    found = standings(a_sheet(percent), scores)
    classes = [one.proposed for one in found.values()]
    good = classes.count("top") + classes.count("mid")
    assert classes.count("top") <= Fraction(percent, 100) * good
    measured = places(a_sheet(percent), classes)
    assert not measured.is_exceeded
    assert measured.counted == good == sum(score >= 50 for score in scores.values())


@given(SCORES, st.integers(0, 100))
def test_more_points_never_give_a_lower_class_and_equal_points_give_the_same(scores, percent):
    order = {"top": 0, "mid": 1, "low": 2}
    found = standings(a_sheet(percent), scores)
    for one, mine in scores.items():
        for other, theirs in scores.items():
            if mine >= theirs:
                assert order[found[one].proposed] <= order[found[other].proposed]


@given(SCORES, st.integers(0, 100))
def test_the_quota_moves_nobody_but_from_the_highest_to_the_next(scores, percent):
    for one in standings(a_sheet(percent), scores).values():
        assert one.proposed == one.earned or (one.earned, one.proposed) == ("top", "mid")


@given(SCORES, st.integers(0, 100))
def test_the_next_group_would_not_have_fitted(scores, percent):
    sheet = a_sheet(percent)
    found = standings(sheet, scores)
    cut = [scores[key] for key, one in found.items() if one.is_cut]
    if cut:
        group = sum(score == max(cut) for score in scores.values())
        measured = places(sheet, [one.proposed for one in found.values()])
        assert measured.taken + group > measured.allowed


@given(SCORES, st.randoms())
def test_the_order_in_which_they_stand_changes_nothing(scores, rng):
    keys = list(scores)
    rng.shuffle(keys)
    again = standings(a_sheet(20), {key: scores[key] for key in keys})
    assert again == standings(a_sheet(20), scores)


# --- days ---


def test_a_window_over_new_year_begins_in_the_year_before():
    assert window_in(SUM.window, 2026) == (date(2025, 11, 15), date(2026, 11, 14))
    assert window_in(Window(MonthDay(1, 1), MonthDay(12, 31)), 2026) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
    )


def test_a_deadline_earlier_in_the_year_than_the_one_before_is_the_next_years():
    assert days_of(EVERY, 2026) == Days(
        date(2025, 11, 1),
        date(2026, 10, 31),
        date(2026, 11, 20),
        date(2026, 12, 5),
        date(2027, 1, 10),
    )
    assert days_of(EVERY, 2026).are_in_order


def test_nine_months_from_the_end_of_may_are_over_at_the_end_of_february():
    assert months_later(date(2025, 5, 31), 9) == date(2026, 2, 28)
    assert months_later(date(2023, 5, 31), 9) == date(2024, 2, 29)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_months_later_is_that_many_months_later(on, months):
    later = months_later(on, months)
    assert (later.year * 12 + later.month) - (on.year * 12 + on.month) == months
    assert later.day <= on.day


def test_who_began_nine_months_before_the_last_day_is_over_is_old_enough():
    on = date(2026, 11, 14)
    assert is_old_enough(date(2026, 2, 15), "day", months=9, on=on) is True
    assert is_old_enough(date(2026, 2, 16), "day", months=9, on=on) is False


def test_a_date_not_known_well_enough_decides_nothing():
    on = date(2026, 11, 14)
    assert is_old_enough(date(2026, 2, 1), "month", months=9, on=on) is None
    assert is_old_enough(date(2026, 1, 1), "month", months=9, on=on) is True
    assert is_old_enough(date(2026, 1, 1), "year", months=9, on=on) is None
    assert is_old_enough(date(2025, 1, 1), "year", months=9, on=on) is True
    assert is_old_enough(None, "day", months=9, on=on) is None
