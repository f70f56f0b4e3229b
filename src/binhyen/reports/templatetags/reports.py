"""Figures of a report, and names in the reader's language, on its pages."""

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from binhyen.figures.queries import Amount, Period

from ..queries import Corrected
from ..rules.naming import report_name
from ..rules.numbers import number_text
from ..rules.shapes import Frame

register = template.Library()


@register.simple_tag
def amount(value: Fraction | None, places: int = 0) -> str:
    return number_text(value, places)


@register.simple_tag
def stored(value: Amount | None, places: int = 0) -> str:
    """A stored amount, which is whole numbers of the smallest place."""
    if value is None or value.amount is None:
        return number_text(None)
    return number_text(Fraction(value.amount, 10**places), places)


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
    name, address = f"{one.of.unit.name}, {one.month}", one.of.get_absolute_url()
    return format_html('<a href="{}">{}</a>', address, name) if address else name


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")
