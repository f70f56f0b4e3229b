"""Criteria, values, days and faults in words for a page, a form and a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from binhyen.ui.words import number_text, read_number

from .choices import Known, Measure, Method
from .rules.scoring import holds, points_of
from .rules.shapes import Criterion, MonthDay, Sheet, Value


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion side by side: what the register says, the self-score, the appraisal."""

    criterion: Criterion
    is_first_of_group: bool
    limit: str
    known: str
    own: str
    own_reason: str
    appraised: str
    reason: str
    is_against_register: bool
    differs: bool


def value_text(criterion: Criterion, value: Value | None) -> str:
    """ "12 / 15", "có", "3" or "7 / 10 (70 %)"; empty where nothing is said."""
    if value is None or value.number is None:
        return ""
    number = number_text(value.number)
    match criterion.measure:
        case Measure.YES:
            return pgettext("tiêu chí", "có") if value.number else pgettext("tiêu chí", "không")
        case Measure.POINTS:
            return f"{number} / {number_text(criterion.points)}"
        case Measure.SHARE if value.whole:
            percent = number_text(value.number * 1000 // value.whole / 10, places=1)
            return f"{number} / {number_text(value.whole)} ({percent} %)"
        case _:
            return number


def limit_text(sheet: Sheet, criterion: Criterion) -> str:
    """What a criterion brings or must reach."""
    points = read_number(criterion.points)
    if criterion.measure == Measure.POINTS:
        return _("tối đa %(points)s điểm") % {"points": points}
    needed = _needed(criterion)
    if sheet.method == Method.ALL:
        return needed
    return _("%(points)s điểm nếu %(needed)s") % {"points": points, "needed": needed}


def _needed(criterion: Criterion) -> str:
    limit = read_number(criterion.at_least)
    match criterion.measure:
        case Measure.COUNT:
            return _("từ %(limit)s trở lên") % {"limit": limit}
        case Measure.SHARE if criterion.at_least == 100:
            return _("đủ 100 %%") % {}
        case Measure.SHARE:
            return _("từ %(limit)s %% trở lên") % {"limit": limit}
        case _:
            return pgettext("tiêu chí", "có")


def score_text(sheet: Sheet, score: int | None) -> str:
    """ "85 / 100" points, or "3 / 4" criteria that hold; empty for none."""
    if score is None:
        return ""
    most = sheet.total if sheet.method == Method.SUM else len(sheet.criteria)
    return f"{read_number(score)} / {read_number(most)}"


def known_text(known: Known | None) -> str:
    return str(known.label) if known else ""


def month_day_text(day: MonthDay) -> str:
    return f"{day.day:02d}/{day.month:02d}"


def criterion_lines(
    sheet: Sheet,
    *,
    known: Mapping[str, Value],
    own: Mapping[str, Value],
    appraised: Mapping[str, Value],
) -> Iterable[CriterionLine]:
    """Every criterion with its values side by side, in the sheet's order."""
    group = None
    for one in sheet.criteria:
        said, mine, theirs = (each.get(one.code) for each in (known, own, appraised))
        last = theirs or mine
        yield CriterionLine(
            criterion=one,
            is_first_of_group=bool(one.group) and one.group != group,
            limit=limit_text(sheet, one),
            known=value_text(one, said),
            own=_with_points(sheet, one, mine),
            own_reason=mine.reason if mine else "",
            appraised=_with_points(sheet, one, theirs),
            reason=theirs.reason if theirs else "",
            is_against_register=said is not None
            and last is not None
            and not last.says_the_same(said),
            differs=mine is not None and theirs is not None and not mine.says_the_same(theirs),
        )
        group = one.group


def _with_points(sheet: Sheet, criterion: Criterion, value: Value | None) -> str:
    """A value with what it brings, where that is not the value itself."""
    text = value_text(criterion, value)
    if value is None or not text or criterion.measure == Measure.POINTS:
        return text
    if sheet.method == Method.SUM:
        points = read_number(points_of(criterion, value))
        return _("%(value)s: %(points)s điểm") % {"value": text, "points": points}
    met = _("đạt") if holds(criterion, value) else _("không đạt")
    return text if criterion.measure == Measure.YES else f"{text}: {met}"
