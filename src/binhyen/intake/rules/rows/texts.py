"""Free texts of a row, its state, where it lies on the map."""

import re
from datetime import date

from binhyen.kernel.log.contacts import COVER, screened
from binhyen.kernel.numbers import bare
from binhyen.kernel.text import fold

from ..sheets import text_of
from .draft import Draft

FREE_TEXTS = (
    "village",
    "organisation",
    "note",
    "rating",
    "decision",
    "programme",
    "place",
    "unit",
)
_LONGEST = {"village": 120, "organisation": 200, "note": 2000, "rating": 60, "decision": 60}
_ENDED = ("ket thuc", "giai the", "dung han", "ngung", "khong con", "ended", "closed", "thu hoi")
_PAUSED = ("tam dung", "tam ngung", "suspended", "paused")
_PREPARING = ("dang chuan bi", "chuan bi", "preparing", "du kien", "chua ra mat")
_RUNNING = ("dang hoat dong", "hoat dong", "con hoat dong", "running", "active", "duy tri")


def read_texts(draft: Draft) -> None:
    for name in ("organisation", "rating", "note", "site_code"):
        draft.known[name] = draft.text(name)
    for meaning in FREE_TEXTS:
        text = text_of(draft.cell(meaning))
        if isinstance(draft.cell(meaning), str) and (screened(text) != text or COVER in text):
            draft.say("note_withheld" if meaning == "note" else "personal_data", meaning)
            if meaning == "note":
                draft.known["note"] = _without_contacts(text)
    for meaning, longest in _LONGEST.items():
        if len(str(draft.known.get(meaning) or "")) > longest:
            draft.say("too_long", meaning, longest=longest)
    for name in ("village", "organisation", "rating", "note", "decision", "site_code"):
        draft.known[name] = screened(str(draft.known.get(name) or ""))[: _LONGEST.get(name, 120)]
    mark = fold(draft.text("synthetic"))
    draft.known["is_synthetic"] = draft.context.is_synthetic or mark in {"x", "co", "1", "yes"}


def _without_contacts(text: str) -> str:
    """A remark without the numbers and addresses in it, and the words that lead up to them."""
    rest = re.sub(
        rf"(?:\b(?:sđt|đt|số điện thoại|điện thoại|gọi|liên hệ|email|cccd|cmnd)\b[\s:.]*)?"
        rf"{re.escape(COVER)}",
        " ",
        screened(text),
        flags=re.IGNORECASE,
    )
    return re.sub(r"\s+", " ", rest).strip(" ,;:.-()")


def read_state(draft: Draft) -> None:
    text = fold(draft.text("state"))
    known = ""
    for value, words in (
        ("suspended", _PAUSED),
        ("ended", _ENDED),
        ("preparing", _PREPARING),
        ("running", _RUNNING),
    ):
        if not known and any(word in text for word in words):
            known = value
    if text and not known:
        draft.say("unknown_state", "state", text=draft.text("state"))
    if draft.known.get("ended_on") and not known:
        known = "ended"
    draft.known["state"] = known
    started, ended = draft.known.get("established"), draft.known.get("ended_on")
    if isinstance(started, date) and isinstance(ended, date) and ended < started:
        draft.say("dates_reversed", "ended")


def read_coordinates(draft: Draft) -> None:
    lat, lon = draft.text("lat"), draft.text("lon")
    if both := draft.text("coordinates"):
        numbers = re.findall(r"\d{1,3}[.,]\d+", both)
        lat, lon = numbers if len(numbers) == 2 else (both, both)
    if not lat and not lon:
        return
    values = [_degrees(lat), _degrees(lon)]
    if values[0] and values[1] and values[0] > 90 > values[1]:
        values.reverse()
    north, east = values
    if north is None or east is None or not (-90 <= north <= 90 and -180 <= east <= 180):
        draft.say("bad_coordinates", "coordinates" if both else "lat", text=f"{lat} {lon}")
        return
    if not (6 <= north <= 24 and 100 <= east <= 118):
        draft.say("far_coordinates", "lat", text=f"{lat} {lon}")
    draft.known |= {"lat": north, "lon": east}


def _degrees(text: str) -> float | None:
    found = re.fullmatch(r"([-+]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*[NEBĐnebđ]?", bare(text))
    return float(found[1].replace(",", ".")) if found else None
