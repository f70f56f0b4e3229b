"""Tables of communes and wishes, pasted from a worksheet."""

import pytest

from binhyen.planning.rules.lines import communes_of, communes_text, pairs_of

pytestmark = pytest.mark.one_database


def test_a_table_pasted_with_its_heading_comes_back_as_it_was():
    text = (
        "mã xã\ttên\tdân số\tsức triển khai\txã nghèo\txã hội hóa\t% chi phí\n"
        "24611\tPhường Bắc Gia Nghĩa\t31.500\t4\t\t200 triệu\t100\n"
        "24640\tXã Cư Jút\t\t\tx\t\t120%\n\n"
    )
    rows, faults = communes_of(text)
    assert faults == []
    assert rows == [
        {
            "code": "24611", "name": "Phường Bắc Gia Nghĩa", "population": 31_500, "capacity": 4,
            "is_poor": False, "community_vnd": 200_000_000, "cost_percent": 100,
        },
        {
            "code": "24640", "name": "Xã Cư Jút", "population": None, "capacity": 3,
            "is_poor": True, "community_vnd": None, "cost_percent": 120,
        },
    ]  # fmt: skip
    assert communes_of(communes_text(rows)) == (rows, [])


def test_every_cell_that_cannot_be_read_is_named():
    rows, faults = communes_of("24611\tA\tnhiều\t3\tcó lẽ\tít thôi\t100\nXã Cư Jút\t\t\t\t\t\t")
    assert [(one.number, one.column, one.cell) for one in faults] == [
        (1, "dân số", "nhiều"),
        (1, "xã nghèo", "có lẽ"),
        (1, "xã hội hóa", "ít thôi"),
        (2, "mã xã", "Xã Cư Jút"),
    ]
    assert [(one["code"], one["population"], one["capacity"]) for one in rows] == [
        ("24611", None, 3)
    ]


def test_a_sum_that_could_be_a_thousand_times_larger_is_asked_for_again():
    assert [one.column for one in communes_of("24611\tA\t\t\t\t200\t")[1]] == ["xã hội hóa"]


def test_wishes_are_a_commune_and_a_programme_on_each_line():
    assert pairs_of("24611; cam\n24640\tZALO\n24640 LGPC\n\nCư Jút") == (
        [["24611", "CAM"], ["24640", "ZALO"], ["24640", "LGPC"]],
        pairs_of("\n\n\n\nCư Jút")[1],
    )
    assert [one.number for one in pairs_of("24611; cam\nCư Jút")[1]] == [2]


def test_a_wish_may_name_its_commune_and_programme():
    named = {"communes": [("24640", "Xã Cư Jút")], "programmes": [("CAM", "Camera an ninh")]}
    assert pairs_of("xã cư jút; camera an ninh", **named) == ([["24640", "CAM"]], [])
    twice = {"communes": [("24640", "Xã Cư Jút"), ("24641", "Xã Cư Jút")]}
    assert len(pairs_of("Xã Cư Jút; CAM", **twice)[1]) == 1


def test_a_cell_beyond_the_last_column_is_named():
    [fault] = communes_of("24611\tA\t\t3\t\t\t100\tghi chú")[1]
    assert (fault.column, fault.cell) == ("thừa", "ghi chú")
