"""What looks wrong: a broken sum, a jump against the unit's own past, what is missing."""

from dataclasses import replace
from random import Random

import pytest

from binhyen.figures import queries
from binhyen.figures.choices import CellFault, Finding, Grade
from binhyen.figures.rules.cells import read_cell, shown
from binhyen.figures.rules.checks import JUMP, MISSING, checks, usual

KNOWN = queries.shipped()
THEFT = KNOWN.by_code["theft"]
STEADY = [6, 4, 5, 7, 5, 6, 4, 5, 6, 5, 7, 5] * 2
SEASONAL = [3, 3, 4, 5, 6, 20, 22, 19, 6, 5, 4, 3] * 2


def found(amounts: dict, history: dict | None = None) -> list[tuple[str, str]]:
    every = checks(amounts, history or {}, KNOWN)
    return [(one.key, one.code) for one in every if one.rule != MISSING]


def test_a_sum_that_does_not_hold_is_told_at_its_first_figure():
    amounts = {
        "disputes_received": 10, "disputes_settled": 5, "disputes_failed": 2, "disputes_pending": 2,
    }  # fmt: skip
    assert found(amounts) == [("disputes_received", Finding.UNEQUAL)]
    assert found(amounts | {"disputes_pending": 3}) == []
    assert found({"disputes_received": 10}) == []  # the others are missing, not wrong


def test_more_useful_tips_than_tips_blocks():
    (one,) = [
        f for f in checks({"tips_received": 1, "tips_useful": 2}, {}, KNOWN) if f.rule != MISSING
    ]
    assert (one.key, one.code, one.grade) == ("tips_useful", Finding.ABOVE, Grade.BLOCKS)


def test_a_broken_rule_says_the_fault_and_one_without_words_of_its_own_what_it_broke():
    sums = {"disputes_received": 12, "disputes_received.land": 11, "disputes_received.family": 0,
            "disputes_received.neighbours": 0, "disputes_received.civil": 0}  # fmt: skip
    said = {f.rule: queries.sentence_of(f) for f in checks(sums, {}, KNOWN)}
    assert said["disputes_kinds"] == "Các loại việc cộng lại được 11, không bằng số tiếp nhận 12."
    for one in KNOWN.checks:
        assert one.fault.count("{left}") == one.fault_en.count("{right}") == 1, one.code
    plain = replace(KNOWN, checks=tuple(replace(one, fault="") for one in KNOWN.checks))
    said = {f.rule: queries.sentence_of(f)
            for f in checks({"tips_received": 52, "tips_useful": 99}, {}, plain)}  # fmt: skip
    assert said["tips_useful_fit"].startswith("99 nhiều hơn 52, trái với: Tin có giá trị không")


def test_a_month_out_of_line_with_the_past_is_told_and_how_unusual_it_is():
    assert found({"theft": 40}, {"theft": STEADY}) == [("theft", Finding.HIGH_JUMP)]
    assert found({"theft": 8}, {"theft": STEADY}) == []
    (one,) = [f for f in checks({"theft": 40}, {"theft": STEADY}, KNOWN) if f.rule == JUMP]
    assert (one.params["alike"], one.params["months"]) == (0, 24)
    assert one.params["low"] <= 5 <= one.params["high"] < 40


def test_the_season_is_expected_and_its_absence_is_not():
    before_summer = SEASONAL[5:] + SEASONAL[:5]  # the next month is like the sixth
    assert found({"theft": 21}, {"theft": before_summer}) == []
    assert found({"theft": 21}, {"theft": STEADY}) == [("theft", Finding.HIGH_JUMP)]
    assert found({"theft": 0}, {"theft": [60] * 24}) == [("theft", Finding.LOW_JUMP)]


def test_one_odd_month_in_the_past_neither_hides_nor_makes_an_alarm():
    odd = [*STEADY[:-1], 300]
    assert found({"theft": 5}, {"theft": odd}) == []
    assert found({"theft": 40}, {"theft": odd}) == [("theft", Finding.HIGH_JUMP)]


def test_too_short_a_past_says_nothing():
    assert usual([5] * 7, threshold=3.5, needs=8) is None
    assert found({"theft": 500}, {"theft": [5] * 7 + [None] * 17}) == []


def test_small_counts_seldom_alarm_by_chance():
    """Of months drawn from the same Poisson-like process, fewer than one in a hundred."""
    rng, alarms = Random(5), 0
    for _ in range(2000):
        rate = rng.choice([0.3, 1, 4, 12])
        draw = [sum(rng.random() < rate / 50 for _ in range(50)) for _ in range(25)]
        alarms += bool(found({"theft": draw[-1]}, {"theft": draw[:-1]}))
    assert alarms < 20


