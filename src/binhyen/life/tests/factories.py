"""Cases for tests: opened on a working day, and brought to a step with everything it needs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from binhyen.dossiers.models import Document
from binhyen.life import actions, queries
from binhyen.life.choices import CaseKind
from binhyen.life.models import Case
from binhyen.people.models import Person
from binhyen.programmes.actions import ProgrammeFacts, ensure_organisations
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import (
    SYSTEM,
    a_programme,
    a_site,
    old_unit,
    site_facts,
    todays_unit,
)
from binhyen.units.models import Unit

# Mornings of working days; 1 and 2 September 2026 are holidays.
MONDAY = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
COMMUNE, PROVINCE = "24611", "68"


def day(number: int) -> datetime:
    """So many days after the Monday on which cases are opened."""
    return MONDAY + timedelta(days=number)


def the_commune() -> Unit:
    return todays_unit(COMMUNE)


def the_province() -> Unit:
    return todays_unit(PROVINCE)


def a_running_site(**fields: Any) -> Site:
    """A site of the commune that Phường Bắc Gia Nghĩa came from."""
    unit = fields.pop("unit", None) or old_unit(COMMUNE)
    programme = fields.pop("programme", None) or Programme.objects.first() or a_programme()
    return a_site(programme, unit=unit, established_on=date(2021, 5, 4), **fields)


def a_case(
    kind: str = CaseKind.END, *, by: Person | str = SYSTEM, at: datetime = MONDAY, **fields: Any
) -> Case:
    """An open case of the commune, about a record of its own unless one is named."""
    unit = fields.pop("unit", None) or the_commune()
    fields = {"reason": "Theo kế hoạch năm", "unit": unit} | _about(kind, fields) | fields
    return actions.open_case(kind, by=by, at=at, **fields)


def _about(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    if kind == CaseKind.BUILD:
        return {
            "facts": ProgrammeFacts(
                name="Cổng trường bình yên", sector="Trật tự giao thông", unit=fields.get("unit")
            )
        }
    if kind == CaseKind.REPLICATE:
        programme = Programme.objects.first() or a_programme()
        return {"facts": site_facts(programme, unit=the_commune(), village="TDP 9")}
    if "site" in fields or "programme" in fields:
        return {}
    site = a_running_site(village="TDP 3")
    if kind == CaseKind.MERGE:
        return {"site": site, "into": a_running_site(village="TDP 4")}
    return {"site": site}


def a_paper(
    case: Case, kind: str, *, at: datetime = MONDAY, on: date | None = None, signed: bool = True
) -> Document:
    """A paper of the case on file, signed unless said otherwise."""
    programme = case.programme or Programme.objects.get()
    issued_on = on or at.date()
    return Document.objects.create(
        programme=programme,
        site=case.site,
        unit=(case.site or programme).unit,
        kind=kind,
        title=kind,
        number=f"01/{kind}"[:60],
        issued_on=issued_on,
        signed_on=issued_on if signed else None,
        filed_at=at,
    )


def fill(case: Case, *, at: datetime) -> None:
    """Give the case everything that its step asks for."""
    step = queries.step_of(case)
    for kind in sorted(step.documents):
        a_paper(case, kind, at=at)
    if step.meeting:
        actions.record_meeting(
            case, held_on=at.date(), place="Nhà văn hóa", present=30, voted_for=28, against=1,
            by=SYSTEM, at=at,
        )  # fmt: skip
    if step.assets and case.site:
        assets = actions.declare_assets(
            case, [actions.AssetFacts(kind="camera", name="Camera cổng thôn", quantity=2)],
            by=SYSTEM, at=at,
        )  # fmt: skip
        holder = a_holder()
        lines = [actions.HandoverFacts(asset=a, quantity=a.quantity, holder=holder) for a in assets]
        actions.hand_over(case, lines, on=at.date(), by=SYSTEM, at=at)


def a_holder(name: str = "Công an phường Bắc Gia Nghĩa") -> Any:
    unit = the_commune()
    return next(iter(ensure_organisations([(unit, name)], by=SYSTEM, at=MONDAY).values()))


def move(
    case: Case, outcome: str = "", *, by: Person | str = SYSTEM, at: datetime, **more: Any
) -> Case:
    """Take an outcome, the first of the step unless named, with everything it needs on file."""
    case = Case.objects.get(pk=case.pk)
    fill(case, at=at)
    chosen = outcome or queries.step_of(case).outcomes[0].code
    grounds = queries.read(case.procedure.text).grounds
    options = {"ground": next(iter(grounds)), "on": at.date(), "turn": case.turn} | more
    return actions.act(case, chosen, by=by, at=at, **options)


def bring(case: Case, step: str, *, at: datetime = MONDAY) -> Case:
    """Move the case on by its first outcomes until it stands at a step."""
    while case.step != step:
        case = move(case, at=at)
    return case


def finish(case: Case, *, at: datetime = MONDAY) -> Case:
    while case.is_open:
        case = move(case, at=at)
    return case
