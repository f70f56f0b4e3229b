"""One programme of a round in full."""

from dataclasses import dataclass
from datetime import date

from binhyen.evidence.queries import Evidence, read_evidence
from binhyen.programmes.models import Site
from binhyen.programmes.queries import by_year, covered_by
from binhyen.reviews.models import Round

from ..models import Deliberation, Dissent
from .table import Row, table_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A programme's row with what one looks at alone.

    money: year (None where unknown), from the State, from the community. then: the evidence as it
    was when it was concluded.
    """

    row: Row
    money: list[tuple[int | None, int, int]]
    dissents: list[Dissent]
    then: Evidence | None

    @property
    def deliberation(self) -> Deliberation | None:
        return self.row.deliberation

    @property
    def has_moved(self) -> bool:
        """Whether other runs speak now than when it was concluded."""
        if self.deliberation is None:
            return False
        return (self.then.runs if self.then else "") != runs_of(self.row)


def sheet_of(one: Round, code: str, *, on: date) -> Sheet | None:
    """None where the round holds no programme of that code."""
    row = table_of(one, on=on).row_of(code)
    if row is None:
        return None
    sites = Site.objects.filter(covered_by(one.unit), programme=row.programme)
    said = row.deliberation
    return Sheet(
        row=row,
        money=by_year(sites),
        dissents=list(said.dissents.all()) if said else [],
        then=read_evidence(said.evidence) if said else None,
    )


def runs_of(row: Row) -> str:
    """Which runs speak of a programme now; empty for none."""
    return row.evidence.runs if row.evidence else ""
