"""What tells records apart: keys of villages and decisions, codes, names in one spelling."""

import re
from collections.abc import Iterable
from datetime import date

from binhyen.kernel.text import fold, squeeze

from ..choices import OrganisationKind

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
