"""Lists that a person keeps under a name, and what a joint change left in the log."""

from uuid import UUID

from django.db.models import QuerySet

from binhyen.kernel.models import Entry
from binhyen.people.models import Person, SavedView


def saved_views(person: Person, page: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(person=person, page=page)


def joint_key(batch: UUID) -> str:
    """The name of a joint change in the log; imports have bare numbers, and their own way back."""
    return f"t:{batch}"


def joint_change(batch: UUID) -> QuerySet[Entry]:
    """The log entries of one joint change of sites."""
    return Entry.objects.filter(batch=joint_key(batch)).order_by("number")
