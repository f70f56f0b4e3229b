"""Figures in words, and the addresses that lead to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache
from html import escape
from urllib.parse import quote, quote_plus, urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from binhyen.ui.words import read_number
from binhyen.units.models import Unit

from ..choices import Good, View
from ..queries import Change, Figure, Period
from ..queries.reading import AgainstChance, Asked, Read
from ..rules.charts.funnels import Stands
from ..wording import is_english, measured_text, series_text

RATE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words, its plain number for files, what is said of it, what lies behind it."""

    text: str
    number: float | int | None = None
    note: str = ""
    url: str = ""

    @property
    def html(self) -> SafeString:
        """The cell of a table, written at once: a page has hundreds."""
        text, note = escape(self.text), ""
        if self.note:
            note = f'<span class="reading-note">{escape(self.note)}</span>'
        if self.number is None:
            return SafeString(f'<td class="num">{note or text}</td>')
        linked = f'<a href="{escape(self.url)}">{text}</a>' if self.url else text
        return SafeString(f'<td class="num">{linked}{note}</td>')


# --- numbers in words ---


def places_of(asked: Asked) -> int | None:
    """How many decimals: two of a rate, the indicator's own of what is computed."""
    if asked.per_people:
        return RATE_PLACES
    indicator = asked.indicator
    return indicator.decimals if indicator.decimals else None


def amount_text(amount: Fraction | float | int | None, asked: Asked) -> str:
    if amount is None:
        return "–"
    number = float(amount)
    places = places_of(asked)
    if places is None:
        return read_number(int(number) if number.is_integer() else number)
    return read_number(number, places=places)


def figure_cell(figure: Figure, asked: Asked, *, url: str = "") -> Cell:
    """A figure; in words where there is none; "at least" where a part can't be split."""
    if figure.amount is None:
        return Cell("–", None, str(figure.why.label) if figure.why else "", url)
    text = amount_text(figure.amount, asked)
    if figure.is_at_least:
        text = _("ít nhất %(n)s") % {"n": text}
    return Cell(text, _plain(figure.amount, asked), _doubt(figure, asked), url)


def _doubt(figure: Figure, asked: Asked) -> str:
    """Why a figure may be less than the whole truth."""
    said = []
    if figure.unsplit:
        left = amount_text(figure.unsplit, asked)
        said.append(_("%(n)s thuộc đơn vị đã chia, không tách được") % {"n": left})
    if figure.months < figure.of_months:
        said.append(
            _("có %(n)s trong %(all)s tháng") % {"n": figure.months, "all": figure.of_months}
        )
    if figure.units < figure.of_units:
        said.append(units_text(figure))
    if figure.unsent:
        said.append(unsent_text(figure.unsent))
    if figure.unknown:
        said.append(_("%(n)s số báo là chưa rõ") % {"n": figure.unknown})
    return "; ".join(said)


def units_text(figure: Figure) -> str:
    """Of how many units a sum has the figures; nothing of a single unit."""
    if figure.of_units < 2 or figure.amount is None:
        return ""
    return _("số của %(have)s/%(of)s đơn vị cấp xã trong kỳ") % {
        "have": read_number(figure.units), "of": read_number(figure.of_units),
    }  # fmt: skip


def unsent_text(n: int) -> str:
    """How many units have begun a figure that is not counted, because they haven't sent it."""
    return ngettext(
        "%(n)s đơn vị có nhập nhưng chưa gửi, không tính",
        "%(n)s đơn vị có nhập nhưng chưa gửi, không tính",
        n,
    ) % {"n": read_number(n)}


def no_change_text(change: Change) -> str:
    """Why two figures can't be compared; empty where they can, or one isn't there."""
    if change.why is None:
        return ""
    why = str(change.why.label) % {"have": read_number(change.have), "of": read_number(change.of)}
    return _("không so được: %(why)s") % {"why": why}


def change_cell(change: Change, asked: Asked) -> Cell:
    if change.difference is None:
        return Cell("–", note=no_change_text(change))
    text = signed(amount_text(abs(change.difference), asked), change.difference)
    return Cell(text, _plain(change.difference, asked))


def trend_cell(change: Change) -> Cell:
    """In words whether a change is good, for indicators that have a direction."""
    if change.is_good is None:
        return Cell("–")
    return Cell(_("tốt hơn") if change.is_good else _("xấu hơn"))


def change_cells(change: Change, asked: Asked) -> list[Cell]:
    """What changed, in percent, and whether that is good where the indicator has a direction."""
    found = [change_cell(change, asked), percent_cell(change)]
    return found if asked.indicator.good == Good.NONE else [*found, trend_cell(change)]


def change_titles(asked: Asked) -> list[str]:
    found = [pgettext("hai số", "Tăng, giảm"), _("Tăng, giảm %")]
    return found if asked.indicator.good == Good.NONE else [*found, _("Chiều hướng")]


def percent_cell(change: Change) -> Cell:
    if change.percent is None:
        return Cell("–")
    text = signed(read_number(abs(change.percent), places=1), change.percent)
    return Cell(f"{text}%" if is_english() else f"{text} %", round(change.percent, 1))


def signed(text: str, amount: Fraction | float) -> str:
    return f"+{text}" if amount > 0 else f"−{text}" if amount < 0 else text


def _plain(amount: Fraction, asked: Asked) -> float | int:
    if amount.denominator == 1:
        return amount.numerator
    return round(float(amount), max(places_of(asked) or 0, 2))


# --- addresses ---


