"""Headings whose every word must be accounted for: counts, days, decisions, money.

"Số người tham gia" counts members; "Số lượt người tham gia" has a word over, so it doesn't.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MONEY = frozenset({"budget", "social", "total"})


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Phrases of which a heading says one, and the words that may stand beside it."""

    core: tuple[str, ...]
    beside: frozenset[str]
    needs: str = ""

    def score(self, text: str) -> float:
        if self.needs and not re.search(rf"\b(?:{self.needs})\b", text):
            return 0
        padded = f" {text} "
        for phrase in self.core:
            at = padded.find(f" {phrase} ")
            if at < 0:
                continue
            over = (padded[:at] + padded[at + len(phrase) + 1 :]).split()
            if self.beside.issuperset(over):
                return 86 + 12 * len(phrase) / len(text)
        return 0


def _words(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).split())


_DAYS = "ngay|thang|nam|thoi gian|thoi diem|bat dau|tu"
_DAY_WORDS = "ngay thang nam thoi gian diem bat dau tu khi lan"
_OWN_WORDS = "mo hinh mh cua hien nay co tai cac dang hoat dong"
_GRAMMARS: Mapping[str, _Grammar] = {
    "teams": _Grammar(
        (
            *("so luong to", "tong so to", "tong to", "so to", "sl to", "so nhom", "so doi"),
            *("to tu quan", "to lien gia", "to doi", "to nhom", "so luong nhom", "so cac to"),
        ),
        _words(_OWN_WORDS, "so luong tong cong sl tu quan thanh lap moi lien gia nhom doi to",
               "an ninh trat tu antt bao ve da duoc"),
    ),
    "members": _Grammar(
        (
            *("thanh vien", "hoi vien", "to vien", "doan vien", "so luong nguoi", "so nguoi"),
            *("nguoi tham gia", "quan so", "luc luong", "nhan su", "t vien", "tv"),
        ),
        _words(_OWN_WORDS, "so luong tong cong sl tham gia nguoi to nhom can bo hoi luc trong",
               "thuc te tu quan vien"),
    ),
    "established": _Grammar(
        (
            *("ra mat", "thanh lap", "trien khai", "xay dung", "ra doi", "cong nhan", "bat dau"),
            *("di vao hoat dong", "dua vao hoat dong", "hoat dong", "tl"),
        ),
        _words(_DAY_WORDS, _OWN_WORDS, "chinh thuc to chuc le buoi di vao dua ra mat thanh lap",
               "hoac dau tien"),
        needs=_DAYS,
    ),
    "rating": _Grammar(
        ("xep loai", "phan loai", "danh gia", "hieu qua", "chat luong"),
        _words(_OWN_WORDS, "nam quy cuoi ky ket qua muc do xep loai phan chat luong hieu danh gia"),
    ),
    "ended": _Grammar(
        ("ket thuc", "giai the", "dung hoat dong", "ngung hoat dong", "thanh loai"),
        _words(_DAY_WORDS, _OWN_WORDS),
        needs=_DAYS,
    ),
}  # fmt: skip
_PAPER = _Grammar(
    (
        *("quyet dinh thanh lap", "quyet dinh", "qd", "qdtl", "van ban", "so ky hieu"),
        "decision",
    ),
    _words(_DAY_WORDS, _OWN_WORDS, "so ky hieu thanh lap ubnd cong nhan ban hanh cap tham quyen",
           "ra mat uy nhan dan xa phuong huyen thi tran ve viec hoac ke hoach theo can cu quan to",
           "vb va chu tich xay dung"),
)  # fmt: skip
_SOURCES = (
    (
        "budget",
        re.compile(
            r"\b(?:ngan sach(?: nha nuoc| dia phuong)?|nsnn|nsdp|ns|nha nuoc|kinh phi cap"
            r"|nn(?= ho tro| cap| dau tu)"
            r"|kp cap)\b"
        ),
    ),
    (
        "social",
        re.compile(
            r"\b(?:xa hoi hoa|xhh|xhhoa|van dong|dong gop|huy dong|tai tro|dan gop|quyen gop"
            r"|ung ho|xa hoi|nhan dan)\b"
        ),
    ),
)
_GIVERS = re.compile(r"\b(?:cong dong|doanh nghiep|dan|to chuc|ca nhan)\b")
_SUMS = re.compile(
    r"\b(?:kinh phi|kp|so tien|thanh tien|tong tien|tien|tong von|von|tong muc dau tu|nguon)\b"
)
_BESIDE_MONEY = _words(
    "kinh phi kp nguon tu cua ho tro von tien so tong cong cap duoc do bang dia phuong thuc hien",
    "xay dung trien khai mo hinh hoat dong theo khac trung uong tinh huyen xa thi tran nhan dan",
    "cong tu nguyen cac to chuc ca doanh nghiep ban dau tu dong muc va trong khu chu dau da nam",
    "nha nuoc ngan sach xa hoi hoa xhh ns nsnn phan dan",
)


def strict(text: str) -> dict[str, float]:
    """Meanings of a folded heading all of whose words are accounted for."""
    found = {meaning: one.score(text) for meaning, one in _GRAMMARS.items()}
    found |= _paper(text)
    found |= money(text)
    return {meaning: score for meaning, score in found.items() if score}


def _paper(text: str) -> dict[str, float]:
    score = _PAPER.score(text)
    is_day = re.match(r"(?:ngay|thang|nam|thoi)\b", text) or text.endswith(" ngay")
    if is_day and not re.search(r"\bso\b", text):
        return {"decision_on": score}
    return {"decision": score}


def money(text: str) -> dict[str, float]:
    """Whose money a folded heading speaks of; nothing where it says more than that."""
    rest, sources = text, []
    for meaning, words in _SOURCES:
        if words.search(rest):
            sources.append(meaning)
            rest = words.sub(" ", rest)
    if not sources and not _SUMS.search(text):
        return {}
    if not sources and _GIVERS.search(text):
        sources.append("social")
    if not _BESIDE_MONEY.issuperset(rest.split()):
        return {}
    if text == "phuong tien" or text in {"nguon", "von", "nguon von", "nguon kinh phi", "tu nguon"}:
        return {}
    meaning = sources[0] if len(sources) == 1 else "total"
    return {meaning: 96 if len(rest.split()) < 2 else 90}
