"""Decisions of the register: what may be written, and when two lines mean the same site."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from binhyen.kernel.text import fold, squeeze

from .choices import FaultCode, OrganisationKind, State

LARGEST_COUNT = 1_000_000
LARGEST_VND = 10**13
NOTE_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason against writing a record: which field, and why."""

    field: str
    code: FaultCode

    @property
    def label(self) -> str:
        return str(self.code.label)


class SiteLike(Protocol):
    """What the checks look at; `SiteFacts` fits."""

    @property
    def village(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def established_on(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def decision_number(self) -> str: ...
    @property
    def decision_on(self) -> date | None: ...
    @property
    def team_count(self) -> int | None: ...
    @property
    def member_count(self) -> int | None: ...
    @property
    def state_vnd(self) -> int | None: ...
    @property
    def community_vnd(self) -> int | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def rating(self) -> str: ...
    @property
    def note(self) -> str: ...


def site_faults(facts: SiteLike, *, today: date) -> list[Fault]:
    """Every reason against these facts, in the order of the form; empty means none."""
    return [
        *_date_faults(facts, today),
        *_number_faults(facts),
        *_place_faults(facts),
        *_length_faults(facts),
    ]


def _date_faults(facts: SiteLike, today: date) -> Iterable[Fault]:
    for name in ("established_on", "decision_on", "ended_on"):
        if (on := getattr(facts, name)) and on > today:
            yield Fault(name, FaultCode.FUTURE)
    if facts.established_on and facts.ended_on and facts.ended_on < facts.established_on:
        yield Fault("ended_on", FaultCode.DATES_REVERSED)
    if facts.ended_on and facts.state != State.ENDED:
        yield Fault("state", FaultCode.END_WITHOUT_STATE)


def _number_faults(facts: SiteLike) -> Iterable[Fault]:
    limits = {
        "team_count": LARGEST_COUNT,
        "member_count": LARGEST_COUNT,
        "state_vnd": LARGEST_VND,
        "community_vnd": LARGEST_VND,
    }
    for name, largest in limits.items():
        number = getattr(facts, name) or 0
        if number < 0:
            yield Fault(name, FaultCode.NEGATIVE)
        elif number > largest:
            yield Fault(name, FaultCode.TOO_LARGE)


def _place_faults(facts: SiteLike) -> Iterable[Fault]:
    if (facts.lat is None) != (facts.lon is None):
        yield Fault("lat" if facts.lat is None else "lon", FaultCode.HALF_PLACE)
    elif facts.lat is not None and facts.lon is not None:
        if not -90 <= facts.lat <= 90:
            yield Fault("lat", FaultCode.NOT_ON_EARTH)
        if not -180 <= facts.lon <= 180:
            yield Fault("lon", FaultCode.NOT_ON_EARTH)


def _length_faults(facts: SiteLike) -> Iterable[Fault]:
    longest = {"village": 120, "decision_number": 60, "rating": 60, "note": NOTE_LENGTH}
    for name, length in longest.items():
        if len(getattr(facts, name)) > length:
            yield Fault(name, FaultCode.TOO_LONG)


def text_faults(**texts: str) -> list[Fault]:
    """ID and phone numbers found in free text, by field."""
    return [
        Fault(name, code)
        for name, text in texts.items()
        for code, found in [
            (FaultCode.ID_NUMBER, has_id_number(text)),
            (FaultCode.PHONE_NUMBER, has_phone_number(text)),
        ]
        if found
    ]


# A number of an identity paper: said to be one, or a bare 12 digits beginning with 0 (citizen
# identity) or a bare 9 (the old card) that isn't a round sum of money.
_ID_SAID = re.compile(
    r"\b(?:cccd|cmnd|cmtnd|can cuoc|chung minh|dinh danh|ho chieu)\b\D{0,30}(?:\d[\s.-]?){8,}"
)
_ID_BARE = re.compile(r"(?<![\d.,/-])(?:0\d{11}|0\d{2}(?: \d{3}){3}|\d{9})(?![\d/]|[.,]\d)")
_MONEY_AFTER = re.compile(r"\s*(?:d\b|dong\b|vnd\b|trieu\b|nghin\b|ty\b)")
_PHONE = re.compile(
    r"(?<![\d/])(?:\+?84|0)[\s.()-]{0,2}"
    r"(?:[35789](?:[\s.-]?\d){8}|2(?:[\s.()-]{0,2}\d){9})(?![\s.-]?\d)"
)


def has_id_number(text: str) -> bool:
    """Whether the text holds what looks like an identity number (9 or 12 digits)."""
    plain = _plain(text)
    if _ID_SAID.search(plain):
        return True
    return any(
        not (match[0].endswith("000") or _MONEY_AFTER.match(plain, match.end()))
        for match in _ID_BARE.finditer(plain)
    )


def has_phone_number(text: str) -> bool:
    """Whether the text holds what looks like a Vietnamese phone number, mobile or fixed."""
    return bool(_PHONE.search(_plain(text)))


def masked(text: str) -> str:
    """The text with each identity or phone number replaced by "•••"; for previews that are kept."""
    if not (has_id_number(text) or has_phone_number(text)):
        return text
    return re.sub(r"\+?\d(?:[\s.()-]?\d){7,}", "•••", text)


def _plain(text: str) -> str:
    """Lower case without marks, with its punctuation."""
    return re.sub(r"[^\W\d_]+", lambda word: fold(word[0]), text.lower())


_NUMBER = re.compile(r"\b0+(?=\d)")
_VILLAGE_WORDS = [
    (re.compile(r"\b(?:tdp|t d p|to dan pho|to dp|khu pho|kp)\b\s*"), "tdp "),
    (re.compile(r"\b(?:so|thu)\s+(?=\d)"), ""),
    (re.compile(r"(?<=[a-z])(?=\d)"), " "),
]


def village_key(village: str) -> str:
    """One key for "TDP 05", "Tổ dân phố 5" and "tổ dân phố số 5"."""
    key = fold(village)
    for pattern, word in _VILLAGE_WORDS:
        key = pattern.sub(word, key)
    return " ".join(_NUMBER.sub("", key).split())


_KINDS = [
    (OrganisationKind.SCHOOL, r"truong|mam non|mau giao|tieu hoc|thcs|thpt|dai hoc|cao dang"),
    (OrganisationKind.FAITH, r"giao xu|giao ho|chua|nha tho|hoi thanh|ho dao|thanh that|tinh that"),
    (OrganisationKind.HEALTH, r"tram y te|benh vien|trung tam y te|phong kham|tyt"),
    (OrganisationKind.POLICE, r"cong an|ca xa|ca phuong|don bien phong"),
    (OrganisationKind.COMMITTEE, r"uy ban nhan dan|ubnd"),
    (OrganisationKind.PARTY, r"dang uy|chi bo|tinh uy|huyen uy|thanh uy"),
    (OrganisationKind.FRONT, r"mat tran|mttq|hoi lien hiep|hoi nong dan|hoi cuu|hoi phu nu|doan"),
    (OrganisationKind.ENTERPRISE, r"cong ty|doanh nghiep|htx|hop tac xa|tnhh|nha may|khach san"),
    (OrganisationKind.RESIDENTS, r"thon|bon|buon|to dan pho|tdp|khu pho|to lien gia"),
]


def organisation_kind(name: str) -> OrganisationKind:
    """The kind that a name tells; OTHER where it tells none. Officers can correct it."""
    folded = fold(name)
    for kind, words in _KINDS:
        if re.match(rf"(?:{words})\b", folded):
            return kind
    return OrganisationKind.OTHER


def decision_key(number: str) -> str:
    """One key for "315/QĐ-UBND", "315 / QD-UBND" and "QĐ số 315/QĐ-UBND"."""
    return re.sub(r"^(?:quyet dinh|qd)?\s*(?:so)?\s*", "", fold(number)).replace(" ", "")


def paper_year(decision_on: date | None, established_on: date | None) -> tuple[bool, int | None]:
    """What tells decisions of one number and issuer apart: numbers begin anew each year.

    An undated decision is known only by the year of the sites it opened, and is never taken
    for a dated one.
    """
    if decision_on:
        return True, decision_on.year
    return False, established_on.year if established_on else None


def next_code(prefix: str, taken: Iterable[str]) -> str:
    """The next "<prefix>-nnn" after the highest that is taken."""
    tails = (code.rpartition("-")[2] for code in taken)
    highest = max((int(tail) for tail in tails if tail.isdigit()), default=0)
    return f"{prefix}-{highest + 1:03d}"


def next_programme_code(taken: Iterable[str]) -> str:
    """The next "Pnn" of a catalogue that numbers its programmes so."""
    numbers = [int(code[1:]) for code in taken if re.fullmatch(r"P\d{1,6}", code)]
    return f"P{max(numbers, default=0) + 1:02d}"


def clean_name(name: str) -> str:
    """One line, without the quotes around the whole of it."""
    name = squeeze(name)
    quoted = re.fullmatch(r"[\"“”«]([^\"“”«»]*)[\"“”»]", name)
    return quoted[1].strip() if quoted else name


# Fields of a site that a later workbook can say anew; programme, unit, village and organisation
# tell which site it is.
SAYABLE = (
    "state",
    "established_on",
    "ended_on",
    "decision_number",
    "decision_on",
    "team_count",
    "member_count",
    "state_vnd",
    "community_vnd",
    "lat",
    "lon",
    "rating",
    "note",
)
_PRECISION_OF = {
    "established_on": "established_precision",
    "ended_on": "ended_precision",
    "decision_on": "decision_precision",
}


def news(known: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What `said` adds to or changes in `known`, by field; dates bring their precision along.

    None and "" say nothing. A date that is less exact but agrees says nothing either, nor does
    a decision's number or a word that is only written differently.
    """
    found: dict[str, Any] = {}
    for name in SAYABLE:
        value = said.get(name)
        if value is None or value == "" or _is_known(name, known, said):
            continue
        found[name] = value
        if name in _PRECISION_OF:
            found[_PRECISION_OF[name]] = said.get(_PRECISION_OF[name], "day")
    return found


def _is_known(name: str, known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    old, new = known.get(name), said[name]
    if name in _PRECISION_OF:
        precision = _PRECISION_OF[name]
        return old is not None and agrees(
            old, known.get(precision, "day"), new, said.get(precision, "day")
        )
    if name == "decision_number":
        return decision_key(old or "") == decision_key(new)
    if name in {"state_vnd", "community_vnd"}:
        return (old or 0) == new
    if isinstance(new, str):
        return squeeze(old or "") == squeeze(new)
    return old == new


def agrees(known: date, known_precision: str, said: date, said_precision: str) -> bool:
    """Whether a date said is the known one, or the known one less exactly."""
    exactness = ["year", "month", "day"]
    if exactness.index(said_precision) > exactness.index(known_precision):
        return False
    parts = 1 + exactness.index(said_precision)
    return known.timetuple()[:parts] == said.timetuple()[:parts]
