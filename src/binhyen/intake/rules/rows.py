"""A data row understood: programme, place, dates, numbers, money — or why not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from binhyen.kernel.log.contacts import COVER, screened
from binhyen.kernel.money import read_money
from binhyen.kernel.numbers import Figure, bare, is_error, is_nothing, read_count
from binhyen.kernel.text import fold, squeeze
from binhyen.kernel.written_dates import WrittenDate, find_dates, from_parts, read_date

from .catalogue import Catalogue
from .reading import (
    DOUBTFUL,
    OK,
    REFUSED,
    Cell,
    Context,
    Place,
    PlaceMatch,
    Places,
    Proposal,
    RawRow,
    Reading,
    Reason,
)
from .sheets import is_blank, text_of

# Codes that keep a row out; those in NOTICES say what was assumed; all others are doubts.
REFUSING = frozenset(
    {
        *("missing_programme", "unknown_programme", "missing_unit", "unknown_unit"),
        *("impossible_date", "future_date", "not_a_date", "no_year", "several_dates"),
        *("negative", "in_words", "fraction", "not_a_number", "not_money", "too_large"),
        *("formula_error", "formula_without_value", "duplicate_row", "personal_data", "too_long"),
        "bad_coordinates",
        "outside_reach",
    }
)
NOTICES = frozenset(
    {"other_vintage", "outside_sheet_area", "unit_from_sheet", "programme_from_title"}
)
_FREE_TEXTS = (
    "village",
    "organisation",
    "note",
    "rating",
    "decision",
    "programme",
    "place",
    "unit",
)
_SUMS = frozenset({"teams", "members", "budget", "social", "total"})
_LONGEST = {"village": 120, "organisation": 200, "note": 2000, "rating": 60, "decision": 60}
_VILLAGE = re.compile(
    r"^(?:thôn|bon|buôn|bản|ấp|khóm|khu phố|kp|tổ dân phố|tdp|tổ|xóm|làng|khu dân cư|kdc|khu|sóc"
    r"|phum|cụm|thon|buon|ban|ap|khom|xom|lang|village|hamlet|to dan pho)\b",
    re.IGNORECASE,
)
_PLACE_PARTS = re.compile(r"\s*[,;()\n|/]\s*|\s+[-–—]\s*|\s*[-–—]\s+")
_BEFORE_KIND = re.compile(
    r"\s+(?=(?:xã|phường|thị trấn|đặc khu|huyện|thành phố|thị xã|tx\.|tp\.|tt\.)\s)", re.IGNORECASE
)
_DECISION_WORDS = re.compile(
    r"^(?:quyết định|quyet dinh|qđ|qd)?\s*(?:thành lập|thanh lap)?\s*"
    r"(?:số|so|no\.?|số:)?\s*[:.]?\s*(?=\d)",
    re.IGNORECASE,
)
_ENDED = ("ket thuc", "giai the", "dung han", "ngung", "khong con", "ended", "closed", "thu hoi")
_PAUSED = ("tam dung", "tam ngung", "suspended", "paused")
_PREPARING = ("dang chuan bi", "chuan bi", "preparing", "du kien", "chua ra mat")
_RUNNING = ("dang hoat dong", "hoat dong", "con hoat dong", "running", "active", "duy tri")


@dataclass(slots=True)
class _Draft:
    """What has been understood of the row so far."""

    raw: RawRow
    context: Context
    reasons: list[Reason] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    known: dict[str, object] = field(default_factory=dict)

    def cell(self, meaning: str) -> Cell:
        return self.raw.cells.get(meaning)

    def text(self, meaning: str) -> str:
        text = text_of(self.cell(meaning))
        return "" if is_nothing(text) and not text.isdigit() else text

    def say(self, code: str, meaning: str = "", /, **params: object) -> None:
        said = Reason(code, meaning, {key: str(value)[:200] for key, value in params.items()})
        if said not in self.reasons:
            self.reasons.append(said)


def read_row(raw: RawRow, context: Context, *, catalogue: Catalogue, places: Places) -> Reading:
    """One data row; never raises, whatever its cells hold."""
    draft = _Draft(raw, context)
    _errors(draft)
    _programme(draft, catalogue)
    _place(draft, places)
    _dates(draft)
    _counts(draft)
    _money(draft)
    _texts(draft)
    _state(draft)
    _coordinates(draft)
    return Reading(
        sheet=raw.sheet,
        row=raw.number,
        status=status_of(draft.reasons),
        reasons=tuple(draft.reasons),
        proposals=tuple(dict.fromkeys(draft.proposals)),
        cells={m: _kept(cell, m) for m, cell in raw.cells.items() if not is_blank(cell)},
        section=raw.section,
        scale=raw.scale,
        context=context,
        **draft.known,  # type: ignore[arg-type]
    )


def reread_row(
    reading: Reading, cells: Mapping[str, str], *, catalogue: Catalogue, places: Places
) -> Reading:
    """The row again with cells put right in the page, in the context it was first read in."""
    if reading.context is None:
        raise ValueError("a reading without its context can't be read again")
    raw = RawRow(reading.sheet, reading.row, dict(cells), reading.section, reading.scale)
    return read_row(raw, reading.context, catalogue=catalogue, places=places)


def status_of(reasons: Sequence[Reason]) -> str:
    if any(reason.code in REFUSING for reason in reasons):
        return REFUSED
    return DOUBTFUL if any(reason.code not in NOTICES for reason in reasons) else OK


def written(reading: Reading, meaning: str) -> str:
    """What the row says there: its own cell, else what a heading above it says."""
    if meaning == "unit":
        return reading.unit_text
    return reading.cells.get(meaning) or reading.section.get(meaning, "")


_SCALE_WORDS = {10**3: "nghìn", 10**6: "triệu", 10**9: "tỷ"}


def cells_again(reading: Reading) -> dict[str, str]:
    """The cells as a row of another file: what headings and header units said stands in them."""
    cells = {name: text for name, text in reading.cells.items() if name != "ordinal"}
    for meaning in ("programme", "unit", "district"):
        if meaning not in cells and (carried := reading.section.get(meaning)):
            cells[meaning] = carried
    context = reading.context
    if context and context.district and "unit" in cells:
        cells.setdefault("district", context.district)
    for meaning, scale in reading.scale.items():
        word = _SCALE_WORDS.get(scale)
        if word and re.fullmatch(r"[\d.,]+", cells.get(meaning, "")):
            cells[meaning] += f" {word}"
    return cells


def refused_as(reading: Reading, reason: Reason) -> Reading:
    reasons = (*reading.reasons, reason)
    return replace(reading, reasons=reasons, status=status_of(reasons))


def _kept(cell: Cell, meaning: str = "") -> str:
    """The cell as stored for the preview: bounded, personal data covered.

    Reading it again says the same: 1.125 million must not become 1,125 of them, nor a sum typed
    by hand an identity number.
    """
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y") if cell.year >= 1900 else str(cell)
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    text = text_of(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
    is_sum = meaning in _SUMS and re.fullmatch(r"[1-9][\d.,\s]*", text)
    return text[:2000] if is_sum else screened(text)[:2000]


def _errors(draft: _Draft) -> None:
    for meaning, cell in draft.raw.cells.items():
        if is_error(cell) and meaning in {*_FREE_TEXTS, "district", "province"}:
            draft.say("formula_error", meaning, text=cell)


def _programme(draft: _Draft, catalogue: Catalogue) -> None:
    text = draft.text("programme")
    section = draft.raw.section
    if not text and (carried := section.get("programme")):
        text = carried
    draft.known["sector"] = draft.text("sector") or section.get("sector", "")
    if not text:
        draft.say("missing_programme", "programme")
        if above := section.get("programme_above"):
            draft.proposals.append(Proposal("programme", above))
        return
    match = catalogue.match(text)
    if match.how == "found":
        draft.known |= {
            "programme": match.programmes[0].name,
            "programme_key": match.programmes[0].key,
        }
        draft.known["sector"] = draft.known["sector"] or match.programmes[0].sector
        return
    draft.known["programme"] = screened(text)[:255]
    offered = [Proposal("programme", p.name, str(p.key)) for p in match.programmes]
    draft.proposals += offered
    if match.how == "near":
        near = match.programmes[0]
        draft.known |= {"programme": near.name, "programme_key": near.key}
        draft.say("near_programme", "programme", text=screened(text), proposal=near.name)
    elif match.how == "ambiguous":
        draft.say("ambiguous_programme", "programme", text=screened(text))
    else:
        draft.say("unknown_programme", "programme", text=screened(text))


def _place(draft: _Draft, places: Places) -> None:
    section = draft.raw.section
    unit, place = draft.text("unit"), draft.text("place")
    village = draft.text("village")
    if not unit and place:
        unit, found = split_place(place)
        village = village or found
    elif unit and place and not village:
        village = split_place(place)[1] or place
    elif unit and not village and _PLACE_PARTS.search(unit):
        rest, found = split_place(unit)
        unit, village = (rest, found) if found else (unit, village)
    draft.known["village"] = squeeze(village)[:120]
    unit = unit or section.get("unit", "")
    code = draft.text("unit_code")
    draft.known["unit_text"] = unit or code
    if not unit and not code:
        draft.say("missing_unit", "unit")
        return
    _match_unit(draft, unit, code, places)


def split_place(text: str) -> tuple[str, str]:
    """(what names the unit, the village) of "Thôn 3, xã Đắk Wil, huyện Cư Jút"."""
    chunks = _PLACE_PARTS.split(squeeze(text))
    parts = [p for chunk in chunks for p in _BEFORE_KIND.split(chunk) if p.strip()]
    villages = [p for p in parts if _VILLAGE.match(p)]
    others = [p for p in parts if p not in villages]
    return ", ".join(others), ", ".join(villages)


def _match_unit(draft: _Draft, text: str, code: str, places: Places) -> None:
    first = draft.context.reformed
    if code and text:
        by_code = _tried(places, code.split(".")[0], first, "", "")
        by_name = _tried(places, text, first, draft.text("district"), draft.text("province"))
        for match, reformed in (by_code, _tried(places, code.split(".")[0], not first, "", "")):
            if match.how == "found" and fold(match.places[0].name) == fold(text):
                _found(draft, match.places[0], reformed)
                return
        if by_code[0].how == "found" and by_name[0].how == "found":
            if by_code[0].places[0].code != by_name[0].places[0].code:
                draft.say("code_and_name", "unit", text=text, code=code)
            _found(draft, by_name[0].places[0], first)
            return
    match, reformed = _best_match(draft, text or code, places)
    if match.how == "found":
        _found(draft, match.places[0], reformed)
        return
    draft.proposals += [Proposal("unit", p.name, p.code) for p in match.places]
    shown = screened(text or code)
    if match.how == "near":
        _found(draft, match.places[0], reformed)
        draft.say("near_unit", "unit", text=shown, proposal=match.places[0].name, why=match.why)
    elif match.how == "ambiguous":
        names = ", ".join(f"{p.name} ({p.code})" for p in match.places[:4])
        draft.say("ambiguous_unit", "unit", text=shown, candidates=names)
    else:
        draft.say("unknown_unit", "unit", text=shown)


def _found(draft: _Draft, place: Place, reformed: bool) -> None:
    draft.known["unit"] = place
    if reformed != draft.context.reformed:
        draft.say("other_vintage", "unit", text=place.name)


def _tried(
    places: Places, text: str, reformed: bool, district: str, province: str
) -> tuple[PlaceMatch, bool]:
    return places.match(text, reformed=reformed, district=district, province=province), reformed


def _best_match(draft: _Draft, text: str, places: Places) -> tuple[PlaceMatch, bool]:
    """The row's own district and province bind; the sheet's only tell equal names apart."""
    context = draft.context
    own = (draft.text("district"), draft.text("province"))
    carried = draft.raw.section.get("district", "")
    district = own[0] or carried or context.district
    province = own[1] or context.province
    tries = []
    for reformed in (context.reformed, not context.reformed):
        tries.append(_tried(places, text, reformed, district, province))
        if tries[-1][0].how == "found":
            return tries[-1]
    if not any(own):
        for reformed in (context.reformed, not context.reformed):
            answer, _ = _tried(places, text, reformed, "", province)
            if answer.how == "found":
                draft.say("outside_sheet_area", "unit", area=district)
                return answer, reformed
            tries.append((answer, reformed))
    order = {"ambiguous": 0, "near": 1, "unknown": 2}
    return min(tries, key=lambda item: order.get(item[0].how, 3))


def _dates(draft: _Draft) -> None:
    today = draft.context.today
    parts = [draft.cell(f"established_{part}") for part in ("day", "month", "year")]
    if any(not is_blank(part) for part in parts):
        _date(draft, "established", _from_cells(draft, parts), "established", "precision")
    else:
        read = read_date(draft.cell("established"), today=today)
        _date(draft, "established", read, "established", "precision")
    read = read_date(draft.cell("ended"), today=today)
    _date(draft, "ended", read, "ended_on", "ended_precision")
    _decision(draft)


def _from_cells(draft: _Draft, parts: Sequence[Cell]) -> WrittenDate:
    today = draft.context.today
    year = parts[-1]
    if (isinstance(year, str) and re.search(r"\d\D+\d", year)) or isinstance(year, datetime):
        return read_date(year, today=today)
    figures = [read_count(re.sub(r"^\D+", "", p) if isinstance(p, str) else p) for p in parts]
    if any(figure.fault for figure in figures):
        return WrittenDate(fault="not_a_date")
    return from_parts(*(figure.value for figure in figures), today=today)


def _date(draft: _Draft, meaning: str, read: WrittenDate, on: str, precision: str) -> None:
    written = " / ".join(
        _kept(cell)
        for name, cell in draft.raw.cells.items()
        if name.startswith(meaning) and not is_blank(cell)
    )
    if read.fault:
        draft.say(read.fault, meaning, text=written)
        return
    if read.on:
        draft.known[on] = read.on
        draft.known[precision] = str(read.precision.value) if read.precision else None
    if read.doubt:
        draft.say(read.doubt, meaning, text=written)
        if read.doubt == "day_and_month_swapped" and read.on:
            draft.proposals.append(Proposal(meaning, read.on.strftime("%d/%m/%Y")))


def _decision(draft: _Draft) -> None:
    cell, today = draft.cell("decision"), draft.context.today
    if isinstance(cell, datetime | date):  # the column holds the day of the decision only
        _date(draft, "decision", read_date(cell, today=today), "decision_on", "decision_precision")
        return
    number, found = split_decision(draft.text("decision"), today=today)
    draft.known["decision"] = number
    if is_blank(draft.cell("decision_on")):
        if found:
            draft.known |= {
                "decision_on": found.on,
                "decision_precision": found.precision and found.precision.value,
            }
        return
    read = read_date(draft.cell("decision_on"), today=today)
    _date(draft, "decision_on", read, "decision_on", "decision_precision")


def split_decision(text: str, *, today: date) -> tuple[str, WrittenDate | None]:
    """("315/QĐ-UBND", the day) of "Số 315/QĐ-UBND ngày 01/12/2016"."""
    text = squeeze(text)
    cut = re.search(
        r"[,;(]?\s*\b(?:ngày|ngay|dated?|of)\b|[,;(]\s*(?=\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})"
        r"|\s+(?=\d{1,2}[/.-]\d{1,2}[/.-]\d{4})",
        text,
        re.IGNORECASE,
    )
    dates = find_dates(text[cut.start() :], today=today) if cut else []
    number = text[: cut.start()] if cut and dates else text
    number = _DECISION_WORDS.sub("", number).strip(" ,;:.()-")
    return number, dates[0] if dates else None


def _counts(draft: _Draft) -> None:
    for meaning in ("teams", "members"):
        figure = read_count(draft.cell(meaning))
        _figure(draft, meaning, figure, meaning)


def _figure(draft: _Draft, meaning: str, figure: Figure, name: str) -> None:
    if figure.fault or figure.doubt:
        draft.say(figure.fault or figure.doubt, meaning, text=_kept(draft.cell(meaning)))
    if figure.value is not None and not figure.fault:
        draft.known[name] = figure.value


def _money(draft: _Draft) -> None:
    values = {}
    for meaning, name in (("budget", "budget_vnd"), ("social", "social_vnd"), ("total", "")):
        scale = draft.raw.scale.get(meaning, 1)
        figure = read_money(draft.cell(meaning), scale=scale)
        if figure.doubt == "money_without_unit":
            written = _kept(draft.cell(meaning))
            draft.proposals.append(Proposal(meaning, f"{written} triệu"))
        if name:
            _figure(draft, meaning, figure, name)
        values[meaning] = None if figure.fault else figure.value
    _check_total(draft, values)


def _check_total(draft: _Draft, values: Mapping[str, int | None]) -> None:
    cells = draft.raw.cells
    if is_blank(cells.get("total")) or not values["total"]:
        return
    said = [m for m in ("budget", "social") if m in cells and not is_blank(cells[m])]
    parts = sum(values[m] or 0 for m in ("budget", "social"))
    if not said:
        draft.say("money_not_split", "total", text=_kept(cells["total"]))
    elif parts != values["total"] and None not in values.values():
        draft.say("total_mismatch", "total", text=_kept(cells["total"]))


def _texts(draft: _Draft) -> None:
    for name in ("organisation", "rating", "note", "site_code"):
        draft.known[name] = draft.text(name)
    for meaning in _FREE_TEXTS:
        text = text_of(draft.cell(meaning))
        if isinstance(draft.cell(meaning), str) and (screened(text) != text or COVER in text):
            draft.say("personal_data", meaning)
    for meaning, longest in _LONGEST.items():
        if len(str(draft.known.get(meaning) or "")) > longest:
            draft.say("too_long", meaning, longest=longest)
    for name in ("village", "organisation", "rating", "note", "decision", "site_code"):
        draft.known[name] = screened(str(draft.known.get(name) or ""))[: _LONGEST.get(name, 120)]
    mark = fold(draft.text("synthetic"))
    draft.known["is_synthetic"] = draft.context.is_synthetic or mark in {"x", "co", "1", "yes"}


def _state(draft: _Draft) -> None:
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


def _coordinates(draft: _Draft) -> None:
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
