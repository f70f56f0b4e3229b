"""A province's own templates."""

from binhyen.people.models import Person
from binhyen.units.models import Unit

from ..models import Template


def template_for(kind: str, unit: Unit) -> Template | None:
    """The template in use for a kind at a unit: its own, else the nearest above; None for ours."""
    steps = unit.path.split("/")[:-1]
    paths = ["/".join(steps[:depth]) + "/" for depth in range(1, len(steps) + 1)]
    used = Template.objects.in_use().filter(kind=kind, unit__path__in=paths)
    return used.select_related("stored", "unit").order_by("-unit__level", "-version").first()


def templates_in_use(person: Person) -> dict[str, list[Template]]:
    """By kind, the templates in use that a person sees, the widest unit first."""
    seen = Template.objects.visible_to(person).in_use().select_related("unit")
    found: dict[str, list[Template]] = {}
    for template in seen.order_by("kind", "unit__level", "unit__sort_key", "-version"):
        held = found.setdefault(template.kind, [])
        if template.unit_id not in {one.unit_id for one in held}:
            held.append(template)
    return found


def templates_of(person: Person, kind: str) -> list[tuple[Template, bool]]:
    """Every template for a kind that a person sees, the newest first; which are in use."""
    seen = Template.objects.visible_to(person).filter(kind=kind)
    rows = seen.select_related("unit", "stored", "added_by").order_by("-version", "-pk")
    used: dict[int, int] = {}
    for row in rows:
        if row.withdrawn_on is None:
            used.setdefault(row.unit_id, row.pk)
    return [(row, used.get(row.unit_id) == row.pk) for row in rows]
