"""Filters that a person keeps under a name: their own, so the log doesn't tell of them."""

from django.db import transaction

from binhyen.people.models import Person, SavedView


@transaction.atomic
def save_view(*, by: Person, page: str, name: str, query: str) -> SavedView:
    """Keep a list's filters; a name in use takes the new ones."""
    view, _ = SavedView.objects.update_or_create(
        person=by, page=page, name=name, defaults={"query": query}
    )
    return view


@transaction.atomic
def drop_view(view: SavedView) -> None:
    view.delete()
