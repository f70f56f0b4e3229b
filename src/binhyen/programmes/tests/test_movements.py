"""What came and what left, period by period: nothing is lost, growth isn't recounting."""

import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from binhyen.people.choices import Role
from binhyen.programmes import queries
from binhyen.programmes.choices import Calendar, Ending, Move, Origin, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries.counting import existing_on
from binhyen.programmes.rules import Step, bars, movements, periods, summed
from binhyen.units.queries import nation

from .factories import AT, a_programme, a_site, an_officer, old_unit, todays_unit

db = pytest.mark.django_db
WIL = "24646"
DAYS = st.dates(date(2018, 1, 1), date(2026, 11, 20))
KINDS = st.sampled_from([kind for kind in Calendar if kind != Calendar.CUSTOM])
STEPS = st.lists(
    st.builds(
        Step,
        is_in=st.booleans(),
        on=DAYS,
        precision=st.sampled_from(["day", "month", "year"]),
        how=st.sampled_from(["new", "replicated", "recounted", "merged", ""]),
        n=st.integers(1, 50),
    )
    | st.builds(
        Step, is_in=st.just(True), on=st.none(), precision=st.just("day"), how=st.just("new"),
        n=st.integers(1, 50),
    ),
    max_size=30,
)  # fmt: skip


@given(STEPS, KINDS, DAYS, DAYS)
def test_opening_and_what_came_without_what_left_is_the_closing(steps, kind, one, other):
    rows = movements(steps, periods(kind, min(one, other), max(one, other)))
    for row in rows:
        assert row.opening + row.came - row.went == row.closing
        assert row.opening == there_on(steps, row.period.first - timedelta(days=1))
        assert row.closing == there_on(steps, row.period.last)
    for before, after in pairwise(rows):
        assert before.closing == after.opening
    whole = summed(rows)
    assert whole.opening + whole.came - whole.went == whole.closing == rows[-1].closing


def there_on(steps, day):
    past = [step for step in steps if step.on is None or step.on <= day]
    return sum(step.n if step.is_in else -step.n for step in past)


@given(KINDS, DAYS, DAYS)
def test_periods_follow_one_another_without_gap_or_overlap(kind, one, other):
    since, until = min(one, other), max(one, other)
    found = periods(kind, since, until)
    assert found[0].first <= since <= found[0].last
    assert found[-1].first <= until <= found[-1].last
    for before, after in pairwise(found):
        assert after.first - before.last == timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (Calendar.YEAR, [(date(2026, 1, 1), date(2026, 12, 31))]),
        (Calendar.REPORT_YEAR, [(date(2025, 12, 15), date(2026, 12, 14))]),
        (
            Calendar.HALF,
            [
                (date(2025, 12, 15), date(2026, 6, 14)),
                (date(2026, 6, 15), date(2026, 12, 14)),
            ],
        ),
        (
            Calendar.QUARTER,
            [
                (date(2025, 12, 15), date(2026, 3, 14)),
                (date(2026, 3, 15), date(2026, 6, 14)),
                (date(2026, 6, 15), date(2026, 9, 14)),
                (date(2026, 9, 15), date(2026, 12, 14)),
            ],
        ),
        (Calendar.CUSTOM, [(date(2026, 1, 20), date(2026, 12, 1))]),
    ],
)
def test_a_reporting_year_runs_from_mid_december_to_mid_december(kind, days):
    found = periods(kind, date(2026, 1, 20), date(2026, 12, 1))
    assert [(period.first, period.last) for period in found] == days


def test_what_is_known_by_year_only_is_inexact_unless_the_period_holds_the_year():
    steps = [
        Step(True, date(2024, 1, 1), "year", "new", 3),
        Step(True, date(2024, 3, 1), "month", "new", 2),
        Step(True, date(2024, 3, 1), "day", "new", 1),
    ]
    [year] = movements(steps, periods(Calendar.YEAR, date(2024, 1, 1), date(2024, 12, 1)))
    quarters = movements(steps, periods(Calendar.QUARTER, date(2024, 1, 1), date(2024, 3, 1)))
    assert (year.came, year.inexact) == (6, 0)
    assert [(row.came, row.inexact) for row in quarters] == [(6, 5)]


