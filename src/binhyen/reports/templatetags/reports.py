"""Figures of a report on its pages."""

from fractions import Fraction

from django import template

from binhyen.figures.queries import Amount

from ..rules.numbers import number_text, signed_text

register = template.Library()


@register.simple_tag
def amount(value: Fraction | None, places: int = 0) -> str:
    return number_text(value, places)


@register.simple_tag
def signed(value: Fraction | None, places: int = 0) -> str:
    return signed_text(value, places)


@register.simple_tag
def stored(value: Amount | None, places: int = 0) -> str:
    """A stored amount, which is whole numbers of the smallest place."""
    if value is None or value.amount is None:
        return number_text(None)
    return number_text(Fraction(value.amount, 10**places), places)
