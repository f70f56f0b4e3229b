"""Totals stay what a count from nothing would give, whatever happens and in whatever order."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

import pytest

from binhyen.figures import actions, queries
from binhyen.figures.choices import OPEN_STATES, NoFigure, ReturnState
from binhyen.figures.models import Return, Total, Value
from binhyen.units.actions import apply_reform
from binhyen.units.models import Reach, Succession, Unit

from .factories import AT, SYSTEM, a_locked_return, a_told_return, month, old_unit, todays_unit

pytestmark = pytest.mark.django_db

KEYS = ("theft", "fires", "fire_losses", "disputes_received.land")
STATES = (ReturnState.DRAFT, ReturnState.RETURNED, ReturnState.SUBMITTED, ReturnState.ACCEPTED)
MONTHS = ("month-2025-05", "month-2025-06", "month-2025-08", "month-2026-10", "month-2026-11")


def stored_totals() -> set[tuple]:
    return set(Total.objects.values_list("series", "period", "unit", "amount", "known", "unknown"))


def counted_totals() -> set[tuple]:
    """From the values alone, by paths, in the plainest way there is."""
    above = {u.path: u.pk for u in Unit.objects.filter(level__lt=3)}
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for value in Value.objects.select_related("unit"):
        steps = value.unit.path.split("/")[:-1]
        for depth in range(1, len(steps) + 1):
            over = above.get("/".join(steps[:depth]) + "/")
            if over is not None:
                row = sums[value.series_id, value.period_id, over]
                row[0] += value.amount or 0
                row[1] += value.amount is not None
                row[2] += value.amount is None
    return {(*place, *row) for place, row in sums.items()}


def figure_of(unit: Unit, key: str, code: str, **how: bool) -> queries.Figure:
    return queries.figures([key], [unit], [month(code)], **how)[key, unit.pk, code]


def added_up_now(unit: Unit, key: str, code: str) -> tuple[int, int]:
    """What was sent on the ground of a unit of today by Reach, and what can't be split."""
    rows = Value.objects.filter(
        series__indicator=key.partition(".")[0],
        series__part=key.partition(".")[2],
        period__code=code,
    )
    unsent = set(Return.objects.filter(state__in=OPEN_STATES).values_list("unit", "period"))
    cover = dict(Reach.objects.filter(over=unit).values_list("unit", "in_part"))
    sums = [0, 0]
    for row in rows:
        if row.unit_id in cover and (row.unit_id, row.period_id) not in unsent:
            sums[cover[row.unit_id]] += row.amount or 0
    return sums[0], sums[1]


def test_a_commune_counts_for_everything_over_it():
    a_told_return("24611", theft=3)
    a_told_return("24615", theft=4)
    province, nation = todays_unit("68"), Unit.objects.get(path="VN/")
    for unit in (province, nation):
        assert figure_of(unit, "theft", "month-2026-11").amount == 7
    assert figure_of(todays_unit("01"), "theft", "month-2026-11").why == NoFigure.EMPTY


def test_an_empty_cell_is_not_a_nought():
    one = a_told_return(theft=0, fires=2)
    province = todays_unit("68")
    assert figure_of(province, "theft", "month-2026-11").amount == 0
    assert figure_of(province, "disorder", "month-2026-11").amount is None
    Return.objects.update(state=ReturnState.RETURNED)
    actions.enter(one, {"theft": "", "fires": "chưa rõ"}, by=SYSTEM, at=AT)
    Return.objects.update(state=ReturnState.SUBMITTED)
    assert figure_of(province, "theft", "month-2026-11").why == NoFigure.EMPTY
    assert figure_of(province, "fires", "month-2026-11").why == NoFigure.UNKNOWN
    assert stored_totals() == counted_totals()


def test_an_old_commune_counts_for_its_province_of_then_and_of_now():
    a_told_return(old_unit("24643"), "month-2025-05", theft=5)
    then, now = old_unit("67"), todays_unit("68")
    assert figure_of(then, "theft", "month-2025-05").amount == 5
    assert figure_of(now, "theft", "month-2025-05").amount == 5
    assert figure_of(now, "theft", "month-2025-05", as_then=True).why == NoFigure.NOT_THERE


def test_a_figure_that_cannot_be_split_is_said_to_be_a_lower_bound():
    split = (
        Succession.objects.filter(kind="part", old__level=3)
        .select_related("old", "new__parent")
        .order_by("pk")
        .first()
    )
    a_told_return(split.old, "month-2025-05", theft=9)
    figure = figure_of(split.new, "theft", "month-2025-05")
    assert (figure.amount, figure.why, figure.unsplit) == (None, NoFigure.UNSPLIT, 9)
    assert figure.is_at_least
    assert figure_of(split.new.parent, "theft", "month-2025-05").amount == 9


def test_a_unit_of_yesterday_is_read_from_what_lies_wholly_within_it_today():
    """Old Đắk Nông is part of new Lâm Đồng: its communes of today give its figure back."""
    new = Succession.objects.filter(old__path__startswith="VN/67/", kind="whole", old__level=3)
    inside = {s.new for s in new.select_related("new") if _only_from_daknong(s.new)}
    for unit in inside:
        a_told_return(unit, "month-2026-11", theft=1)
    assert figure_of(old_unit("67"), "theft", "month-2026-11").amount == len(inside)


def _only_from_daknong(unit: Unit) -> bool:
    return all(s.old.path.startswith("VN/67/") for s in unit.origins.select_related("old"))


