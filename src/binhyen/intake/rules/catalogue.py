"""Which programme of the catalogue a typed name means."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.fuzz import ratio, token_sort_ratio

from binhyen.kernel.text import fold

_ALIKE, _CLEARLY, _SUGGEST = 86, 4, 62
_PREFIX = re.compile(
    r"^(?:(?:xay dung|duy tri|nhan rong|thanh lap|ra mat|trien khai) )?(?:ten )?(?:cac )?(?:diem )?"
    r"(?:mo hinh|mh|programme|model) (?:so \d+ )?"
)
# Abbreviations of the trade, folded, written out.
_SHORT = {
    "antt": "an ninh trat tu",
    "an tt": "an ninh trat tu",
    "pccc": "phong chay chua chay",
    "atpccc": "an toan phong chay chua chay",
    "cnch": "cuu nan cuu ho",
    "tdp": "to dan pho",
    "atgt": "an toan giao thong",
    "ttatgt": "trat tu an toan giao thong",
    "ca": "cong an",
    "cap": "cong an phuong",
    "cax": "cong an xa",
    "clb": "cau lac bo",
    "pctp": "phong chong toi pham",
    "pc": "phong chong",
    "tnxh": "te nan xa hoi",
    "vppl": "vi pham phap luat",
    "vp": "vi pham",
    "pl": "phap luat",
    "ccb": "cuu chien binh",
    "tn": "thanh nien",
    "pn": "phu nu",
    "nd": "nong dan",
    "hnd": "hoi nong dan",
    "tyt": "tram y te",
    "bv": "benh vien",
    "kdc": "khu dan cu",
    "dtts": "dan toc thieu so",
    "qlgd": "quan ly giao duc",
    "chxapt": "chap hanh xong an phat tu",
    "thncd": "tai hoa nhap cong dong",
    "vk": "vu khi",
    "vln": "vat lieu no",
    "vlno": "vat lieu no",
    "qd": "quy dinh",
    "dttm": "do thi thong minh",
    "dn": "doanh nghiep",
    "cq": "co quan",
    "an": "an ninh",
    "at": "an toan",
    "by": "binh yen",
    "cc": "chua chay",
    "tq": "tu quan",
    "tt": "trat tu",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A programme of the catalogue; `key` is its primary key."""

    key: int
    name: str
    sector: str = ""
    aliases: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeMatch:
    """how: found | ambiguous | near | unknown; programmes best first."""

    how: str
    programmes: tuple[Known, ...] = ()