@given(STEPS, KINDS)
def test_every_piece_of_the_picture_is_seen_and_none_lies_on_another(steps, kind):
    rows = movements(steps, periods(kind, date(2018, 1, 1), date(2026, 11, 20)))
    order = ["new", "replicated", "recounted", "merged", ""]
    drawn = bars(rows, ins=order, outs=order)
    assert (drawn is None) == all(not row.came + row.went for row in rows)
    for column in drawn.columns if drawn else ():
        spans = sorted((bar.y, bar.y + bar.height) for bar in column.bars)
        assert all(bar.height >= 2 for bar in column.bars)
        assert all(low[1] <= high[0] for low, high in pairwise(spans))
        assert sum(bar.n for bar in column.bars) == column.came + column.went


def a_history():
    """Sites that came and went in every way, some of them on no recorded day."""
    bells = a_programme("Kẻng", code="P01", established_on=date(2019, 1, 1), origin=Origin.NEW)
    unit = old_unit("24643")
    gone = {"state": State.ENDED}
    first = a_site(bells, unit=unit, village="1", established_on=date(2021, 3, 1), origin="new")
    rest = [
        {"established_on": date(2022, 5, 1), "origin": "replicated", "parent": first},
        {"established_on": date(2022, 6, 1), "origin": "recounted"},
        {"established_on": date(2022, 7, 1)},
        {"origin": "new"},
        {"established_on": date(2022, 1, 1), "ended_on": date(2023, 2, 1), "ending": "ended"},
        {"ended_on": date(2023, 3, 1), "ending": "merged", "merged_into": first},
        {"established_on": date(2021, 1, 1), "ended_on": date(2023, 4, 1), "ending": "recounted"},
        {"established_on": date(2021, 1, 1), "ended_on": date(2024, 4, 1)},
        {"established_on": date(2022, 8, 1), "ending": "ended", "state": State.ENDED},
        {"state": State.PREPARING},
        {"ending": "dropped", "state": State.ENDED, "ended_on": date(2023, 9, 1)},
    ]
    for number, fields in enumerate(rest, start=2):
        fields = gone | fields if "ended_on" in fields else fields
        a_site(bells, unit=unit, village=str(number), **fields)
    return bells


@db
def test_the_table_agrees_with_the_list_of_each_day_and_of_each_move():
    a_history()
    officer = an_officer(todays_unit("68"))
    moves = queries.moves_of(Site.objects.all())
    rows = movements(moves.steps, periods(Calendar.YEAR, date(2021, 1, 1), AT.date()))
    for row in rows:
        standing = Site.objects.filter(existing_on(row.period.last))
        assert row.closing == standing.count()
        for move, is_in, how in queries.kinds_of_moves():
            wanted = queries.SiteFilter(move=move, since=row.period.first, until=row.period.last)
            found = queries.sites_found(officer, wanted)
            assert found.count() == (row.ins if is_in else row.outs).get(how, 0)
    assert rows[-1].closing == Site.objects.counted().count() == 5
    assert (moves.undated, moves.lost) == (2, 1)
    assert [dict(row.ins) for row in rows[:2]] == [
        {"new": 1, "": 2},
        {"replicated": 1, "recounted": 1, "": 2},
    ]
    assert [dict(row.outs) for row in rows[2:4]] == [
        {"ended": 1, "merged": 1, "recounted": 1},
        {"": 1},
    ]


@db
def test_all_moves_together_are_the_sum_of_their_kinds():
    a_history()
    for side in (Move.IN, Move.OUT):
        kinds = [m for m, is_in, _how in queries.kinds_of_moves() if is_in == (side == Move.IN)]
        day = {"since": date(2021, 1, 1), "until": date(2026, 1, 1)}
        together = Site.objects.filter(queries.moved(side, **day))
        apart = sum(Site.objects.filter(queries.moved(kind, **day)).count() for kind in kinds)
        assert together.count() == apart > 0


