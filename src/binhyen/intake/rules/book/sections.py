"""What the heading rows of a list say for the rows below them."""

import re
from collections.abc import Mapping

from binhyen.kernel.text import fold

from ..catalogue import Catalogue
from ..reading import Places, Sheet
from ..sheets import filled, text_of
from .kinds import ROMAN, ROMAN_BEFORE
from .places import is_place, names_commune

_COUNT_AFTER = re.compile(
    r"\s*[(:–-]\s*(?:có|gồm|tổng số|tổng)?\s*:?\s*\d+\s*(?:mô hình|điểm|mh|tổ|đơn vị)?"
    r"[^()\d]{0,20}\)?$",
    re.IGNORECASE,
)


class Section:
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


def heading_of(sheet: Sheet, row: int, catalogue: Catalogue, places: Places) -> dict[str, str]:
    """What a heading row says for the rows below it."""
    here = filled(sheet, row)
    texts = [text_of(cell) for cell in here.values() if isinstance(cell, str)]
    texts = [text for text in texts if not ROMAN.match(text) and not text.isdigit()]
    return _said_by(max(texts, key=len), catalogue, places) if texts else {}


def _said_by(text: str, catalogue: Catalogue, places: Places) -> dict[str, str]:
    text = ROMAN_BEFORE.sub("", text).strip(" :.-–")
    text = _COUNT_AFTER.sub("", text).strip(" :.-–") or text
    stripped = re.sub(r"^(?:lĩnh vực|mảng|địa bàn|đơn vị)\s*:?\s*", "", text, flags=re.IGNORECASE)
    for tried in dict.fromkeys((text, stripped)):
        if sector := catalogue.sector(tried):
            return {"sector": sector}
    if fold(text).startswith("linh vuc"):
        return {"sector": stripped}
    match = catalogue.match(stripped)
    if match.how == "found":
        return {"programme": match.programmes[0].name}
    if names_commune(stripped) and is_place(stripped, places):
        return {"unit": stripped}
    if areas := [area for area in places.areas(stripped) if area.level == 2]:
        return {"district": areas[0].name}
    if is_place(stripped, places):
        return {"unit": stripped}
    if re.match(r"mo hinh ", fold(text)):
        return {"programme": stripped}
    return {"unit": stripped} if names_commune(stripped) else {}
