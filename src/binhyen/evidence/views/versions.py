"""What a later version of a study says otherwise, and that it was written down afterwards."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhyen.figures.queries import Catalogue, catalogue
from binhyen.ui.words import read_number

from ..actions import changed_between
from ..choices import OutcomeRole
from ..models import Study
from ..queries.hindsight import Hindsight
from ..queries.results import outcome_name
from . import shown


@dataclass(frozen=True, slots=True)
class Told:
    """said: the version, and that it came after a result; changes: what, before, after."""

    said: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


def told(one: Hindsight, known: Catalogue | None = None) -> Told:
    study = one.study
    return Told(said(one), study.reason, changes(study, known or catalogue(study.unit)))


def said(one: Hindsight) -> str:
    return _("Phiên bản %(n)s, lập sau khi đã có kết quả của phiên bản %(seen)s") % {
        "n": one.study.version,
        "seen": ", ".join(map(str, one.seen)),
    }


def changes(study: Study, known: Catalogue) -> tuple[tuple[str, str, str], ...]:
    """Against the version that it replaces."""
    before = study.amends
    if before is None:
        return ()
    return tuple(
        (_name(field), _text(before, field, known), _text(study, field, known))
        for field in changed_between(before, study)
    )


def _name(field: str) -> str:
    names = {
        "primary": _("Kết quả chính"),
        "secondary": _("Kết quả phụ"),
    }
    return names.get(field) or str(Study._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _text(study: Study, field: str, known: Catalogue) -> str:
    if field == "primary":
        return outcome_name(study.primary, known)
    if field == "secondary":
        keys = [each["series"] for each in study.outcomes if each["role"] != OutcomeRole.PRIMARY]
        return "; ".join(outcome_name(key, known) for key in keys) or _("không có")
    value: Any = getattr(study, field)
    if field in ("first_month", "last_month"):
        return shown.month_text(value)
    if field == "activities":
        return "; ".join(outcome_name(key, known) for key in value) or _("không có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int):
        return read_number(value)
    return str(value or _("không ghi"))
