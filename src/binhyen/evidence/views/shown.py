"""Findings in words and drawings: a change never stands without its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.figures.queries import period_named
from binhyen.ui.words import read_number

from ..choices import OutcomeRole, Variant, VerdictWord
from ..queries import Finding
from ..rules.charts.intervals import Axis, Bar, Change, bars
from ..rules.sentences import NO_END, changed, why_none

# In words first; the tone only helps to find the row again.
TONES = {
    VerdictWord.WORKS: "info",
    VerdictWord.PROMISING: "info",
    VerdictWord.NO_EFFECT_FOUND: "neutral",
    VerdictWord.HARMFUL: "warn",
    VerdictWord.CANNOT_TELL: "neutral",
}
BEYOND = NO_END  # percent: an interval without an upper end


@dataclass(frozen=True, slots=True)
class Line:
    """One change with its interval, in words and as a bar; without a number, why there is none."""

    name: str
    change: Change | None
    bar: Bar | None = None
    why_none: str = ""
    finding: Finding | None = None

    @property
    def text(self) -> str:
        return "" if self.change is None else changed(self.change.percent)

    @property
    def interval(self) -> str:
        return "" if self.change is None else interval_text(self.change)

    @property
    def tone(self) -> str:
        return TONES[self.finding.word] if self.finding else "neutral"

    @property
    def is_primary(self) -> bool:
        return self.finding is not None and self.finding.role == OutcomeRole.PRIMARY


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines on one scale with its axis. least: what the dashed line stands for, in percent."""

    rows: tuple[Line, ...]
    axis: Axis
    least: int | None

    @property
    def has_bars(self) -> bool:
        return any(row.bar for row in self.rows)


def interval_text(change: Change) -> str:
    low, high = changed(change.low), changed(change.high)
    if change.high >= BEYOND:
        high = _("không có giới hạn trên")
    return _("từ %(low)s đến %(high)s") % {"low": low, "high": high}


def change_of(told: Mapping[str, Any] | None) -> Change | None:
    """The change of a stored effect; None where there is none."""
    if not told or told.get("percent_change") is None or not told.get("interval"):
        return None
    low, high = told["interval"]
    return Change(
        told["percent_change"], -100.0 if low is None else low, BEYOND if high is None else high
    )


def averted_text(result: Mapping[str, Any]) -> str:
    """From how many fewer events to how many, for a result with a number.

    The counted events stand fast, so the doubt is that of the expected ones.
    """
    low, high = expected_ends(result)
    counted = result["observed"]
    return between(low - counted, None if high is None else high - counted)


def expected_text(result: Mapping[str, Any]) -> str:
    """From how many events to how many were to be expected without the programme."""
    return between(*expected_ends(result))


def expected_ends(result: Mapping[str, Any]) -> tuple[float, float | None]:
    """Nothing counted is taken for half an event, as the library does."""
    change, counted = change_of(result), max(result["observed"], 0.5)
    if change is None:
        return 0.0, None
    low = 0.0 if change.high >= BEYOND else counted / (1 + change.high / 100)
    return low, None if change.low <= -100 else counted / (1 + change.low / 100)


def between(low: float, high: float | None) -> str:
    """An interval of events; without an upper end where there is none."""
    if high is None:
        return _("từ %(low)s, không có giới hạn trên") % {"low": read_number(round(low))}
    return _("từ %(low)s đến %(high)s") % {
        "low": read_number(round(low)),
        "high": read_number(round(high)),
    }


def refusal_text(
    told: Mapping[str, Any] | None,
    result: Mapping[str, Any] | None = None,
    *,
    is_far: bool = False,
) -> str:
    """Why there is no number, in words. result: of the whole run; is_far: whether a number takes
    places far from the programme."""
    reason = ((told or {}).get("refused") or {}).get("reason", "")
    return why_none(reason, result or {}, is_far=is_far) or _("không ước lượng được")


def on_one_scale(lines: Sequence[Line], least: int | None) -> Lines:
    drawn, axis = bars([line.change for line in lines], least=least)
    rows = tuple(
        Line(one.name, one.change, bar, one.why_none, one.finding)
        for one, bar in zip(lines, drawn, strict=True)
    )
    return Lines(rows, axis, least)


def outcome_line(one: Finding, *, name: str = "") -> Line:
    """What the verdict on an outcome is decided on."""
    change = change_of(one.result)
    why = "" if change else refusal_text(one.result, one.result)
    return Line(name or one.outcome, change, None, why, one)


def least_of(findings: Sequence[Finding]) -> int | None:
    """The fall worth having, where all the findings share it."""
    found = {one.run.study.least_worthwhile_percent for one in findings}
    return found.pop() if len(found) == 1 else None


def comparisons(one: Finding) -> Lines:
    """The same outcome compared in other ways: with the neighbours, without, and otherwise."""
    result = one.result
    far = [result.get("net"), result.get("ring")]
    named = [
        (_("nơi có mô hình"), result.get("own")),
        (_("tính cả địa bàn giáp ranh"), result.get("net")),
        (_("riêng địa bàn giáp ranh"), result.get("ring")),
        (_("năm trước khi bắt đầu (phải gần 0)"), result.get("before")),
        *(
            (str(variant.label), (result.get("variants") or {}).get(variant.value))
            for variant in Variant
        ),
    ]
    lines = [
        Line(
            name,
            change,
            None,
            "" if change else refusal_text(told, result, is_far=any(told is each for each in far)),
        )
        for name, told in named
        if told
        for change in [change_of(told)]
    ]
    return on_one_scale(lines, one.run.study.least_worthwhile_percent)


def month_text(code: str) -> str:
    """A month's name in the reader's language, by its code."""
    found = period_named(code)
    if found is None:
        return code
    return found.label_en if is_english() else found.label


def in_sentence(text: str) -> str:
    """A month's name within a sentence."""
    return text[:1].lower() + text[1:]


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")
