"""What a run keeps beside its result: by place and by group, what was done, what it cost."""

from datetime import date
from typing import Any

from binhyen.figures.queries import period_named
from whatworks.study import Study as Found

from ..models import Study
from ..rules.costs import unit_years
from ..rules.fidelity import compared_years, steps, told_by_place
from ..rules.panels import PanelFacts
from ..rules.results import left_out_by
from .costs import money_recorded
from .fidelity import activity_panels, delivered


def beside(
    study: Study, outcome: str, found: Found, facts: PanelFacts, *, on: date
) -> dict[str, Any]:
    """For the primary outcome, on which a programme is judged; nothing for the others."""
    if outcome != study.primary or facts.panel is None:
        return {}
    last = period_named(facts.panel.periods[-1])
    done = activity_panels(study, on=on)
    until = last.until if last else on
    there = delivered(study, facts, done, until=until, on=on)
    return {
        **told_by_place(found, facts.panel, there, study.activities),
        "unit_years": unit_years(facts.as_dict(), {"left_out": left_out_by(found, facts)}),
        "compared_years": compared_years(found, facts.panel),
        "steps": steps(done),
        "money": money_recorded(study, facts, until=until),
    }
