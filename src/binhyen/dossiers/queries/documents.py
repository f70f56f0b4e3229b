"""A paper and its versions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from binhyen.files.models import Stored
from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may_there

from ..models import Document, Version

RELATED = ("programme__unit__parent", "programme__sector", "site__unit__parent", "site__programme")


def document_shown(person: Person, pk: int) -> Any:
    """A visible paper with its versions and record, and whether the person may change it; or None.

    `may_change` is a column of it; two queries.
    """
    versions = Version.objects.select_related("stored", "pdf", "by")
    rights = {
        "site_may_change": may_there(person, Permission.DOCUMENT_CHANGE, unit="site__unit"),
        "programme_may_change": may_there(
            person, Permission.DOCUMENT_CHANGE, unit="programme__unit"
        ),
    }
    visible = Document.objects.visible_to(person).select_related(*RELATED).annotate(**rights)
    found: Any = visible.prefetch_related(Prefetch("versions", versions)).filter(pk=pk).first()
    if found is not None:
        found.may_change = (
            found.site_may_change if found.site_id is not None else found.programme_may_change
        )
    return found


def version_of(person: Person, pk: int, number: int) -> Version | None:
    """One version of a visible paper."""
    visible = Document.objects.visible_to(person).filter(pk=pk).values("pk")
    found = Version.objects.select_related("stored", "pdf", "document")
    return found.filter(document__in=visible, number=number).first()


def filed_contents(contents: Iterable[Stored]) -> set[tuple[int, int | None, str, int]]:
    """Where these very files were filed: programme, site, kind and file, by their keys."""
    filed = Document.objects.filed().filter(versions__stored__in=[one.pk for one in contents])
    return set(
        filed.order_by().values_list("programme_id", "site_id", "kind", "versions__stored_id")
    )
