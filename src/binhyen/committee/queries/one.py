"""One programme of a round in full."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from binhyen.evidence.queries import Evidence, read_evidence
from binhyen.kernel.log import history_of
from binhyen.kernel.models import Entry
from binhyen.people.models import Person
from binhyen.reviews.models import Round

from ..models import Deliberation
from ..rules.concluding import Opinion
from .table import Row, table_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A programme's row with what one looks at alone: `then`, the evidence of when it was
    concluded."""

    row: Row
    then: Evidence | None

    @property
    def deliberation(self) -> Any:
        return self.row.deliberation

    @property
    def seen(self) -> int:
        """How often a conclusion was written or taken back."""
        return self.row.written.version if self.row.written else 0

    @property
    def dissents(self) -> list[Opinion]:
        return self.deliberation.opinions if self.deliberation else []

    @property
    def case_code(self) -> str:
        """The case that came of it, opened here or from the rating's own page."""
        said, rated = self.deliberation, self.row.rating
        if said is None:
            return ""
        is_alike = rated is not None and rated.rating.outcome == said.outcome
        return said.case_code or (rated.rating.case_code if rated and is_alike else "")

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
    said = row.deliberation
    return Sheet(row, read_evidence(said.evidence) if said else None)


def runs_of(row: Row) -> str:
    """Which runs speak of a programme now; empty for none."""
    return row.evidence.runs if row.evidence else ""


def history(said: Deliberation) -> QuerySet[Entry]:
    """What was written of it, the newest first, with the writers' names in the same query."""
    named = Person.objects.filter(username=OuterRef("by")).values("full_name")
    return history_of(said).annotate(writer=Subquery(named))
