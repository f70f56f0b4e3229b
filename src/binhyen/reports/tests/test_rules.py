"""Forms read from their text, sentences and tables filled in, changes in words."""

from fractions import Fraction

import pytest

from binhyen.figures.queries import DefinitionFaulty, catalogue
from binhyen.reports.choices import FigureForm, TableKind
from binhyen.reports.queries import kinds_of_months, shipped_frames
from binhyen.reports.rules.comparing import returns_that_differ, texts_that_differ
from binhyen.reports.rules.content import Cell, Content, Label, Reported, Span, Spot
from binhyen.reports.rules.drawing import REST, TOTAL, drawn, subject_of
from binhyen.reports.rules.naming import in_names, report_name
from binhyen.reports.rules.numbers import change_in_words, moved_in_words, number_text, signed_text
from binhyen.reports.rules.parsing import read_frame
from binhyen.reports.rules.shapes import Bound, Typed, Word, Words
from binhyen.reports.rules.standing import standing_line

from .factories import OWN_FRAME

QUARTER, BEFORE = "quarter-2026-3", "quarter-2025-3"
LABELS = {
    "theft": Label("Số vụ trộm", "vụ"),
    "disputes_settled": Label("Hòa giải thành", "vụ"),
    "disputes_failed": Label("Hòa giải không thành", "vụ"),
    "settled_share": Label("Tỷ lệ hòa giải thành", "%", 1, adds_up=False),
}


def frame(text: str = OWN_FRAME):
    return read_frame(text, known=catalogue(), kinds=kinds_of_months())


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(DefinitionFaulty) as faulty:
        frame(text)
    return [(fault.line, fault.key, fault.code.value) for fault in faulty.value.faults]


def cells(**told: int | None) -> dict[Spot, Cell]:
    return {
        Spot(key, 1, QUARTER): Cell(None if n is None else Fraction(n)) for key, n in told.items()
    }


def a_content(found: dict[Spot, Cell], **more) -> Content:
    facts = {
        "unit": 1,
        "unit_name": "Tỉnh Lâm Đồng",
        "period": Span(QUARTER, "Quý III/2026", "2026-06-15", "2026-09-14"),
        "before": Span(BEFORE, "Quý III/2025", "2025-06-15", "2025-09-14"),
        "months": (),
        "children": ((2, "Xã Hai"), (3, "Xã Ba")),
        "labels": LABELS,
        "cells": found,
        "words": {"ky": "quý III/2026"},
    }
    return Content(**(facts | more))


def said(part) -> list[str]:
    return ["".join(piece.text for piece in paragraph) for paragraph in part.paragraphs]


# --- reading ---


def test_every_form_of_the_package_is_read_and_says_that_it_was_not_checked():
    assert [(f.code, f.shape.kind) for f in shipped_frames()] == [
        ("bao_cao_thang", "month"),
        ("bao_cao_quy", "quarter"),
        ("bao_cao_6_thang", "half"),
        ("bao_cao_nam", "year"),
    ]
    assert not any(found.shape.verified for found in shipped_frames())


def test_a_line_is_read_into_words_figures_and_fields():
    text = OWN_FRAME.replace(
        "Có {{ theft }} vụ trộm.", "**Trộm** {{ theft|cung_ky }} ({{theft|so_sanh}}), {{ ky }}"
    )
    first, second = frame(text).parts[0].lines
    assert first == (
        Words("Trộm", bold=True),
        Words(" "),
        Bound("theft", FigureForm.BEFORE),
        Words(" ("),
        Bound("theft", FigureForm.CHANGE),
        Words("), "),
        Word("ky"),
    )
    assert second == (Words("Đánh giá: "), Typed("danh_gia"))


