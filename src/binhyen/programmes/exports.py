"""Lists as Excel and CSV: what an export writes the import reads back as it was."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import BinaryIO, TextIO

import xlsxwriter
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import override
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from binhyen.kernel.dates import Precision, show
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from .choices import Ending, Origin, Source, State
from .models import Contribution, Programme, Site

Cell = str | int | float | date | None
AT_ONCE = 2_000
SYNTHETIC = "Số liệu giả lập, không phải số liệu thật"


@dataclass(frozen=True, slots=True)
class Column:
    header: str
    width: int
    read: Callable[..., Cell]


def dated(on: date | None, precision: str) -> Cell:
    """A real date where the day is known, else as it is written: "tháng 9/2021", 2021."""
    if on is None or precision == Precision.DAY:
        return on
    if precision == Precision.MONTH:
        return f"tháng {on.month}/{on.year}"
    return on.year


@cache
def state_word(state: str) -> str:
    """The state in Vietnamese, whatever language the page is read in: it goes into a file."""
    with override("vi"):
        return str(State(state).label)


@cache
def _word(of: type[Origin] | type[Ending], value: str) -> str:
    """An origin or an ending, likewise; what isn't recorded stays empty."""
    with override("vi"):
        return str(of(value).label) if value else ""


def _above(unit: Unit, level: Level) -> str:
    """The name of the unit of that level over a unit, in its own day; empty where none is."""
    above: Unit | None = unit
    while above and above.level > level:
        above = above.parent
    return above.name if above and above.level == level else ""


SITE_COLUMNS: Sequence[Column] = (
    Column("Mã điểm", 18, lambda site: site.code),
    Column("Tên mô hình", 44, lambda site: site.programme.name),
    Column("Lĩnh vực", 24, lambda site: site.programme.sector.name),
    Column("Tỉnh, thành phố", 18, lambda site: _above(site.unit, Level.PROVINCE)),
    Column("Huyện", 18, lambda site: _above(site.unit, Level.DISTRICT)),
    Column("Xã, phường, thị trấn", 24, lambda site: site.unit.name),
    Column("Mã xã", 9, lambda site: site.unit.code),
    Column("Thôn, bon, buôn, tổ dân phố", 20, lambda site: site.village),
    Column("Cơ quan, tổ chức", 28, lambda site: site.organisation and site.organisation.name),
    Column("Ngày ra mắt", 13, lambda s: dated(s.established_on, s.established_precision)),
    Column("Quyết định thành lập", 18, lambda site: site.decision and site.decision.number),
    Column(
        "Ngày quyết định",
        13,
        lambda s: s.decision and dated(s.decision.issued_on, s.decision.issued_precision),
    ),
    Column("Số tổ", 8, lambda site: site.team_count),
    Column("Số thành viên", 10, lambda site: site.member_count),
    Column("Ngân sách (đồng)", 15, lambda site: site.state_vnd or 0),
    Column("Xã hội hóa (đồng)", 15, lambda site: site.community_vnd or 0),
    Column("Tình trạng", 16, lambda site: state_word(site.state)),
    Column("Ngày kết thúc", 13, lambda site: dated(site.ended_on, site.ended_precision)),
    Column("Nguồn gốc", 16, lambda site: _word(Origin, site.origin)),
    Column("Nhân rộng từ điểm", 18, lambda site: site.parent_code),
    Column("Kết thúc thế nào", 22, lambda site: _word(Ending, site.ending)),
    Column("Nhập vào điểm", 18, lambda site: site.merged_code),
    Column("Vĩ độ", 11, lambda site: site.lat),
    Column("Kinh độ", 11, lambda site: site.lon),
    Column("Xếp loại", 16, lambda site: site.rating),
    Column("Ghi chú", 40, lambda site: site.note),
)
SYNTHETIC_COLUMN = Column("Giả lập", 8, lambda record: "x" if record.is_synthetic else "")
PROGRAMME_COLUMNS: Sequence[Column] = (
    Column("Mã", 10, lambda programme: programme.code),
    Column("Tên mô hình", 60, lambda programme: programme.name),
    Column("Lĩnh vực", 28, lambda programme: programme.sector.name),
    Column("Tên khác", 60, lambda p: "; ".join(alias.name for alias in p.aliases.all())),
    Column("Địa bàn ban hành", 24, lambda programme: programme.unit.name),
    Column("Mục đích", 50, lambda programme: programme.aim),
    Column("Tình trạng", 16, lambda programme: state_word(programme.state)),
    Column("Ngày xây dựng", 13, lambda p: dated(p.established_on, p.established_precision)),
    Column("Nguồn gốc", 16, lambda programme: _word(Origin, programme.origin)),
    Column("Ngày kết thúc", 13, lambda p: dated(p.ended_on, p.ended_precision)),
    Column("Kết thúc thế nào", 22, lambda programme: _word(Ending, programme.ending)),
    Column("Nhập vào mô hình", 16, lambda p: p.merged_into.code if p.merged_into else ""),
)


