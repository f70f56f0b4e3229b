"""Sheets as text: the shipped ones hold, and every fault is named with its line."""

import pytest

from binhyen.reviews.choices import Measure, SheetProblem
from binhyen.reviews.queries import shipped, shipped_sheet
from binhyen.reviews.rules.parsing import parse
from binhyen.reviews.rules.shapes import MonthDay
from binhyen.reviews.rules.tables import SheetFaulty

from .sheets import ALL, POINTS

P = SheetProblem


def faults_of(text: str) -> list[tuple[str, SheetProblem]]:
    with pytest.raises(SheetFaulty) as refused:
        parse(text)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def test_the_three_shipped_sheets_are_read():
    assert [each.code for each in shipped()] == [
        "to-bao-ve-antt",
        "thong-tu-124-cap-xa",
        "phong-trao-510",
    ]


def test_no_shipped_sheet_claims_to_be_verified_as_a_whole():
    assert not any(each.content.is_verified for each in shipped())


def test_the_verified_parts_of_the_shipped_sheets():
    team, commune, movement = (each.content for each in shipped())
    assert (team.quota.percent, team.age.months, len(team.classes)) == (20, 9, 4)
    assert (team.window.begins, team.window.ends) == (MonthDay(11, 15), MonthDay(11, 14))
    assert team.quota.is_verified and team.age.is_verified and team.window.is_verified
    verified = [one for one in commune.criteria if one.is_verified]
    assert [(one.measure, one.at_least) for one in verified] == [
        (Measure.COUNT, 1),
        (Measure.SHARE, 100),
        (Measure.SHARE, 70),
    ]
    assert (commune.window.begins, commune.window.ends) == (MonthDay(11, 1), MonthDay(10, 31))
    assert movement.total == 100
    assert movement.deadlines.score == MonthDay(11, 30)


def test_a_sheet_is_found_by_its_code():
    assert shipped_sheet("phong-trao-510").name.startswith("Chấm điểm phong trào")
    assert shipped_sheet("khong-co") is None


def test_a_line_that_is_no_toml_is_pointed_at():
    with pytest.raises(SheetFaulty) as refused:
        parse('code = "a"\nname = \nof = "site"')
    assert [(f.line, f.code) for f in refused.value.faults] == [(2, P.SYNTAX)]


def test_an_empty_text_lacks_everything_at_once():
    assert faults_of("") == [
        ("code", P.MISSING),
        ("name", P.MISSING),
        ("of", P.MISSING),
        ("method", P.MISSING),
        ("window", P.MISSING),
        ("deadlines", P.MISSING),
        ("criterion 1", P.NO_CRITERIA),
        ("class 1", P.TOO_FEW_CLASSES),
    ]


def test_every_fault_is_told_at_once_with_its_line():
    text = POINTS.replace('"11-14"', '"02-29"').replace("percent = 20", 'percent = "20"')
    text = text.replace("points = 70", "points = 60\nwight = 3")
    with pytest.raises(SheetFaulty) as refused:
        parse(text)
    lines = text.splitlines()
    assert [(lines[f.line - 1], f.place, f.code) for f in refused.value.faults] == [
        ("total = 100", "total", P.TOTAL_DIFFERS),
        ('until = "02-29"', "window: until", P.NOT_A_DAY),
        ('percent = "20"', "quota: percent", P.NOT_WHOLE),
        ("wight = 3", "criterion 3: wight", P.UNKNOWN),
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ('code = "diem"', 'code = "Điểm 1"', "code", P.CODE_UNFIT),
        ('of = "site"', 'of = "person"', "of", P.NO_SUCH_CHOICE),
        ('name = "Phiếu cộng điểm"', "name = 5", "name", P.NOT_TEXT),
        ("months = 9", "months = 0", "age: months", P.OUT_OF_RANGE),
        ("months = 9", "", "age: months", P.MISSING),
        ("at_least = 90", "at_least = 170", "class 1: at_least", P.NEVER_REACHED),
        ("at_least = 70", "at_least = 95", "class 2: at_least", P.NOT_FALLING),
        ("at_least = 0", "at_least = 1", "class 3: at_least", P.LOWEST_NOT_ZERO),
        ("at_least = 90", "", "class 1: at_least", P.THRESHOLD_MISSING),
        ('code = "tot"', 'code = "dat"', "class 3: code", P.CODE_TWICE),
        ('of = ["xuat-sac", "tot"]', 'of = ["tot"]', "quota: of", P.QUOTA_BASE),
        ('of = ["xuat-sac", "tot"]', 'of = "tot"', "quota: of", P.NOT_A_LIST),
        ('class = "xuat-sac"', 'class = "dat"', "quota: class", P.QUOTA_LOWEST),
        ('class = "xuat-sac"', 'class = "gioi"', "quota: class", P.NO_SUCH_CHOICE),
        ('known = "teams"', 'known = "communes"', "criterion 2: known", P.KNOWN_UNFIT),
        ("points = 10\n", "", "criterion 1: points", P.NO_POINTS),
        ('measure = "yes"', 'measure = "share"', "criterion 1: at_least", P.LIMIT_MISSING),
        ('measure = "yes"', 'measure = "yes"\nat_least = 1', "criterion 1: at_least",
         P.LIMIT_UNUSED),
        ("good = true", 'good = "yes"', "class 1: good", P.NOT_A_FLAG),
        ('name = "Xuất sắc"', f'name = "{"x" * 41}"', "class 1: name", P.TOO_LONG),
        ("[age]", "[[age]]", "age", P.NOT_A_TABLE),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_place(old, new, place, code):
    assert (place, code) in faults_of(POINTS.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ('measure = "count"', 'measure = "points"', "criterion 1: measure", P.POINTS_UNUSED),
        ('measure = "count"', 'measure = "count"\npoints = 5', "criterion 1: points",
         P.POINTS_UNUSED),
        ("good = true", "good = true\nat_least = 1", "class 1: at_least", P.THRESHOLD_UNUSED),
        ("[[criterion]]", '[[class]]\ncode = "ba"\nname = "Ba"\n\n[[criterion]]', "class 1",
         P.TWO_CLASSES),
        ("[[class]]", '[quota]\nclass = "dat"\nof = ["dat"]\npercent = 20\n\n[[class]]', "quota",
         P.QUOTA_WITHOUT_POINTS),
        ('method = "all"', 'method = "all"\ntotal = 3', "total", P.POINTS_UNUSED),
    ],
)  # fmt: skip
def test_a_sheet_where_all_must_hold_has_no_points(old, new, place, code):
    assert (place, code) in faults_of(ALL.replace(old, new, 1))


def test_the_faults_message_names_lines_for_a_command_line():
    with pytest.raises(SheetFaulty, match="line 5, method: no_such_choice maximum"):
        parse(POINTS.replace('method = "sum"', 'method = "maximum"'))