class Catalogue:
    """The programmes one may name in a file, looked up by any of their spellings."""

    def __init__(self, programmes: Iterable[Known]) -> None:
        self.programmes = tuple(programmes)
        self.sectors = {_plain(p.sector): p.sector for p in self.programmes if p.sector}
        self._by_plain: dict[str, dict[int, Known]] = defaultdict(dict)
        self._by_long: dict[str, dict[int, Known]] = defaultdict(dict)
        for programme in self.programmes:
            for name in (programme.name, *programme.aliases):
                self._by_plain[_plain(name)][programme.key] = programme
                self._by_long[_long(name)][programme.key] = programme
                self._by_long[_keyed(name)][programme.key] = programme
        for keys in (self._by_plain, self._by_long):
            keys.pop("", None)
        self._known: dict[str, ProgrammeMatch] = {}

    def __bool__(self) -> bool:
        return bool(self.programmes)

    def match(self, text: str) -> ProgrammeMatch:
        """Found only where a name or alias is the same but for spelling and abbreviation."""
        if text not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[text] = self._match(text)
        return self._known[text]

    def sector(self, text: str) -> str:
        """The sector of that name, or ""."""
        plain = _plain(text)
        return self.sectors.get(plain) or self.sectors.get(
            _plain(re.sub(r"^linh vuc ", "", plain)), ""
        )

    def within(self, text: str) -> Known | None:
        """The one programme whose name stands inside a title; the longest name decides."""
        padded, longest, best = f" {_long(text)} ", 0, None
        for key, programmes in self._by_long.items():
            if len(programmes) == 1 and len(key) > max(longest, 7) and f" {key} " in padded:
                longest, best = len(key), next(iter(programmes.values()))
        return best

    def _match(self, text: str) -> ProgrammeMatch:
        plain = _plain(text)
        if not plain:
            return ProgrammeMatch("unknown")
        for found in (
            self._by_plain.get(plain),
            self._by_plain.get(_PREFIX.sub("", plain)),
            self._by_long.get(_long(text)),
            self._by_long.get(_keyed(text)),
        ):
            if found:
                programmes = tuple(found.values())
                return ProgrammeMatch("found" if len(found) == 1 else "ambiguous", programmes)
        return self._part(_long(text)) or self._alike(_long(text))

    def _part(self, written: str) -> ProgrammeMatch | None:
        """A name with words put before or after it, or a name cut short: asked about.

        “Dòng họ tự quản về ANTT” is more like that name than like any that ends alike.
        """
        padded = f" {written} "
        held = [key for key in self._by_long if len(key) > 7 and f" {key} " in padded]
        longest = [
            key for key in held if not any(key != k and f" {key} " in f" {k} " for k in held)
        ]
        meant = _programmes(self._by_long[key] for key in longest)
        if not meant:
            words = set(written.split())
            wider = [key for key in self._by_long if len(words) > 2 and words <= set(key.split())]
            meant = _programmes(self._by_long[key] for key in wider)
            return ProgrammeMatch("near", meant) if len(meant) == 1 else None
        return ProgrammeMatch("near" if len(meant) == 1 else "ambiguous", meant)

    def _alike(self, written: str) -> ProgrammeMatch:
        scores: dict[int, float] = defaultdict(float)
        by_key = {}
        for scorer in (ratio, token_sort_ratio):
            for key, score, _ in process.extract(
                written, self._by_long.keys(), scorer=scorer, score_cutoff=_SUGGEST, limit=8
            ):
                for programme in self._by_long[key].values():
                    by_key[programme.key] = programme
                    scores[programme.key] = max(scores[programme.key], score)
        best = sorted(scores, key=lambda key: -scores[key])[:5]
        ranked = tuple(by_key[key] for key in best)
        if not best or scores[best[0]] < _ALIKE:
            return ProgrammeMatch("unknown", ranked)
        if len(best) > 1 and scores[best[0]] - scores[best[1]] < _CLEARLY:
            return ProgrammeMatch("unknown", ranked)
        return ProgrammeMatch("near", ranked)


def _programmes(found: Iterable[dict[int, Known]]) -> tuple[Known, ...]:
    return tuple({key: one for programmes in found for key, one in programmes.items()}.values())


def _plain(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=8_192)
def _long(text: str) -> str:
    """The name with every abbreviation written out, without the word mô hình before it."""
    plain = _PREFIX.sub("", fold(text))
    words = plain.split()
    written = [_SHORT.get(w, w) if _is_short(w, words, n) else w for n, w in enumerate(words)]
    return " ".join(written).replace("chua chay chua chay", "chua chay cong cong")


def _is_short(word: str, words: list[str], place: int) -> bool:
    """ "AN" abbreviates an ninh only where "an ninh" isn't already being said."""
    if word not in {"an", "at", "by", "cc", "tt", "ca", "tn", "vp", "cap", "pc", "nd"}:
        return word in _SHORT
    following = words[place + 1] if place + 1 < len(words) else ""
    return not (word == "an" and following in {"ninh", "toan", "phat", "tt", "ton"}) and not (
        word in {"ca", "cap", "cc"} and following in {"nuoc", "xa", "nhan"}
    )


@lru_cache(maxsize=8_192)
def _keyed(text: str) -> str:
    """`_long` without the words that officers put in or leave out at will."""
    return re.sub(
        r"\b(?:ve|cac|va|dam bao|bao dam|cong tac|trong|cua|mo hinh)\b ?", "", _long(text)
    ).strip()
