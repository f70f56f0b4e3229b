"""Issuers and papers for tests: what an officer would have typed."""

from datetime import date
from typing import Any
from uuid import UUID

from binhyen.papers import actions, queries
from binhyen.papers.choices import Body, FieldKind
from binhyen.papers.models import Issued, Issuer
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import AT, SYSTEM, a_programme, todays_unit
from binhyen.units.models import Unit

ON = date(2026, 11, 24)  # the day of AT

# What the register can't know, as an officer of Xã Đắk Wil might type it.
TYPED = {
    FieldKind.TEXT: "Như đã thống nhất",
    FieldKind.LONG: "1. Nội dung thứ nhất.\n2. Nội dung thứ hai.",
    FieldKind.DATE: "2026-11-20",
    FieldKind.NUMBER: "1204",
    FieldKind.ROWS: "Nguyễn Văn An; Phó Chủ tịch Ủy ban nhân dân xã; Trưởng ban",
}


def an_issuer(unit: Unit | None = None, body: str = Body.COMMITTEE) -> Issuer:
    place = unit or todays_unit("24646")
    return actions.ensure_issuer(place, body, by=SYSTEM, at=AT)


def typed(kind: str, programme: Programme, site: Site | None = None, **said: str) -> dict[str, str]:
    """Everything a kind of paper asks, filled in."""
    begun = queries.prefill(kind, programme, site, ON)
    for field in queries.fields_of(kind):
        if field.is_required and not begun[field.code]:
            is_choice = field.kind == FieldKind.CHOICE
            begun[field.code] = field.choices[0] if is_choice else TYPED[FieldKind(field.kind)]
    return begun | said


def a_paper(
    kind: str = "plan",
    programme: Programme | None = None,
    *,
    site: Site | None = None,
    issuer: Issuer | None = None,
    on: date = ON,
    by: Any = SYSTEM,
    token: UUID | None = None,
    **said: str,
) -> Issued:
    programme = programme or Programme.objects.first() or a_programme(unit=todays_unit("68"))
    return actions.issue(
        kind=kind,
        programme=programme,
        site=site,
        issuer=issuer or an_issuer(),
        on=on,
        fields=typed(kind, programme, site, **said),
        by=by,
        at=AT,
        token=token,
    )
