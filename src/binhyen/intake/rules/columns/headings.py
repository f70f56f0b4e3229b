"""What a column is about, by the words of its heading and of the headings over it."""

import re
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from binhyen.kernel.numbers import bare
from binhyen.kernel.text import fold

from .foreign import KINDS, foreign_kind
from .grammar import MONEY, money, strict
from .wordings import WORDINGS

STRICT = frozenset(
    {"teams", "members", "established", "ended", "decision", "decision_on", "rating"}
)
STRICT |= MONEY
_YEARS = re.compile(r"\bnam (?:19|20)\d\d\b|\b(?:19|20)\d\d\b|\*")
_ASIDES = re.compile(r"\(([^)]*)\)?|\[([^\]]*)\]")
_BY_WORDING = {wording: meaning for meaning, many in WORDINGS.items() for wording in many}
_ORDER = {wording: number for number, wording in enumerate(_BY_WORDING)}
_BY_LENGTH: dict[int, list[str]] = {}
for _wording in _BY_WORDING:
    _BY_LENGTH.setdefault(len(_wording), []).append(_wording)
_VAGUE = {"thoi gian": 88.0, "ngay thang": 90.0, "nam": 86.0, "date": 90.0, "ngay thang nam": 92.0}
_GENERAL = frozenset({"place", "total", "organisation"})  # an aside may say what of it is meant
_BETWEEN = frozenset("trong do|gom|bao gom|chia ra|cu the|chi tiet|trong do co".split("|"))
WHOLE = frozenset(
    "tong|tong so|tong cong|cong|so luong|chung|total|so|toan bo|sl|tat ca".split("|")
)
_COUNTS = frozenset(
    "quy mo|so luong|tong so|co cau|co cau to chuc|luc luong|to chuc|quy mo to chuc".split("|")
)
_COUNTED = {
    **dict.fromkeys(("nguoi", "thanh vien", "tv", "hoi vien", "so nguoi", "dong chi"), "members"),
    **dict.fromkeys(("to", "nhom", "to nhom", "so to", "to doi"), "teams"),
    **dict.fromkeys(("ho", "so ho"), "households"),
}
_DATE_LEAF = {"ngay": "day", "thang": "month", "nam": "year", "ngay thang": "day"}
_PARTS = {
    "members": {"nam": "male", "nu": "female"},
    "money": {
        **dict.fromkeys(("du toan", "ke hoach", "de nghi", "duoc duyet", "nhu cau"), "planned"),
        **dict.fromkeys(("thuc hien", "quyet toan", "da chi", "thuc te", "giai ngan"), "spent"),
    },
}
_LEVEL = re.compile(
    r"^(?:cap |tu |ngan sach |ns |von )*(?:trung uong|tinh|huyen|xa|phuong|dia phuong|tw|thanh pho"
    r"|tien|tien mat|hien vat|hien vat quy tien|hien vat quy doi|quy tien|vat chat|ngay cong"
    r"|doanh nghiep|nhan dan|dan|ca nhan|to chuc|cong dong|khac|nguon khac|co quan|xa phuong"
    r"|cac doanh nghiep|doanh nghiep to chuc|to chuc ca nhan)$"
)


def meanings_of(path: tuple[str, ...]) -> dict[str, float]:
    """Meanings a header may have, each with how sure (0–100). path: topmost words first.

    A meaning "members:female" is a part of what it names.
    """
    return dict(_meanings_of(path))


