"""Files of figures: out and in again, previewed, repaired, committed and undone as one."""

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.figures import actions, queries
from binhyen.figures.choices import BatchState, CellFault, CellState, FileFault, Refusal
from binhyen.figures.models import Cell, Return, StandIn, Value
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import a_site

from .factories import AT, NOVEMBER, SYSTEM, a_locked_return, a_return, month, todays_unit
from .test_totals import counted_totals, stored_totals

pytestmark = pytest.mark.django_db

HEAD = "Mã đơn vị;Đơn vị;Kỳ;theft;fires;disorder\n"


def put_in(text: str, *, by=SYSTEM, name: str = "so-lieu.csv", unit: str = "68"):
    return actions.open_batch(todays_unit(unit), name, text.encode(), by=by, at=AT)


def cells(batch) -> dict[tuple[str, str], tuple[str, str]]:
    return {(c.unit_text, c.key): (c.state, c.fault) for c in batch.cells.all()}


def amounts(unit: str = "24611") -> dict[str, int | None]:
    one = queries.return_of(todays_unit(unit), month())
    return {key: cell.amount for key, cell in queries.cells_of(one).items()} if one else {}


def test_a_file_is_previewed_cell_by_cell_and_nothing_is_written_yet():
    a_return(theft=3, fires=2)
    batch = put_in(
        HEAD
        + f"24611;Bắc Gia Nghĩa;{NOVEMBER};3;5;1\n24615;;Tháng 11/2026;bốn;;0\n"
        + f"99999;;{NOVEMBER};1;;\n"
    )
    assert cells(batch) == {
        ("24611", "theft"): (CellState.SAME, ""),
        ("24611", "fires"): (CellState.CHANGE, ""),
        ("24611", "disorder"): (CellState.NEW, ""),
        ("24615", "theft"): (CellState.REFUSED, CellFault.IN_WORDS),
        ("24615", "disorder"): (CellState.NEW, ""),
        ("99999", "theft"): (CellState.REFUSED, CellFault.UNIT_UNKNOWN),
    }
    assert amounts() == {"theft": 3, "fires": 2}


def test_a_cell_is_repaired_the_whole_committed_and_undone():
    a_return(theft=3, fires=2)
    batch = put_in(HEAD + f"24611;;{NOVEMBER};ba;5;1\n24615;;{NOVEMBER};4;;\n")
    bad = batch.cells.get(state=CellState.REFUSED)
    actions.repair_cell(batch, bad, "7", by=SYSTEM, at=AT)
    actions.leave_out(batch, [batch.cells.get(key="disorder")], by=SYSTEM, at=AT)
    batch = actions.commit_batch(batch, by=SYSTEM, at=AT)
    assert amounts() == {"theft": 7, "fires": 5}
    assert amounts("24615") == {"theft": 4}
    actions.enter(queries.return_of(todays_unit("24611"), month()), {"fires": 6}, by=SYSTEM, at=AT)
    batch, stayed = actions.undo_batch(batch, by=SYSTEM, at=AT)
    assert (batch.state, stayed) == (BatchState.UNDONE, 1)
    assert amounts() == {"theft": 3, "fires": 6}  # what was typed since stays
    assert amounts("24615") == {}
    assert stored_totals() == counted_totals()


def test_what_was_changed_after_the_preview_is_not_written_over():
    one = a_return(theft=3)
    batch = put_in(HEAD + f"24611;;{NOVEMBER};5;1;\n")
    actions.enter(one, {"theft": 4}, by=SYSTEM, at=AT)
    actions.commit_batch(batch, by=SYSTEM, at=AT)
    assert amounts() == {"theft": 4, "fires": 1}
    assert Cell.objects.get(key="theft").fault == CellFault.CHANGED_SINCE


def test_a_locked_month_is_said_at_the_cell_and_the_rest_kept():
    a_locked_return()
    batch = put_in(HEAD + f"24611;;{NOVEMBER};5;;\n24615;;{NOVEMBER};5;;\n24643;;{NOVEMBER};1;;\n")
    assert [(c.state, c.fault) for c in batch.cells.all()] == [
        (CellState.REFUSED, CellFault.LOCKED),
        (CellState.NEW, ""),
        (CellState.REFUSED, CellFault.UNIT_UNKNOWN),
    ]


def test_what_stands_in_a_sent_or_locked_month_is_no_change_and_another_number_is_told_both_ways():
    a_locked_return(theft=3)
    batch = put_in(HEAD + f"24611;;{NOVEMBER};3;9;0\n")
    assert [(c.state, c.fault, c.before, c.amount) for c in batch.cells.all()] == [
        (CellState.SAME, "", 3, 3),
        (CellState.REFUSED, CellFault.LOCKED, 0, 9),
        (CellState.SAME, "", 0, 0),
    ]


