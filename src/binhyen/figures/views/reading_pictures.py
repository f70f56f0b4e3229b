"""The picture of a reading: shapes and words for a template, on the page and as a file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from binhyen.kernel.classes import bounds, class_of
from binhyen.ui.words import read_number, read_short
from binhyen.units.models import Unit
from binhyen.units.queries import Sheet, ground, sheet

from ..choices import NoFigure
from ..queries import Figure
from ..queries.reading import AgainstChance, Asked, Read
from ..rules.charts.lines import WIDTH, LineChart, Series, line_chart
from ..rules.charts.pictures import FunnelChart, funnel_chart
from ..rules.charts.sparks import Spark, highest, sparks
from ..wording import short_period
from . import reading_shown as shown

LOOKS = ("1", "2", "3", "4", "5", "6", "7")
MOST_APART = 0.05  # of the units, beyond which a line is broken
FEWEST_COMPARED = 2
NARROW = 340  # of a chart on a phone, where it is drawn anew: its scale and its end both in view
MANY_SMALLS, FIRST_SMALLS = 18, 12
ROOM_FOR_FIGURES = 60  # drawn units beyond which figures would lie on each other
Found = Mapping[tuple[str, int, str], Read]


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend: the look's class, and what it stands for."""

    look: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Small:
    """One of many small charts."""

    name: str
    url: str
    text: str
    note: str
    spark: Spark
    last: float = 0.0

    @property
    def drawing(self) -> SafeString:
        """Written at once, not by a template each: a province has more than a hundred."""
        one, dot = self.spark, ""
        if one.last:
            x, y = one.last
            dot = f'<circle class="chart__dot" cx="{x}" cy="{y}" r="3"/>'
        return SafeString(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" '
            f'viewBox="0 0 {one.width} {one.height}" aria-hidden="true">'
            f'<path class="chart__across" d="M0 {one.base}H{one.width}"/>'
            f'<path class="chart__line" d="{one.d}"/>{dot}</svg>'
        )


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    url: str
    text: str
    key: str  # the class of its colour: 1 … 5, zero, unknown
    overlay: str
    d: str