def test_no_month_without_any_is_odd_where_such_months_are_usual():
    lent = [0, 40_000_000, 50_000_000, 45_000_000] * 6
    assert found({"reentry_loans_vnd": 0}, {"reentry_loans_vnd": lent}) == []
    assert found({"theft": 0}, {"theft": [60, 55, 58] * 7 + [0] * 3}) == []
    assert found({"theft": 0}, {"theft": [60, 55, 58] * 7 + [60, 0, 0]}) != []
    # What was lent is held against months in which something was.
    assert found({"reentry_loans_vnd": 48_000_000}, {"reentry_loans_vnd": lent}) == []
    assert found({"reentry_loans_vnd": 48}, {"reentry_loans_vnd": lent}) == [
        ("reentry_loans_vnd", Finding.LOW_JUMP)
    ]


def test_what_many_months_were_is_not_odd():
    """A third of the months had less: nobody has to give a reason for it."""
    lent = [0, 90_000_000, 20_000_000, 0, 60_000_000, 150_000_000] * 4
    assert found({"reentry_loans_vnd": 5_000_000}, {"reentry_loans_vnd": lent}) == []
    (one,) = [f for f in checks({"reentry_loans_vnd": 5}, {"reentry_loans_vnd": lent}, KNOWN)
              if f.rule == JUMP]  # fmt: skip
    assert "chưa tháng nào trong 16 tháng trước có phát sinh thấp bằng" in queries.sentence_of(one)
    assert found({"theft": 1}, {"theft": [1, 40, 38, 42] * 6}) == []


def test_a_month_as_high_as_others_is_not_odd_where_few_had_any():
    losses = [0] * 18 + [150_000_000, 0, 0, 20_000_000, 0, 60_000_000]
    assert found({"fire_losses": 50_000_000}, {"fire_losses": losses}) == []
    (one,) = [f for f in checks({"fire_losses": 2_000_000_000}, {"fire_losses": losses}, KNOWN)
              if f.rule == JUMP]  # fmt: skip
    assert one.code == Finding.HIGH_JUMP


def test_what_is_said_to_be_usual_is_never_far_beyond_what_was_seen():
    wild = [10, 1_000_000, 200, 90_000, 5_000, 3, 700_000, 40] * 3
    past = {"outreach_people": wild}
    assert found({"outreach_people": 1}, past) == found({"outreach_people": 900_000}, past) == []
    rising = [2] * 8 + [900] * 8 + [2, 3, 800, 4] * 2
    for amount in (0, 1, 10_000, 2_000_000):
        for one in checks({"outreach_people": amount}, {"outreach_people": rising}, KNOWN):
            assert int(str(one.params.get("high", 0))) <= 10 * 900


def test_missing_is_not_nought_and_unknown_is_not_missing():
    missing = {f.key for f in checks({"theft": 0}, {}, KNOWN) if f.rule == MISSING}
    assert "theft" not in missing and "disorder" in missing
    assert "sites_kept" not in missing  # counted, not typed
    told = checks({}, {}, KNOWN, unknown=frozenset({"disorder"}))
    assert "disorder" not in {f.key for f in told}


def test_a_figure_beyond_what_can_be_is_told():
    assert found({"theft": 2_001}) == [("theft", Finding.TOO_HIGH)]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12", 12), (" 1.234 ", 1234), ("1,234,567", 1_234_567), ("1 234", 1234), ("không", 0),
     (3.0, 3), (7, 7), ("0", 0), ("12,0", 12)],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_here(typed, amount):
    assert read_cell(typed, THEFT).amount == amount


@pytest.mark.parametrize("typed", ["", "  ", None, "-", "…"])
def test_a_blank_is_nothing_and_never_nought(typed):
    assert read_cell(typed, THEFT).is_empty


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mười hai", CellFault.IN_WORDS),
        ("12 vụ", CellFault.NOT_A_NUMBER),
        ("1 2", CellFault.NOT_A_NUMBER),
        ("-3", CellFault.NEGATIVE),
        ("12,5", CellFault.FRACTION),
        (3.5, CellFault.FRACTION),
        ("khoảng 5", CellFault.APPROXIMATE),
        ("#REF!", CellFault.FORMULA_ERROR),
        (True, CellFault.NOT_A_NUMBER),
        ("9" * 30, CellFault.TOO_LARGE),
        ("9" * 90, CellFault.NOT_A_NUMBER),
        (float("nan"), CellFault.NOT_A_NUMBER),
        ("1.23.4", CellFault.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(typed, code):
    assert read_cell(typed, THEFT).fault == code


def test_unknown_can_be_said():
    assert read_cell("chưa rõ", THEFT).is_unknown


def test_decimals_are_kept_as_whole_numbers_and_shown_again():
    tenths = replace(THEFT, decimals=1)
    assert read_cell("1.234,5", tenths).amount == 12_345
    assert shown(12_345, 1) == "1234,5"
    assert read_cell("1,25", tenths).fault == CellFault.TOO_MANY_DECIMALS
