"""The register's part of a unit's page; `units` shows it by its name in the settings."""

from datetime import date
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.programmes.queries import unit_text
from binhyen.units.choices import Level
from binhyen.units.models import Unit

from ..queries.units import register_of


def section(request: SignedIn, unit: Unit, on: date) -> SafeString:
    """Its programmes and sites of the day, counted and linked; nothing for who may see none."""
    if not may(request.user, Permission.REGISTER_VIEW):
        return SafeString("")
    register = register_of(request.user, unit, on=on, today=timezone.localdate())
    here = urlencode({"unit": unit.code if unit.is_current else unit_text(unit)})
    context = {
        "unit": unit,
        "on": on,
        "register": register,
        "here": here,
        "part_queries": [(p, urlencode({"unit": unit_text(p.unit)})) for p in register.parts],
        "map_query": _map_query(unit, on, is_today=register.is_today),
        "may_add": unit.is_current and may(request.user, Permission.SITE_CHANGE, at=unit),
    }
    return render_to_string("web/_unit.html", context, request)


def _map_query(unit: Unit, on: date, *, is_today: bool) -> str:
    """The map of the province that the unit is or lies in."""
    steps = unit.path.split("/")
    if unit.level == Level.NATION:
        return ""
    asked = {"unit": steps[1]}
    return urlencode(asked if is_today else asked | {"on": on.isoformat()})
