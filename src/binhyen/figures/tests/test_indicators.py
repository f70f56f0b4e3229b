"""Indicators are data: every fault of a text is named with its table, formulas can't go round."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.figures import queries
from binhyen.figures.choices import DefinitionFault, IndicatorKind, NoFigure
from binhyen.figures.queries import DefinitionFaulty
from binhyen.figures.rules.defining import read_indicators
from binhyen.figures.rules.formulas import FormulaFaulty, read_comparison, read_formula

D = DefinitionFault
OUTCOMES = (
    "theft disorder violence fraud fires fire_losses collisions traffic_deaths traffic_injuries "
    "school_incidents disputes_received disputes_settled disputes_failed disputes_pending "
    "tips_received tips_useful"
).split()
ONE = """
[[group]]
code = "g"
name = "Nhóm"
name_en = "Group"
[[indicator]]
code = "first"
name = "Một"
name_en = "One"
unit = "vụ"
unit_en = "cases"
kind = "entered"
group = "g"
"""
COMPUTED = """
[[indicator]]
code = "{code}"
name = "{code}"
name_en = "{code}"
unit = "%"
unit_en = "%"
kind = "computed"
group = "g"
formula = "{formula}"
"""


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionFaulty) as refusal:
        read_indicators(text, sources=queries.SOURCES)
    return [(fault.table, fault.code) for fault in refusal.value.faults]


def test_what_evidence_needs_is_shipped_and_typed_by_hand():
    known = queries.shipped()
    assert {known.by_code[code].kind for code in OUTCOMES} == {IndicatorKind.ENTERED}


def test_everything_shipped_has_words_in_both_languages_and_a_source_that_counts():
    for one in queries.shipped().indicators:
        assert one.name and one.name_en and one.unit and one.unit_en
        assert one.name != one.name_en
    used = {one.source for one in queries.shipped().indicators if one.source}
    assert used == queries.SOURCES


def test_every_fault_is_named_at_once_with_its_table_and_line():
    text = ONE + COMPUTED.format(code="Bad Code", formula="first / nothing").replace(
        'unit = "%"', "size = 3"
    )
    assert sorted(faults(text)) == sorted(
        ("indicator 2", code)
        for code in (D.BAD_CODE, D.MISSING, D.UNKNOWN_KEY, D.UNKNOWN_INDICATOR)
    )


def test_a_circle_of_formulas_is_refused_and_named():
    text = ONE + "".join(
        COMPUTED.format(code=code, formula=formula)
        for code, formula in [("a", "b + 1"), ("b", "first / c"), ("c", "a * 2")]
    )
    with pytest.raises(DefinitionFaulty) as refusal:
        read_indicators(text, sources=())
    (fault,) = refusal.value.faults
    assert (fault.code, fault.found) == (DefinitionFault.CYCLE, "a → b → c → a")


CHECK = '\n[[check]]\ncode = "c"\nname = "c"\nname_en = "c"\nrule = "{rule}"'
IMPORT = COMPUTED.format(code="x", formula="__import__('os')")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not toml [", D.NOT_TOML),
        ("", D.EMPTY),
        (ONE + ONE.split("[[indicator]]")[0], D.TWICE),
        (ONE.replace('kind = "entered"', 'kind = "counted"'), D.SOURCE_MISSING),
        (ONE + 'formula = "first + 1"', D.FORMULA_UNUSED),
        (ONE + "decimals = 9", D.OUT_OF_RANGE),
        (ONE.replace('group = "g"', 'group = "h"'), D.NO_GROUP),
        (ONE + IMPORT, D.FORMULA_FAULTY),
        (ONE + CHECK.format(rule="first"), D.FORMULA_FAULTY),
        (ONE + CHECK.format(rule="first = y"), D.UNKNOWN_INDICATOR),
    ],
)
def test_a_text_that_cannot_be_used_says_why(text, code):
    assert code in [fault for _table, fault in faults(text)]


@pytest.mark.parametrize(
    "text",
    ["a.b.c", "a if b else c", "f(a)", "a ** 2", "a[0]", "'x'", "a, b", "lambda: 1", "True",
     "a // b", "1e400", "((" * 200, "a" * 500, "a = 1", ""],
)  # fmt: skip
def test_only_arithmetic_over_indicators_is_a_formula(text):
    with pytest.raises(FormulaFaulty):
        read_formula(text)


def test_dividing_by_nought_gives_no_figure_and_the_reason():
    done = read_formula("a / (b - b) * 100").compute({"a": 1, "b": 5})
    assert (done.amount, done.why) == (None, NoFigure.DIVIDED_BY_ZERO)
    done = read_formula("a / b").compute({"a": 1, "b": None})
    assert (done.amount, done.why, done.about) == (None, NoFigure.PART_MISSING, "b")


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 50))
def test_a_formula_is_worked_out_exactly(a, b, c):
    done = read_formula("(a - b.x) / c * 0.1 + -2").compute({"a": a, "b.x": b, "c": c})
    assert done.amount == Fraction(a - b, c) / 10 - 2


def test_a_rule_compares_two_formulas():
    rule = read_comparison("a = b + c")
    assert rule.names == ("a", "b", "c")
    assert rule.holds(Fraction(3), Fraction(3))
    assert not read_comparison("a <= b").holds(Fraction(4), Fraction(3))
    assert read_comparison("a >= b").holds(Fraction(4), Fraction(3))
