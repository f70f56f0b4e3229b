"""What the pages show beside what the rules need: rows to choose from, words for codes."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from binhyen.kernel.dates import show
from binhyen.kernel.log import history_of
from binhyen.kernel.text import fold
from binhyen.people.choices import GRANTED, Permission
from binhyen.people.models import Person, Post
from binhyen.people.queries import posts_granting
from binhyen.programmes.choices import State
from binhyen.programmes.models import Organisation, Programme, Site
from binhyen.programmes.queries import SiteFilter, sites_found
from binhyen.units.models import Reach, Unit
from binhyen.units.queries import successors

from ..models import Case, Procedure
from ..rules.procedure import Procedure as Read
from ..rules.reading import parse
from .board import cases_of
from .procedures import known_words
from .timeline import Moment
from .turns import TurnCounts, my_turn_counts

FEW = 12
MOST = 60
WORKING = {Permission.CASE_ACT, Permission.CASE_APPROVE}


def site_named(person: Person, code: str) -> Site | None:
    """A site that a person sees, by its code."""
    related = ("programme__unit", "programme__sector", "unit", "organisation", "placed_in")
    return Site.objects.visible_to(person).select_related(*related).filter(code=code).first()


def programme_named(person: Person, code: str) -> Programme | None:
    seen = Programme.objects.visible_to(person).select_related("unit", "sector")
    return seen.filter(code=code).first()


def site_choices(person: Person, words: str) -> list[Site]:
    """A few sites that have these words."""
    return _few(sites_found(person, SiteFilter(words=words)))


def parent_choices(person: Person, words: str, programme: Programme | None) -> list[Site]:
    """A few running sites, of a programme once it is named, that a new site may be modelled on."""
    found = sites_found(person, SiteFilter(words=words)).filter(state=State.RUNNING)
    return _few(found.filter(programme=programme) if programme else found)


def _few(found: QuerySet[Site]) -> list[Site]:
    return list(found.select_related("programme", "unit")[:FEW])


def first_unit(person: Person, target: Programme | Site | None, *, on: date) -> Unit | None:
    """The unit of today that a form begins with: the target's, else that of one's post."""
    own = [post.unit for post in posts_granting(person, Permission.CASE_ACT) if post.unit.level]
    if isinstance(target, Site):
        if target.placed_in is not None:
            return target.placed_in
        return next(iter(successors(target.unit, on)), own[0] if own else None)
    if target is not None and target.unit.valid_to is None and target.unit in own:
        return target.unit
    return own[0] if own else None


def procedure_named(person: Person, pk: int) -> Procedure | None:
    seen = Procedure.objects.visible_to(person).select_related("unit", "created_by")
    return seen.filter(pk=pk).first()


def checked(text: str) -> Read:
    """What a text would be as a procedure. Raises ProcedureFaulty with every flaw."""
    return parse(text.replace("\r\n", "\n"), known=known_words())


def people_to_ask(case: Case, person: Person, *, on: date) -> list[Person]:
    """Who could take a turn in somebody's stead: users who work on cases where this one is."""
    over = Reach.objects.filter(unit=case.unit_id).values("over")
    roles = [role for role, granted in GRANTED.items() if granted & WORKING]
    posts = Post.objects.held_on(on).filter(
        Q(unit__in=over) | Q(unit=case.turn_unit_id), role__in=roles, person__is_active=True
    )
    people = Person.objects.filter(pk__in=posts.values("person")).exclude(pk=person.pk)
    return list(people.order_by("full_name", "pk")[:MOST])


def organisation_names(unit: Unit) -> list[str]:
    """Bodies of a unit, of what it came from and of its province, to choose a holder from."""
    near = Q(unit__in=Reach.objects.filter(over=unit).values("unit")) | Q(unit=unit.parent_id)
    names = Organisation.objects.filter(near).order_by("folded").values_list("name", flat=True)
    return list(dict.fromkeys(names[:200]))


def cases_seen(person: Person, record: Programme | Site) -> list[Case]:
    """The cases about a record that a person may open, the latest first."""
    seen = Case.objects.visible_to(person).values("pk")
    return list(cases_of(record).filter(pk__in=seen))


def ratings(record: Programme | Site) -> list[Moment]:
    """When the register was told how a site is rated, with why; from the log."""
    if not isinstance(record, Site):
        return []
    entries = history_of(record).filter(after__has_key="rating")
    return [
        Moment(
            localdate(entry.at),
            show(localdate(entry.at), "day"),
            "register",
            "rated",
            "",
            " – ".join(part for part in (entry.after["rating"], entry.reason) if part),
            at=entry.at,
        )
        for entry in entries
        if entry.after and entry.after.get("rating")
    ]


def with_row(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with all that a row of a list shows."""
    return cases.select_related("unit", "turn_unit", "programme", "site__unit")


def organisation_named(unit: Unit, name: str) -> Organisation | None:
    """A body of a unit, or of what it came from, that bears this name."""
    covered = Reach.objects.filter(over=unit).values("unit")
    same = Organisation.objects.filter(Q(unit__in=covered) | Q(unit=unit), folded=fold(name))
    return same.first() if fold(name) else None


def organisation_of(pk: Any) -> str:
    found = Organisation.objects.filter(pk=pk).values_list("name", flat=True).first()
    return found or ""


def turns_waiting(person: Person, *, on: date) -> TurnCounts:
    """`my_turn_counts`, for a page that shows only the figures."""
    return my_turn_counts(person, on=on)
