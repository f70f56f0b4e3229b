"""A whole workbook understood: every row of every sheet is data or counted under its kind."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from binhyen.kernel.numbers import bare
from binhyen.kernel.text import fold
from binhyen.kernel.written_dates import find_dates, read_date

from .catalogue import Catalogue
from .columns import MONEY
from .reading import (
    Assumptions,
    Cell,
    Column,
    Context,
    Places,
    RawRow,
    Reason,
    Sheet,
    SheetReading,
    WorkbookReading,
    WorkbookRefused,
)
from .rows import read_row, split_place
from .sheets import Table, filled, is_blank, tables, text_of
from .twins import without_twins

REFORM = date(2025, 7, 1)
_TOTAL = re.compile(
    r"^(?:[ivx]+ |\d+ )?(?:tong cong|tong so|tong|cong|total|grand total|sum|subtotal|luy ke"
    r"|cong (?:toan|xa|phuong|huyen|muc|phan|linh vuc|trang|don vi|mang|nhom|tinh|tp|thi tran)\b.*"
    r"|(?:tong|tong cong|tong so|total) .{0,60}|toan (?:huyen|tinh|xa|thanh pho|thi xa|phuong|bo))$"
)
_SIGNED_ON = re.compile(r"(?:ngay|nga)\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam\s*[\d.…]*\s*\.?$")
_SIGNATURE = re.compile(
    r"^(?:nguoi lap|lap bieu|nguoi tong hop|thu truong|kt |tm |tl |q |giam doc|pho giam doc"
    r"|truong cong an|pho truong|truong phong|chu tich|pho chu tich|noi nhan|can bo"
    r"|nguoi bao cao|xac nhan|ky ten|thu ky|ke toan|truong ban|da ky|ky va"
    r"|dai ta|thuong ta|trung ta|thieu ta|dai uy|luu )"
)
_NOTE = re.compile(
    r"^\s*(?:\*|\(\*|ghi chú|ghi chu|lưu ý|chú thích|note|nguồn số liệu)[\s:(]*", re.IGNORECASE
)
_ROMAN = re.compile(r"^(?:[IVXLC]+|[A-HĐ]|\d+(?:\.\d+)*)[.):/]?$")
_ROMAN_BEFORE = re.compile(
    r"^\s*(?:[IVXLC]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.):/-]\s+(?=\D)|^\s*[IVX]{1,5}\s+-?\s*(?=\D)"
)
_NUMERIC = frozenset({"teams", "members", *MONEY, "ordinal"})
_NEVER_CARRIED = _NUMERIC
_KEEPS_ROW = frozenset(
    {"unit", "village", "established", "decision", "established_year", "unit_code"}
)


@dataclass(slots=True)
class _Page:
    """A sheet while it is being read."""

    sheet: Sheet
    tables: list[Table]
    raws: list[RawRow] = field(default_factory=list)
    kinds: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    notices: list[Reason] = field(default_factory=list)
    context: Context | None = None


def understand(
    sheets: Sequence[Sheet],
    *,
    name: str,
    catalogue: Catalogue,
    places: Places,
    today: date,
    assume: Assumptions | None = None,
) -> WorkbookReading:
    """Read every list of the workbook.

    Raises WorkbookRefused if no sheet holds a list, or a list lacks a column it can't do without.
    """
    assume = assume or Assumptions()
    pages = [_Page(sheet, tables(sheet)) for sheet in sheets]
    lists = [page for page in pages if page.tables]
    if not lists:
        empty = all(is_blank(c) for s in sheets for row in s.rows for c in row)
        raise WorkbookRefused("empty_workbook" if empty else "no_list", _names(sheets))
    for page in lists:
        _take_rows(page, catalogue, places)
    if not any(page.raws for page in lists):
        raise WorkbookRefused("no_rows", _names([page.sheet for page in lists]))
    _demand_columns(lists, catalogue)
    marked = any("synthetic" in t.meanings.values() for page in lists for t in page.tables)
    told = any("giả lập" in line.lower() for page in pages for line in _titles(page))
    synthetic = told and not marked  # a column of marks says it row by row
    for page in pages:
        if strays := page.sheet.strays:
            page.notices.append(Reason("far_cells", "", {"cells": ", ".join(strays)}))
    for page in lists:
        page.context = _context(page, lists, name, places, today, assume, synthetic)
    readings = [
        read_row(raw, page.context, catalogue=catalogue, places=places)
        for page in lists
        for raw in page.raws
        if page.context
    ]
    return WorkbookReading(
        name=name,
        rows=tuple(without_twins(readings)),
        sheets=tuple(_summary(page) for page in pages),
        is_synthetic=synthetic,
    )


def _names(sheets: Sequence[Sheet]) -> str:
    return ", ".join(f"“{sheet.name}”" for sheet in sheets[:6])


def _demand_columns(lists: Sequence[_Page], catalogue: Catalogue) -> None:
    """Refuse a list without what a site can't be without, unless headings or titles say it."""
    missing = []
    for page in lists:
        for table in page.tables:
            has = set(table.meanings.values())
            rows = [r for r in page.raws if table.top < r.number - 1 < table.end]
            if not rows:
                continue
            if "programme" not in has and not any("programme" in r.section for r in rows):
                missing.append(("programme", page.sheet.name, table))
            places = {"unit", "place", "unit_code"} & has
            if not places and not any("unit" in r.section for r in rows):
                missing.append(("unit", page.sheet.name, table))
    lists_there = sum(len(page.tables) for page in lists)
    if missing and len({(name, t.top) for _, name, t in missing}) == lists_there:
        field_, where, table = missing[0]
        seen = "; ".join(" > ".join(path) for path in list(table.paths.values())[:12])
        raise WorkbookRefused(
            "column_missing",
            f"“{where}”",
            column=field_,
            row=str(table.header.start + 1),
            headers=seen[:300],
        )


