from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext as _


class EvidenceConfig(AppConfig):
    name = "binhyen.evidence"
    label = "evidence"

    def ready(self) -> None:
        from binhyen.ui import trail

        trail.HELD |= {
            ("evidence.study", "outcomes"): _outcomes,
            ("evidence.study", "activities"): _series,
            ("evidence.study", "first_month"): _month,
            ("evidence.study", "last_month"): _month,
            ("evidence.run", "outcome"): _one_series,
            ("evidence.run", "interval"): _interval,
        }


def _outcomes(told: list[dict[str, Any]]) -> str:
    """The outcomes of a study in the log, the primary one marked."""
    from .choices import OutcomeRole

    names = ((_one_series(one["series"]), one["role"]) for one in told)
    return "; ".join(
        _("%(name)s (chính)") % {"name": name} if role == OutcomeRole.PRIMARY else name
        for name, role in names
    )


def _series(told: list[str]) -> str:
    return "; ".join(map(_one_series, told))


def _one_series(key: str) -> str:
    """By the province's shipped names; a unit's own series keeps its key."""
    from binhyen.figures.queries import shipped

    from .queries import outcome_name

    return outcome_name(key, shipped())


def _interval(ends: list[float | None]) -> str:
    from binhyen.ui.words import read_number

    low, high = (
        _("không có giới hạn") if end is None else read_number(end, places=2) for end in ends
    )
    return _("từ %(low)s đến %(high)s") % {"low": low, "high": high}


def _month(code: str) -> str:
    from .views.shown import month_text

    return month_text(code)