def test_months_make_quarters_and_what_stands_is_taken_at_the_end():
    for number, (thefts, cameras) in enumerate([(1, 10), (2, 12), (4, 11)], start=6):
        a_told_return("24611", f"month-2026-0{number}", theft=thefts, cameras=cameras)
    found = queries.figures(
        ["theft", "cameras"], [todays_unit("68")], [month("half-2026-1"), month("quarter-2026-3")]
    )
    pk = todays_unit("68").pk
    assert found["theft", pk, "quarter-2026-3"].amount == 6  # July and August; September is owed
    assert not found["theft", pk, "quarter-2026-3"].is_whole
    assert found["theft", pk, "half-2026-1"].amount == 1
    assert found["cameras", pk, "half-2026-1"].amount == 10
    assert found["cameras", pk, "quarter-2026-3"].amount is None


def test_a_share_of_a_province_is_the_share_of_its_sums_and_never_by_nought():
    a_told_return("24611", tips_received=10, tips_useful=1)
    a_told_return("24615", tips_received=30, tips_useful=9, cameras=0, cameras_working=0)
    assert figure_of(todays_unit("68"), "tips_share", "month-2026-11").amount == 25
    none = figure_of(todays_unit("68"), "cameras_share", "month-2026-11")
    assert (none.amount, none.why) == (None, NoFigure.DIVIDED_BY_ZERO)


def test_a_correction_is_seen_in_every_total_at_once():
    one = a_locked_return(theft=3)
    actions.correct(one, {"theft": 8}, "Gửi sót vụ", by=SYSTEM, at=AT)
    assert figure_of(todays_unit("68"), "theft", "month-2026-11").amount == 8
    assert stored_totals() == counted_totals()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_roll_ups_are_what_a_count_from_nothing_gives(seed):
    """Random entries, emptied cells, corrections, reforms and moved boundaries, in any order."""
    rng = Random(seed)
    for _ in range(60):
        rng.choice(DEEDS)(rng)
    assert stored_totals() == counted_totals()
    before = stored_totals()
    actions.recompute_totals()
    assert stored_totals() == before
    _check_as_now(rng)


def _check_as_now(rng: Random) -> None:
    units = list(Unit.objects.filter(valid_to=None, level__in=(1, 3), path__contains="/68"))
    for unit in rng.sample(units, 12) + [u for u in units if u.level == 1]:
        for key in KEYS:
            for code in MONTHS:
                whole, unsplit = added_up_now(unit, key, code)
                figure = figure_of(unit, key, code)
                assert (figure.amount or 0, figure.unsplit) == (whole, unsplit)


def _enter(rng: Random) -> None:
    """A cell filled, changed, emptied or said to be unknown."""
    code = rng.choice(MONTHS)
    there = Unit.objects.at(month(code).until).filter(level=3)
    place = rng.choice(
        list(there.filter(path__contains="/67/") | there.filter(path__contains="/68"))
    )
    one = actions.open_return(place, month(code), by=SYSTEM, at=AT)
    typed = rng.choice(["", "?", 0, rng.randrange(50), rng.randrange(50), rng.randrange(50)])
    Return.objects.filter(pk=one.pk).update(state=ReturnState.DRAFT)
    actions.enter(one, {rng.choice(KEYS): typed}, by=SYSTEM, at=AT)
    Return.objects.filter(pk=one.pk).update(state=rng.choice(STATES))


def _correct(rng: Random) -> None:
    returns = list(Return.objects.select_related("period", "unit"))
    if not returns:
        return
    one = rng.choice(returns)
    Return.objects.filter(pk=one.pk).update(state=ReturnState.LOCKED, locked_at=AT)
    cells = {rng.choice(KEYS): rng.choice(["", "?", rng.randrange(90)])}
    try:
        actions.correct(one, cells, "Đính chính", by=SYSTEM, at=AT)
    except actions.FiguresBlocked as refusal:
        assert refusal.codes == {"nothing_changed"}
    Return.objects.filter(pk=one.pk).update(state=rng.choice(STATES))


def _reform(rng: Random) -> None:
    """Some communes of today become two, each going whole into one or split over both."""
    last = Succession.objects.order_by("-on").values_list("on", flat=True).first()
    day = max(last, date(2026, 9, 20)) + timedelta(days=rng.randrange(1, 20))
    today = list(Unit.objects.filter(valid_to=None, level=3, path__startswith="VN/68."))
    if day > date(2026, 11, 12):
        return
    new = [f"9{Unit.objects.count() % 9_000 + number:04}" for number in (0, 1)]
    lines = [f'on = {day}\nsource = "Thử"']
    lines += [f'[[unit]]\ncode = "{code}"\nname = "Xã Mới {code}"\nparent = "68"' for code in new]
    olds = rng.sample(today, 3)
    for place, old in enumerate(olds):
        goes = new if rng.random() < 0.5 else [new[place % 2]]
        share = 1 / len(goes)
        for code in goes:
            lines.append(f'[[became]]\nold = "{old.code}"\nnew = "{code}"')
            lines += [f"share = {share}", f"main = {str(code == goes[0]).lower()}"]
    if all(code in "".join(lines[3:]) for code in new):
        apply_reform("\n".join(lines), by=SYSTEM, at=AT, today=date(2026, 11, 24))


DEEDS = [_enter] * 24 + [_correct] * 8 + [_reform]