def _titles(page: _Page) -> list[str]:
    """The lines above the first list, and below its last row what is signed."""
    stop = page.tables[0].top if page.tables else min(len(page.sheet.rows), 15)
    return [text_of(c) for row in page.sheet.rows[:stop] for c in row if isinstance(c, str)]


# --- rows and their kinds ---


def _take_rows(page: _Page, catalogue: Catalogue, places: Places) -> None:
    if page.tables[0].top:
        page.kinds["title"] = [r + 1 for r in range(page.tables[0].top) if filled(page.sheet, r)]
    above = _section_of_titles(page, catalogue, places)
    for table in page.tables:
        _by_content(page.sheet, table, catalogue, places)
        page.kinds["header"] += [r + 1 for r in table.header]
        _take_table(page, table, catalogue, places, above)


def _section_of_titles(page: _Page, catalogue: Catalogue, places: Places) -> dict[str, str]:
    """What the title or the sheet's name says for all rows: a programme, a commune."""
    section: dict[str, str] = {}
    meanings = {m for table in page.tables for m in table.meanings.values()}
    lines = [*_titles(page), page.sheet.name]
    if "programme" not in meanings:
        found = [known for line in lines if (known := catalogue.within(line))]
        whole = catalogue.match(page.sheet.name)
        if whole.how == "found":
            found.append(whole.programmes[0])
        if found:
            section["programme"] = found[0].name
    if not meanings & {"unit", "place", "unit_code"}:
        for line in reversed(lines):
            if unit := _unit_in_title(line, places):
                section["unit"] = unit
                break
    return section


def _unit_in_title(line: str, places: Places) -> str:
    named = re.search(
        r"(?:^|\s)((?:xã|phường|thị trấn|đặc khu|xa|phuong|thi tran|tt\.?|p\.|x\.)"
        r"\s+[^,;:()]{2,40})$",
        line.strip(),
        re.IGNORECASE,
    )
    if not named:
        return ""
    for reformed in (False, True):
        if places.match(named[1], reformed=reformed).how in {"found", "ambiguous"}:
            return named[1]
    return ""