@db
def test_programmes_have_movements_of_their_own():
    a_history()
    other = a_programme("Trống", code="P02", established_on=date(2020, 1, 1))
    a_programme("Chuông", established_on=date(2019, 5, 1), state=State.ENDED,
                ended_on=date(2024, 2, 1), ending=Ending.MERGED, merged_into=other)  # fmt: skip
    rows = movements(
        queries.moves_of(Programme.objects.all()).steps,
        periods(Calendar.YEAR, date(2019, 1, 1), date(2024, 1, 1)),
    )
    assert [(row.came, row.went, row.closing) for row in rows] == [
        (2, 0, 2), (1, 0, 3), (0, 0, 3), (0, 0, 3), (0, 0, 3), (0, 1, 2),
    ]  # fmt: skip


# --- the page ---


@pytest.fixture
def officer():
    return an_officer(todays_unit("68"))


def figures(table):
    return [
        (line.opening.n, *(cell.n for cell in line.cells), line.closing.n) for line in table.lines
    ]


@db
def test_the_page_lays_out_both_tables_with_a_picture(as_, officer):
    a_history()
    page = as_(officer).get("/movements/?since=2021-01-01&until=2024-12-31")
    assert page.status_code == 200
    sites = page.context["sites"]
    assert [head.move for head in sites.heads] == [
        "in-new", "in-replicated", "in-recounted", "in-unknown",
        "out-ended", "out-merged", "out-recounted", "out-unknown",
    ]  # fmt: skip
    assert figures(sites) == [
        (2, 1, 0, 0, 2, 0, 0, 0, 0, 5),
        (5, 0, 1, 1, 2, 0, 0, 0, 0, 9),
        (9, 0, 0, 0, 0, 1, 1, 1, 0, 6),
        (6, 0, 0, 0, 0, 0, 0, 0, 1, 5),
    ]
    text = page.content.decode()
    assert "<svg" in text and "style=" not in text
    assert "1 mục đã kết thúc mà không ghi ngày" in text


@db
def test_every_figure_leads_to_the_sites_it_counts(as_, officer):
    a_history()
    client = as_(officer)
    table = client.get("/movements/?since=2021-01-01&until=2024-12-31").context["sites"]
    cells = [
        cell for line in table.lines for cell in (line.opening, *line.cells, line.closing) if cell.n
    ]
    for cell in cells:
        assert client.get(cell.href).context["page_obj"].paginator.count == cell.n


@db
def test_as_now_counts_what_came_from_former_units_and_as_then_only_what_was_recorded_there(
    as_, officer
):
    programme = a_programme("Kẻng", code="P01")
    a_site(programme, unit=old_unit("24643"), village="1", established_on=date(2022, 1, 1))
    a_site(programme, unit=todays_unit(WIL), village="2", established_on=date(2025, 9, 1))
    client, asked = as_(officer), f"unit={WIL}&since=2025-01-01&until=2025-12-31"
    now = client.get(f"/movements/?{asked}").context["sites"]
    then = client.get(f"/movements/?{asked}&boundary=then").context["sites"]
    assert [(one[0], one[-1]) for one in figures(now)] == [(1, 2)]
    assert [(one[0], one[-1]) for one in figures(then)] == [(0, 1)]
    for table in (now, then):
        cell = table.lines[0].closing
        assert client.get(cell.href).context["page_obj"].paginator.count == cell.n


@db
def test_days_in_the_middle_of_a_period_are_said_to_be_widened_to_it(as_, officer):
    a_history()
    client, days = as_(officer), "since=2022-02-01&until=2023-06-30"
    page = client.get(f"/movements/?by=year&{days}")
    assert "bảng tính trọn kỳ, từ 01/01/2022 đến 31/12/2023" in page.content.decode()
    assert [line.name for line in page.context["sites"].lines] == ["Năm 2022", "Năm 2023"]
    custom = client.get(f"/movements/{page.context['filters'].as_custom}")
    [line] = custom.context["sites"].lines
    assert line.name == "01/02/2022 – 30/06/2023"
    for asked in (f"by=custom&{days}", "by=year&since=2022-01-01&until=2023-12-31", "by=quarter"):
        assert client.get(f"/movements/?{asked}").context["whole"] == ""
    book = load_workbook(io.BytesIO(client.get(f"/movements/export.xlsx?{days}").content))
    assert "bảng tính trọn kỳ" in book["Mô hình"]["A2"].value


