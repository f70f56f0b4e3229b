"""Who may come in at all."""

from django.core.exceptions import PermissionDenied

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may


def demand_reader(request: SignedIn) -> None:
    """Raises PermissionDenied for who sees no register at all."""
    if not may(request.user, Permission.REGISTER_VIEW):
        raise PermissionDenied
