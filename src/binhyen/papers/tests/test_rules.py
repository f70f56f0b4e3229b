"""What is decided without a database: kinds, markup, numbers, issuers, checks."""

from datetime import date

import pytest

from binhyen.papers import queries
from binhyen.papers.choices import Body, FaultCode
from binhyen.papers.rules import checking, composing, kinds, markup
from binhyen.papers.rules.issuers import broken, proposed
from binhyen.papers.rules.layout import Style
from binhyen.papers.rules.numbering import day_in_words, is_symbol, symbol_of
from binhyen.papers.rules.paper import Table
from binhyen.papers.wording import WORDS

COMMITTEE = proposed(
    Body.COMMITTEE,
    name="Xã Đắk Wil",
    short_name="Đắk Wil",
    parent="Tỉnh Lâm Đồng",
    is_province=False,
)
KNOWN = dict.fromkeys(kinds.KNOWN, "…") | {
    "doi_tuong": "mô hình “Tiếng kẻng an ninh”",
    "dia_ban": "xã Đắk Wil",
}
ON = date(2026, 2, 8)


def test_numbers_stand_as_decree_30_has_them():
    assert symbol_of(4, "HD", "CAT") == "04/HD-CAT"
    assert symbol_of(118, "KH", "UBND") == "118/KH-UBND"
    assert symbol_of(None, "QĐ", "UBND").strip() == "/QĐ-UBND"


def test_days_below_ten_and_the_first_two_months_carry_a_nought():
    assert day_in_words(date(2023, 2, 8)) == "ngày 08 tháng 02 năm 2023"
    assert day_in_words(date(2023, 11, 24)) == "ngày 24 tháng 11 năm 2023"


@pytest.mark.parametrize("symbol", ["UBND", "CAX", "BCĐ", "BCĐ-CAT", "ĐKTĐ"])
def test_a_symbol_has_letters_and_hyphens(symbol):
    assert is_symbol(symbol)


@pytest.mark.parametrize("symbol", ["", "bcđ", "UBND 138", "CA/X", "-UBND", "UBND-"])
def test_what_would_break_a_number_is_no_symbol(symbol):
    assert not is_symbol(symbol)


def test_a_unit_is_proposed_its_committee_police_and_board():
    place = {
        "name": "Phường Bắc Gia Nghĩa",
        "short_name": "Bắc Gia Nghĩa",
        "parent": "Tỉnh Lâm Đồng",
        "is_province": False,
    }
    committee, police, board = (proposed(body, **place) for body in Body)
    assert committee.head_in_full == "Chủ tịch Ủy ban nhân dân phường Bắc Gia Nghĩa"
    assert (police.symbol, police.parent_name) == ("CAP", "Công an tỉnh Lâm Đồng")
    assert police.head == "Trưởng Công an phường"
    assert (board.symbol, board.parent_name) == ("BCĐ", committee.name)


def test_a_provinces_police_is_headed_by_a_director():
    police = proposed(
        Body.POLICE, name="Tỉnh Lâm Đồng", short_name="Lâm Đồng", parent="", is_province=True
    )
    assert (police.symbol, police.head, police.parent_name) == ("CAT", "Giám đốc", "Bộ Công an")


def test_a_long_name_breaks_before_its_unit():
    assert broken("Ủy ban nhân dân xã Đắk Wil") == "Ủy ban nhân dân\nxã Đắk Wil"
    assert broken("Công an xã Đắk Wil") == "Công an xã Đắk Wil"


def test_a_line_with_an_empty_field_is_left_out():
    (line,) = markup.read("Kinh phí: {{ kinh_phi }}")
    assert list(markup.paragraphs(line, {"kinh_phi": ""})) == []
    (paragraph,) = markup.paragraphs(line, {"kinh_phi": "không"})
    assert paragraph.text == "Kinh phí: không"


