"""Who may draw up, sign, receive and lock a report."""

from binhyen.figures.queries import may_accept
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.models import Unit

from ..choices import Refusal
from ..models import Edition, Report
from ..rules.steps import Hands, against_taking


def may_draw_up(person: Person, unit: Unit) -> bool:
    return may(person, Permission.FIGURES_ENTER, at=unit)


def may_sign(person: Person, unit: Unit) -> bool:
    return may(person, Permission.REPORT_SIGN, at=unit)


def may_send(person: Person, unit: Unit) -> bool:
    return may_draw_up(person, unit) or may_sign(person, unit)


def may_receive(person: Person, unit: Unit) -> bool:
    """Whoever accepts figures at a level above; never anybody of the unit itself."""
    return may_accept(person, unit)


def why_not_taken(person: Person, report: Report) -> Refusal | None:
    """Why somebody above doesn't take a report: they signed this version of it, or sent it."""
    edition = Edition.objects.filter(report=report, version=report.version)
    signer = edition.values_list("signed_by", flat=True).first()
    return against_taking(person.pk, Hands(signer, report.sent_by_id))


def may_define(person: Person, unit: Unit) -> bool:
    return may(person, Permission.FIGURES_DEFINE, at=unit)
