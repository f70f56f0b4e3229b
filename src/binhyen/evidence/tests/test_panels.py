"""When a place began, who can't be compared and why."""

from datetime import date

import numpy as np
import pytest

from binhyen.evidence.choices import LeftOut
from binhyen.evidence.rules.panels import (
    Months,
    Place,
    Work,
    assemble,
    start_of,
)

MONTHS = Months(tuple(date(2022 + n // 12, n % 12 + 1, 14) for n in range(36)))
NEVER = 36


def a_work(starts_on=None, **fields) -> Work:
    return Work(programme="CAM", place=0, starts_on=starts_on, **fields)


def test_a_month_runs_to_its_last_day():
    assert MONTHS.index(date(2022, 1, 14)) == 0
    assert MONTHS.index(date(2022, 1, 15)) == 1
    assert MONTHS.index(date(2015, 1, 1)) == 0
    assert MONTHS.index(date(2025, 1, 1)) == NEVER


@pytest.mark.parametrize(
    ("works", "start"),
    [
        ([], NEVER),
        ([a_work(date(2026, 1, 1))], NEVER),
        ([a_work(date(2023, 3, 20)), a_work(date(2023, 8, 1))], 15),
        ([a_work(date(2019, 3, 20))], 0),
        ([a_work(date(2023, 3, 1), precision="month")], 14),
        ([a_work(date(2023, 1, 1), precision="year")], LeftOut.YEAR_ONLY),
        ([a_work(date(2020, 1, 1), precision="year")], 0),
        ([a_work(date(2022, 6, 1)), a_work(date(2023, 1, 1), precision="year")], 5),
        ([a_work(date(2023, 6, 1)), a_work(date(2023, 1, 1), precision="year")], LeftOut.YEAR_ONLY),
        ([a_work()], LeftOut.START_UNKNOWN),
        ([a_work(), a_work(date(2023, 6, 1))], LeftOut.START_UNKNOWN),
        ([a_work(), a_work(date(2019, 6, 1))], 0),
        ([a_work(date(2023, 6, 1), is_sure=False)], LeftOut.PLACE_UNKNOWN),
        ([a_work(date(2023, 6, 1), is_sure=False), a_work(date(2023, 2, 1))], 13),
        ([a_work(date(2023, 6, 1), is_ended=True, ended_on=date(2024, 1, 1))], LeftOut.STOPPED),
        ([a_work(date(2023, 6, 1), is_ended=True)], LeftOut.STOPPED),
        ([a_work(date(2023, 6, 1), is_ended=True, ended_on=date(2026, 1, 1))], 17),
        (
            [
                a_work(date(2023, 6, 1), is_ended=True, ended_on=date(2024, 1, 1)),
                a_work(date(2023, 9, 1)),
            ],
            17,
        ),
    ],
)
def test_the_first_site_decides_unless_another_may_have_been_before(works, start):
    assert start_of(works, MONTHS) == start


def places(n: int) -> list[Place]:
    return [Place(code=f"c{i}", name=f"Xã {i}", units=frozenset([i])) for i in range(n)]


def assembled(counts, starts, **more):
    return assemble(
        places(len(starts)), ["m1", "m2"], counts, starts, neighbours=[(0, 1), (1, 3)], **more
    )


def test_whoever_cannot_be_compared_is_named_and_the_rest_keep_their_neighbours():
    counts = np.array([[1, 2], [np.nan, np.nan], [3, 4], [5, 6]], dtype=float)
    facts = assembled(counts, [1, 2, LeftOut.YEAR_ONLY, 2])
    assert [(one.name, one.reason) for one in facts.left_out] == [
        ("Xã 1", LeftOut.NO_FIGURES),
        ("Xã 2", LeftOut.YEAR_ONLY),
    ]
    assert facts.panel is not None
    assert facts.panel.units == ("c0", "c3")
    assert facts.panel.neighbours == ()
    assert facts.as_dict()["units"] == [
        {"code": "c0", "name": "Xã 0", "units": [0], "start": "m2"},
        {"code": "c3", "name": "Xã 3", "units": [3], "start": None},
    ]


def test_the_digest_changes_with_one_figure_and_with_one_start_only():
    counts = np.array([[1, 2], [1, 1], [3, 4], [5, 6]], dtype=float)
    same = assembled(counts, [1, 2, 2, 2]).sha256
    assert assembled(counts.copy(), [1, 2, 2, 2]).sha256 == same
    assert assembled(counts, [2, 2, 2, 2]).sha256 != same
    counts[3, 1] = 7
    assert assembled(counts, [1, 2, 2, 2]).sha256 != same


def test_where_nobody_is_left_there_is_no_panel():
    facts = assembled(np.full((2, 2), np.nan), [1, 2])
    assert facts.panel is None
    assert len(facts.left_out) == 2


def test_programmes_that_began_with_ours_in_half_of_its_places_are_named():
    counts = np.ones((6, 2))
    ours = [1, 1, 1, 1, 2, 2]
    others = {
        "HALF": [1, 1, LeftOut.YEAR_ONLY, 2, 1, 1],
        "FEWER": [1, 2, 2, 2, 1, 1],
        "UNKNOWN": [LeftOut.START_UNKNOWN] * 6,
    }
    assert assembled(counts, ours, others=others).together == ("HALF",)
