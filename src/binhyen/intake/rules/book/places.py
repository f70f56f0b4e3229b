"""Communes named in titles, headings and cells."""

import re
from collections.abc import Iterable

from binhyen.kernel.text import fold

from ..catalogue import Catalogue
from ..reading import Places
from ..rows import split_place
from .page import Page

_NAMED = re.compile(
    r"(?:^|\s)((?:xã|phường|thị trấn|đặc khu|xa|phuong|thi tran|tt\.?|p\.|x\.)"
    r"\s+[^,;:()–]{2,40}?)(?=$|\s*[,;(–]|\s-\s|\s+(?:năm|tháng|quý|giai đoạn|tính đến)\s)",
    re.IGNORECASE,
)


def is_place(text: str, places: Places) -> bool:
    """Whether a text names a commune of either map."""
    if len(text) > 90 or not text or text.isdigit():
        return False
    named = split_place(text)[0]
    return bool(named) and any(
        places.match(named, reformed=reformed).how in {"found", "ambiguous"}
        for reformed in (False, True)
    )


def names_commune(text: str) -> bool:
    return bool(re.match(r"(?:xa|phuong|thi tran|tt|dac khu|x|p) ", fold(text)))


def section_of_titles(page: Page, catalogue: Catalogue, places: Places) -> dict[str, str]:
    """What the title or the sheet's name says for all rows: a programme, a commune."""
    section: dict[str, str] = {}
    if "programme" not in page.meanings:
        lines = [*page.titles, page.sheet.name]
        found = [known for line in lines if (known := catalogue.within(line))]
        whole = catalogue.match(page.sheet.name)
        if whole.how == "found":
            found.append(whole.programmes[0])
        if found:
            section["programme"] = found[0].name
    if not page.meanings & {"unit", "place", "unit_code"}:
        unit = _unit_in(reversed(page.titles), places) or _unit_in([page.sheet.name], places)
        if unit:
            section["unit"] = unit
    return section


def _unit_in(lines: Iterable[str], places: Places) -> str:
    """The commune a line names: "CÔNG AN XÃ NAM XUÂN, H. KRÔNG NÔ"; a number alone names none."""
    for line in lines:
        for named in _NAMED.findall(line.strip()):
            if not re.fullmatch(r"\D+ \d+", named) and is_place(named, places):
                return str(named)
    return ""
