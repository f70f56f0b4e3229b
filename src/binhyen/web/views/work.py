"""What besides cases waits for a person; `life` shows it by its name in the settings."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from binhyen.people.choices import Permission
from binhyen.people.queries import SignedIn, may
from binhyen.reports.queries import reports_told


def section(request: SignedIn) -> SafeString:
    """The reports to be signed, received or mended; nothing for who cares for accounts."""
    if may(request.user, Permission.PERSON_CHANGE):
        return SafeString("")
    context = {"reports": reports_told(request.user, localdate())}
    return render_to_string("web/_work_section.html", context, request)