def _by_content(sheet: Sheet, table: Table, catalogue: Catalogue, places: Places) -> None:
    """Let what the cells look like name a needed column whose header doesn't."""
    have = set(table.meanings.values())
    rows = range(table.header.stop, min(table.end, table.header.stop + 80))
    free: dict[int, list[Cell]] = defaultdict(list)
    for row in rows:
        for column, cell in filled(sheet, row).items():
            free[column].append(cell)
    unnamed = {
        c: cells
        for c, cells in free.items()
        if len(cells) >= 2 and table.meanings.get(c, "ignored") in {"ignored", "sector", "place"}
    }
    tests = {
        "programme": lambda cell: catalogue.match(text_of(cell)).how in {"found", "near"},
        "unit": lambda cell: _is_place(text_of(cell), places),
        "established": lambda cell: _is_date(cell),
        "decision": lambda cell: bool(re.search(r"\d+\s*/\s*[A-ZĐ]", text_of(cell))),
    }
    for meaning, looks_like in tests.items():
        if meaning in have or (meaning == "unit" and have & {"place", "unit_code"}):
            continue
        if meaning == "established" and any(m.startswith("established") for m in have):
            continue
        shares = {
            c: sum(isinstance(x, str | date | int | float) and looks_like(x) for x in cells)
            / len(cells)
            for c, cells in unnamed.items()
            if meaning == "programme" or table.meanings.get(c) != "sector"
        }
        likeliest = max(shares, key=lambda c: shares[c], default=None)
        if likeliest is not None and shares[likeliest] >= 0.55:
            table.meanings[likeliest] = meaning
            have.add(meaning)
            unnamed.pop(likeliest)
    _settle_places(table, free, places)


def _settle_places(table: Table, free: Mapping[int, list[Cell]], places: Places) -> None:
    """“Đơn vị” or “Địa phương” may hold districts or villages; the cells tell."""
    for column, meaning in list(table.meanings.items()):
        cells = [text_of(cell) for cell in free.get(column, ())][:40]
        if meaning not in {"unit", "place", "village"} or not cells:
            continue
        areas = sum(bool(places.areas(c)) and not _is_place(c, places) for c in cells)
        if (
            meaning == "place"
            and areas * 2 > len(cells)
            and "district" not in table.meanings.values()
        ):
            table.meanings[column] = "district"


def _is_place(text: str, places: Places) -> bool:
    if len(text) > 90 or not text or text.isdigit():
        return False
    named = split_place(text)[0]
    return bool(named) and any(
        places.match(named, reformed=reformed).how in {"found", "ambiguous"}
        for reformed in (False, True)
    )


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, datetime | date):
        return True
    if isinstance(cell, str):
        return read_date(cell, today=date(2100, 1, 1)).on is not None
    return False


def _take_table(
    page: _Page, table: Table, catalogue: Catalogue, places: Places, above: Mapping[str, str]
) -> None:
    section = _Section(dict(above))
    merged = _merged_down(page.sheet, table)
    after_signature = False
    last_programme = ""
    for row in range(table.header.stop, table.end):
        cells = _row_cells(page.sheet, table, row, merged)
        kind = _kind(page, table, row, cells, catalogue, places, after_signature)
        if kind == "heading":
            section.enter(_heading(page, table, row, catalogue, places))
        after_signature = after_signature or kind == "signature"
        if kind != "data":
            if kind != "blank" or filled(page.sheet, row):
                page.kinds[kind].append(row + 1)
            continue
        carried = dict(section.values)
        if is_blank(cells.get("programme")) and last_programme:
            carried["programme_above"] = last_programme
        last_programme = text_of(cells.get("programme")) or last_programme
        page.raws.append(RawRow(page.sheet.name, row + 1, cells, carried, table.scales))


