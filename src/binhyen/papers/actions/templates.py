"""A province's own template for a kind of paper: put in place of ours, and taken back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from binhyen.files.actions import keep
from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.units.models import Unit

from .. import queries
from ..models import Template
from ..rendering import reading, templates
from .refusals import Actor, TemplateRefused, demand


@transaction.atomic
def put_template(
    unit: Unit, kind: str, content: bytes, *, name: str, by: Actor, at: datetime
) -> Template:
    """From now on papers of this kind at the unit and below it are made by this Word file.

    Raises PermissionDenied, files' FileRefused, TemplateRefused with every finding.
    """
    demand(by, Permission.PROCEDURE_CHANGE, unit)
    locked = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    stored = keep(content, name=name, at=at)
    if findings := templates.findings(content, queries.kinds()[kind]):
        raise TemplateRefused(findings)
    last = Template.objects.filter(unit=locked, kind=kind).aggregate(last=Max("version"))["last"]
    template = Template.objects.create(
        unit=locked,
        kind=kind,
        version=(last or 0) + 1,
        stored=stored,
        name=name[:200],
        is_whole=reading.is_whole(content),
        added_by=by if isinstance(by, Person) else None,
        added_at=at,
    )
    log.record(template, "create", by=by, at=at, after=log.snapshot(template))
    return template


@transaction.atomic
def withdraw_template(template: Template, *, by: Actor, at: datetime) -> Template:
    """From today on the template before it counts again, or ours. Raises PermissionDenied."""
    kept = (
        Template.objects.select_for_update(of=("self",)).select_related("unit").get(pk=template.pk)
    )
    demand(by, Permission.PROCEDURE_CHANGE, kept.unit)
    if kept.withdrawn_on is None:
        kept.withdrawn_on = localdate(at)
        kept.save(update_fields=["withdrawn_on"])
        after = {"withdrawn_on": kept.withdrawn_on.isoformat()}
        log.record(kept, "withdraw", by=by, at=at, before={"withdrawn_on": None}, after=after)
    return kept