def test_what_is_typed_never_acts_as_markup():
    (line,) = markup.read("**Điều 1.** {{ noi_dung }}")
    typed = "# Mục **đậm** {{ kinh_phi }} [bảng: x]"
    (paragraph,) = markup.paragraphs(line, {"noi_dung": typed, "kinh_phi": "lộ ra"})
    assert [(run.text, run.bold) for run in paragraph.runs] == [
        ("Điều 1.", True),
        (f" {typed}", False),
    ]


def test_several_lines_become_several_paragraphs_of_the_same_kind():
    (line,) = markup.read("> {{ can_cu }}")
    found = list(markup.paragraphs(line, {"can_cu": "Căn cứ A\n\nCăn cứ B"}))
    assert [(one.text, one.style) for one in found] == [
        ("Căn cứ A", Style.BASIS),
        ("Căn cứ B", Style.BASIS),
    ]


def composed(kind: str, **typed: str):
    values = {field.code: typed.get(field.code, "x") for field in queries.fields_of(kind)}
    return composing.compose(queries.kinds()[kind], values, KNOWN, COMMITTEE, number=4, on=ON)


def test_bases_end_in_semicolons_and_the_last_in_a_full_stop():
    paper = composed("establishment_decision", can_cu="Căn cứ A;\nCăn cứ B.")
    bases = [block.text for block in paper.blocks if block.style == Style.BASIS]
    assert bases == ["Căn cứ A;", "Căn cứ B;", "Theo đề nghị của x."]


def test_recipients_have_dashes_semicolons_and_a_full_stop():
    paper = composed("plan", noi_nhan="- Như trên;\nLưu: VT, CA")
    assert paper.recipients == ("- Như trên;", "- Lưu: VT, CA.")


def test_a_committee_decides_by_its_head_and_plans_in_its_own_name():
    assert composed("ending_decision").signatures[0].lines == ("CHỦ TỊCH",)
    assert composed("plan").signatures[0].lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert composed("ending_decision").authority == "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ĐẮK WIL"


def test_a_deputy_signs_for_the_head():
    lines = composed("plan", cach_ky="cấp phó ký thay").signatures[0].lines
    assert lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_minutes_are_signed_by_secretary_and_chair():
    paper = composed("launch_minutes", thu_ky="Trần Thị Bình", chu_tri="Nguyễn Văn An")
    assert [(one.lines[0], one.name) for one in paper.signatures] == [
        ("THƯ KÝ", "Trần Thị Bình"),
        ("CHỦ TRÌ", "Nguyễn Văn An"),
    ]


def test_the_board_stands_in_an_annex_that_says_what_it_belongs_to():
    paper = composed(
        "establishment_decision", ten_ban="Ban Chỉ đạo", danh_sach_ban="An; Chủ tịch; Trưởng ban"
    )
    (annex,) = paper.annexes
    assert annex.title == "DANH SÁCH BAN CHỈ ĐẠO"
    assert annex.reference == (
        "(Kèm theo Quyết định số 04/QĐ-UBND ngày 08 tháng 02 năm 2026 của Chủ tịch "
        "Ủy ban nhân dân xã Đắk Wil)"
    )
    (table,) = annex.blocks
    assert isinstance(table, Table)
    assert table.rows == (("1", "An", "Chủ tịch", "Trưởng ban"),)


def test_required_fields_still_empty_show_as_dots():
    texts = [block.text for block in composed("plan", muc_dich="").blocks if hasattr(block, "text")]
    assert composing.MISSING in texts