def test_a_file_is_warned_of_as_its_form_would_be_and_its_foreign_columns_are_named():
    a_return(tips_received=1)
    head = "Mã đơn vị;Kỳ;tips_useful;theft;lạ;\n"
    batch = put_in(head + f"24611;{NOVEMBER};2;2.001;7;8\n24615;{NOVEMBER};2;;;\n")
    warned, has_past = queries.warned_in(batch)
    assert has_past
    assert [(one.unit.code, one.found.key) for one in warned] == [
        ("24611", "tips_useful"),
        ("24611", "theft"),
    ]
    assert queries.names_unknown(batch) == ["F", "lạ"]


def test_a_cell_that_comes_twice_is_taken_once():
    batch = put_in(HEAD + f"24611;;{NOVEMBER};5;;\n24611;;{NOVEMBER};6;;\n")
    assert [c.fault for c in batch.cells.all()] == ["", CellFault.TWICE]


def test_an_officer_takes_in_only_their_own_commune():
    officer = a_person(Role.COMMUNE_OFFICER, "24611")
    batch = put_in(
        HEAD + f"24611;;{NOVEMBER};5;;\n24615;;{NOVEMBER};5;;\n", by=officer, unit="24611"
    )
    assert [c.fault for c in batch.cells.all()] == ["", CellFault.NOT_ALLOWED]
    actions.commit_batch(batch, by=officer, at=AT)
    assert Value.objects.count() == 1
    with pytest.raises(PermissionDenied):
        put_in(HEAD + f"24611;;{NOVEMBER};5;;\n", by=officer, unit="68")


def test_a_superior_takes_in_a_file_of_units_below_only_with_a_reason():
    officer = a_person(Role.PROVINCE_OFFICER, "68")
    batch = put_in(HEAD + f"24611;;{NOVEMBER};5;;\n24615;;{NOVEMBER};5;;\n", by=officer)
    with pytest.raises(actions.FiguresBlocked) as refusal:
        actions.commit_batch(batch, by=officer, at=AT)
    assert refusal.value.codes == {Refusal.STAND_IN}
    assert Return.objects.count() == 0
    actions.commit_batch(batch, reason="Xã gửi bằng giấy", by=officer, at=AT)
    assert {one.reason for one in StandIn.objects.filter(by=officer)} == {"Xã gửi bằng giấy"}
    assert StandIn.objects.count() == 2


def test_a_batch_is_committed_once_and_one_without_cells_never():
    batch = put_in(HEAD + f"24611;;{NOVEMBER};5;;\n")
    actions.commit_batch(batch, by=SYSTEM, at=AT)
    with pytest.raises(actions.FiguresBlocked) as refusal:
        actions.commit_batch(batch, by=SYSTEM, at=AT)
    assert refusal.value.codes == {Refusal.BATCH_NOT_OPEN}
    empty = put_in(HEAD + f"24611;;{NOVEMBER};x;;\n")
    with pytest.raises(actions.FiguresBlocked) as refusal:
        actions.commit_batch(empty, by=SYSTEM, at=AT)
    assert refusal.value.codes == {Refusal.NOTHING_TO_TAKE}
    assert actions.discard_batch(empty, by=SYSTEM, at=AT).state == BatchState.DISCARDED


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"\xff\xfe\x00", FileFault.NOT_READABLE),
        ("a.csv", b"", FileFault.EMPTY),
        ("a.csv", b"x;y\n1;2\n", FileFault.NO_HEADER),
        ("a.csv", b"x" * (10 * 2**20 + 1), FileFault.TOO_LARGE),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(name, content, code):
    with pytest.raises(actions.FileRefused) as refusal:
        actions.open_batch(todays_unit("68"), name, content, by=SYSTEM, at=AT)
    assert refusal.value.code == code


@pytest.mark.slow
def test_a_broken_workbook_is_refused():
    with pytest.raises(actions.FileRefused) as refusal:
        actions.open_batch(todays_unit("68"), "a.xlsx", b"PK\x03\x04 no", by=SYSTEM, at=AT)
    assert refusal.value.code == FileFault.NOT_READABLE


@pytest.mark.slow
@pytest.mark.parametrize("form", ["form", "months", "csv"])
def test_what_is_written_out_is_read_back_the_same(form):
    unit, known = todays_unit("24611"), queries.shipped()
    a_return(theft=3, fire_losses=1_500_000_000, fires="?")
    stored = queries.values(known.by_key, [unit], [month()])
    if form == "form":
        name, content = "a.xlsx", queries.form_workbook(unit, month(), known, stored)
    elif form == "months":
        name, content = "a.xlsx", queries.months_workbook([(unit, month())], known, stored)
    else:
        name, content = "a.csv", queries.months_csv([(unit, month())], known, stored).encode()
    batch = actions.open_batch(unit, name, content, by=SYSTEM, at=AT)
    assert {c.key: c.state for c in batch.cells.all()} == dict.fromkeys(
        ("theft", "fires", "fire_losses"), CellState.SAME
    )
    Value.objects.all().delete()
    Return.objects.all().delete()
    again = actions.open_batch(unit, name, content, by=SYSTEM, at=AT)
    actions.commit_batch(again, by=SYSTEM, at=AT)
    assert queries.values(known.by_key, [unit], [month()]) == stored