def test_every_series_of_a_form_is_named_once_in_order():
    assert frame().keys == ("theft", "disputes_settled", "disputes_failed", "settled_share")
    assert frame().keys_of(TableKind.MONTHS) == ()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("{{ theft }}", "{{ thefts }}", (14, "lines", "unknown_indicator")),
        ("{{ theft }}", "{{ theft|nam_sau }}", (14, "lines", "no_such_choice")),
        ("{{ theft }}", "{{ theft.x }}", (14, "lines", "unknown_indicator")),
        ("{{ theft }}", "{{ __import__ }}", (14, "lines", "unknown_indicator")),
        ('"theft", "disputes_settled"', '"no_such"', (19, "indicators", "unknown_indicator")),
        ('"units"', '"pie"', (17, "table", "no_such_choice")),
        ('"quarter"', '"movement-x"', (5, "kind", "no_such_choice")),
        ('code = "danh_gia"', 'code = "ky"', (9, "code", "twice")),
        ('name = "Đánh giá"', 'tên = "Đánh giá"', None),
        ("[frame]", "[[frame]]", None),
    ],
)
def test_a_fault_is_named_by_its_line(old, new, found):
    told = faults(OWN_FRAME.replace(old, new))
    assert found is None or found in told


def test_every_fault_is_named_at_once():
    text = OWN_FRAME.replace("{{ theft }}", "{{ a }} {{ b }}").replace('"units"', '"pie"')
    assert len(faults(text)) == 3


def test_a_form_is_for_periods_that_months_make_up():
    assert {"month", "quarter", "half", "year"} <= kinds_of_months()
    assert "calendar-month" not in kinds_of_months()


def test_sheets_have_names_that_excel_takes_and_no_two_the_same():
    table = OWN_FRAME[OWN_FRAME.index("[[part]]\ntable") :].replace(
        'title = "Theo đơn vị"', 'title = "Theo đơn vị: [a/b]"'
    )
    first, second = frame(OWN_FRAME + table + table).tables[1:]
    assert first.sheet == "Theo đơn vị   a b"
    assert first.sheet != second.sheet


# --- drawing ---


def test_the_subject_names_the_period():
    assert subject_of(frame(), a_content(cells(theft=342))) == "Tình hình quý III/2026"


def test_a_figure_in_a_sentence_leads_to_its_number():
    part = drawn(frame(), a_content(cells(theft=1342)), {"danh_gia": "Tốt."})[0]
    assert said(part) == ["Có 1.342 vụ trộm.", "Đánh giá: Tốt."]
    assert [piece.figure for piece in part.paragraphs[0]] == [0, 1, 0]


def test_a_missing_figure_stands_as_dots_and_a_field_left_empty_is_left_out():
    part = drawn(frame(), a_content(cells(theft=None)), {})[0]
    assert said(part) == ["Có …… vụ trộm."]


def test_a_line_with_a_word_that_has_nothing_to_say_is_left_out():
    text = OWN_FRAME.replace("Có {{ theft }} vụ trộm.", "Của {{ so_xa }} xã.")
    told = a_content(cells(theft=1), words={"so_xa": ""})
    assert said(drawn(frame(text), told, {"danh_gia": "Tốt."})[0]) == ["Đánh giá: Tốt."]


def test_several_lines_in_a_field_are_several_paragraphs():
    part = drawn(frame(), a_content(cells(theft=1)), {"danh_gia": "Một.\n\nHai."})[0]
    assert said(part)[1:] == ["Đánh giá: Một.", "Hai."]


def test_what_is_typed_is_never_read_as_a_field():
    part = drawn(frame(), a_content(cells(theft=1)), {"danh_gia": "{{ theft }} **x**"})[0]
    assert said(part)[1] == "Đánh giá: {{ theft }} **x**"


def test_a_table_of_units_says_what_it_can_not_divide_and_gives_ratios_no_sum():
    found = cells(theft=100, disputes_settled=6, disputes_failed=2, settled_share=75)
    for unit, n in ((2, 30), (3, 60)):
        found |= {Spot("theft", unit, QUARTER): Cell(Fraction(n))}
    grid = drawn(frame(), a_content(found), {})[-1].grid
    rows = {row.name: [cell.text for cell in row.cells] for row in grid.rows}
    assert rows["Xã Hai"] == ["30", "–", "–", "–"]
    assert rows[REST] == ["10", "6", "2", ""]
    assert rows[TOTAL] == ["100", "6", "2", "75,0"]


