"""The commune and the village that a row names."""

import re

from binhyen.kernel.log.contacts import screened
from binhyen.kernel.text import fold, squeeze

from ..reading import Place, PlaceMatch, Places, Proposal
from .draft import Draft

_VILLAGE = re.compile(
    r"^(?:thôn|bon|buôn|bản|ấp|khóm|khu phố|khối|tiểu khu|kp|tổ dân phố|tdp|tổ|xóm|làng|khu dân cư"
    r"|kdc|khu|sóc|phum|cụm|thon|buon|ban|ap|khom|xom|lang|village|hamlet|to dan pho)\b",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^(P|X|TT)([A-ZĐÀ-Ỹ][a-zà-ỹ]+ .+)$")  # "PTân Thành"
_PLACE_PARTS = re.compile(r"\s*[,;()\n|/]\s*|\s+[-–—]\s*|\s*[-–—]\s+")
_BEFORE_KIND = re.compile(
    r"\s+(?=(?:xã|phường|thị trấn|đặc khu|huyện|thành phố|thị xã|tx\.|tp\.|tt\.)\s)", re.IGNORECASE
)


def read_place(draft: Draft, places: Places) -> None:
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


def names_village(text: str) -> bool:
    """Whether a text begins with the kind of a village: "Thôn 3", "TDP 5", "Khối 2"."""
    return bool(_VILLAGE.match(squeeze(text)))


def split_place(text: str) -> tuple[str, str]:
    """(what names the unit, the village) of "Thôn 3, xã Đắk Wil, huyện Cư Jút"."""
    chunks = _PLACE_PARTS.split(squeeze(text))
    parts = [p for chunk in chunks for p in _BEFORE_KIND.split(chunk) if p.strip()]
    villages = [p for p in parts if _VILLAGE.match(p)]
    others = [p for p in parts if p not in villages]
    return ", ".join(others), ", ".join(villages)


def _match_unit(draft: Draft, text: str, code: str, places: Places) -> None:
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


def _found(draft: Draft, place: Place, reformed: bool) -> None:
    draft.known["unit"] = place
    if reformed != draft.context.reformed:
        draft.say("other_vintage", "unit", text=place.name)


def _tried(
    places: Places, text: str, reformed: bool, district: str, province: str
) -> tuple[PlaceMatch, bool]:
    return places.match(text, reformed=reformed, district=district, province=province), reformed


def _best_match(draft: Draft, text: str, places: Places) -> tuple[PlaceMatch, bool]:
    """The row's own district and province bind; the sheet's only tell equal names apart.

    A name that several communes of the sheet's map bear isn't looked for on the other map.
    """
    context = draft.context
    own = (draft.text("district"), draft.text("province"))
    carried = draft.raw.section.get("district", "")
    district = own[0] or carried or context.district
    province = own[1] or context.province
    tries = []
    for reformed in (context.reformed, not context.reformed):
        tries.append(_tried(places, text, reformed, district, province))
        if tries[-1][0].how in {"found", "ambiguous"}:
            return tries[-1]
    if not any(own):
        for reformed in (context.reformed, not context.reformed):
            answer, _ = _tried(places, text, reformed, "", province)
            if answer.how == "found":
                draft.say("outside_sheet_area", "unit", area=district)
                return answer, reformed
            tries.append((answer, reformed))
    if parted := _GLUED.match(text):
        answer, reformed = _best_match(draft, f"{parted[1]}. {parted[2]}", places)
        if answer.how == "found":
            return answer, reformed
    order = {"ambiguous": 0, "near": 1, "unknown": 2}
    return min(tries, key=lambda item: order.get(item[0].how, 3))