def test_a_cell_left_out_is_taken_back_as_it_had_been_judged():
    a_return(theft=3, fires=2)
    batch = put_in(HEAD + f"24611;;{NOVEMBER};3;5;x\n24615;;{NOVEMBER};1;;\n")
    before = cells(batch)
    actions.leave_out(batch, batch.cells.all(), by=SYSTEM, at=AT)
    assert {state for state, _fault in cells(batch).values()} == {CellState.LEFT_OUT}
    assert actions.bring_back(batch, batch.cells.all(), by=SYSTEM, at=AT) == 4
    assert cells(batch) == before


def test_a_repaired_cell_may_not_say_again_what_another_cell_says():
    batch = put_in(HEAD + f"24611;;{NOVEMBER};5;;\n24611;;{NOVEMBER};6;;\n")
    first, second = batch.cells.order_by("row")
    assert actions.repair_cell(batch, second, "7", by=SYSTEM, at=AT).fault == CellFault.TWICE
    actions.leave_out(batch, [first], by=SYSTEM, at=AT)
    assert actions.repair_cell(batch, second, "7", by=SYSTEM, at=AT).state == CellState.NEW
    actions.bring_back(batch, [first], by=SYSTEM, at=AT)
    first.refresh_from_db()
    assert first.fault == CellFault.TWICE


def test_a_file_of_a_territory_has_the_communes_of_each_months_last_day():
    merged = todays_unit("24611")  # of Bắc Gia Nghĩa, whole since 1 July 2025
    periods = [month("month-2025-06"), month("month-2025-07")]
    rows, _stored = queries.months_within(merged, periods, queries.shipped())
    names = {code: {unit.name for unit, one in rows if one.code == code}
             for code in ("month-2025-06", "month-2025-07")}  # fmt: skip
    assert names["month-2025-07"] == {"Phường Bắc Gia Nghĩa"}
    assert len(names["month-2025-06"]) > 1
    assert "Phường Bắc Gia Nghĩa" not in names["month-2025-06"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (f"24611;;{NOVEMBER};\x00;;", CellFault.NOT_A_NUMBER),
        (f"24611;;{NOVEMBER};1e999;;", CellFault.NOT_A_NUMBER),
        (f"24611;;{NOVEMBER};{'9' * 5_000};;", CellFault.NOT_A_NUMBER),
        ("24611;;²/2026;1;;", CellFault.PERIOD_UNKNOWN),
        (f"24611;;month-{'9' * 5_000}-11;1;;", CellFault.PERIOD_UNKNOWN),
        (f"²;;{NOVEMBER};1;;", CellFault.UNIT_UNKNOWN),
        (f"\x00;;{NOVEMBER};1;;", CellFault.UNIT_UNKNOWN),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_cell(line, fault):
    batch = put_in(HEAD + line + f"\n24615;;{NOVEMBER};4;;\n")
    assert [cell.fault for cell in batch.cells.all()] == [fault, ""]


def test_a_line_longer_than_any_line_is_refused_with_its_file():
    with pytest.raises(actions.FileRefused) as refusal:
        put_in(HEAD + f"24611;;{NOVEMBER};{'9' * 200_000};;\n")
    assert refusal.value.code == FileFault.NOT_READABLE


def test_numbers_without_end_are_said_at_their_cells(monkeypatch):
    rows = [["Mã đơn vị", "Đơn vị", "Kỳ", "theft", "fires"],
            [24611.0, "", NOVEMBER, float("inf"), float("nan")]]  # fmt: skip
    monkeypatch.setattr("binhyen.figures.apart.sheets_apart", lambda content: [("A", rows)])
    batch = put_in("", name="a.xlsx")
    assert [cell.fault for cell in batch.cells.all()] == [CellFault.NOT_A_NUMBER] * 2


def test_what_the_register_counts_is_not_written_by_a_file():
    a_site(unit=todays_unit("24611"), village="TDP 1")
    head = "Mã đơn vị;Đơn vị;Kỳ;sites_kept;teams;theft\n"
    batch = put_in(head + f"24611;;{NOVEMBER};7;?;3\n24615;;{NOVEMBER};0;0;\n")
    found = {key: (cell.state, cell.fault) for key, cell in
             ((cell.unit_text + cell.key, cell) for cell in batch.cells.all())}  # fmt: skip
    assert found == {
        "24611sites_kept": (CellState.REFUSED, CellFault.COUNTED),
        "24611teams": (CellState.REFUSED, CellFault.COUNTED),
        "24611theft": (CellState.NEW, ""),
        "24615sites_kept": (CellState.SAME, ""),
        "24615teams": (CellState.SAME, ""),
    }
    assert batch.cells.get(typed="7").about == "1"  # what the register says
    actions.leave_out(batch, batch.cells.all(), by=SYSTEM, at=AT)
    actions.bring_back(batch, batch.cells.all(), by=SYSTEM, at=AT)
    actions.commit_batch(batch, by=SYSTEM, at=AT)
    assert amounts() == {"theft": 3}
    assert amounts("24615") == {}
