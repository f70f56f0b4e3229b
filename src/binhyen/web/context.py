"""What the frame of every page needs from the rooms below: places, posts, honesty."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from binhyen.people.choices import Permission
from binhyen.people.models import Person
from binhyen.people.queries import may, posts_granting
from binhyen.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the whole: who may enter (any of the permissions), and whether it is daily work.

    The others stand under "Thêm", so that the line of daily places stays one line.
    """

    href: str
    label: Any
    permissions: tuple[Permission, ...] = ()
    is_daily: bool = True


P = Permission
PLACES = (
    Entry("/", _("Hôm nay")),
    Entry("/cases/mine/", _("Việc của tôi"), (P.CASE_ACT, P.CASE_APPROVE)),
    Entry("/map/", _("Bản đồ"), (P.REGISTER_VIEW,)),
    Entry("/programmes/", pgettext_lazy("mục", "Mô hình"), (P.REGISTER_VIEW,)),
    Entry("/sites/", _("Điểm mô hình"), (P.REGISTER_VIEW,)),
    Entry("/cases/", pgettext_lazy("mục", "Hồ sơ"), (P.REGISTER_VIEW,)),
    Entry("/dossiers/", pgettext_lazy("mục", "Giấy tờ"), (P.REGISTER_VIEW,)),
    Entry("/papers/", pgettext_lazy("mục", "Văn bản"), (P.REGISTER_VIEW,)),
    Entry("/figures/", pgettext_lazy("mục", "Số liệu"), (P.REGISTER_VIEW,)),
    Entry("/reports/", pgettext_lazy("mục", "Báo cáo"), (P.REGISTER_VIEW,), is_daily=False),
    Entry("/evidence/", pgettext_lazy("mục", "Bằng chứng"), (P.REGISTER_VIEW,), is_daily=False),
    Entry("/planning/", pgettext_lazy("mục", "Nhân rộng"), (P.REGISTER_VIEW,), is_daily=False),
    Entry("/reviews/", pgettext_lazy("mục", "Rà soát"), (P.REGISTER_VIEW,), is_daily=False),
    Entry(
        "/committee/",
        pgettext_lazy("mục", "Họp rà soát"),
        (P.REVIEW_RUN, P.REVIEW_DECIDE),
        is_daily=False,
    ),
    Entry("/movements/", _("Tăng, giảm"), (P.REGISTER_VIEW,), is_daily=False),
    Entry("/procedures/", _("Quy trình"), (P.REGISTER_VIEW,), is_daily=False),
    Entry("/units/", _("Địa bàn"), (P.REGISTER_VIEW,), is_daily=False),
    Entry("/import/", _("Nhập sổ"), (P.IMPORT_RUN,), is_daily=False),
    Entry("/history/", _("Nhật ký"), (P.LOG_VIEW,), is_daily=False),
    Entry("/people/", _("Người dùng"), (P.PERSON_VIEW,), is_daily=False),
)

# The pages of one record, by the name of their address; each takes the record's code.
TABS = (
    (
        ("programmes:detail", _("Tổng quan")),
        ("life:programme", _("Diễn biến")),
        ("dossiers:programme", _("Giấy tờ")),
        ("evidence:programme", pgettext_lazy("mục", "Bằng chứng")),
    ),
    (
        ("programmes:site", _("Tổng quan")),
        ("life:site", _("Diễn biến")),
        ("dossiers:site", _("Giấy tờ")),
    ),
)

OWN = "/people/me/"  # one's own account is no part of the list of users


@dataclass(frozen=True, slots=True)
class Place:
    href: str
    label: str
    is_here: bool
    is_daily: bool = True


def around(request: HttpRequest) -> dict[str, Any]:
    """Only the places a person may enter; the strip while anything shown may be synthetic."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"nav": []}
    return {
        "nav": _places(person, request.path),
        "tabs": _tabs(request.resolver_match),
        "may_see_gallery": may(person, Permission.PERSON_CHANGE),
        "my_posts": posts_granting(person, Permission.REGISTER_VIEW),
        "synthetic": _holds_synthetic(request),
    }


def _holds_synthetic(request: HttpRequest) -> Any:
    """What the page found out with other questions, or else asked when it is shown."""
    known = getattr(request, "holds_synthetic", None)
    return (
        SimpleLazyObject(Programme.objects.filter(is_synthetic=True).exists)
        if known is None
        else known
    )


def _places(person: Person, path: str) -> list[Place]:
    entered = [
        entry
        for entry in PLACES
        if not entry.permissions or any(may(person, each) for each in entry.permissions)
    ]
    here = _here((entry.href for entry in entered), path)
    return [
        Place(entry.href, str(entry.label), entry.href == here, entry.is_daily) for entry in entered
    ]


def _here(hrefs: Iterable[str], path: str) -> str:
    """The narrowest place that an address belongs to; one's own account belongs to none."""
    if path.startswith(OWN):
        return ""
    fitting = [href for href in hrefs if path == href or (href != "/" and path.startswith(href))]
    return max(fitting, key=len, default="")


def _tabs(match: ResolverMatch | None) -> list[Place]:
    """The pages of the record that is shown; nothing where no single record is."""
    code = match.kwargs.get("code") if match else None
    for tabs in TABS:
        if match and code and match.view_name in (name for name, _label in tabs):
            return [
                Place(reverse(name, args=[code]), str(label), name == match.view_name)
                for name, label in tabs
            ]
    return []
