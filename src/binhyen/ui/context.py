"""What every page needs from the request."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

THEME_COOKIE = "theme"
THEMES = {"auto": _("Theo máy"), "light": _("Sáng"), "dark": _("Tối")}


def shell(request: HttpRequest) -> dict[str, Any]:
    """The reader's theme: as their device says, unless they have chosen."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else "auto", "themes": THEMES.items()}
