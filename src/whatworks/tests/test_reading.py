"""CSV panels: what is read, and how each fault is named."""

import numpy as np
import pytest

from whatworks.reading import Columns, Unreadable, read_neighbours, read_panel

COLUMNS = Columns(unit="place", time="month", count="crimes", treated_from="since")
SMALL = """place,month,crimes,since
A,2024-01,3,2024-03
A,2024-02,4,2024-03
A,2024-03,1,2024-03
B,2024-01,5,
B,2024-02,2,
B,2024-03,6,
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="panel.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def faults(path, columns=COLUMNS, **more):
    with pytest.raises(Unreadable) as caught:
        read_panel(path, columns, **more)
    return [fault.sentence() for fault in caught.value.faults]


def test_units_months_and_starts_are_read(file):
    panel = read_panel(file(SMALL), COLUMNS)
    assert panel.units == ("A", "B")
    assert panel.periods == ("2024-01", "2024-02", "2024-03")
    assert panel.counts.tolist() == [[3, 4, 1], [5, 2, 6]]
    assert panel.treated_from.tolist() == [2, 3]
    assert panel.exposure is None


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_tabs_and_a_mark_at_the_beginning_are_read(file, separator):
    text = "\ufeff" + SMALL.replace(",", separator).replace("\n", "\r\n")
    assert read_panel(file(text), COLUMNS).counts.sum() == 21


def test_composed_and_decomposed_names_are_the_same_unit(file):
    text = SMALL.replace("A,2024-01", "Xã Á,2024-01").replace("A,", "Xa\u0303 A\u0301,")
    assert read_panel(file(text), COLUMNS).units == ("B", "Xã Á")


def test_a_month_without_a_line_or_count_is_a_gap(file):
    text = SMALL.replace("A,2024-02,4,2024-03\n", "").replace("B,2024-03,6,", "B,2024-03,,")
    missing = np.isnan(read_panel(file(text), COLUMNS).counts)
    assert missing.tolist() == [[False, True, False], [False, False, True]]


def test_starts_outside_the_months_are_never_and_from_the_first(file):
    text = SMALL.replace(",2024-03\n", ",2031-01\n")
    assert read_panel(file(text), COLUMNS).treated_from[0] == 3
    text = SMALL.replace(",2024-03\n", ",1999-01\n")
    assert read_panel(file(text), COLUMNS).treated_from[0] == 0


def test_population_is_what_counts_are_per(file):
    lines = SMALL.splitlines()
    text = "\n".join(
        [lines[0] + ",people", *(f"{line},{i}00.5" for i, line in enumerate(lines[1:], 1))]
    )
    columns = Columns(
        unit="place", time="month", count="crimes", treated_from="since", population="people"
    )
    assert read_panel(file(text), columns).exposure[0].tolist() == [100.5, 200.5, 300.5]
    assert faults(file(text.replace("300.5", "0")), columns) == [
        "line 4: '0' in column 'people' isn't a number above 0"
    ]


def test_every_fault_is_named_with_its_line(file):
    text = (
        "place,month,crimes,since\n"
        "A,2024-13,3,\n"
        "A,2024-02,many,soon\n"
        "B,2024-01,-1,\n"
        ",2024-01,2.5,\n"
        "B,2024-02\n"
    )
    assert faults(file(text)) == [
        "line 2: '2024-13' in column 'month' isn't a month (YYYY-MM)",
        "line 3: 'soon' in column 'since' is neither a month (YYYY-MM) nor empty",
        "line 3: 'many' in column 'crimes' isn't a whole number, 0 or more",
        "line 4: '-1' in column 'crimes' isn't a whole number, 0 or more",
        "line 5: no unit in column 'place'",
        "line 5: '2.5' in column 'crimes' isn't a whole number, 0 or more",
        "line 6: 2 fields where the header has 4",
    ]


def test_a_month_twice_and_two_starts_are_contradictions(file):
    text = SMALL + "A,2024-03,1,2024-03\nB,2024-04,1,2024-02\n"
    assert faults(file(text)) == [
        "line 8: 'A' has 2024-03 already, in line 4",
        "line 9: 'B' is treated from 2024-02 here, but from never in line 5",
    ]


def test_an_unknown_column_is_named_with_those_there_are(file):
    columns = Columns(unit="commune", time="month", count="crimes", treated_from="since")
    assert faults(file(SMALL), columns) == [
        "line 1: column 'commune' isn't there; there are: place, month, crimes, since"
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("place,month,crimes,since\n", "no line but the header"),
        (b"place,\xff\xfe", "not UTF-8 text: byte 6; save it as CSV UTF-8"),
        ("a\0b", "not a text file"),
        (
            SMALL.replace("B,2024-03", "B,9024-03"),
            "84003 months from first to last; is a year wrong?",
        ),
    ],
)
def test_what_is_no_panel_is_said(file, text, reason):
    assert faults(file(text)) == [reason]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",3,", ",3.0,"),
        (",3,", ",3.00,"),
        (",2024-01,", ",2024-01-01,"),
        ("2024-03\n", "2024-03-01\n"),
        ("A,", "\u00a0A ,"),
        ("B,", "\ufeffB\u200b,"),
        ("\n", "\n\n , , ,\n"),
        ("\n", ",,\n"),
        ("\n", "\r"),
        ("place,", '"place",'),
        (",crimes,", ", crimes ,"),
    ],
)
def test_what_means_the_same_is_read_the_same(file, old, new):
    panel = read_panel(file(SMALL.replace(old, new)), COLUMNS)
    assert panel.units == ("A", "B")
    assert panel.periods == ("2024-01", "2024-02", "2024-03")
    assert panel.counts.tolist() == [[3, 4, 1], [5, 2, 6]]
    assert panel.treated_from.tolist() == [2, 3]


def test_separators_within_quotes_are_none(file):
    text = SMALL.replace(",", ";").replace("\n", ';"a, b, c, d"\n')
    assert read_panel(file(text), COLUMNS).counts.sum() == 21


def test_a_separator_of_thousands_is_never_a_point_nor_a_new_field(file):
    two_ways = "can be read in two ways; write it without separators"
    assert faults(file(SMALL.replace(",6,", ",1.006,"))) == [
        f"line 7: '1.006' in column 'crimes' {two_ways}"
    ]
    last = "since,place,month,crimes\n,A,2024-01,3\n,A,2024-02,1,234\n"
    assert faults(file(last)) == ["line 3: 5 fields where the header has 4"]


def test_populations_cut_by_thousands_are_refused_unless_all_are(file):
    columns = Columns(
        unit="place", time="month", count="crimes", treated_from="since", population="people"
    )

    def peopled(*people):
        lines = [f"{line},{n}" for line, n in zip(SMALL.splitlines()[1:], people, strict=True)]
        return file("place,month,crimes,since,people\n" + "\n".join(lines))

    assert faults(peopled("1.200", "1.300", "1.100", "980", "990", "995"), columns) == [
        "'1.200' in column 'people' can be read in two ways; write it without separators"
    ]
    decimal = read_panel(peopled("1.205", "1.3", "1.1", "0.98", "1", "1"), columns)
    assert decimal.exposure[0, 0] == 1.205
    assert read_panel(peopled(*["1.200"] * 6), columns).exposure[0, 0] == 1.2


def test_a_stray_quote_swallows_no_lines(file):
    text = SMALL.replace("A,2024-02", '"A,2024-02').replace("B,2024-01", '"B,2024-01')
    assert "not CSV from here on" in faults(file(text))[0]


def test_of_many_faults_the_first_hundred_are_told(file):
    found = faults(file("place,month,crimes,since\n" + "A,2024-01,x,\n" * 250))
    assert len(found) == 101
    assert found[-1] == "150 more faults"


def test_each_fault_is_told_in_vietnamese_too(file):
    with pytest.raises(Unreadable) as caught:
        read_panel(file(SMALL.replace(",6,", ",sáu,")), COLUMNS)
    (fault,) = caught.value.faults
    assert fault.sentence_vi() == "dòng 7: 'sáu' ở cột 'crimes' không phải số nguyên từ 0 trở lên"
    assert fault.sentence_vi() in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert faults(tmp_path / "none.csv") == ["No such file or directory"]


@pytest.mark.parametrize(
    "text",
    ["one,other\nA,B\n", "A,B\nB,A\nA,Elsewhere\n", "A;B;1,5\n", "\ufeffone\tother\r\nB \tA"],
)
def test_neighbours_are_pairs_with_or_without_a_header(file, text):
    panel = read_panel(file(SMALL), COLUMNS, neighbours=file(text, "near.csv"))
    assert panel.neighbours == ((0, 1),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("X,Y\n", "no pair of units of the panel"),
        ("one,other\n", "no pair of units of the panel"),
        ("", "the file is empty"),
        ("A: B C\n", "line 1: two unit names expected, one pair a line"),
        ("A,B,C\n", "line 1: more than two units; write one pair a line"),
        ('{"A": ["B", "C"]}', "no pair of units of the panel"),
        ("B,C\n", "no treated unit of the panel has a neighbour here"),
    ],
)
def test_what_is_no_list_of_pairs_of_this_panel_is_refused(file, text, said):
    three = SMALL + "C,2024-01,1,\nC,2024-02,1,\nC,2024-03,1,\n"
    assert faults(file(three), neighbours=file(text, "near.csv")) == [said]


def test_lines_of_neighbours_that_are_left_aside_are_counted_and_named(file):
    near = read_neighbours(file("one,other\nA,B\nA,Z\nY,Z\n"), {"A": 0, "B": 1})
    assert (near.pairs, near.unknown, near.left_aside) == (((0, 1),), ("Z", "Y"), 2)


def test_no_unit_is_a_neighbour_of_itself(file):
    near = read_neighbours(file("A,A\nA,B\n"), {"A": 0, "B": 1})
    assert (near.pairs, near.left_aside) == (((0, 1),), 0)
    assert faults(file(SMALL), neighbours=file("A,A\n", "near.csv")) == [
        "no pair of units of the panel"
    ]