class _Section:
    """What the headings above a row say; a heading ends the ones that were below it."""

    def __init__(self, given: dict[str, str]) -> None:
        self._given, self._order = given, list[str]()
        self.values = dict(given)

    def enter(self, said: Mapping[str, str]) -> None:
        for kind, text in said.items():
            if kind not in self._order:
                self._order.append(kind)
            for deeper in self._order[self._order.index(kind) + 1 :]:
                self.values.pop(deeper, None)
                if deeper in self._given:
                    self.values[deeper] = self._given[deeper]
            self.values[kind] = text


def _merged_down(sheet: Sheet, table: Table) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (row, column): (top, left)
        for (top, left), (bottom, right) in sheet.merges
        if top >= table.header.stop and bottom > top and left == right
        for row in range(top + 1, min(bottom, len(sheet.rows) - 1) + 1)
        for column in range(left, right + 1)
    }


def _row_cells(
    sheet: Sheet,
    table: Table,
    row: int,
    merged: Mapping[tuple[int, int], tuple[int, int]],
) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    values = sheet.rows[row]
    for column, meaning in table.meanings.items():
        cell = values[column] if column < len(values) else None
        if is_blank(cell) and (row, column) in merged and meaning not in _NEVER_CARRIED:
            top, left = merged[row, column]
            cell = sheet.rows[top][left]
        if is_blank(cell) and (row, column) in sheet.faults:
            cell = sheet.faults[row, column]
        if meaning not in {"ignored", "leader", "phone"} and not is_blank(cell):
            cells[meaning] = cell
    return cells


def _kind(
    page: _Page,
    table: Table,
    row: int,
    cells: Mapping[str, Cell],
    catalogue: Catalogue,
    places: Places,
    after_signature: bool,
) -> str:
    here = filled(page.sheet, row)
    if not here:
        return "blank"
    if row in table.numbered:
        return "header"
    texts = {c: text_of(cell) for c, cell in here.items()}
    words = [text for c, text in texts.items() if isinstance(here[c], str)]
    said = {m for m in cells if m != "ordinal" and not is_blank(cells[m])}
    if _is_total(words, said, catalogue):
        return "total"
    if len(words) == len(here) <= 4 and any(_is_signature(w) for w in words):
        return "signature"
    strong = said & _KEEPS_ROW
    if after_signature and len(here) <= 2 and not strong:
        return "signature"
    sums = _NUMERIC - {"ordinal"}
    lone = [t for c, t in texts.items() if table.meanings.get(c) in sums or not _ROMAN.match(t)]
    if len(set(lone)) == 1 and _is_poor_row(page.sheet, table, row, texts):
        return "data"
    if len(set(lone)) == 1:
        return _kind_of_lone(lone[0], table, here)
    if _is_heading_with_sums(texts, here, table, catalogue, places, said):
        return "heading"
    if not said:
        return "note"
    return "data"


def _is_poor_row(sheet: Sheet, table: Table, row: int, texts: Mapping[int, str]) -> bool:
    """A numbered row with a programme only, among rows that each name theirs, is data."""
    columns = {meaning: column for column, meaning in table.meanings.items()}
    programme, ordinal = columns.get("programme"), columns.get("ordinal")
    if (
        programme not in texts
        or not texts.get(ordinal if ordinal is not None else -1, "").isdigit()
    ):
        return False
    around = [r for r in (row - 1, row + 1) if table.header.stop <= r < table.end]
    full = [filled(sheet, r) for r in around]
    return any(len(cells) > 3 and programme in cells for cells in full[-1:])


def _kind_of_lone(text: str, table: Table, here: Mapping[int, Cell]) -> str:
    """A row with one text: a heading, a footnote, or a row of data that says almost nothing."""
    only = next(c for c, cell in here.items() if text_of(cell) == text)
    if _NOTE.match(text) or len(text) > 120:
        return "note"
    if re.fullmatch(r"[\d.,\s%-]+", text):
        return "total" if table.meanings.get(only) in _NUMERIC else "note"
    return "heading"