@dataclass(frozen=True, slots=True)
class MapPicture:
    areas: tuple[Area, ...]
    sheet: Sheet
    figures: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` names the template; `said` tells its content to whoever doesn't see it."""

    kind: str
    title: str
    said: str
    keys: tuple[Key, ...] = ()
    lines: LineChart | None = None
    narrow: LineChart | FunnelChart | None = None  # the same for a phone
    funnel: FunnelChart | None = None
    map: MapPicture | None = None
    smalls: tuple[Small, ...] = field(default=())
    up: str = ""  # what the axes are
    along: str = ""

    @property
    def first_smalls(self) -> tuple[Small, ...]:
        """Those to be seen at once: all, or where they are many the ones with most at the end."""
        if len(self.smalls) <= MANY_SMALLS:
            return self.smalls
        return tuple(sorted(self.smalls, key=lambda small: -small.last)[:FIRST_SMALLS])

    @property
    def other_smalls(self) -> tuple[Small, ...]:
        """The rest by name, a tap away: a hundred charts are thirty screens of a phone."""
        first = {small.url for small in self.first_smalls}
        return tuple(small for small in self.smalls if small.url not in first)


def series_picture(asked: Asked, found: Found, title: str, *, width: int = WIDTH) -> Picture | None:
    """The unit's line over the periods, or one for each part; with a year before where alone."""
    periods, unit = asked.periods, asked.unit
    keys = asked.keys[1:] if asked.in_parts else asked.keys
    rows = {key: [found[key, unit.pk, p.code].figure.number for p in periods] for key in keys}
    gaps = {key: breaks([found[key, unit.pk, p.code].figure for p in periods]) for key in keys}
    many = [
        Series(shown.part_text(asked, key), look, rows[key], gaps[key])
        for key, look in zip(keys, LOOKS, strict=False)
        if any(amount is not None for amount in rows[key])
    ]
    if not asked.in_parts:
        before = [found[asked.key, unit.pk, p.code].before for p in periods]
        amounts, apart = [figure.number for figure in before], breaks(before)
        many.insert(0, Series(_("Cùng kỳ năm trước"), "before", amounts, apart))
    if all(amount is None for one in many for amount in one.amounts):
        return None
    names = [short_period(p) for p in periods]
    chart, narrow = (
        line_chart(many, names, write=lambda n: _written(n, asked), width=wide)
        for wide in (width, NARROW)
    )
    legend = tuple(Key(one.look, one.name) for one in reversed(many))
    last = found[asked.key, unit.pk, asked.period.code].figure
    course = _course([found[asked.key, unit.pk, p.code].figure for p in periods], asked)
    said = " ".join(filter(None, (course, _ground(last, many))))
    return Picture("line", title, said, legend, lines=chart, narrow=narrow)


def breaks(figures: Sequence[Figure]) -> frozenset[int]:
    """Where a figure rests on another part of the units than the one known before it."""
    found, share = set(), None
    for place, figure in enumerate(figures):
        if figure.amount is None:
            continue
        if share is not None and abs(figure.share - share) > MOST_APART:
            found.add(place)
        share = figure.share
    return frozenset(found)


def _ground(last: Figure, many: Sequence[Series]) -> str:
    """Of how many units the last figure is, and why a line is broken."""
    said = []
    if units := shown.units_text(last):
        said.append(_("Kỳ cuối: %(units)s.") % {"units": units})
    if any(one.breaks for one in many):
        said.append(_("Đường đứt ở chỗ phần đơn vị có số liệu thay đổi quá 5 %."))
    return " ".join(said)


def _course(figures: Sequence[Figure], asked: Asked) -> str:
    """Where a line begins and ends, with its lowest and highest: of the periods that can be
    compared, which are over and have nearly all their units."""
    over = [asked.today is None or period.until < asked.today for period in asked.periods]
    whole = [
        one.amount for one, is_over in zip(figures, over, strict=True) if is_over and one.is_enough
    ]
    known = [amount for amount in whole if amount is not None]
    if asked.in_parts or len(known) < FEWEST_COMPARED:
        return _("Qua %(n)s kỳ.") % {"n": asked.span}
    first, last, low, high = (
        shown.amount_text(amount, asked) for amount in (known[0], known[-1], min(known), max(known))
    )
    said = _("Qua %(n)s kỳ: đầu %(first)s, cuối %(last)s; thấp nhất %(low)s, cao nhất %(high)s.")
    if len(known) < asked.span:
        said = _(
            "Qua %(n)s kỳ đủ số liệu: đầu %(first)s, cuối %(last)s; "
            "thấp nhất %(low)s, cao nhất %(high)s."
        )
    return said % {"n": len(known), "first": first, "last": last, "low": low, "high": high}


def small_picture(asked: Asked, units: Sequence[Unit], found: Found, title: str) -> Picture | None:
    """A small chart for each unit, all on one scale."""
    codes, course = [period.code for period in asked.periods], shown.course_urls(asked)
    figures = {u.pk: [found[asked.key, u.pk, code].figure for code in codes] for u in units}
    many = [[figure.number for figure in figures[unit.pk]] for unit in units]
    drawn = [
        (u, row) for u, row in zip(units, many, strict=True) if any(x is not None for x in row)
    ]
    if not drawn:
        return None
    gaps = [breaks(figures[unit.pk]) for unit, _row in drawn]
    smalls = tuple(
        Small(
            unit.name,
            course(unit),
            *_last(row, asked),
            spark,
            next((amount for amount in reversed(row) if amount is not None), 0.0),
        )
        for (unit, row), spark in zip(drawn, sparks([row for _u, row in drawn], gaps), strict=True)
    )
    top = _written(highest([row for _u, row in drawn]), asked)
    said = _("Mọi ô cùng một thang đo, từ 0 đến %(top)s; số bên tên là kỳ cuối có số liệu.") % {
        "top": top
    }
    return Picture("small", title, said, smalls=smalls)


def map_picture(asked: Asked, units: Sequence[Unit], found: Found, title: str) -> Picture | None:
    """Units coloured by classes of about equally many; nought and unknown have their own."""
    values = {u.pk: found[asked.key, u.pk, asked.period.code].figure for u in units}
    numbers = {pk: figure.number for pk, figure in values.items()}
    if not units:
        return None
    lower = bounds(n for n in numbers.values() if n)
    drawn = sheet(units, ground())
    areas, course = [], shown.course_urls(asked)
    for unit in units:
        number, figure = numbers[unit.pk], values[unit.pk]
        key = (
            "unknown" if number is None else str(class_of(number, lower)) if number > 0 else "zero"
        )
        overlay = "map-hatch" if figure.is_at_least else "map-dots" if number is None else ""
        cell = shown.figure_cell(figure, asked)
        text = cell.text if number is not None else cell.note
        areas.append(
            Area(unit.name, course(unit), text, key, overlay, drawn.paths.get(unit.pk, ""))
        )
    room = len(units) <= ROOM_FOR_FIGURES
    figures = tuple(
        (*drawn.marks[unit.pk], read_short(number))
        for unit in units
        if room and (number := numbers[unit.pk]) is not None and unit.pk in drawn.marks
    )
    unknown = sum(number is None for number in numbers.values())
    said = " ".join(_said_of_map(units, drawn, unknown))
    keys = tuple(_map_keys(asked, areas, numbers, lower, _why_unknown(values.values())))
    return Picture("map", title, said, keys, map=MapPicture(tuple(areas), drawn, figures))


def funnel_picture(
    asked: Asked, units: Sequence[Unit], held: AgainstChance, title: str, *, width: int = WIDTH
) -> Picture | None:
    """Every unit as a dot at its size, with the limits of what chance does."""
    if held.funnel is None:
        return None
    names = {unit.pk: unit.name for unit in units}
    texts = {
        point.number: f"{names[point.number]}: {read_number(point.value * held.times, places=1)}; "
        f"{shown.STANDS[point.stands]}"
        for point in held.funnel.points
    }
    chart, narrow = (
        funnel_chart(
            held.funnel,
            texts,
            write=lambda n: read_number(n),
            write_size=lambda n: read_number(n),
            times=held.times,
            width=wide,
        )
        for wide in (width, NARROW)
    )
    outside = sum(point.stands != "within" for point in held.funnel.points)
    far = sum(str(point.stands).startswith("far") for point in held.funnel.points)
    said = _("%(n)s đơn vị; %(outside)s ngoài giới hạn 95 %%, trong đó %(far)s ngoài 99,8 %%.") % {
        "n": len(held.funnel.points), "outside": outside, "far": far,
    }  # fmt: skip
    keys = (
        Key("centre", _("mức chung")),
        Key("near", _("95 trong 100 đơn vị nằm trong vùng này nếu chỉ khác nhau do ngẫu nhiên")),
        Key("far", _("998 trong 1.000 đơn vị")),
        Key("within", _("trong mức ngẫu nhiên")),
        Key("outside", _("ngoài mức ngẫu nhiên")),
    )
    up, along = shown.value_text(held, asked), shown.size_text(held)
    return Picture("funnel", title, said, keys, None, narrow, chart, up=up, along=along)


def _said_of_map(units: Sequence[Unit], drawn: Sheet, unknown: int) -> Iterator[str]:
    """How many units, and whether their outlines are real, for files as well."""
    if unknown:
        counts = {"have": len(units) - unknown, "n": len(units)}
        yield _("Bản đồ %(n)s đơn vị, có số liệu của %(have)s đơn vị.") % counts
    else:
        yield _("Bản đồ %(n)s đơn vị.") % {"n": len(units)}
    if drawn.illustrative:
        said = _("Ranh giới của %(n)s đơn vị là minh họa, không dùng để xác định địa giới.")
        yield said % {"n": len(drawn.illustrative)}
    if drawn.sources:
        yield _("Nguồn ranh giới: %(names)s.") % {"names": ", ".join(drawn.sources)}


def _why_unknown(figures: Iterable[Figure]) -> str:
    """Why some units have no figure: what most of them say."""
    whys = Counter(str(figure.why.label) for figure in figures if figure.why)
    return whys.most_common(1)[0][0] if whys else str(NoFigure.EMPTY.label)


def _map_keys(
    asked: Asked,
    areas: Sequence[Area],
    numbers: Mapping[int, float | None],
    lower: Sequence[float],
    unknown: str,
) -> list[Key]:
    """Classes from nought up, then what has no figure, then the hatching."""
    found = []
    for key in ("zero", "1", "2", "3", "4", "5", "unknown"):
        inside = sum(area.key == key for area in areas)
        if inside:
            note = _("(%(n)s đơn vị)") % {"n": inside}
            text = unknown if key == "unknown" else _class_text(key, asked, numbers, lower)
            found.append(Key(key, text, note))
    if any(area.overlay == "map-hatch" for area in areas):
        found.append(Key("least", _("ít nhất (có phần không tách được)")))
    return found


def _class_text(
    key: str, asked: Asked, numbers: Mapping[int, float | None], lower: Sequence[float]
) -> str:
    if key == "zero":
        is_below = any(number is not None and number < 0 for number in numbers.values())
        return _("0 hoặc giảm") if is_below else "0"
    inside = [n for n in numbers.values() if n and n > 0 and class_of(n, lower) == int(key)]
    low, high = (shown.amount_text(n, asked) for n in (min(inside), max(inside)))
    return low if low == high else f"{low} – {high}"


def _last(row: Sequence[float | None], asked: Asked) -> tuple[str, str]:
    """The last known amount, and of which period where it isn't the last."""
    for period, amount in zip(reversed(asked.periods), reversed(row), strict=True):
        if amount is not None:
            note = "" if period == asked.period else short_period(period)
            return shown.amount_text(amount, asked), note
    return "–", ""


def _written(number: float, asked: Asked) -> str:
    """Beside a drawing: short where large, else with the decimals that it takes."""
    if abs(number) >= 1e6:
        return read_short(number)
    return read_number(int(number) if number.is_integer() else number)