def faults(kind: str, **typed: str) -> dict[str, str]:
    values = {field.code: "" for field in queries.fields_of(kind)} | typed
    found = checking.faults(queries.kinds()[kind], values, is_contact=lambda text: "0912" in text)
    return {fault.field: fault.code for fault in found if fault.code != FaultCode.BLANK}


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("tu_ngay", "31/02/2026", FaultCode.NOT_A_DAY),
        ("so_ho", "-3", FaultCode.NOT_A_NUMBER),
        ("so_ho", "9" * 15, FaultCode.NOT_A_NUMBER),
        ("cach_ky", "ai cũng được", FaultCode.NOT_OFFERED),
        ("dac_diem", "Gọi 0912345678", FaultCode.CONTACT),
        ("dac_diem", "lạ\x07", FaultCode.CONTROL),
        ("dac_diem", "x" * 12_001, FaultCode.TOO_LONG),
    ],
)
def test_what_is_wrong_is_said_by_field(field, text, code):
    assert faults("survey_report", **{field: text}) == {field: code}


def test_a_row_with_more_cells_than_columns_is_refused():
    assert faults("plan", tien_do="a; b; c; d") == {"tien_do": FaultCode.TOO_FEW_COLUMNS}


def test_values_are_written_as_vietnam_writes_them():
    by_code = queries.kinds()["survey_report"].field_by_code
    assert checking.written(by_code["so_ho"], "1204") == "1.204"
    assert checking.written(by_code["tu_ngay"], "2026-02-08") == "08/02/2026"


GOOD = """
[field.muc_dich]
label = "Mục đích"
[kind.plan]
name = "Kế hoạch"
stage = "prepare"
symbol = "KH"
about = ["programme"]
type = "KẾ HOẠCH"
subject = "Xây dựng {{ doi_tuong }}"
by = "body"
fields = ["muc_dich"]
text = "{{ muc_dich }}"
"""


def test_kinds_are_read():
    assert list(kinds.parse({"a.toml": GOOD})) == ["plan"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('stage = "prepare"', 'stage = "sometime"', "stage 'sometime'"),
        ('about = ["programme"]', "about = []", "about []"),
        ('by = "body"', 'by = "nobody"', "by 'nobody'"),
        ('by = "body"', 'by = "all"', "signatories"),
        ('fields = ["muc_dich"]', "fields = []", "'muc_dich', which is neither asked nor known"),
        ('text = "{{ muc_dich }}"', 'text = "…"', "'muc_dich' is asked and stands nowhere"),
        ('label = "Mục đích"', 'label = "Mục đích"\nkind = "rows"', "columns"),
        ('label = "Mục đích"', 'kind = "text"', "lacks label"),
        ('symbol = "KH"', "", "lacks symbol"),
        ("[kind.plan]", "[kind.plan", "a.toml"),
    ],
)
def test_a_faulty_kind_says_what_is_wrong_and_where(old, new, said):
    with pytest.raises(kinds.KindsFaulty) as faulty:
        kinds.parse({"a.toml": GOOD.replace(old, new)})
    assert said in str(faulty.value)


def test_all_faults_of_all_kinds_come_at_once():
    twice = GOOD.replace('by = "body"', 'by = "x"') + GOOD.replace("kind.plan", "kind.other").split(
        "[field.muc_dich]\n"
    )[1].replace('label = "Mục đích"\n', "").replace('stage = "prepare"', 'stage = "y"')
    with pytest.raises(kinds.KindsFaulty) as faulty:
        kinds.parse({"a.toml": twice})
    assert [flaw.where for flaw in faulty.value.flaws] == ["kind.plan", "kind.other"]


def test_every_kind_that_the_procedures_need_is_drafted():
    assert set(queries.kinds()) == set(
        "survey_plan survey_plan_approval survey_report proposal plan establishment_decision "
        "charter launch_minutes invitation meeting_minutes interim_report final_report "
        "replication_plan replication_decision adjustment_decision suspension_decision "
        "merger_decision takeover_record ending_report ending_decision handover_record".split()
    )


def test_every_word_of_the_kinds_can_be_translated():
    said = set(kinds.KNOWN.values())
    for kind in queries.kinds().values():
        said.add(kind.name)
        for field in kind.fields:
            said |= {field.label, *field.columns, *field.choices} | ({field.help} - {""})
    assert said == set(WORDS)
