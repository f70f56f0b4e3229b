"""What a site's record still lacks: one test for the filter and for the count on Today."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..choices import Ending, State
from ..models import Site
from .counting import ENDED


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a record lacks. field: where the form asks for it. is_of_ended: of those only."""

    label: str | Promise
    action: str | Promise
    test: Q
    field: str
    is_leaders: bool = False
    is_of_ended: bool = False


GAPS: Mapping[str, Gap] = {
    "decision": Gap(
        _("thiếu quyết định thành lập"),
        _("Bổ sung quyết định"),
        Q(decision__isnull=True),
        "decision_number",
    ),
    "date": Gap(
        _("thiếu ngày ra mắt"), _("Bổ sung ngày"), Q(established_on__isnull=True), "established"
    ),
    "position": Gap(
        _("chưa có vị trí trên bản đồ"),
        _("Định vị"),
        Q(lat__isnull=True),
        "lat",
        is_leaders=True,
    ),
    "members": Gap(
        _("thiếu số thành viên"),
        _("Bổ sung số liệu"),
        Q(member_count__isnull=True),
        "member_count",
        is_leaders=True,
    ),
    "end": Gap(
        _("đã kết thúc mà chưa ghi ngày"),
        _("Bổ sung ngày kết thúc"),
        ENDED & Q(ended_on__isnull=True),
        "ended",
        is_of_ended=True,
    ),
}


def lacking(site: Site) -> list[Gap]:
    """What one site's record still lacks, as `GAPS` would find it.

    One that is being prepared lacks nothing yet, and one that was dropped nothing any more.
    """
    if site.state == State.PREPARING or site.ending == Ending.DROPPED:
        return []
    known = {
        "decision": site.decision_id,
        "date": site.established_on,
        "position": site.lat,
        "members": site.member_count,
        "end": site.ended_on if site.state == State.ENDED else site.state,
    }
    return [gap for name, gap in GAPS.items() if known[name] is None]


def gaps(sites: QuerySet[Site]) -> dict[str, int]:
    """How many of these sites lack each thing, in one query."""
    return sites.order_by().aggregate(
        **{name: Count("pk", filter=g.test) for name, g in GAPS.items()}
    )
