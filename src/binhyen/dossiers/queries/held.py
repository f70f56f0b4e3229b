"""One record's papers: what is held, and line by line what is needed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from binhyen.kernel.models import Entry
from binhyen.programmes.models import Programme, Site

from ..choices import Group, HeldState, LineState, Of
from ..models import Document
from ..rules import checklists, standing
from .checklists import checklist_for


@dataclass(frozen=True, slots=True)
class Held:
    """The best paper of a kind that is there, and what it is worth."""

    document: Document
    state: HeldState


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of paper in a record's dossier, with all that was filed of it, the best first."""

    kind: checklists.Kind
    is_needed: bool
    documents: tuple[Document, ...] = ()
    held: HeldState | None = None
    until: date | None = None

    @property
    def state(self) -> LineState:
        if self.held is not None:
            return LineState(self.held.value)
        return LineState.MISSING if self.is_needed else LineState.NOT_NEEDED

    @property
    def wants(self) -> bool:
        """Whether something is to be done."""
        return self.is_needed and self.state != LineState.PRESENT


@dataclass(frozen=True, slots=True)
class Dossier:
    """A record's papers by part; `checklist` is what they were held against."""

    checklist: checklists.Checklist
    lines: tuple[Line, ...]
    withdrawn: tuple[Document, ...] = field(default=())

    @property
    def parts(self) -> list[tuple[str, list[Line]]]:
        """The lines worth showing, under the names of their parts."""
        found: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.is_needed or line.documents:
                found[line.kind.group].append(line)
        return [(str(group.label), found[group]) for group in Group if group in found]

    @property
    def wanting(self) -> list[Line]:
        return [line for line in self.lines if line.wants]

    @property
    def needed(self) -> int:
        return sum(line.is_needed for line in self.lines)

    @property
    def present(self) -> int:
        return sum(line.is_needed and line.state == LineState.PRESENT for line in self.lines)


def facts_of(programme: Programme, site: Site | None = None) -> standing.Facts:
    """What decides which papers the record needs."""
    record = site or programme
    return standing.Facts(
        of=Of.SITE if site else Of.PROGRAMME,
        state=record.state,
        origin=record.origin,
        ending=record.ending,
        since=record.established_on,
        precision=record.established_precision,
    )


def papers_held(
    programme: Programme,
    site: Site | None = None,
    *,
    on: date | None = None,
    checklist: checklists.Checklist | None = None,
    since: date | None = None,
) -> dict[str, Held]:
    """By kind the best paper there is: of the site, or of the programme itself without one.

    A query, and one more for the checklist unless it is given. on: today, unless said. since:
    only papers of that day or later: by their own day, not by that of their filing.
    """
    day = on or localdate()
    known = checklist or checklist_for((site or programme).unit, day)
    filed = _filed(programme, site)
    return _best(filed if since is None else filed.filter(dated_on__gte=since), known, day)


def dossier_of(
    programme: Programme, site: Site | None = None, *, on: date | None = None
) -> Dossier:
    """Every kind of paper of a record: needed or not, there or not; three queries."""
    day = on or localdate()
    checklist = checklist_for((site or programme).unit, day)
    every = Document.objects.filter(programme=programme, site=site)
    documents = list(every.prefetch_related("versions__stored", "versions__pdf"))
    for document in documents:
        document.programme, document.site = programme, site
    filed = [document for document in documents if not document.is_withdrawn]
    withdrawn = [document for document in documents if document.is_withdrawn]
    facts = facts_of(programme, site)
    needed = {kind.code for kind in standing.needed(checklist, facts, day)}
    lines = lines_of(filed, checklist, needed, of=facts.of, on=day)
    return Dossier(checklist, tuple(lines), tuple(withdrawn))


def _filed(programme: Programme, site: Site | None) -> QuerySet[Document]:
    return Document.objects.filed().filter(programme=programme, site=site)


def _best(
    documents: Iterable[Document], checklist: checklists.Checklist, on: date
) -> dict[str, Held]:
    found: dict[str, Held] = {}
    for kind, held in _sorted(documents, checklist, on).items():
        found[kind] = held[0]
    return found


def _sorted(
    documents: Iterable[Document], checklist: checklists.Checklist, on: date
) -> dict[str, list[Held]]:
    """By kind, the best first, of equals the latest."""
    found: dict[str, list[Held]] = defaultdict(list)
    for document in documents:
        state = standing.worth(checklist.kinds.get(document.kind), document.paper, on)
        found[document.kind].append(Held(document, state))
    for held in found.values():
        held.sort(
            key=lambda one: (standing.RANK[one.state], one.document.dated_on, one.document.pk),
            reverse=True,
        )
    return found


def lines_of(
    filed: list[Document],
    checklist: checklists.Checklist,
    needed: set[str],
    *,
    of: str,
    on: date,
) -> Iterable[Line]:
    """A line for each kind that a record may have, or has; see `dossier_of`."""
    held = _sorted(filed, checklist, on)
    strange = [_unlisted(code) for code in held if code not in checklist.kinds]
    for kind in [*checklist.kinds.values(), *strange]:
        there = held.get(kind.code, [])
        if not there and of not in kind.of:
            continue
        yield Line(
            kind,
            kind.code in needed,
            tuple(one.document for one in there),
            there[0].state if there else None,
            standing.good_until(kind, there[0].document.paper) if there else None,
        )


def _unlisted(code: str) -> checklists.Kind:
    """A kind that the checklist doesn't name, for what was filed of it all the same."""
    return checklists.Kind(code, "", Group.OTHER, frozenset(Of.values), False, None, ())


def withdrawals(documents: Iterable[Document]) -> dict[int, str]:
    """Why each of the withdrawn papers was last withdrawn, by key; a query if there are any."""
    kind = Document._meta.label_lower
    keys = [str(document.pk) for document in documents]
    if not keys:
        return {}
    entries = Entry.objects.filter(kind=kind, record__in=keys, verb="withdraw").order_by("number")
    return {int(record): reason for record, reason in entries.values_list("record", "reason")}
