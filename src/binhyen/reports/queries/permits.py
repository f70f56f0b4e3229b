"""Who may draw up, sign, receive and lock a report."""

from binhyen.figures.queries import may_accept
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.choices import Level
from binhyen.units.models import Unit


def may_draw_up(person: Person, unit: Unit) -> bool:
    return may(person, Permission.FIGURES_ENTER, at=unit)


def may_sign(person: Person, unit: Unit) -> bool:
    return may(person, Permission.REPORT_SIGN, at=unit)


def may_send(person: Person, unit: Unit) -> bool:
    return may_draw_up(person, unit) or may_sign(person, unit)


def may_receive(person: Person, unit: Unit) -> bool:
    """Whoever accepts figures at a level above. A province reports out of the system: it notes
    itself that its report has arrived."""
    if may_accept(person, unit):
        return True
    return unit.level <= Level.PROVINCE and may(person, Permission.FIGURES_ACCEPT, at=unit)


def may_define(person: Person, unit: Unit) -> bool:
    return may(person, Permission.FIGURES_DEFINE, at=unit)