def test_a_unit_with_nothing_below_has_no_table_of_units():
    parts = drawn(frame(), a_content(cells(theft=1), children=()), {})
    assert [part.grid for part in parts] == [None]


# --- numbers ---


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [
        (Fraction(1234567), 0, "1.234.567"),
        (Fraction(12345, 10), 1, "1.234,5"),
        (Fraction(200, 3), 1, "66,7"),
        (Fraction(-5), 0, "−5"),
        (Fraction(-1, 100), 1, "0,0"),
        (None, 0, "–"),
    ],
)
def test_numbers_are_written_as_in_vietnam(amount, places, text):
    assert number_text(amount, places) == text


def test_what_grew_has_a_plus():
    assert [signed_text(Fraction(n)) for n in (3, 0, -3)] == ["+3", "0", "−3"]


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (110, 100, "tăng 10 vụ (10,0%) so với cùng kỳ năm trước"),
        (75, 100, "giảm 25 vụ (25,0%) so với cùng kỳ năm trước"),
        (3, 0, "tăng 3 vụ so với cùng kỳ năm trước"),
        (5, 5, "bằng cùng kỳ năm trước"),
        (5, None, "chưa có số liệu cùng kỳ để so sánh"),
    ],
)
def test_a_change_in_words(now, before, text):
    old = Cell(None if before is None else Fraction(before))
    assert change_in_words(Cell(Fraction(now)), old, LABELS["theft"]) == text


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (Cell(Fraction(100), is_whole=False), "cùng kỳ chưa đủ số liệu"),
        (Cell(Fraction(100), known=71, of=310), "cùng kỳ chỉ có số của 71/310 đơn vị"),
        (
            Cell(Fraction(100), known=213, of=987, months=3, units=71, of_units=329),
            "cùng kỳ có tháng chỉ có số của 71/329 xã, phường khi đó",
        ),
        (
            Cell(Fraction(100), known=213, of=930, months=3),
            "cùng kỳ chỉ có 213/930 số liệu tháng của các đơn vị",
        ),
    ],
)
def test_what_rests_on_other_ground_is_not_compared_and_says_why(before, why):
    told = change_in_words(Cell(Fraction(110), known=124, of=124), before, LABELS["theft"])
    assert told == f"không so sánh được với cùng kỳ: {why}"


def test_why_figures_are_not_compared_is_said_once():
    line = "Có {{ theft }} vụ trộm, {{ theft|so_sanh }}; {{ theft }} vụ nữa, {{ theft|so_sanh }}."
    found = cells(theft=5) | {Spot("theft", 1, BEFORE): Cell(Fraction(4), known=3, of=9)}
    text = OWN_FRAME.replace("Có {{ theft }} vụ trộm.", line)
    part = drawn(frame(text), a_content(found), {})[0]
    assert said(part) == [
        "Có 5 vụ trộm, không so sánh được với cùng kỳ: cùng kỳ chỉ có số của 3/9 đơn vị; 5 vụ nữa."
    ]


def test_a_figure_of_other_units_than_the_title_names_says_so():
    cell = Cell(Fraction(5), is_whole=False, known=88, of=124, units=88, of_units=124)
    reported = (Reported(QUARTER, 112, 124),)
    told = a_content({Spot("theft", 1, QUARTER): cell}, reported=reported)
    parts = drawn(frame(), told, {})
    assert said(parts[0]) == ["Có 5 (88/124 đơn vị) vụ trộm."]
    assert parts[-1].grid.header[1] == "Số vụ trộm (88/124 đơn vị)"