def _is_total(words: Sequence[str], said: set[str], catalogue: Catalogue) -> bool:
    for word in words[:3]:
        plain = fold(word)
        if _TOTAL.match(plain) and not plain.startswith("cong dong"):
            return not (said & _KEEPS_ROW - {"unit"}) and catalogue.match(word).how != "found"
    return False


def _is_signature(text: str) -> bool:
    plain = fold(text)
    is_dated = bool(_SIGNED_ON.search(bare(text))) and ("," in text or plain.startswith("ngay"))
    return is_dated or (len(text) < 60 and bool(_SIGNATURE.match(plain + " ")))


def _is_heading_with_sums(
    texts: Mapping[int, str],
    here: Mapping[int, Cell],
    table: Table,
    catalogue: Catalogue,
    places: Places,
    said: set[str],
) -> bool:
    """“II | Xã Đắk Wil | | 12 | 340”: one name, the rest sums of what follows."""
    names = [
        (c, t)
        for c, t in texts.items()
        if isinstance(here[c], str)
        and not _ROMAN.match(t)
        and table.meanings.get(c) not in _NUMERIC
    ]
    if len(names) != 1:
        return False
    column, name = names[0]
    others = [c for c in here if c != column and table.meanings.get(c) != "ordinal"]
    if any(table.meanings.get(c) not in _NUMERIC for c in others if not _ROMAN.match(texts[c])):
        return False
    ordinal = next((t for c, t in texts.items() if table.meanings.get(c) == "ordinal"), "")
    if re.match(r"^[IVXLC]+[.)]?$|^[A-HĐ][.)]?$", ordinal) or _ROMAN_BEFORE.match(name):
        return True
    meaning = table.meanings.get(column)
    if meaning == "unit":
        return False
    is_known = catalogue.sector(name) or (_is_place(name, places) and "xa" in fold(name)[:2])
    return bool(is_known) and catalogue.match(name).how != "found"


def _heading(
    page: _Page, table: Table, row: int, catalogue: Catalogue, places: Places
) -> dict[str, str]:
    """What a heading row says for the rows below it."""
    here = filled(page.sheet, row)
    texts = [text_of(cell) for cell in here.values() if isinstance(cell, str)]
    texts = [text for text in texts if not _ROMAN.match(text) and not text.isdigit()]
    return _heading_text(max(texts, key=len), catalogue, places) if texts else {}


def _heading_text(text: str, catalogue: Catalogue, places: Places) -> dict[str, str]:
    text = _ROMAN_BEFORE.sub("", text).strip(" :.-–")
    text = re.sub(r"\s*\(\s*\d+\s*(?:mô hình|điểm|mh|tổ)?\s*\)$", "", text).strip(" :.-–")
    stripped = re.sub(r"^(?:lĩnh vực|mảng|địa bàn|đơn vị)\s*:?\s*", "", text, flags=re.IGNORECASE)
    for tried in dict.fromkeys((text, stripped)):
        if sector := catalogue.sector(tried):
            return {"sector": sector}
    if fold(text).startswith("linh vuc"):
        return {"sector": stripped}
    match = catalogue.match(stripped)
    if match.how == "found":
        return {"programme": match.programmes[0].name}
    if _names_commune(stripped) and _is_place(stripped, places):
        return {"unit": stripped}
    if areas := [area for area in places.areas(stripped) if area.level == 2]:
        return {"district": areas[0].name}
    if _is_place(stripped, places):
        return {"unit": stripped}
    if re.match(r"mo hinh ", fold(text)):
        return {"programme": stripped}
    return {"unit": stripped} if _names_commune(stripped) else {}


def _names_commune(text: str) -> bool:
    return bool(re.match(r"(?:xa|phuong|thi tran|tt|dac khu|x|p) ", fold(text)))


# --- where and when ---


