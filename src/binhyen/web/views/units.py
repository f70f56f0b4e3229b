"""The register's part of a unit's page; `units` shows it by its name in the settings."""

from datetime import date
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may, posts_granting
from binhyen.programmes.queries import unit_text
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..choices import Share
from ..queries.units import register_of, share_of


def section(request: SignedIn, unit: Unit, on: date) -> SafeString:
    """Its programmes and sites of the day, counted and linked; nothing for who may see none."""
    if not may(request.user, Permission.REGISTER_VIEW):
        return SafeString("")
    share = share_of(request.user, unit)
    if share == Share.NONE:
        context = {"unit": unit, "places": _places(request)}
        return render_to_string("web/_unit_beyond.html", context, request)
    today = timezone.localdate()
    register = register_of(request.user, unit, on=on, today=today)
    here = {"unit": unit.code if unit.is_current else unit_text(unit)}
    day = {} if register.is_today else {"on": on.isoformat()}
    context = {
        "unit": unit,
        "on": on,
        "today": today,
        "is_in_part": share == Share.PART,
        "register": register,
        "here": urlencode(here),
        "then": urlencode(here | (day or {"state": "counted"})),
        "ended": urlencode(here | day | {"state": "ended"}),
        "part_queries": [
            (part, urlencode({"unit": unit_text(part.unit)} | (day or {"state": "counted"})))
            for part in register.parts
        ],
        "map_query": _map_query(unit, on, is_today=register.is_today),
        "may_add": unit.is_current and may(request.user, Permission.SITE_CHANGE, at=unit),
    }
    return render_to_string("web/_unit.html", context, request)


def home_province(request: SignedIn) -> str:
    """The code of the one province in which a reader's posts lie; empty for none, or several."""
    posts = posts_granting(request.user, Permission.REGISTER_VIEW)
    steps = {post.unit.path.split("/")[1] for post in posts}
    return steps.pop().partition(".")[0] if len(steps) == 1 else ""


def _places(request: SignedIn) -> list[str]:
    posts = posts_granting(request.user, Permission.REGISTER_VIEW)
    return sorted({post.unit.name for post in posts})


def _map_query(unit: Unit, on: date, *, is_today: bool) -> str:
    """The map of the province that the unit is or lies in."""
    steps = unit.path.split("/")
    if unit.level == Level.NATION:
        return ""
    asked = {"unit": steps[1]}
    return urlencode(asked if is_today else asked | {"on": on.isoformat()})
