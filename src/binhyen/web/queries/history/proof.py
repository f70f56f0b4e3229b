"""An entry's place in the chain and under a signed checkpoint, and how the log stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from binhyen.kernel.log import digest_of, keys, tree
from binhyen.kernel.models import Checkpoint, Entry, Head

from ...choices import Kind


@dataclass(frozen=True, slots=True)
class Place:
    """What can be said of one entry without going through the whole log."""

    is_as_written: bool  # its content gives its digest
    follows: bool  # its `previous` is the digest of the entry before
    is_followed: bool | None  # the next entry names its digest; None for the last one
    point: Checkpoint | None  # the first checkpoint over it
    is_signed: bool  # that checkpoint bears our signature
    is_included: bool  # and the entry is under its root
    steps: int  # hashes in the proof

    @property
    def holds(self) -> bool:
        chained = self.is_as_written and self.follows and self.is_followed is not False
        return chained and (self.point is None or (self.is_signed and self.is_included))


@dataclass(frozen=True, slots=True)
class Summary:
    """The same in one line: the last checkpoint's size and time, the time of the last check."""

    signed: int
    signed_at: datetime | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class State:
    """How the log stands: its size, its last checkpoint, when a page last checked it."""

    size: int
    point: Checkpoint | None
    check: Entry | None
    key_id: str

    @property
    def unsigned(self) -> int:
        return self.size - (self.point.size if self.point else 0)


def place_of(entry: Entry) -> Place:
    """Checked now, by the entry's neighbours and the proof of its inclusion."""
    around = Entry.objects.filter(number__in=[entry.number - 1, entry.number + 1])
    near = {e.number: e for e in around.only("number", "previous", "digest")}
    before, after = near.get(entry.number - 1), near.get(entry.number + 1)
    follows = entry.previous == (before.digest if before else "0" * 64)
    point = tree.first_over(entry.number)
    proof = tree.proof_under(point, entry) if point else None
    return Place(
        is_as_written=digest_of(entry) == entry.digest,
        follows=follows and (before is not None or entry.number == 1),
        is_followed=after.previous == entry.digest if after else None,
        point=point,
        is_signed=point is not None and keys.is_signed(point.signature, *tree.signed_parts(point)),
        is_included=proof is not None and _holds(proof),
        steps=len(proof["proof"]["path"]) if proof else 0,
    )


def _holds(proof: dict[str, Any]) -> bool:
    trusted = proof["checkpoint"]["public_key"]
    try:
        tree.check_proof(proof, key=trusted)
    except tree.ProofRefused:
        return False
    return True


def log_summary() -> Summary:
    """One query."""
    point = Checkpoint.objects.filter(size=OuterRef("checkpoint")).values("at")
    checked = _checks().order_by("-number").values("at")[:1]
    columns = ("checkpoint", Subquery(point), Subquery(checked))
    row = Head.objects.filter(name="log").values_list(*columns).first()
    return Summary(*row) if row else Summary(0, None, None)


def _checks() -> QuerySet[Entry]:
    return Entry.objects.filter(kind=Kind.HEAD, record="log", verb="verify")


def log_state() -> State:
    head = Head.objects.filter(name="log").first()
    return State(
        size=head.number if head else 0,
        point=Checkpoint.objects.order_by("-size").first(),
        check=_checks().order_by("-number").first(),
        key_id=keys.key_id(),
    )


def last_checkpoints(count: int) -> list[Checkpoint]:
    return list(Checkpoint.objects.order_by("-size")[:count])