def sites_workbook(sites: QuerySet[Site], file: BinaryIO) -> None:
    """The sites as an Excel workbook, in the order of the query, in constant memory."""
    columns = _with_mark(SITE_COLUMNS, sites)
    _workbook(file, "Điểm mô hình", "DANH SÁCH ĐIỂM MÔ HÌNH", columns, _whole(sites))


def sites_csv(sites: QuerySet[Site], file: TextIO) -> None:
    """The sites as CSV with the same columns; a byte-order mark lets Excel see UTF-8."""
    _csv(file, _with_mark(SITE_COLUMNS, sites), _whole(sites))


def programmes_workbook(programmes: QuerySet[Programme], file: BinaryIO) -> None:
    """The catalogue as an Excel workbook."""
    columns = _with_mark(PROGRAMME_COLUMNS, programmes)
    _workbook(file, "Mô hình", "DANH MỤC MÔ HÌNH", columns, _with_names(programmes))


def programmes_csv(programmes: QuerySet[Programme], file: TextIO) -> None:
    """The catalogue as CSV."""
    _csv(file, _with_mark(PROGRAMME_COLUMNS, programmes), _with_names(programmes))


def empty_workbook(file: BinaryIO) -> None:
    """The form to fill in: the columns that an officer writes, with nothing in them."""
    left_out = {"Mã điểm", "Mã xã", "Nhân rộng từ điểm", "Nhập vào điểm"}
    columns = [column for column in SITE_COLUMNS if column.header not in left_out]
    _workbook(file, "Điểm mô hình", "DANH SÁCH ĐIỂM MÔ HÌNH", columns, ())


def _with_mark(columns: Sequence[Column], query: QuerySet) -> list[Column]:
    """A last column that tells the synthetic records from the real ones, if there are any."""
    is_marked = query.order_by().filter(is_synthetic=True).exists()
    return [*columns, SYNTHETIC_COLUMN] if is_marked else [*columns]


def _whole(sites: QuerySet[Site]) -> Iterator[Site]:
    """Each site with everything its row needs, without a query a row."""
    sums = Contribution.objects.filter(site=OuterRef("pk"), is_founding=True).order_by()
    money = {
        name: Subquery(sums.filter(source=source).values("amount_vnd")[:1])
        for name, source in [("state_vnd", Source.STATE), ("community_vnd", Source.COMMUNITY)]
    }
    related = ["programme__sector", "unit__parent__parent", "organisation", "decision"]
    others = {"parent_code": F("parent__code"), "merged_code": F("merged_into__code")}
    query = sites.select_related(*related).annotate(**money, **others)
    yield from query.iterator(chunk_size=AT_ONCE)


def _with_names(programmes: QuerySet[Programme]) -> Iterator[Programme]:
    query = programmes.select_related("sector", "unit", "merged_into").prefetch_related("aliases")
    yield from query.iterator(chunk_size=AT_ONCE)


def _workbook(
    file: BinaryIO, sheet: str, title: str, columns: Sequence[Column], records: Iterable
) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        page.set_column(0, 0, 6)
        for place, column in enumerate(columns, start=1):
            page.set_column(place, place, column.width)
        page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        if SYNTHETIC_COLUMN in columns:
            notice = f"{SYNTHETIC}: các dòng có dấu x ở cột “{SYNTHETIC_COLUMN.header}”."
            page.write_string(1, 0, notice, book.add_format({"italic": True}))
        _rows(
            page,
            columns,
            records,
            bold,
            formats={
                date: book.add_format({"num_format": "dd/mm/yyyy"}),
                int: book.add_format({"num_format": "#,##0"}),
            },
        )


HEADER_ROW = 3


def _rows(
    page: Worksheet,
    columns: Sequence[Column],
    records: Iterable,
    bold: Format,
    *,
    formats: dict[type, Format],
) -> None:
    for place, header in enumerate(["TT", *(column.header for column in columns)]):
        page.write_string(HEADER_ROW, place, header, bold)
    page.freeze_panes(HEADER_ROW + 1, 3)
    number = 0
    for number, record in enumerate(records, start=1):
        page.write_number(HEADER_ROW + number, 0, number)
        for place, column in enumerate(columns, start=1):
            _write(page, HEADER_ROW + number, place, column.read(record), formats)
    page.autofilter(HEADER_ROW, 0, HEADER_ROW + max(number, 1), len(columns))


def _write(page: Worksheet, row: int, place: int, value: Cell, formats: dict[type, Format]) -> None:
    """Text is written as text, whatever it begins with, so no cell can act as a formula."""
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, place, value, formats[date])
    elif isinstance(value, str):
        page.write_string(row, place, value)
    elif isinstance(value, int) and value > 9999:
        page.write_number(row, place, value, formats[int])
    else:
        page.write_number(row, place, value)


def _csv(file: TextIO, columns: Sequence[Column], records: Iterable) -> None:
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(["TT", *(column.header for column in columns)])
    for number, record in enumerate(records, start=1):
        writer.writerow([number, *(_as_text(column.read(record)) for column in columns)])


def _as_text(value: Cell) -> str:
    """As written in Vietnam; an apostrophe keeps a spreadsheet from running text as a formula."""
    if isinstance(value, date):
        return show(value)
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return "" if value is None else str(value)
