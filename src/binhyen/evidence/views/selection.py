"""Why these places, and why then: the year before the start, and what comes back by itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.ui.words import read_number
from whatworks.selection import PastFall, Selection

from ..queries import Finding
from ..queries.lineage import facts_of
from ..queries.seen import findings_seen
from ..rules.charts.intervals import Change
from ..rules.selection import PlaceYear, Selected, Wave, by_itself, selected
from . import shown
from .programme import studies_of, visible_programme
from .shown import Line, Lines

# Percent: an interval that reaches this far doesn't tell a bad year from a usual one.
CLEAR = 20


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place's year as a row; line: its drawing, on the scale of all."""

    counted: str
    usual: str
    began: str
    line: Line


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave in words; why_none: where nothing can be said."""

    year: str
    chosen: int
    naive: str
    itself: str
    itself_interval: str
    adjusted: str
    adjusted_interval: str
    why_none: str = ""


@require_GET
def page(request: SignedIn, code: str) -> HttpResponse:
    """Of the primary outcome of what was found last."""
    programme = visible_programme(request, code)
    findings = findings_seen(programme, studies_of(request, programme))
    context: dict[str, Any] = {"programme": programme}
    if findings:
        context |= _told(request, findings[0])
    if programme.is_synthetic:
        request.holds_synthetic = True  # type: ignore[attr-defined]  # one question less
    return render(request, "evidence/selection.html", context)


def _told(request: SignedIn, one: Finding) -> dict[str, Any]:
    facts = facts_of(one.run)
    if facts is None:
        return {"first": one, "is_gone": True}
    found = selected(facts)
    before = shown.change_of(one.result.get("before"))
    return {
        "first": one,
        "before": _before_text(before) if before else "",
        "itself": _itself_text(before) if before else "",
        "why_none": "" if before else shown.refusal_text(one.result.get("before")),
        "found": found,
        "places": _places(found) if _may_see_rows(request, one) else None,
        "waves": [_wave(wave) for wave in found.waves],
        "in_waves": _in_waves(found),
        "past": _past(found),
        "ways": _ways(one, found),
    }


def _may_see_rows(request: SignedIn, one: Finding) -> bool:
    return may(request.user, Permission.REGISTER_VIEW, at=one.run.study.unit)


def _before_text(before: Change) -> str:
    said = {"change": shown.changed(before.percent), "interval": shown.interval_text(before)}
    if before.low > 0:
        return (
            _(
                "Các nơi này bắt đầu sau một năm xấu: so với những năm bình thường của chính họ, "
                "năm ngay trước khi bắt đầu %(change)s (khoảng tin cậy 95%%: %(interval)s)."
            )
            % said
        )
    if before.high < 0:
        return (
            _(
                "Số vụ đã giảm từ trước: so với những năm bình thường của chính họ, năm ngay trước "
                "khi bắt đầu %(change)s (khoảng tin cậy 95%%: %(interval)s)."
            )
            % said
        )
    if before.low <= -CLEAR or before.high >= CLEAR:
        return (
            _(
                "Chưa đủ để biết các nơi này có bắt đầu sau một năm xấu hay không: so với những "
                "năm bình thường của chính họ, năm ngay trước khi bắt đầu %(change)s (khoảng tin "
                "cậy 95%%: %(interval)s)."
            )
            % said
        )
    return (
        _(
            "Năm ngay trước khi bắt đầu không khác rõ những năm bình thường của chính các nơi này: "
            "%(change)s (khoảng tin cậy 95%%: %(interval)s)."
        )
        % said
    )


def _itself_text(before: Change) -> str:
    back = by_itself(before)
    return _(
        "Nếu năm sau chỉ trở về mức bình thường, không nhờ việc gì, thì so với năm trước sẽ "
        "%(change)s (khoảng tin cậy 95%%: %(interval)s)."
    ) % {"change": shown.changed(back.percent), "interval": shown.interval_text(back)}


def _places(found: Selected) -> dict[str, Any]:
    """The worst year first."""
    ordered = sorted(found.places, key=lambda one: -_height(one))
    lines = shown.on_one_scale([_place_line(one) for one in ordered], None)
    rows = [
        PlaceRow(
            read_number(one.counted),
            read_number(one.usual, places=1),
            shown.month_text(one.start),
            line,
        )
        for one, line in zip(ordered, lines.rows, strict=True)
    ]
    above = sum(one.change is not None and one.change.percent > 0 for one in found.places)
    return {"rows": rows, "lines": lines, "above": above, "all": len(rows), "short": found.short}


def _height(one: PlaceYear) -> float:
    return -101.0 if one.change is None else one.change.percent


def _place_line(one: PlaceYear) -> Line:
    why = "" if one.change else _("các năm trước không có vụ nào")
    change = one.change
    if change is not None:
        change = Change(change.percent, change.low, min(change.high, shown.BEYOND))
    return Line(one.name, change, None, why)


def _in_waves(found: Selected) -> str:
    """How many of the places the waves are made of, and why not of all."""
    chosen, every = sum(wave.chosen for wave in found.waves), len(found.places) + found.short
    if not chosen:
        return ""
    if chosen == every:
        return _("Các đợt gồm cả %(n)s nơi bắt đầu trong các tháng được xét.") % {"n": every}
    return _(
        "Các đợt gồm %(n)s trong %(all)s nơi bắt đầu trong các tháng được xét: những nơi có đủ số "
        "liệu một năm trước và một năm sau khi bắt đầu."
    ) % {"n": chosen, "all": every}


def _wave(wave: Wave) -> WaveRow:
    if not isinstance(wave.found, Selection):
        why = shown.refusal_text({"refused": wave.found.as_dict()})
        return WaveRow(wave.year, wave.chosen, "", "", "", "", "", why)
    one = wave.found
    low, high = one.interval
    itself = Change(one.fall_by_itself_percent, one.fall_by_itself_low, one.fall_by_itself_high)
    return WaveRow(
        year=wave.year,
        chosen=wave.chosen,
        naive=_("%(before)s → %(after)s vụ, %(change)s")
        % {
            "before": read_number(int(one.counted_before)),
            "after": read_number(int(one.counted_after)),
            "change": shown.changed(one.naive_percent),
        },
        itself=shown.changed(itself.percent),
        itself_interval=shown.interval_text(itself),
        adjusted=shown.changed(one.percent_change),
        adjusted_interval=shown.interval_text(Change(one.percent_change, low, high)),
    )


def _past(found: Selected) -> dict[str, Any]:
    past = found.past
    if not isinstance(past, PastFall):
        return {}
    numbers = zip(found.last_months, past.percent, past.low, past.high, strict=True)
    mean = ""
    if past.mean_low is not None and past.mean_high is not None:
        whole = Change(past.mean_percent, past.mean_low, past.mean_high)
        mean = _("Trung bình các năm: %(change)s (khoảng tin cậy 95%%: %(interval)s).") % {
            "change": shown.changed(whole.percent),
            "interval": shown.interval_text(whole),
        }
    return {
        "picked": past.picked,
        "mean": mean,
        "rows": [
            (
                shown.month_text(month),
                shown.changed(percent),
                shown.interval_text(Change(percent, low, high)),
            )
            for month, percent, low, high in numbers
        ],
    }


def _ways(one: Finding, found: Selected) -> Lines:
    """The effect with the year before the start, without it, and with the bad year reckoned off."""
    result = one.result
    named = [
        (_("tính cả năm trước khi bắt đầu"), shown.change_of(result.get("own"))),
        (
            _("bỏ năm trước khi bắt đầu"),
            shown.change_of((result.get("variants") or {}).get("donut")),
        ),
        (_("một năm trước – một năm sau, đã trừ phần tự trở về"), found.together),
    ]
    lines = [Line(name, change) for name, change in named if change is not None]
    return shown.on_one_scale(lines, one.run.study.least_worthwhile_percent)