def test_nearly_all_of_the_ground_is_enough_to_compare():
    now, before = (Cell(Fraction(n), is_whole=False, known=118, of=124) for n in (110, 100))
    assert change_in_words(now, before, LABELS["theft"]).startswith("tăng 10 vụ")


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (-1, "giảm 1 vụ"),
        (1200, "tăng 1.200 vụ"),
        (0, "không tăng, không giảm"),
        (None, "……"),
    ],
)
def test_a_figure_that_is_a_change_reads_as_one(n, text):
    cell = Cell(None if n is None else Fraction(n))
    assert moved_in_words(cell, LABELS["theft"]) == text


def test_a_share_changes_by_points():
    told = change_in_words(Cell(Fraction(80)), Cell(Fraction(75)), LABELS["settled_share"])
    assert told == "tăng 5,0 điểm phần trăm so với cùng kỳ năm trước"


def test_a_difference_is_that_of_the_figures_as_they_are_shown():
    now, before = Cell(Fraction("80.06")), Cell(Fraction("75.04"))  # shown as 80,1 and 75,0
    told = change_in_words(now, before, LABELS["settled_share"])
    assert told == "tăng 5,1 điểm phần trăm so với cùng kỳ năm trước"


@pytest.mark.parametrize(
    ("as_of", "reported", "line"),
    [
        ("2026-09-20", (("a", 124, 124),), ""),
        ("2026-09-20", (("a", 33, 124),), "Số liệu của 33/124 đơn vị, tính đến ngày 20/09/2026."),
        (
            "2026-09-01",
            (("m7", 124, 124), ("m8", 33, 124), ("m9", 0, 124)),
            "Kỳ chưa hết; số liệu chưa đủ (tháng 8/2026: 33/124 đơn vị; m9: 0/124 đơn vị), "
            "tính đến ngày 01/09/2026.",
        ),
        ("2026-09-20", (("m8", 0, 1),), "Chưa có số liệu, tính đến ngày 20/09/2026."),
        (
            "2026-09-20",
            (("m8", 88, 124, 24),),
            "Số liệu của 88/124 đơn vị, 24 đơn vị khác đã nhập nhưng chưa gửi, tính đến ngày "
            "20/09/2026.",
        ),
        ("2026-09-20", (("m8", 0, 1, 1),), "Biểu số liệu chưa gửi, tính đến ngày 20/09/2026."),
    ],
)
def test_a_report_says_whose_figures_it_has_and_until_when(as_of, reported, line):
    told = a_content(
        {},
        months=(Span("m8", "Tháng 8/2026", "2026-07-15", "2026-08-14"),),
        reported=tuple(Reported(*one) for one in reported),
        as_of=as_of,
    )
    assert standing_line(told) == line


# --- names ---


@pytest.mark.parametrize(
    ("frame", "period", "name"),
    [
        ("Báo cáo quý", "Quý III/2026", "Báo cáo Quý III/2026"),
        ("Báo cáo năm", "Năm 2025", "Báo cáo Năm 2025"),
        ("Báo cáo 6 tháng", "6 tháng đầu năm 2026", "Báo cáo 6 tháng đầu năm 2026"),
        ("Báo cáo quý của tỉnh", "Quý III/2026", "Báo cáo quý của tỉnh, Quý III/2026"),
        ("Quý", "Quý III/2026", "Quý, Quý III/2026"),
    ],
)
def test_a_report_is_called_without_saying_its_period_twice(frame, period, name):
    assert report_name(frame, period) == name


def test_a_formula_is_read_in_names():
    names = {"a": "Thành", "a_b": "Không thành"}
    told = in_names("100 * a / (a + a_b)", names.__getitem__)
    assert told == "100 × “Thành” ÷ (“Thành” + “Không thành”)"


# --- two versions ---


def test_returns_of_other_versions_are_found_with_both():
    assert returns_that_differ({1: 1, 2: 1, 3: 1}, {1: 2, 2: 1, 4: 1}) == {
        1: (1, 2), 4: (0, 1), 3: (1, 0),
    }  # fmt: skip


def test_texts_that_differ_are_named():
    (found,) = texts_that_differ(frame(), {"danh_gia": "Tốt"}, {"danh_gia": "Khá"})
    assert (found.name, found.before, found.after) == ("Đánh giá", "Tốt", "Khá")
