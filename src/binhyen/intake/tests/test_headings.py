"""A heading means what all of its words say; what isn't ours is never read for what is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.intake.rules.columns import FOREIGN, MONEY, UNREAD, WORDINGS, assign, best

from .test_layouts import book_of, read

pytestmark = pytest.mark.django_db
MEANT = {
    "programme": "Tên mô hình, điển hình|Mô hình, điển hình tiên tiến|Tên mô hình/CLB|Tên MH",
    "unit": "Xã/P/TT|Địa phương (xã, phường)|Phường, xã, đặc khu|ĐVHC cấp xã|Công an xã",
    "village": (
        "Thôn, xóm, bản, khối|Khối phố|Khóm|Ấp|Bản|Tiểu khu|TDP|Địa chỉ (ấp, khóm)|Khu vực|Tên ấp"
    ),
    "organisation": "Cơ sở|Cơ quan, tổ chức|Đơn vị chủ trì",
    "established": (
        "Thời gian thành lập|Ngày tổ chức lễ ra mắt|Ngày ra mắt mô hình|Năm TL|Ngày công nhận"
        "|Thời gian đi vào hoạt động"
    ),
    "decision": "Số/ngày QĐ|Quyết định của UBND xã|QĐTL|Căn cứ thành lập|QĐ (số, ngày)",
    "decision_on": "Ngày QĐ|Ngày ký|Thời gian ban hành quyết định",
    "teams": "Tổng tổ|Số tổ, nhóm|SL tổ|Số tổ tự quản|Số tổ liên gia",
    "members": "T/viên|Số tổ viên|Số cán bộ, hội viên|Quân số|Số thành viên (người)",
    "budget": (
        "Kinh phí NSNN|Kinh phí NS|Kinh phí từ NSNN|Kinh phí hỗ trợ từ ngân sách|Kinh phí (NS)"
        "|NS xã|NN hỗ trợ|Nhà nước đầu tư"
    ),
    "social": "Kinh phí (XHH)|Kinh phí huy động|Dân góp|Nhân dân đóng góp, XHH|Doanh nghiệp ủng hộ",
    "total": "Kinh phí|Tổng kinh phí (NS + XHH)|Số tiền",
    "leader": "Tổ trưởng|Trưởng mô hình|Họ tên, chức vụ",
}
NOT_OURS = (
    "Số hộ tham gia|Tổng số hộ|Số khẩu|Số người vi phạm|Số người được cảm hóa, giáo dục"
    "|Số lượt người tham gia|Số người tham gia họp|Số buổi tuyên truyền|Số điểm|Số mô hình"
    "|Số thành viên nữ|Số đảng viên|Số camera|Số tin báo|Số vụ hòa giải thành|Ngày sơ kết"
    "|Ngày báo cáo|Năm củng cố|Ngày kiểm tra|Năm nhân rộng|Ngày sinh|Quyết định khen thưởng"
    "|QĐ kiện toàn|Giá trị tài sản|Tiền thưởng|Kinh phí ngân sách đã chi|Kinh phí dự toán"
).split("|")
OURS = MONEY | {"teams", "members", "established", "decision", "decision_on"}


@pytest.mark.parametrize(
    ("heading", "meaning"), [(h, m) for m, many in MEANT.items() for h in many.split("|")]
)
def test_a_heading_is_understood_as_offices_write_it(heading, meaning):
    assert best((heading,))[0] == meaning


@pytest.mark.parametrize("heading", NOT_OURS)
def test_a_heading_of_something_else_is_never_ours(heading):
    assert best((heading,))[0] not in OURS


@pytest.mark.parametrize("heading", ["Tổng số", "Tổng", "Số", "Phương tiện", "Trong đó nữ"])
def test_a_heading_that_says_too_little_says_nothing(heading):
    assert best((heading,))[0] not in OURS


@given(st.sampled_from(NOT_OURS), st.sampled_from(["", " (người)", " năm 2022", " hiện nay"]))
@settings(deadline=None)
def test_words_around_it_dont_make_it_ours(heading, around):
    assert best((heading.upper() + around,))[0] not in OURS


@given(st.text(max_size=60), st.text(max_size=30))
@settings(deadline=None)
def test_any_heading_at_all_has_a_known_meaning_or_none(over, leaf):
    known = set(WORDINGS) | FOREIGN | UNREAD | MONEY | {"", "decision", "decision_on"}
    assert best((over, leaf))[0].partition(":")[0] in known


@given(st.permutations(["TT", "Tên mô hình", "Xã", "Thôn", "Số hộ tham gia", "Số TV", "Số tổ"]))
@settings(deadline=None)
def test_the_order_of_columns_changes_no_meaning(headings):
    given_ = assign({n: (heading,) for n, heading in enumerate(headings)}).meanings
    assert {headings[n]: meaning for n, meaning in given_.items()} == {
        "TT": "ordinal",
        "Tên mô hình": "programme",
        "Xã": "unit",
        "Thôn": "village",
        "Số hộ tham gia": "households",
        "Số TV": "members",
        "Số tổ": "teams",
    }


BASE = {
    "Tên mô hình": "Tiếng kẻng an ninh",
    "Xã": "Xã Đắk Wil",
    "Thôn": "Thôn {n}",
    "Số tổ": 4,
}


def sheet_of(*columns, title="CÔNG AN HUYỆN CƯ JÚT", base=BASE):
    """Three rows below a header of two levels: columns as (over, below, value)."""
    plain = [(name, None, value) for name, value in base.items()] + list(columns)
    rows = [[title], [], [c[0] for c in plain], [c[1] for c in plain]]
    if not any(c[1] for c in plain):
        rows.pop()
    for n in range(1, 4):
        rows.append([v.format(n=n) if isinstance(v, str) else v for *_, v in plain])
    return read(book_of(("S", rows)))


def first(*columns, **more):
    return sheet_of(*columns, **more).rows[0]


def codes(row):
    return [reason.code for reason in row.reasons]


def test_the_total_below_a_group_counts_and_its_shares_are_left():
    row = first(("Số thành viên", "Nữ", 12), (None, "Tổng", 37), (None, "Đảng viên", 3))
    assert (row.members, codes(row)) == (37, [])


def test_men_and_women_make_up_the_members():
    assert first(("Thành viên", "Nam", 25), (None, "Nữ", 12)).members == 37


def test_women_alone_are_not_the_members():
    assert first(("Thành viên", "Nữ", 12), (None, "Đảng viên", 3)).members is None


def test_money_keeps_its_source_and_unit_from_the_headings_over_it():
    row = first(("Tổng kinh phí (triệu đồng)", None, 12), ("Trong đó", "NSNN", 5), (None, "XHH", 7))
    assert (row.budget_vnd, row.social_vnd, row.status) == (5_000_000, 7_000_000, "ok")


def test_the_states_money_by_level_adds_up_and_names_no_district():
    levels = [("Ngân sách (đồng)", "Tỉnh", 1_000_000), (None, "Huyện", 2_000_000)]
    row = first(*levels, (None, "Xã", 3_000_000))
    assert (row.budget_vnd, row.status) == (6_000_000, "ok")


def test_money_and_goods_of_the_community_add_up():
    row = first(("Xã hội hóa (đ)", "Tiền mặt", 5_000_000), (None, "Hiện vật quy tiền", 2_000_000))
    assert row.social_vnd == 7_000_000


def test_a_plan_is_not_what_was_spent_and_is_asked_about():
    row = first(("Ngân sách (đ)", "Dự toán", 9_000_000), (None, "Thực hiện", 5_000_000))
    assert (row.budget_vnd, codes(row)) == (5_000_000, ["spent_not_planned"])


def test_two_years_of_money_are_added_up_and_asked_about():
    years = [(f"Kinh phí ngân sách năm {year} (đồng)", None, 1_000_000) for year in (2021, 2022)]
    assert (first(*years).budget_vnd, codes(first(*years))) == (2_000_000, ["several_sums"])


def test_the_source_of_the_money_says_whose_it_is():
    row = first(("Kinh phí (đồng)", None, 5_000_000), ("Nguồn kinh phí", None, "Xã hội hóa"))
    assert (row.budget_vnd, row.social_vnd, row.status) == (0, 5_000_000, "ok")


def test_sums_written_out_as_their_source_are_read_and_asked_about():
    row = first(("Nguồn kinh phí", None, "Ngân sách: 5.000.000đ; XHH: 7.000.000đ"))
    assert (row.budget_vnd, row.social_vnd) == (5_000_000, 7_000_000)
    assert codes(row) == ["money_from_text"]


def test_a_bare_total_is_money_only_beside_money():
    assert codes(first(("Tổng số", None, 37), ("Ghi chú", None, "x"))) == ["unread_cell"]
    money = [("NSNN (đồng)", None, 5_000_000), ("XHH (đồng)", None, 1), ("Tổng cộng", None, 9)]
    assert "total_mismatch" in codes(first(*money))


def test_teams_are_numbers_and_villages_are_names():
    base = {"Tên mô hình": "Tiếng kẻng an ninh", "Nơi áp dụng": "Thôn {n}, xã Đắk Wil, H. Cư Jút"}
    row = first(("Tổ", None, 3), base=base)
    assert (row.village, row.teams) == ("Thôn 1", 3)
    base = {"Tên mô hình": "Tiếng kẻng an ninh", "Xã": "Xã Đắk Wil", "Tổ": "Tổ {n}", "Số tổ": 2}
    assert (first(base=base).village, first(base=base).teams) == ("Tổ 1", 2)


def test_a_column_of_villages_is_known_by_its_cells():
    base = {
        "Tên mô hình": "Tiếng kẻng an ninh",
        "Xã": "Xã Đắk Wil",
        "Chi tiết": "Khối {n}",
        "Số TV": 9,
    }
    assert first(base=base).village == "Khối 1"


def test_a_day_under_no_known_heading_is_asked_about():
    row = first(("Ngày phát động", None, "05/09/2021"))
    assert (row.established.isoformat(), codes(row)) == ("2021-09-05", ["assumed_column"])


def test_another_day_never_stands_for_the_founding():
    row = first(("Ngày sơ kết", None, "05/09/2022"))
    assert (row.established, row.status) == (None, "ok")
    both = [("Ngày sơ kết", None, "05/09/2022"), ("Ngày ra mắt", None, "06/09/2021")]
    assert first(*both).established.isoformat() == "2021-09-06"


def test_the_day_of_the_founding_decision_is_the_founding_where_no_other_is_said():
    paper = "Quyết định số 315/QĐ-UBND ngày 01/12/2016 của UBND xã"
    row = first(("Quyết định thành lập", None, paper))
    assert (row.decision, row.established.isoformat()) == ("315/QĐ-UBND", "2016-12-01")
    assert (row.status, codes(row)) == ("ok", ["founded_by_decision"])
    row = first(("Quyết định", None, paper))
    assert (row.established.isoformat(), codes(row)) == ("2016-12-01", ["from_decision"])


def test_columns_left_unread_are_named():
    reading = sheet_of(("Số hộ tham gia", None, 50), ("Sáng kiến", None, "x"), ("Số TV", None, 9))
    told = {n.code: n.params["columns"] for n in reading.sheets[0].notices if "col" in n.code}
    assert told == {"unread_columns": "E “Số hộ tham gia”", "unknown_columns": "F “Sáng kiến”"}
    assert reading.rows[0].status == "ok"


def test_numbers_not_understood_make_a_doubt_where_one_we_need_is_missing():
    row = first(("Nhân lực thường trực", None, 37))
    assert codes(row) == ["unread_cell"]
    known = [("Nhân lực thường trực", None, 37), ("Số TV", None, 9)]
    assert first(*known).members == 9
    assert first(*known).status == "ok"


def test_the_launch_goes_before_the_founding_and_the_other_day_is_named():
    columns = [("Ngày thành lập", None, "01/09/2021"), ("Ngày ra mắt", None, "05/09/2021")]
    reading = sheet_of(*columns)
    assert reading.rows[0].established.isoformat() == "2021-09-05"
    assert [n.code for n in reading.sheets[0].notices if "col" in n.code] == ["unknown_columns"]


def test_money_from_elsewhere_is_added_to_the_communitys_and_asked_about():
    sources = [("Nguồn kinh phí (triệu đồng)", "Ngân sách", 5), (None, "Xã hội hóa", 10)]
    row = first(*sources, (None, "Khác", 1))
    assert (row.budget_vnd, row.social_vnd) == (5_000_000, 11_000_000)
    assert codes(row) == ["several_sums"]


def test_numbers_under_no_heading_at_all_are_named_and_asked_about():
    row = first((None, None, 45))
    assert (row.members, codes(row)) == (None, ["unread_cell"])


@pytest.mark.parametrize(
    "title",
    [
        "CÔNG AN PHƯỜNG NGHĨA TÂN, TP GIA NGHĨA",
        "DANH SÁCH MÔ HÌNH PHƯỜNG NGHĨA TÂN NĂM 2022 (TP GIA NGHĨA)",
        "PHƯỜNG NGHĨA TÂN – TP GIA NGHĨA",
    ],
)
def test_a_title_may_go_on_after_the_commune(title):
    base = {"Tên mô hình": "Tiếng kẻng an ninh", "Tổ dân phố": "TDP {n}", "Số TV": 9}
    assert first(title=title, base=base).unit.code == "24615"
