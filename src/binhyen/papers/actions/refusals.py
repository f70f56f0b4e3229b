"""Why a paper, an issuer or a template was refused; each carries all its reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may
from binhyen.units.models import Unit

from ..choices import IssuerFault
from ..rendering.templates import Finding
from ..rules.checking import Fault

Actor = Person | str


class PaperRefused(Exception):
    """A paper can't be issued as it stands: `faults` names every field and reason.

    No number was taken.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class IssuerFaulty:
    """One reason against keeping an issuer: which field, and why."""

    field: str
    code: IssuerFault

    @property
    def label(self) -> str:
        return str(self.code.label)


class IssuerRefused(Exception):
    def __init__(self, faults: Sequence[IssuerFaulty]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


class TemplateRefused(Exception):
    """A template can't be used: `findings` has the fields and words that are wrong in it."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{one.what}: {one.code}" for one in self.findings))


def demand(by: Actor, permission: Permission, unit: Unit) -> None:
    """Raises PermissionDenied unless the person holds the permission at the unit.

    A system that acts by itself passes its name and is let through.
    """
    if isinstance(by, Person) and not may(by, permission, at=unit):
        raise PermissionDenied
