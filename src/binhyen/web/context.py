"""What the frame of every page needs from the rooms below: places, posts, honesty."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.people.choices import Permission
from binhyen.people.queries import may, posts_granting
from binhyen.programmes.models import Programme

PLACES = (
    ("/", _("Hôm nay"), None),
    ("/map/", _("Bản đồ"), Permission.REGISTER_VIEW),
    ("/programmes/", pgettext_lazy("mục", "Mô hình"), Permission.REGISTER_VIEW),
    ("/sites/", _("Điểm mô hình"), Permission.REGISTER_VIEW),
    ("/units/", _("Địa bàn"), Permission.REGISTER_VIEW),
    ("/import/", _("Nhập sổ"), Permission.IMPORT_RUN),
    ("/history/", _("Nhật ký"), Permission.LOG_VIEW),
    ("/people/", _("Người dùng"), Permission.PERSON_VIEW),
)


OWN = "/people/me/"  # one's own account is no part of the list of users


@dataclass(frozen=True, slots=True)
class Place:
    href: str
    label: str
    is_here: bool


def around(request: HttpRequest) -> dict[str, Any]:
    """Only the places a person may enter; the strip while anything shown may be synthetic."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"nav": []}
    return {
        "nav": [
            Place(href, str(label), _is_here(href, request.path))
            for href, label, permission in PLACES
            if permission is None or may(person, permission)
        ],
        "may_see_gallery": may(person, Permission.PERSON_CHANGE),
        "my_posts": posts_granting(person, Permission.REGISTER_VIEW),
        "synthetic": SimpleLazyObject(Programme.objects.filter(is_synthetic=True).exists),
    }


def _is_here(href: str, path: str) -> bool:
    if href == "/":
        return path == "/"
    return path.startswith(href) and not path.startswith(OWN)