@db
def test_each_table_says_what_it_is_of(as_):
    a_history()
    client = as_(an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER))
    own = client.get("/movements/").content.decode()
    assert "Các điểm tại Xã Đắk Wil." in own and "Cả danh mục chung" in own
    asked = client.get(f"/movements/?unit={WIL}").content.decode()
    assert "có điểm tại Xã Đắk Wil" in asked and "Cả danh mục chung" not in asked


@db
def test_who_sees_the_nation_sees_every_new_movement_at_once(as_):
    bells = a_history()
    client = as_(an_officer(nation(), Role.ADMINISTRATOR))
    before, _same = (client.get("/movements/").context["sites"].total for _ in range(2))
    a_site(bells, village="mới", established_on=date(2026, 1, 5), origin="new")
    after = client.get("/movements/").context["sites"].total
    assert after.closing.n == before.closing.n + 1


@db
def test_a_reader_of_another_province_sees_none_of_it(as_):
    a_history()
    stranger = an_officer(todays_unit("37"), Role.READER)
    page = as_(stranger).get("/movements/?since=2021-01-01")
    assert page.context["sites"].is_empty
    assert "Chưa có gì tăng, giảm" in page.content.decode()


@db
@pytest.mark.parametrize(
    ("query", "field"),
    [("since=2024-05-01&until=2024-01-01", "until"), ("since=x", "since"), ("by=week", "by")],
)
def test_what_makes_no_sense_is_said_and_the_rest_is_shown(as_, officer, query, field):
    a_history()
    page = as_(officer).get(f"/movements/?{query}")
    assert page.status_code == 200
    assert field in page.context["filters"].errors


@db
def test_programme_sector_and_calendar_narrow_the_table(as_, officer):
    bells = a_history()
    camera = a_programme("Camera", code="P02", sector="Giao thông")
    a_site(camera, village="9", established_on=date(2022, 2, 1))
    client = as_(officer)
    days = "since=2022-01-01&until=2022-12-01"
    both = client.get(f"/movements/?{days}").context["sites"]
    one = client.get(f"/movements/?{days}&programme=P02").context["sites"]
    sector = client.get(f"/movements/?{days}&sector={bells.sector_id}").context["sites"]
    assert [t.lines[0].movement.came for t in (both, one, sector)] == [5, 1, 4]
    quarters = client.get(f"/movements/?{days}&by=quarter").context["sites"]
    assert [line.name for line in quarters.lines] == [
        "Quý I/2022", "Quý II/2022", "Quý III/2022", "Quý IV/2022",
    ]  # fmt: skip


@db
def test_the_tables_leave_as_a_workbook_with_their_reservations(as_, officer):
    a_history()
    answer = as_(officer).get("/movements/export.xlsx?since=2022-01-01&until=2023-12-31")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Điểm mô hình", "Mô hình"]
    rows = [[c.value for c in row] for row in book["Điểm mô hình"].iter_rows(min_row=4)]
    assert rows[0][:5] == ["Kỳ", "Từ ngày", "Đến ngày", "Đầu kỳ", "tăng: xây dựng mới"]
    assert rows[1][0] == "Năm 2022"
    assert [row[3] for row in rows[1:4]] == [5, 9, 5]
    assert any(row[0] and "không ghi ngày" in row[0] for row in rows[4:])


@db
def test_the_number_of_queries_does_not_grow(as_, officer, django_assert_num_queries):
    bells = a_history()
    client = as_(officer)
    address = f"/movements/?unit={WIL}&programme=P01&by=quarter&since=2015-01-01"
    client.get(address)
    for _ in range(2):
        with django_assert_num_queries(8):
            client.get(address)
        for number in range(20, 30):
            a_site(bells, village=str(number), established_on=date(2020, 1, number))