def _context(
    page: _Page,
    lists: Sequence[_Page],
    name: str,
    places: Places,
    today: date,
    assume: Assumptions,
    synthetic: bool,
) -> Context:
    own = [a for line in (*_titles(page), page.sheet.name) for a in places.areas(line)]
    file_areas = list(places.areas(re.sub(r"[_\-]+|\.[a-z]{3,4}$", " ", name)))
    districts = [a.name for a in own if a.level == 2]
    provinces = [a.name for a in (*own, *file_areas) if a.level == 1]
    province = assume.province or (provinces[0] if provinces else "")
    if not province and not assume.province:
        province = _province_by_names(page, places)
        if province:
            page.notices.append(Reason("province_assumed", "province", {"province": province}))
    district = assume.district or (districts[-1] if len(set(districts)) == 1 else "")
    if not district and len(lists) == 1 and len({a.name for a in file_areas if a.level == 2}) == 1:
        district = next(a.name for a in file_areas if a.level == 2)
    on = assume.on or _day_of(page, today)
    reformed = on >= REFORM if on else _fits_reformed(page, places, province, district, today)
    return Context(today, reformed, province, district, synthetic)


def _day_of(page: _Page, today: date) -> date | None:
    """The day the sheet was signed, or a title speaks of."""
    signed = [
        text_of(cell)
        for number in page.kinds.get("signature", ())
        for cell in page.sheet.rows[number - 1]
        if isinstance(cell, str)
    ]
    for line in (*signed, *reversed(_titles(page))):
        if dates := find_dates(line, today=today):
            return dates[-1].on
    years = [
        int(year)
        for line in _titles(page)
        for year in re.findall(r"(?:năm|NĂM|year)\s*(20\d\d)", line)
        if int(year) <= today.year
    ]
    return date(max(years), 6, 30) if years and max(years) != REFORM.year else None


def _unit_texts(page: _Page, limit: int = 200) -> list[str]:
    texts = (
        text_of(raw.cells.get("unit") or raw.cells.get("place")) or raw.section.get("unit", "")
        for raw in page.raws
    )
    return list(dict.fromkeys(split_place(t)[0] or t for t in texts if t))[:limit]


def _fits_reformed(page: _Page, places: Places, province: str, district: str, today: date) -> bool:
    """Whether more communes of the list exist today than existed before the reform."""
    if today < REFORM:
        return False
    counts = Counter(
        reformed
        for text in _unit_texts(page)
        for reformed in (False, True)
        if places.match(text, reformed=reformed, district=district, province=province).how
        == "found"
    )
    has_districts = any(raw.cells.get("district") for raw in page.raws) or bool(district)
    return counts[True] > counts[False] or (counts[True] == counts[False] and not has_districts)


def _province_by_names(page: _Page, places: Places) -> str:
    """The province in which most of the distinct communes lie, if it clearly leads."""
    votes: Counter[str] = Counter()
    for text in _unit_texts(page):
        for reformed in (False, True):
            match = places.match(text, reformed=reformed)
            votes.update({p for place in match.places for p in places.provinces_of(place)})
    best = votes.most_common(2)
    if not best or best[0][1] < 2:
        return ""
    return best[0][0] if len(best) == 1 or best[0][1] > best[1][1] else ""


# --- what was made of each sheet ---


def _summary(page: _Page) -> SheetReading:
    if not page.tables:
        blank = all(is_blank(cell) for row in page.sheet.rows for cell in row)
        return SheetReading(
            page.sheet.name,
            left_out="sheet_empty" if blank else "sheet_without_list",
        )
    table = page.tables[0]
    columns = tuple(
        Column(
            _letter(column),
            " / ".join(path),
            table.meanings.get(column, ""),
            table.scales.get(table.meanings.get(column, ""), 1),
        )
        for column, path in sorted(table.paths.items())
    )
    return SheetReading(
        name=page.sheet.name,
        header_rows=tuple(r + 1 for t in page.tables for r in t.header),
        columns=columns,
        kinds={kind: tuple(numbers) for kind, numbers in page.kinds.items() if numbers},
        data_rows=len(page.raws),
        context=page.context,
        notices=tuple(page.notices),
    )


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
