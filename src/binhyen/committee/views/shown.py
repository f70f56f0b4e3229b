"""What was found and what the rule proposes, in words and drawings: no change without interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.evidence.choices import VerdictWord
from binhyen.evidence.queries import Axis, Bar, Evidence, Measured, Suggestion, bars_of
from binhyen.ui.words import read_number, read_short

from ..choices import Suggested, Why
from ..queries import Row
from ..rules.places import can_be_had

# In words first; the tone only helps to find the row again.
TONES = {VerdictWord.WORKS: "info", VerdictWord.PROMISING: "info", VerdictWord.HARMFUL: "warn"}


@dataclass(frozen=True, slots=True)
class Found:
    """One outcome with its verdict, change and interval, or why there is no number."""

    measured: Measured
    bar: Bar | None

    @property
    def name(self) -> str:
        return self.measured.name_en if is_english() else self.measured.name

    @property
    def word(self) -> str:
        return str(VerdictWord(self.measured.word).label)

    @property
    def tone(self) -> str:
        return TONES.get(VerdictWord(self.measured.word), "neutral")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Findings on one scale, None where there is none. least: the dashed line, in percent."""

    rows: tuple[Found | None, ...]
    axis: Axis
    least: int | None

    @property
    def has_bars(self) -> bool:
        return any(row is not None and row.bar is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule proposes, its reasons, and for "not yet knowable" when it will be."""

    word: str
    why: tuple[str, ...]
    chance: str
    when: str


@dataclass(frozen=True, slots=True)
class Money:
    """Sums in short: 1.2bn. of_window: of both sources, received within the
    round's window; empty where nothing is known to be.

    incident: what an incident prevented costs; empty where nobody can say.
    """

    state: str
    community: str
    of_window: str
    incident: str


def money(row: Row) -> Money:
    sites = row.sites
    return Money(
        state=f"{read_short(sites.state_vnd)} đ",
        community=f"{read_short(sites.community_vnd)} đ",
        of_window=f"{read_short(sites.window_vnd)} đ" if sites.window_vnd else "",
        incident=_incident(row.evidence.first) if row.evidence else "",
    )


def _incident(one: Measured) -> str:
    if one.incident_vnd is None or one.incident_low_vnd is None:
        return ""
    low, high = read_short(one.incident_low_vnd), one.incident_high_vnd
    return _("%(n)s đ (từ %(low)s đến %(high)s)") % {
        "n": read_short(one.incident_vnd),
        "low": low,
        "high": _("không có giới hạn trên") if high is None else read_short(high),
    }


def drawn(found: Sequence[Measured | None]) -> Drawn:
    bars, axis, least = bars_of(found)
    rows = (Found(one, bar) if one else None for one, bar in zip(found, bars, strict=True))
    return Drawn(tuple(rows), axis, least)


def proposal(evidence: Evidence | None, *, on: date) -> Proposal | None:
    if evidence is None:
        return None
    said = evidence.suggestion
    return Proposal(
        word=str(Suggested(said.word).label),
        why=tuple(str(Why(code).label) for code in said.why),
        chance=_chance(said.chance, evidence.first.least),
        when=_when(said, on) if said.word == Suggested.NOT_YET_KNOWABLE else "",
    )


def _chance(chance: float | None, least: int) -> str:
    """Nothing is ever quite sure."""
    if chance is None:
        return ""
    percent = round(100 * chance)
    text = "> 99%" if percent > 99 else "< 1%" if percent < 1 else f"{read_number(percent)}%"
    said = _("Khả năng số vụ bớt đi bằng ít nhất %(least)s%% số vụ ở nơi có mô hình: %(chance)s.")
    return said % {"least": least, "chance": text}


def _when(said: Suggestion, on: date) -> str:
    if said.is_out_of_reach:
        return _("Thêm nơi, thêm mười năm số liệu cũng chưa đủ để biết.")
    if said.knowable_on is not None and said.knowable_on <= on:
        return _("Số tháng đến nay có thể đã đủ: lập phiên bản đề cương mới rồi tính lại.")
    if said.knowable_on is not None:
        month = f"{said.knowable_on:%m/%Y}"
        return _("Sớm nhất biết được vào tháng %(month)s.") % {"month": month}
    if said.places is not None:
        n = read_number(said.places)
        if not can_be_had(said.places, said.compared):
            most = read_number(said.compared or 0)
            return _(
                "Mười năm nữa chưa biết được: phải có khoảng %(n)s nơi áp dụng, mà ở đây chỉ có "
                "%(most)s nơi so sánh được, kể cả nơi phải để không áp dụng."
            ) % {"n": n, "most": most}
        return _("Mười năm nữa chưa biết được, trừ khi có khoảng %(n)s nơi áp dụng.") % {"n": n}
    return _("Chưa tính được khi nào sẽ biết.")


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")
