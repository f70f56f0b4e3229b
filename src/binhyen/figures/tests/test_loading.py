"""Many values at once, by the bulk way and by the command, with the totals they make."""

import csv

import pytest
from click.testing import CliRunner

from binhyen.figures import actions, queries
from binhyen.figures.choices import ReturnState
from binhyen.figures.commands import figures
from binhyen.figures.models import Return, Total, Value
from binhyen.kernel.models import Entry

from .factories import AT, NOVEMBER, OCTOBER, SYSTEM, month, old_unit, todays_unit
from .test_totals import counted_totals, figure_of, stored_totals

pytestmark = pytest.mark.django_db


def test_values_are_loaded_over_what_stands_there_with_their_totals():
    one, other = todays_unit("24611").pk, todays_unit("24615").pk
    rows = [
        ("theft", u, code, n) for n, u in enumerate((one, other)) for code in (OCTOBER, NOVEMBER)
    ]
    assert actions.load_values(rows, by=SYSTEM, at=AT) == 4
    actions.load_values([("theft", one, NOVEMBER, 9), ("fires", one, NOVEMBER, None)],
                        by=SYSTEM, at=AT)  # fmt: skip
    assert figure_of(todays_unit("68"), "theft", NOVEMBER).amount == 10
    assert stored_totals() == counted_totals()
    assert Entry.objects.latest("number").after == {
        "values": 2,
        "series": ["fires", "theft"],
        "periods": 1,
    }


@pytest.mark.parametrize(
    "row",
    [
        ("nothing", "24611", NOVEMBER, 1),
        ("theft", "24611", "week-1", 1),
        ("theft", "old", NOVEMBER, 1),
    ],
)
def test_a_row_that_names_what_is_not_there_stops_the_whole(row):
    key, code, period, amount = row
    unit = (old_unit("24643") if code == "old" else todays_unit(code)).pk
    good = ("theft", todays_unit("24611").pk, OCTOBER, 1)
    with pytest.raises(actions.LoadRefused):
        actions.load_values([good, (key, unit, period, amount)], by=SYSTEM, at=AT)
    assert not Value.objects.exists()


def test_returns_come_with_loaded_values():
    rows = [
        actions.LoadedReturn(todays_unit("24611").pk, OCTOBER, ReturnState.LOCKED, AT, AT, AT),
        actions.LoadedReturn(todays_unit("24611").pk, NOVEMBER, ReturnState.DRAFT),
    ]
    assert actions.load_returns(rows, by=SYSTEM, at=AT) == 2
    one = queries.return_of(todays_unit("24611"), month(OCTOBER))
    assert (one.state, one.due_on.day) == (ReturnState.LOCKED, 18)
    assert Return.objects.count() == 2


def run(tmp_path, lines, *options):
    file = tmp_path / "figures.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("unit", "period", "series", "amount"), *lines])
    return CliRunner().invoke(figures, ["load", str(file), *options])


def test_a_file_is_loaded_and_totals_can_be_built_anew(tmp_path):
    lines = [("24611", NOVEMBER, "theft", "3"), ("24643", "month-2025-05", "theft", "?")]
    done = run(tmp_path, lines)
    assert done.exit_code == 0 and "2 values" in done.output
    before = stored_totals()
    assert CliRunner().invoke(figures, ["rebuild"]).output == f"{Total.objects.count()} totals.\n"
    assert stored_totals() == before


def test_every_faulty_line_is_named_and_the_rest_may_be_loaded(tmp_path):
    lines = [
        ("24611", NOVEMBER, "theft", "3"), ("24643", NOVEMBER, "theft", "3"),
        ("24611", NOVEMBER, "thefts", "3"), ("24611", NOVEMBER, "fires", "ba"),
        ("24611", "2026-11", "fires", "3"),
    ]  # fmt: skip
    stopped = run(tmp_path, lines)
    assert stopped.exit_code == 1 and not Value.objects.exists()
    assert [f":{n}:" in stopped.output for n in range(2, 7)] == [False, True, True, True, True]
    done = run(tmp_path, lines, "--skip-faulty")
    assert "1 values loaded, 4 lines left out" in done.output


def test_a_text_of_indicators_is_checked(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text('[[indicator]]\ncode = "theft"\n', encoding="utf-8")
    done = CliRunner().invoke(figures, ["check", str(file), "--unit", "68"])
    assert done.exit_code == 1 and "own.toml:2: [indicator 1] code" in done.output
