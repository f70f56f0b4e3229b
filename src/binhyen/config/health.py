"""The door for whatever watches over the server."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from binhyen import __version__


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and holds the units, else 503. Tells no more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM units_unit LIMIT 1")
            is_well = cursor.fetchone() is not None
    except DatabaseError:
        is_well = False
    status = "ok" if is_well else "database"
    return JsonResponse({"status": status, "version": __version__}, status=200 if is_well else 503)
