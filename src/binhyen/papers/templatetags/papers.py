"""Words of the kinds of paper on a page."""

from django import template

from ..wording import said

register = template.Library()
register.filter("said", said)
