"""What the pages of the imports ask."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, F, Q, QuerySet

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may, posts_granting, reach
from binhyen.programmes.models import Programme
from binhyen.units.choices import Level
from binhyen.units.models import Reach, Unit

from .choices import BatchState, Effect, Tab
from .models import TABS, TAKEN, Batch, Row


def batches(person: Person) -> QuerySet[Batch]:
    """The imports that a person may see, the latest first."""
    return Batch.objects.visible_to(person).select_related("unit", "by").order_by("-uploaded_at")


def counts_of(batches: Iterable[Batch]) -> dict[int, Counter[str]]:
    """For each batch the rows of every tab, "taken" that go in, "site" now entered, and "all"."""
    rows = Row.objects.filter(batch__in=[batch.pk for batch in batches]).order_by()
    tabs = {f"n_{tab.value}": Count("pk", filter=test) for tab, test in TABS.items()}
    sums = {
        "n_all": Count("pk"),
        "n_taken": Count("pk", filter=TAKEN),
        "n_site": Count("pk", filter=TAKEN & Q(site__isnull=False)),
        **tabs,
    }
    found = {batch.pk: Counter[str]() for batch in batches}
    for key, *numbers in rows.values("batch").annotate(**sums).values_list("batch", *sums):
        names = [name.removeprefix("n_") for name in sums]
        found[key] = Counter(dict(zip(names, numbers, strict=True)))
    return found


def first_tab(counts: Mapping[str, int]) -> Tab:
    """Where work waits: what is refused, in doubt or to be ticked, before what goes in."""
    waiting = (Tab.REFUSED, Tab.DOUBTFUL, Tab.UPDATE, Tab.NEW, Tab.SAME, Tab.SKIPPED)
    return next((tab for tab in waiting if counts.get(tab)), Tab.NEW)


def reasons_on(batch: Batch, tab: Tab) -> dict[str, list[int]]:
    """The codes of what stands against the rows of a tab, each with its rows' keys."""
    found: dict[str, list[int]] = {}
    for key, reasons in batch.rows.on(tab).values_list("pk", "reasons"):
        for code in dict.fromkeys(reason["code"] for reason in reasons):
            found.setdefault(code, []).append(key)
    return found


def committed_before(batch: Batch, person: Person) -> Batch | None:
    """An earlier import of the very same file that is in the register now."""
    same = batches(person).filter(file_sha256=batch.file_sha256, state=BatchState.COMMITTED)
    return same.exclude(pk=batch.pk).first()


def left_over(batch: Batch) -> QuerySet[Row]:
    """Rows that didn't or wouldn't go in though they say something, in the file's order."""
    return batch.rows.exclude(TAKEN).exclude(TABS[Tab.SAME]).order_by("pk")


def sites_entered(batch: Batch) -> QuerySet[Row]:
    """The rows whose site is in the register through this import."""
    related = ["site__programme", "site__unit"]
    return batch.rows.taken().filter(site__isnull=False).select_related(*related).order_by("pk")


def programmes_entered(batch: Batch) -> QuerySet[Programme]:
    """The programmes that a catalogue's rows mean or brought."""
    rows = list(batch.rows.filter(TAKEN))
    known = [row.programme_id for row in rows if row.effect == Effect.UPDATE]
    names = [row.reading["name"] for row in rows if row.effect == Effect.NEW]
    found = Programme.objects.filter(Q(pk__in=known) | Q(unit=batch.unit, name__in=names))
    return found.select_related("sector", "unit")


def territories(person: Person) -> list[Unit]:
    """The units one may read a file for: the posts' own, then the provinces within reach."""
    own = {post.unit_id for post in posts_granting(person, Permission.IMPORT_RUN)}
    provinces = reach(person, Permission.IMPORT_RUN, unit="pk") & Q(level=Level.PROVINCE)
    units = Unit.objects.filter(Q(pk__in=own) | provinces).select_related("parent")
    ordered = units.order_by(F("valid_to").desc(nulls_first=True), "sort_key")
    return sorted(ordered, key=lambda unit: unit.pk not in own)


def units_named(codes: Iterable[str]) -> dict[tuple[str, str, bool], Unit]:
    """Units by code, name and whether they are today's, as one code may have had several."""
    units = Unit.objects.filter(code__in=set(codes)).select_related("parent")
    return {(unit.code, unit.name, unit.is_current): unit for unit in units}


def programmes_by_key(keys: Iterable[str]) -> dict[str, Programme]:
    """Programmes with the units whose catalogues they stand in."""
    found = Programme.objects.filter(pk__in=keys).select_related("unit")
    return {str(programme.pk): programme for programme in found}


def catalogue_home(person: Person, unit: Unit) -> Unit | None:
    """The unit whose catalogue a person would add a programme to for files of a unit.

    The province (of that day) the unit lies in, else whatever the person's post covers; None
    for who may not.
    """
    if not may(person, Permission.CATALOGUE_CHANGE):
        return None
    paths = [unit.path[: n + 1] for n, letter in enumerate(unit.path) if letter == "/"]
    over = Unit.objects.filter(path__in=paths, level__lte=Level.PROVINCE).order_by("-level")
    allowed = Unit.objects.filter(reach(person, Permission.CATALOGUE_CHANGE, unit="pk"))
    homes = [one for one in over if allowed.filter(pk=one.pk).exists()]
    if homes:
        return homes[0]
    posts = posts_granting(person, Permission.CATALOGUE_CHANGE)
    covering = Reach.objects.filter(unit=unit, over__in=[post.unit_id for post in posts])
    nearest = covering.select_related("over").order_by("-over__level").first()
    return nearest.over if nearest else None


def joint_unit(paths: Sequence[str]) -> Unit | None:
    """The smallest unit that holds all of these, by their paths."""
    steps = [path.split("/")[:-1] for path in paths]
    shared = 0
    while steps and all(len(s) > shared and s[shared] == steps[0][shared] for s in steps):
        shared += 1
    path = "/".join(steps[0][:shared]) + "/" if shared else ""
    return Unit.objects.filter(path=path).first()
