"""What a procedure prepares is launched or given up by it alone, not by an edit on the way."""

from collections.abc import Callable, Collection, Iterable

from ..choices import FaultCode, State
from ..models import Programme, Site
from ..rules import Fault
from ..rules.records import LifeLike

Record = Programme | Site
Keeper = Callable[[Collection[Record]], Collection[Record]]

LED = ("state", "established_on", "ended_on", "ending")
_keepers: list[Keeper] = []


def let_keep(keeper: Keeper) -> None:
    """Let a room above say which of the records that are being prepared its procedures hold."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def kept_by_procedures(records: Iterable[Record]) -> set[Record]:
    """Those of the records that a procedure is preparing; no query where none is prepared."""
    prepared = {record for record in records if record.state == State.PREPARING}
    return {record for keeper in _keepers for record in keeper(prepared)} if prepared else set()


def preparing_faults(changes: Iterable[tuple[Record, LifeLike]]) -> dict[Record, list[Fault]]:
    """What speaks against launching or ending these records by hand, each as it is stored."""
    led = {record: _led(record, to) for record, to in changes}
    kept = kept_by_procedures(record for record, faults in led.items() if faults)
    return {record: led[record] for record in kept}


def _led(record: Record, to: LifeLike) -> list[Fault]:
    changed = [name for name in LED if getattr(record, name) != getattr(to, name)]
    return [Fault(name, FaultCode.BY_PROCEDURE) for name in changed]