@lru_cache(maxsize=8_192)
def _meanings_of(path: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    levels = [text for text in path if words_of(text) and words_of(text) not in _BETWEEN]
    levels = [text for n, text in enumerate(levels) if n == 0 or text != levels[n - 1]]
    if not levels:
        return ()
    scores = said(levels[-1])
    if len(levels) > 1:
        scores = _below(scores, levels[-1], levels[:-1])
    elif words_of(levels[-1]) in WHOLE:
        scores = {}
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


def _below(scores: dict[str, float], leaf_text: str, over: list[str]) -> dict[str, float]:
    """Let "Số", "Ngày", "Nhà nước", "Tổng" under a group mean what the group is about."""
    leaf = re.sub(r"^trong do (?:co )?", "", words_of(leaf_text))
    group_text = " ".join(over)
    group = max(
        (item for text in over for item in said(text).items()),
        key=lambda item: item[1],
        default=("", 0.0),
    )[0]
    if group == "source":
        group = "total"
    if words_of(over[-1]) in _COUNTS:
        group = "counts"
    if group in {"decision", "decision_on"}:
        return _of_decision(scores, leaf)
    if group.startswith("established") and leaf in _DATE_LEAF:
        return {f"established_{_DATE_LEAF[leaf]}": 100}
    if group in {"place", "unit"} and leaf in {"to", "ten to"}:
        return {"village": 100}
    if group in MONEY:
        return _of_money(group, leaf, leaf_text)
    if group in {"members", "counts", "teams"}:
        return _of_people(group, scores, leaf)
    if group in KINDS and leaf in WHOLE:
        return {group: 100}
    return _joined(scores, group_text, leaf_text)


def _of_decision(scores: dict[str, float], leaf: str) -> dict[str, float]:
    if leaf.startswith(("ngay", "thang", "thoi gian", "date", "nam")):
        return {"decision_on": 100}
    if leaf.startswith(("so", "no", "ky hieu", "number")):
        return {"decision": 100}
    return scores


def _of_money(group: str, leaf: str, leaf_text: str) -> dict[str, float]:
    """A column under "Kinh phí", "Ngân sách" or "Xã hội hóa"."""
    if leaf in WHOLE or leaf in {"tong kinh phi", "tong tien", "so tien"}:
        return {group: 100}
    if leaf in _PARTS["money"]:
        return {f"{group}:{_PARTS['money'][leaf]}": 100}
    own = money(leaf)
    source = next((m for m in own if m != "total"), "")
    if source and (group == "total" or source != group):
        return {source: 100}
    if re.fullmatch(r"(?:nam )?(?:19|20)\d\d", bare(leaf_text)):
        return {f"{group}:year": 100}
    if leaf in {"khac", "nguon khac", "cac nguon khac"} and group == "total":
        return {"social:other": 100}
    if _LEVEL.match(leaf):
        level = re.search(r"trung uong|tinh|huyen|xa|phuong|tw|thanh pho|dia phuong", leaf)
        whose = group if group != "total" else "budget" if level else "social"
        if group == "total" and re.search(r"tien|vat", leaf):
            return {"other_money": 90}
        return {f"{whose}:share": 100}
    return {group: 90} if source else {"other_money": 90}


def _of_people(group: str, scores: dict[str, float], leaf: str) -> dict[str, float]:
    """A column under "Thành viên", "Số tổ" or "Số lượng"."""
    if group != "counts" and leaf in {*WHOLE, "so nguoi", "nguoi", "tong so nguoi"}:
        return {group: 100}
    if group == "members" and leaf in _PARTS["members"]:
        return {f"members:{_PARTS['members'][leaf]}": 100}
    if leaf in {"to", "nhom", "doi", "to nhom"}:
        return {"teams": 98}
    if group == "counts" and leaf in {"nguoi", "thanh vien", "tv", "hoi vien"}:
        return {"members": 98}
    if kind := foreign_kind(f"so {leaf}"):
        return {kind: 98}
    if any(m in STRICT or m in {"leader", "phone", "village"} for m in scores):
        return scores
    return {"shares": 90} if group == "members" else scores


def _joined(scores: dict[str, float], over: str, leaf: str) -> dict[str, float]:
    if words_of(leaf) in WHOLE:
        scores = {}
    if not scores or max(scores.values()) < 100:
        for text in (f"{over} {leaf}", f"{leaf} {over}"):
            for meaning, score in said(text).items():
                if foreign_kind(words_of(text)) in {"", meaning}:
                    scores[meaning] = max(scores.get(meaning, 0), score * 0.92)
    return scores


def words_of(text: str) -> str:
    """The words of a heading, folded, without asides and years."""
    plain = bare(str(text))
    without = fold(_YEARS.sub(" ", _ASIDES.sub(" ", plain)))
    return without or fold(plain)


def said(text: str) -> dict[str, float]:
    """What a heading says by itself."""
    return dict(_said(str(text)))


@lru_cache(maxsize=8_192)
def _said(text: str) -> tuple[tuple[str, float], ...]:
    main = words_of(text)
    if not main or len(main) > 90:
        return ()
    asides = [fold(_YEARS.sub(" ", a or b)) for a, b in _ASIDES.findall(bare(text))]
    scores = _by_words(main)
    for aside in filter(None, asides):
        scores = _with_aside(scores, main, aside)
    return tuple(scores.items())


def _with_aside(scores: dict[str, float], main: str, aside: str) -> dict[str, float]:
    """“Địa phương (xã, phường)” is a commune, “Kinh phí (XHH)” the community's money."""
    kind = foreign_kind(f"{main} {aside}") or foreign_kind(aside)
    if kind and not any(scores.get(m, 0) >= 95 for m in (kind, "decision", "total")):
        return {kind: 97}
    if main in _COUNTS | WHOLE and aside in _COUNTED:
        return {_COUNTED[aside]: 96}
    likeliest = max(scores, key=lambda m: scores[m], default="")
    if likeliest and likeliest not in _GENERAL:
        return scores
    inner = {m: s for m, s in _by_words(aside).items() if s >= 95}
    if likeliest == "total":
        inner = {m: s for m, s in inner.items() if m in MONEY}
    if not likeliest and {"unit", "place", "village"} & inner.keys() and "programme" in inner:
        return {"place": 95}
    return inner or scores


@lru_cache(maxsize=8_192)
def _cached(text: str) -> tuple[tuple[str, float], ...]:
    if text in _VAGUE:
        return (("established", _VAGUE[text]),)
    if text in _BY_WORDING:
        return ((_BY_WORDING[text], 100.0),)
    scores = strict(text)
    if not scores and (kind := foreign_kind(text)):
        return ((kind, 96.0),)
    padded, length = f" {text} ", len(text)
    for wording in _candidates(text):
        meaning, score = _BY_WORDING[wording], 0.0
        is_strict = meaning in STRICT or meaning.startswith("established_")
        if len(wording) >= 3 and f" {wording} " in padded and not is_strict:
            starts = text.startswith(wording)
            score = 45 + 50 * len(wording) / length + (4 if starts else 0)
        elif len(wording) >= (8 if is_strict else 5) and abs(len(wording) - length) <= 3:
            alike = ratio(wording, text)
            score = alike - 8 if alike >= (95 if is_strict else 84) else 0
        if score > scores.get(meaning, 0):
            scores[meaning] = min(score, 98)
    return tuple(scores.items())


def _by_words(text: str) -> dict[str, float]:
    return dict(_cached(text))


def _candidates(text: str) -> list[str]:
    """Known wordings within the text or about as long, in their own order; the rest can't score."""
    words = text.split(" ")
    ends = range(1, len(words) + 1)
    within = {" ".join(words[start:end]) for end in ends for start in range(end)}
    near = (w for n in range(len(text) - 3, len(text) + 4) for w in _BY_LENGTH.get(n, ()))
    alike = {wording for wording in near if ratio(wording, text, score_cutoff=84)}
    return sorted((within & _BY_WORDING.keys()) | alike, key=_ORDER.__getitem__)
