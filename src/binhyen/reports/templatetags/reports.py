"""Figures of a report, and names in the reader's language, on its pages."""

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.figures.queries import Amount, Catalogue, Period, period_named, split

from ..producing import Filled
from ..queries import Corrected
from ..rules.comparing import Differs
from ..rules.content import Label
from ..rules.naming import in_names, report_name
from ..rules.numbers import POINTS, number_text
from ..rules.shapes import Frame
from ..rules.standing import ENGLISH, what_is_missing

register = template.Library()
_TURNED = str.maketrans(",.", ".,")


@register.simple_tag
def amount(value: Fraction | None, places: int = 0) -> str:
    return _read(number_text(value, places))


@register.simple_tag
def changed(one: Differs) -> str:
    """By how much a figure differs; of shares in points."""
    text = one.difference_text
    return _read(text).replace(POINTS, _("điểm phần trăm"))


@register.simple_tag
def stored(value: Amount | None, places: int = 0) -> str:
    """A stored amount, which is whole numbers of the smallest place."""
    if value is None or value.amount is None:
        return number_text(None)
    return _read(number_text(Fraction(value.amount, 10**places), places))


@register.simple_tag
def lacking(filled: Filled) -> list[str]:
    """What whoever signs should know to be missing, in the reader's language."""
    if not _is_english():
        return filled.lacking
    months = ((one.period, period_named(one.period)) for one in filled.content.reported)
    names = {code: month.label_en for code, month in months if month}
    return list(what_is_missing(filled.content, ENGLISH, names))


@register.simple_tag
def series_name(known: Catalogue, key: str, label: Label) -> str:
    """A series as it is called now, in English; as it was called in the report, in Vietnamese."""
    is_known = key in known.by_key or key in known.by_code
    return known.label_of(key, english=True) if _is_english() and is_known else label.name


@register.simple_tag
def unit_of_measure(known: Catalogue, key: str, label: Label) -> str:
    indicator = known.by_code.get(split(key)[0])
    return indicator.unit_en if _is_english() and indicator else label.unit


@register.simple_tag
def formula(known: Catalogue, label: Label) -> str:
    """How a figure is worked out, in the names of its parts."""
    if _is_english() and label.formula:
        return in_names(label.formula, lambda key: known.label_of(key, english=True))
    return label.in_names or label.formula


@register.simple_tag
def span_name(code: str, label: str) -> str:
    """A period in the reader's language; as the report calls it where it is no more."""
    found = period_named(code) if _is_english() else None
    return found.label_en if found else label


@register.simple_tag
def either(name: str, name_en: str) -> str:
    return name_en if _is_english() and name_en else name


@register.simple_tag
def frame_name(shape: Frame) -> str:
    return shape.name_en if _is_english() else shape.name


@register.simple_tag
def due_name(shape: Frame, period: Period) -> str:
    """A report that nobody has begun, as it will be called."""
    return report_name(frame_name(shape), period_name(period))


@register.simple_tag
def period_name(period: Period) -> str:
    return period.label_en if _is_english() else period.label


@register.simple_tag
def return_link(one: Corrected) -> str:
    """A return by its unit and month, leading to its form."""
    name, address = (
        f"{one.of.unit.name}, {span_name(one.of.period.code, one.month)}",
        one.of.get_absolute_url(),
    )
    return format_html('<a href="{}">{}</a>', address, name) if address else name


def _read(text: str) -> str:
    """A number in the reader's language, as papers write it only in Vietnamese."""
    return text.translate(_TURNED) if _is_english() else text


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")
