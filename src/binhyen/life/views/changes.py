"""What an adjustment is going to change, in words."""

from typing import Any

from django.utils.translation import gettext as _

from ..models import Case
from ..queries.pages import organisation_of


def changes_of(case: Case) -> list[dict[str, str]]:
    """Each field with what the register says now, if the case is open, and what it shall say."""
    record = case.site or case.programme
    return [
        {
            "name": _names().get(name, name),
            "before": _before(record, name) if case.is_open else "",
            "after": organisation_of(value) if name == "organisation" else _text(value),
        }
        for name, value in case.changes.items()
    ]


def _names() -> dict[str, str]:
    return {
        "village": _("Thôn, bon, buôn, tổ dân phố"),
        "organisation": _("Cơ quan, tổ chức áp dụng"),
        "team_count": _("Số tổ"),
        "member_count": _("Số thành viên"),
        "note": _("Ghi chú"),
        "lat": _("Vĩ độ"),
        "lon": _("Kinh độ"),
        "name": _("Tên mô hình"),
        "sector": _("Lĩnh vực"),
        "aim": _("Mục đích"),
    }


def _before(record: Any, name: str) -> str:
    value = getattr(record, name, None)
    return str(getattr(value, "name", "")) or _text(value)


def _text(value: Any) -> str:
    return _("trống") if value in (None, "") else str(value)
