"""The building blocks of every page. A misspelt argument or tone is an error, never a blank."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from binhyen.kernel.dates import Precision, show
from binhyen.kernel.models import Entry

from ..trail import Line, lines
from ..words import moment_text, read_number, read_vnd, relative_text

register = template.Library()

TAG_TONES = frozenset({"neutral", "good", "warn", "bad", "info"})
NOTICE_TONES = frozenset({"info", "good", "warn", "bad"})
BUTTON_TONES = frozenset({"plain", "primary", "danger"})
ICONS = {"": "", "plus": "+", "download": "↓", "upload": "↑", "back": "←", "next": "→", "edit": "✎"}
MARKS = {"info": "i", "good": "✓", "warn": "!", "bad": "×"}


def known(value: str, allowed: Iterable[str], *, what: str) -> str:
    """The value, or ValueError naming what it could have been."""
    if value not in allowed:
        raise ValueError(f"{what} {value!r}: expected one of {', '.join(sorted(allowed))}")
    return value


@register.simple_tag(takes_context=True)
def heading(context: Context) -> SafeString:
    """The page's title block once more, so that <title> and <h1> can't differ."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return SafeString(block.nodelist.render(context).strip())


@register.simple_tag
def tag(label: Any, *, tone: str = "neutral") -> SafeString:
    known(tone, TAG_TONES, what="tone")
    return format_html('<span class="tag tag--{}">{}</span>', tone, label)


@register.simple_block_tag
def notice(content: SafeString, *, tone: str = "info", title: str = "") -> SafeString:
    known(tone, NOTICE_TONES, what="tone")
    heading = format_html('<p class="notice__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice notice--{}"{}><span class="notice__mark" aria-hidden="true">{}</span>'
        '<div class="notice__body">{}{}</div></div>',
        tone,
        SafeString(' role="alert"') if tone == "bad" else "",
        MARKS[tone],
        heading,
        content,
    )


@register.simple_block_tag
def empty(content: SafeString, *, title: str) -> SafeString:
    return format_html('<div class="empty"><p class="empty__title">{}</p>{}</div>', title, content)


@register.simple_tag
def button(label: Any, *, href: str, tone: str = "plain", icon: str = "") -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing."""
    known(tone, BUTTON_TONES, what="tone")
    mark = _mark(icon)
    return format_html('<a class="button button--{}" href="{}">{}{}</a>', tone, href, mark, label)


@register.simple_tag
def submit(
    label: Any, *, tone: str = "primary", name: str = "", value: Any = "", icon: str = ""
) -> SafeString:
    known(tone, BUTTON_TONES, what="tone")
    sent = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button type="submit" class="button button--{}"{}>{}{}</button>',
        tone,
        sent,
        _mark(icon),
        label,
    )


def _mark(icon: str) -> str:
    sign = ICONS[known(icon, ICONS, what="icon")]
    return format_html('<span aria-hidden="true">{}</span> ', sign) if sign else ""


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, errors and widget of one field of a form, tied together for screen readers."""
    if not isinstance(bound, BoundField):
        raise TypeError(f"field takes a bound form field, not {bound!r}")
    # Packages' forms say their labels twice, once in grey letters that go as one types.
    bound.field.widget.attrs.pop("placeholder", None)
    return {
        "bound": bound,
        "is_check": isinstance(bound.field.widget, CheckboxInput),
        "is_group": bound.field.widget.use_fieldset,
        "errors": bound.errors,
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page_obj: Page, *, name: str = "page") -> dict[str, Any]:
    """Links to the other pages that keep the rest of the address."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    rest = query.urlencode()
    return {"page": page_obj, "stem": f"?{rest}&{name}=" if rest else f"?{name}="}


@register.inclusion_tag("ui/history.html")
def history(entries: Iterable[Entry]) -> dict[str, list[Line]]:
    return {"lines": lines(entries)}


@register.simple_tag
def when(at: datetime | None) -> str:
    """Relative for a week, then absolute; the exact time is always in its title."""
    if at is None:
        return "–"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        moment_text(at),
        relative_text(at, now=timezone.now()),
    )


@register.simple_tag
def number(n: float | int | None, *, places: int | None = None) -> str:
    return read_number(n, places=places)


@register.simple_tag
def vnd(amount: int | None) -> str:
    return read_vnd(amount)


@register.simple_tag
def day(on: date | None, precision: str = Precision.DAY) -> str:
    """A date as exactly as it is known."""
    if isinstance(on, datetime):
        raise TypeError("day takes a date; use when for a time")
    return show(on, precision) or "–"
