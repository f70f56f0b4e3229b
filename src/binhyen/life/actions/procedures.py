"""Procedures are written, each change as a new version, and withdrawn."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from binhyen.kernel import log
from binhyen.people.choices import Permission
from binhyen.programmes.actions.permits import demand
from binhyen.units.models import Unit
from binhyen.units.queries import bearers_of, nation

from ..models import Procedure
from ..queries import known_words, read, shipped_texts
from ..rules.procedure import Procedure as Read
from ..rules.reading import parse
from .holding import log_birth
from .permits import Actor, person_of


@transaction.atomic
def save_procedure(
    *, unit: Unit, text: str, effective_on: date, by: Actor, at: datetime, reason: str = ""
) -> Procedure:
    """A new version of a unit's procedure, in force from a day on; running cases keep theirs.

    The code in the text says which procedure it is. The same text again is no new version.
    Raises PermissionDenied, or ProcedureFaulty (rules.procedure) with every flaw and its line.
    """
    demand(by, Permission.PROCEDURE_CHANGE, [unit])
    text = text.replace("\r\n", "\n")
    said = parse(text, known=known_words())
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    newest = Procedure.objects.filter(unit=unit, code=said.code).order_by("-version").first()
    if newest and _is_same(newest, text, effective_on):
        return newest
    procedure = _next_version(
        unit, said, text, effective_on=effective_on, created_by=person_of(by), created_at=at
    )
    log_birth(procedure, "create", by=by, at=at, reason=reason)
    return procedure


@transaction.atomic
def withdraw_procedure(
    procedure: Procedure, *, on: date, by: Actor, at: datetime, reason: str = ""
) -> Procedure:
    """No new case runs by this version from a day on. Raises PermissionDenied."""
    demand(by, Permission.PROCEDURE_CHANGE, [procedure.unit])
    stored = Procedure.objects.select_for_update().get(pk=procedure.pk)
    before = log.snapshot(stored)
    stored.withdrawn_on = on
    stored.save(update_fields=["withdrawn_on"])
    old, new = log.differences(before, log.snapshot(stored))
    if new:
        log.record(stored, "withdraw", by=by, at=at, before=old, after=new, reason=reason)
    return stored


@transaction.atomic
def keep_shipped_procedures(*, at: datetime) -> list[Procedure]:
    """Give each procedure that the package ships a row, and a further one where its text changed.

    Called after every migration and by the nightly sweep. Reference data as the units are, so no
    entry in the log. Without units there is nobody to whom they could belong.
    """
    stored = []
    for text in shipped_texts():
        said = read(text)
        unit = _owner(said)
        is_known = Procedure.objects.filter(unit=unit, code=said.code, text=text, is_shipped=True)
        if unit is None or is_known.exists():
            continue
        effective_on = said.effective_on or at.date()
        stored.append(
            _next_version(
                unit, said, text, effective_on=effective_on, created_at=at, is_shipped=True
            )
        )
    return stored


def _is_same(procedure: Procedure, text: str, effective_on: date) -> bool:
    return (procedure.text, procedure.effective_on, procedure.withdrawn_on) == (
        text,
        effective_on,
        None,
    )


def _next_version(
    unit: Unit, said: Read, text: str, *, effective_on: date, **more: Any
) -> Procedure:
    last = Procedure.objects.filter(unit=unit, code=said.code).aggregate(last=Max("version"))
    return Procedure.objects.create(
        unit=unit,
        code=said.code,
        version=(last["last"] or 0) + 1,
        name=said.name,
        effective_on=effective_on,
        text=text,
        **more,
    )


def _owner(said: Read) -> Unit | None:
    """The unit whose procedure it is: the nation's, unless the text names a unit's code."""
    if not said.unit_code:
        return nation() if Unit.objects.exists() else None
    return next(iter(bearers_of(said.unit_code)), None)
