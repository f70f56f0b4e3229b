"""What a list says as a whole: its ditto marks, its blanks, its habits, its map and its copies."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.intake.rules.catalogue import Catalogue, Known
from binhyen.intake.rules.rows import reread_row
from binhyen.intake.rules.rows.decision import split_decision
from binhyen.intake.sources import places_of

from .test_headings import codes, first
from .test_layouts import CATALOGUE, book_of, read

pytestmark = pytest.mark.django_db
TITLE = ["CÔNG AN HUYỆN CƯ JÚT"]
HEAD = ["TT", "Tên mô hình", "Xã", "Thôn", "Ngày ra mắt", "Số tổ", "Số TV"]
KENG = "Tiếng kẻng an ninh"
SMALL = {"Tên mô hình": KENG, "Xã": "Xã Đắk Wil", "Thôn": "Thôn {n}"}


def rows_of(*lines, head=HEAD, title=TITLE):
    return read(book_of(("S", [title, head, *lines]))).rows


def line(n, programme=KENG, unit="Xã Đắk Wil", village="", on="05/09/2021", teams=2, members=20):
    return [n, programme, unit, village or f"Thôn {n}", on, teams, members]


@pytest.mark.parametrize("mark", ["nt", "-nt-", '"', "″", "''", "Như trên", "//", "n.t"])
def test_a_ditto_mark_means_the_cell_above(mark):
    rows = rows_of(line(1), line(2, unit=mark), line(3, programme=mark, unit=mark))
    assert [(r.programme, r.unit.code, r.status) for r in rows] == [(KENG, "24643", "ok")] * 3


def test_a_ditto_mark_for_a_number_is_asked_about():
    row = rows_of(line(1), line(2, teams="//"))[1]
    assert (row.teams, codes(row)) == (2, ["ditto_number"])


def test_a_name_written_once_for_many_rows_is_proposed_below():
    rows = rows_of(*(line(n, unit=None if n % 4 else "Xã Nam Dong") for n in (4, 1, 2, 3, 8, 5)))
    assert [r.unit.code for r in rows] == ["24649"] * 6
    assert [codes(r) for r in rows] == [[], *[["from_above"]] * 3, [], ["from_above"]]


def test_one_blank_in_a_full_column_is_refused():
    rows = rows_of(*(line(n, unit="" if n == 3 else "Xã Nam Dong") for n in range(1, 9)))
    assert [r.row - 2 for r in rows if r.status == "refused"] == [3]


def test_a_column_of_month_and_day_makes_all_its_days_doubtful():
    days = ["4/28/2014", "2/14/2017", "1/3/2017", "5/5/2018"]
    rows = rows_of(*(line(n, on=on) for n, on in enumerate(days, 1)))
    assert [r.established for r in rows] == [
        *(date(2014, 4, 28), date(2017, 2, 14), date(2017, 1, 3), date(2018, 5, 5))
    ]
    assert [r.status for r in rows] == ["doubtful", "doubtful", "doubtful", "ok"]
    mixed = rows_of(*(line(n, on=on) for n, on in enumerate([*days, "28/4/2014"], 1)))
    assert mixed[2].established == date(2017, 3, 1)


def test_a_doubt_of_the_list_goes_when_the_cell_is_put_right():
    row = rows_of(line(1, on="4/28/2014"), line(2, on="2/14/2017"), line(3, on="1/3/2017"))[2]
    again = {"catalogue": CATALOGUE, "places": places_of(None)}
    assert reread_row(row, row.cells, **again).status == "doubtful"
    right = reread_row(row, {**row.cells, "established": "03/01/2017"}, **again)
    assert (right.established, right.status) == (date(2017, 1, 3), "ok")


def test_a_column_that_writes_decimals_with_a_comma_writes_thousands_with_a_point():
    head = [*HEAD, "NSNN (triệu đồng)"]
    rows = rows_of([*line(1), "35,5"], [*line(2), "1.200"], head=head)
    assert [(r.budget_vnd, r.status) for r in rows] == [(35_500_000, "ok"), (1_200_000_000, "ok")]
    (row,) = rows_of([*line(2), "1.200"], head=head)
    assert codes(row) == ["ambiguous_point"]
    (row,) = rows_of([*line(1), "35.500"], head=[*HEAD, "NSNN (nghìn đồng)"])
    assert (row.budget_vnd, row.status) == (35_500_000, "ok")


@pytest.mark.parametrize("caption", ["Đvt: Tr.đ", "ĐVT: triệu đồng", "(Đơn vị tính: triệu đồng)"])
def test_the_unit_of_money_may_stand_above_the_list(caption):
    content = book_of(("S", [TITLE, [caption], [*HEAD, "XHH"], [*line(1), 5]]))
    assert read(content).rows[0].social_vnd == 5_000_000


def test_the_district_above_tells_which_commune_the_title_means():
    head = ["TT", "Tên mô hình", "Thôn", "Ngày ra mắt", "Số tổ", "Số TV"]
    title = [["CÔNG AN HUYỆN KRÔNG NÔ"], ["CÔNG AN XÃ NAM XUÂN"]]
    content = book_of(("Xa 3", [*title, head, [1, KENG, "Thôn 1", "2021", 1, 9]]))
    assert read(content).rows[0].unit.code == "24692"


def test_a_name_that_exists_only_today_puts_the_whole_sheet_on_todays_map():
    rows = [
        *(["CÔNG AN TỈNH LÂM ĐỒNG"], ["Ngày 15 tháng 12 năm 2022"], HEAD),
        line(1, unit="Phường Bắc Gia Nghĩa"),
        line(2, unit="Xã Đắk Wil"),
    ]
    assert [r.unit.code for r in read(book_of(("S", rows))).rows] == ["24611", "24646"]


def test_a_name_with_namesakes_in_its_day_isnt_looked_for_on_another_map():
    title = ["DANH SÁCH MÔ HÌNH TỈNH NGHỆ AN, NGÀY 15/12/2022"]
    row = rows_of(line(1, unit="Xã Tam Hợp"), title=title)[0]
    assert "ambiguous_unit" in codes(row)


def test_a_sheet_of_sums_is_left_out_and_says_so():
    sums = [["TT", "Xã", "Số điểm", "Số tổ", "Số TV"], [1, "Xã Đắk Wil", 2, 4, 40]]
    reading = read(book_of(("Tổng hợp", sums), ("S", [TITLE, HEAD, line(1)])))
    assert [sheet.left_out for sheet in reading.sheets] == ["sheet_of_sums", ""]
    assert len(reading.rows) == 1


def test_a_list_that_lacks_a_column_is_no_sheet_of_sums():
    lacking = [["TT", "Tên mô hình", "Thôn", "Số tổ", "Số TV"], [1, KENG, "Thôn 9", 4, 40]]
    reading = read(book_of(("A", lacking), ("S", [TITLE, HEAD, line(1)])))
    assert [(r.sheet, r.status) for r in reading.rows] == [("A", "refused"), ("S", "ok")]


def test_a_hidden_copy_is_left_out_and_a_hidden_list_is_read():
    for hidden_rows, left_out in (([line(1), line(2)], "hidden_copy"), ([line(1), line(7)], "")):
        content = book_of(("S", [TITLE, HEAD, line(1), line(2)]), ("Cũ", [HEAD, *hidden_rows]))
        made = openpyxl.load_workbook(io.BytesIO(content))
        made["Cũ"].sheet_state = "hidden"
        file = io.BytesIO()
        made.save(file)
        assert [s.left_out for s in read(file.getvalue()).sheets] == ["", left_out]


@pytest.mark.parametrize(
    "total",
    [
        ["Cộng (I)"],
        ["Cộng (A)"],
        ["Cộng thành phố Gia Nghĩa"],
        ["Cộng chuyển trang sau"],
        ["Mang sang"],
        ["TỔNG CỘNG TOÀN HUYỆN", None, "48 mô hình"],
    ],
)
def test_a_total_is_no_site(total):
    cells = [None, *total, *[None] * (4 - len(total)), 15, 135]
    assert [r.row for r in rows_of(line(1), line(2), cells)] == [3, 4]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("315 /QĐ- UBND", "315/QĐ-UBND"),
        ("315/QD-UBND", "315/QĐ-UBND"),
        ("Kế hoạch số 45/KH-UBND ngày 02/03/2018", "45/KH-UBND"),
        ("Hướng dẫn 04/HD-CAT", "04/HD-CAT"),
        ("05/2019/QĐ-UBND", "05/2019/QĐ-UBND"),
        ("Chưa có QĐ", ""),
        ("315/QĐ-UBND ngày 31/02/2016", "315/QĐ-UBND"),
    ],
)
def test_a_decision_is_kept_by_its_number(written, number):
    assert split_decision(written, today=date(2026, 1, 1))[0] == number


def test_an_impossible_day_of_a_decision_is_asked_about():
    row = first(("Quyết định thành lập", None, "315/QĐ-UBND ngày 31/02/2016"))
    assert (row.decision, codes(row)) == ("315/QĐ-UBND", ["decision_day_unclear"])


def test_teams_and_members_in_one_cell_are_read():
    row = first(("Quy mô", None, "03 tổ, 45 thành viên"), base=SMALL)
    assert (row.teams, row.members, row.status) == (3, 45, "ok")


def test_an_unlikely_number_of_members_is_asked_about():
    assert codes(first(("Số TV", None, 120_000))) == ["unlikely_count"]


def test_a_total_that_isnt_understood_is_said():
    assert codes(first(("Kinh phí", None, "theo thực tế"))) == ["total_unclear"]
    row = first(("Kinh phí", None, "NS: 5 triệu; XHH: 7 triệu"))
    assert (row.budget_vnd, row.social_vnd) == (5_000_000, 7_000_000)
    assert codes(row) == ["money_from_text"]


NAMES = Catalogue(
    [
        Known(1, "Camera giám sát an ninh, trật tự"),
        Known(2, "Dòng họ tự quản"),
        Known(3, "Trường học tự quản về an ninh, trật tự"),
        Known(4, "Xe ôm tự quản"),
        Known(5, "Tổ tự quản về an ninh, trật tự"),
        Known(6, "Tiếng kẻng an ninh"),
        Known(7, "Điểm chữa cháy công cộng"),
        Known(8, "Tổ liên gia an toàn về phòng cháy, chữa cháy", "", ("Tổ liên gia AT PCCC",)),
    ]
)


@pytest.mark.parametrize(
    ("written", "how", "key"),
    [
        ("Dòng họ tự quản về ANTT", "near", 2),
        ("Xe ôm tự quản về ANTT", "near", 4),
        ("Camera giám sát an ninh", "near", 1),
        ("Mô hình camera ANTT", "near", 1),
        ("Tiếng kẻng an ninh (điểm số 2)", "near", 6),
        ("“Tiếng kẻng an ninh” thôn 3", "near", 6),
        ("Xây dựng mô hình Điểm chữa cháy công cộng", "found", 7),
        ("Điểm chữa cháy CC", "found", 7),
        ("Tổ liên gia ATPCCC", "found", 8),
    ],
)
def test_a_name_with_words_put_round_it_is_recognised(written, how, key):
    match = NAMES.match(written)
    assert (match.how, match.programmes[0].key) == (how, key)


def test_two_names_in_one_cell_are_asked_about():
    assert NAMES.match("Dòng họ tự quản; Xe ôm tự quản").how == "ambiguous"
    assert NAMES.match("Một tên không có ở đâu").how == "unknown"


@given(st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=12)), min_size=7, max_size=7))
@settings(deadline=None, max_examples=60)
def test_no_row_vanishes_whatever_stands_in_it(cells):
    reading = read(book_of(("S", [TITLE, HEAD, line(1), _writable(cells), line(2)])))
    kinds = {n for sheet in reading.sheets for numbers in sheet.kinds.values() for n in numbers}
    said = kinds | {row.row for row in reading.rows}
    is_blank = all(c is None or not str(c).strip() for c in _writable(cells))
    assert 4 in said or is_blank


def _writable(cells):
    texts = (
        c if not isinstance(c, str) else "".join(x for x in c if x.isprintable()) for c in cells
    )
    return [c[1:] if isinstance(c, str) and c.startswith("=") else c for c in texts]
