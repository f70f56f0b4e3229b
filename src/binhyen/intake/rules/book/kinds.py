"""What kind of row a row is: data, a heading, a total, a signature, a footnote."""

import re
from collections.abc import Mapping, Sequence

from binhyen.kernel.numbers import bare
from binhyen.kernel.text import fold

from ..catalogue import Catalogue
from ..columns import MONEY
from ..reading import Cell, Places, Sheet
from ..sheets import Table, filled, is_blank, text_of
from .places import is_place

NUMERIC = frozenset({"teams", "members", *MONEY, "ordinal"})
ROMAN = re.compile(r"^(?:[IVXLC]+|[A-HĐ]|\d+(?:\.\d+)*)[.):/]?$")
ROMAN_BEFORE = re.compile(
    r"^\s*(?:[IVXLC]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.):/-]\s+(?=\D)|^\s*[IVX]{1,5}\s+-?\s*(?=\D)"
)
_TOTAL = re.compile(
    r"^(?:[ivx]+ |\d+ )?(?:tong cong|tong so|tong|cong|total|grand total|sum|subtotal|luy ke"
    r"|cong (?:[ivx]+|[a-h]|\d+)(?: .*)?"
    r"|(?:cong )?(?:mang|chuyen) (?:sang|trang)\b.*"
    r"|cong (?:toan|xa|phuong|huyen|muc|phan|linh vuc|trang|don vi|mang|nhom|tinh|tp|thi tran"
    r"|thanh pho|thi xa|dac khu|chuyen|cua|theo|cac|so|het)\b.*"
    r"|(?:tong|tong cong|tong so|total) .{0,60}|toan (?:huyen|tinh|xa|thanh pho|thi xa|phuong|bo))$"
)
_COUNTED = re.compile(r"^\d+ (?:diem|mo hinh|mh|to|ho|thanh vien|nguoi|thon|xa|don vi)\b.{0,20}$")
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
_KEEPS_ROW = frozenset(
    {"unit", "village", "established", "decision", "established_year", "unit_code"}
)


def kind_of(
    sheet: Sheet,
    table: Table,
    row: int,
    cells: Mapping[str, Cell],
    catalogue: Catalogue,
    places: Places,
    *,
    after_signature: bool,
) -> str:
    """The kind of a row below a header: data unless it is clearly something else."""
    here = filled(sheet, row)
    if not here:
        return "blank"
    if row in table.numbered:
        return "header"
    texts = {c: text_of(cell) for c, cell in here.items()}
    words = [text for c, text in texts.items() if isinstance(here[c], str)]
    said = {m for m in cells if m != "ordinal" and not is_blank(cells[m])}
    if _is_total(words, cells, said, catalogue):
        return "total"
    if len(words) == len(here) <= 4 and any(_is_signature(w) for w in words):
        return "signature"
    if after_signature and len(here) <= 2 and not said & _KEEPS_ROW:
        return "signature"
    sums = NUMERIC - {"ordinal"}
    lone = [t for c, t in texts.items() if table.meanings.get(c) in sums or not ROMAN.match(t)]
    if len(set(lone)) == 1 and _is_poor_row(sheet, table, row, texts):
        return "data"
    if len(set(lone)) == 1:
        return _kind_of_lone(lone[0], table, here)
    if _is_heading_with_sums(texts, here, table, catalogue, places):
        return "heading"
    return "data" if said else "note"


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
        return "total" if table.meanings.get(only) in NUMERIC else "note"
    return "heading"


def _is_total(
    words: Sequence[str], cells: Mapping[str, Cell], said: set[str], catalogue: Catalogue
) -> bool:
    for word in words[:3]:
        plain = fold(word)
        if _TOTAL.match(plain) and not plain.startswith("cong dong"):
            own = {m for m in said if not _COUNTED.match(fold(text_of(cells[m])))}
            return not (own & _KEEPS_ROW - {"unit"}) and catalogue.match(word).how != "found"
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
) -> bool:
    """“II | Xã Đắk Wil | | 12 | 340”: one name, the rest sums of what follows."""
    names = [
        (c, t)
        for c, t in texts.items()
        if isinstance(here[c], str)
        and not ROMAN.match(t)
        and table.meanings.get(c) not in NUMERIC
        and not _COUNTED.match(fold(t))
    ]
    if len(names) != 1:
        return False
    column, name = names[0]
    others = [c for c in here if c != column and table.meanings.get(c) != "ordinal"]
    if any(
        table.meanings.get(c) not in NUMERIC
        for c in others
        if not ROMAN.match(texts[c]) and not _COUNTED.match(fold(texts[c]))
    ):
        return False
    ordinal = next((t for c, t in texts.items() if table.meanings.get(c) == "ordinal"), "")
    if re.match(r"^[IVXLC]+[.)]?$|^[A-HĐ][.)]?$", ordinal) or ROMAN_BEFORE.match(name):
        return True
    if table.meanings.get(column) in {"unit", "place"}:
        has_none = "programme" not in table.meanings.values()
        return has_none and bool(catalogue.match(name).how == "found" or catalogue.sector(name))
    is_known = catalogue.sector(name) or (is_place(name, places) and "xa" in fold(name)[:2])
    return bool(is_known) and catalogue.match(name).how != "found"