def unit_word(unit: Unit) -> str:
    """A unit in an address: its code, with its last day once it has gone."""
    if unit.last_day is None:
        return unit.code
    return f"{unit.name} ({unit.code}, đến {unit.last_day:%d/%m/%Y})"


def behind_url(key: str, unit: Unit, period: Period, *, as_then: bool) -> str:
    """The page that lists what a figure was made of."""
    by = "&by=then" if as_then else ""
    return f"{_behind()}?what={key}&unit={_quoted(unit_word(unit))}&period={period.code}{by}"


@cache
def _behind() -> str:
    """Asked for hundreds of times a page."""
    return reverse("figures:behind")


@lru_cache(maxsize=8_192)
def _quoted(text: str) -> str:
    return quote(text)


def question_of(asked: Asked, **other: str) -> dict[str, str]:
    """The question as it stands in an address."""
    said = {
        "what": asked.key,
        "unit": unit_word(asked.unit),
        "kind": asked.period.kind.code,
        "until": asked.period.code,
        "span": str(asked.span),
    }
    said |= {"by": "then"} if asked.as_then else {}
    said |= {"rate": "on"} if asked.per_people else {}
    said |= {"parts": "on"} if asked.in_parts else {}
    return said | other


def reading_url(asked: Asked, **other: str) -> str:
    return f"{reverse('figures:read')}?{urlencode(question_of(asked, **other))}"


def course_urls(asked: Asked) -> Callable[[Unit], str]:
    """The address of a unit's course over time, for many units of one question."""
    url = reading_url(asked, unit="UNIT", view="series")
    before, after = url.split("unit=UNIT", 1)
    return lambda unit: f"{before}unit={quote_plus(unit_word(unit))}{after}"


def question_text(asked: Asked, *, view: View) -> str:
    """The question without its last period, for a board that always shows the newest."""
    said = question_of(asked, view=view.value)
    said.pop("until")
    return urlencode(said)


def file_url(asked: Asked, ending: str, *, view: View) -> str:
    return f"{reverse(f'figures:read-{ending}')}?{urlencode(question_of(asked, view=view.value))}"


# --- titles ---


def measure_text(asked: Asked) -> str:
    """Số vụ cháy (vụ), or: per 10,000 people."""
    if asked.per_people:
        name = series_text(asked.known, asked.key)
        return _("%(name)s trên 10.000 dân") % {"name": name}
    return measured_text(asked.known, asked.key)


def where_text(asked: Asked) -> str:
    """The unit, and which hierarchy adds it up."""
    if asked.as_then:
        return _("%(unit)s, theo địa giới của kỳ đó") % {"unit": asked.unit.name}
    return str(asked.unit.name)


def whole_cells(one: Read, asked: Asked) -> dict[str, Cell | str]:
    """The unit's own figure in the last period, in large; `said`: what it rests on."""
    all_there = units_text(one.figure) if one.figure.units == one.figure.of_units else ""
    cell = read_cell(one, asked)
    said = "; ".join(note for note in (cell.note, all_there, no_change_text(one.change)) if note)
    return {
        "said": f"{said[:1].upper()}{said[1:]}." if said else "",
        "figure": cell,
        "before": figure_cell(one.before, asked),
        "change": change_cell(one.change, asked),
        "percent": percent_cell(one.change),
        "trend": trend_cell(one.change),
    }


def part_text(asked: Asked, key: str) -> str:
    """A part by its own name."""
    indicator = asked.indicator
    found = next((p for p in indicator.parts if key.endswith(f".{p.code}")), None)
    if found is None:
        return series_text(asked.known, key)
    return found.name_en if is_english() else found.name


def size_text(held: AgainstChance) -> str:
    return _("Mẫu số") if held.is_share else _("Số vụ trông đợi")


def value_text(held: AgainstChance, asked: Asked) -> str:
    """What the funnel's values are."""
    if held.is_share:
        return series_text(asked.known, asked.key) + " (%)"
    if held.by_people:
        return _("%(name)s trên 10.000 dân") % {"name": series_text(asked.known, asked.key)}
    return _("Bằng bao nhiêu % mức trông đợi")


STANDS = {
    Stands.WITHIN: gettext_lazy("trong mức ngẫu nhiên"),
    Stands.HIGH: gettext_lazy("cao, nên xem lại"),
    Stands.LOW: gettext_lazy("thấp, nên xem lại"),
    Stands.FAR_HIGH: gettext_lazy("cao khác hẳn"),
    Stands.FAR_LOW: gettext_lazy("thấp khác hẳn"),
}


def read_cell(one: Read, asked: Asked) -> Cell:
    url = behind_url(one.key, one.unit, one.period, as_then=asked.as_then)
    return figure_cell(one.figure, asked, url=url)


def read_part(one: Read, whole: Read, asked: Asked) -> Cell:
    """A part beside its whole: how many units gave theirs is not said twice."""
    cell = read_cell(one, asked)
    is_same = (one.figure.units, one.figure.of_units) == (whole.figure.units, whole.figure.of_units)
    return replace(cell, note="") if is_same and not one.figure.is_at_least else cell


def parts_text(whole: Figure, parts: Sequence[Figure], asked: Asked) -> str:
    """That the parts don't add up to their whole, where they don't; some units gave only that."""
    known = [part.amount for part in parts if part.amount is not None]
    if whole.amount is None or not known or sum(known) == whole.amount:
        return ""
    return _("các loại cộng lại được %(n)s vì có đơn vị không ghi đủ") % {
        "n": amount_text(sum(known), asked)
    }
