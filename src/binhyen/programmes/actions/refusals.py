"""Why a write of the register was refused; each carries all its reasons."""

from collections.abc import Sequence

from binhyen.kernel import log

from ..choices import FaultCode
from ..models import Site
from ..rules import Fault, text_faults

PERSONAL = {FaultCode.CONTACT, FaultCode.ID_NUMBER, FaultCode.PHONE_NUMBER}


class Refused(Exception):
    """The record breaks rules: `faults` names every field and reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.label}" for fault in faults))
        self.faults = tuple(faults)


class PersonalData(Refused):
    """Among the faults are ID or phone numbers, or other contact data, in free text."""


class AlreadyRegistered(Exception):
    """The same programme, unit, village and organisation is in the register already."""

    def __init__(self, site: Site) -> None:
        super().__init__(str(site))
        self.site = site


class ChangedSince(Exception):
    """A joint change can't be taken back: others changed these records afterwards."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__("; ".join(labels))
        self.labels = tuple(labels)


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the fitting refusal if there is any fault."""
    if any(fault.code in PERSONAL for fault in faults):
        raise PersonalData(faults)
    if faults:
        raise Refused(faults)


def refuse_personal(**texts: str) -> None:
    """Raises PersonalData for free text, by field, with numbers of persons or contacts in it."""
    refuse(screen(**texts))


def screen(**texts: str) -> list[Fault]:
    """Faults of free text by field: what our rule finds, and whatever the log would cover.

    What the log covers it could not give back when a change is undone.
    """
    faults = text_faults(**texts)
    found = {fault.field for fault in faults}
    return faults + [
        Fault(name, FaultCode.CONTACT)
        for name, text in texts.items()
        if name not in found and log.screened(text) != text
    ]
