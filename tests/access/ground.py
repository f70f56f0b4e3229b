"""The people who walk and the records they come upon: own, their neighbour's, and far away.

Everyone but the officers of the province holds a post over Phường Bắc Gia Nghĩa (Lâm Đồng). `own`
is a record there, `near` one there that someone else is in charge of, `far` one of Phường Hà Nam
(Ninh Bình), `none` an address that names no record.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator

from binhyen.dossiers import actions as dossiers
from binhyen.dossiers.models import Document
from binhyen.dossiers.queries import shipped_text
from binhyen.evidence import actions as evidence
from binhyen.evidence.tests.factories import facts as study_facts
from binhyen.figures import actions as figures
from binhyen.figures.queries import month_to_send, own_text
from binhyen.files.actions import keep
from binhyen.files.tests.samples import a_pdf
from binhyen.intake import actions as intake
from binhyen.intake.tests.files import a_line, a_workbook
from binhyen.kernel.log import history_of, tree
from binhyen.kernel.log.writing import save_head, take_head
from binhyen.life import actions as life
from binhyen.life.models import Asset
from binhyen.life.queries import shipped_texts
from binhyen.papers import actions as papers
from binhyen.papers.tests.test_templates import a_template
from binhyen.people.choices import Role
from binhyen.people.models import Person, SavedView
from binhyen.people.tests.factories import a_person, a_user
from binhyen.planning import actions as planning
from binhyen.planning.actions import draws
from binhyen.planning.tests.factories import a_commune_row, an_offer
from binhyen.planning.tests.factories import facts as plan_facts
from binhyen.programmes import actions as register
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import joint_key
from binhyen.programmes.tests.factories import AT, SYSTEM, a_programme, a_site, todays_unit
from binhyen.reports import actions as reports
from binhyen.reports.tests.factories import OWN_FRAME, a_report, a_signed_report
from binhyen.reviews import actions as reviews
from binhyen.reviews.models import Round
from binhyen.units.models import Unit

HOME, AWAY = ("68", "24611"), ("37", "13366")
WALKERS = {
    "admin": (Role.ADMINISTRATOR, "68"),
    "prov": (Role.PROVINCE_OFFICER, "68"),
    "comm": (Role.COMMUNE_OFFICER, "24611"),
    "boss": (Role.LEADER, "24611"),
    "lead": (Role.SITE_LEADER, "24611"),
    "read": (Role.READER, "24611"),
    "audit": (Role.AUDITOR, "24611"),
}
OURS, THEIRS = (
    UUID("11111111-1111-4111-8111-111111111111"),
    UUID("22222222-2222-4222-8222-222222222222"),
)


@dataclass(slots=True)
class Ground:
    """Walkers by name, one without a post and one not signed in among them; records by place."""

    people: dict[str, Person | None] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)

    views: dict[str, int] = field(default_factory=dict)

    def seen_by(self, walker: str, place: str) -> dict[str, Any]:
        """A place's records; of saved views `own` is the walker's and `far` somebody else's."""
        other = "prov" if walker == "admin" else "admin"
        view = self.views.get(walker if place == "own" else other, 0)
        return {**self.records.get(place, {}), "view": view}


def build() -> Ground:
    ground = Ground()
    ground.people = {
        name: a_person(role, unit, username=name) for name, (role, unit) in WALKERS.items()
    }
    ground.people |= {"none": a_user(username="none"), "anon": None}
    for name, person in ground.people.items():
        if person is not None:
            view = SavedView.objects.create(person=person, page="sites", name="Của tôi")
            ground.views[name] = view.pk
    ground.records["own"] = _records(HOME, OURS, officer=ground.people["comm"])
    ground.records["far"] = _records(AWAY, THEIRS, officer=None)
    own = ground.records["own"]
    led = replace(register.facts_of(own["site"]), leader=ground.people["lead"])
    register.change_site(own["site"], led, by=SYSTEM, at=AT)
    near = a_site(own["programme"], unit=todays_unit(HOME[1]), village="Tổ dân phố 9")
    ground.records["near"] = {**own, "site": near}
    head = take_head()
    tree.add_checkpoint(head, at=AT)
    save_head(head)
    return ground


def _records(home: tuple[str, str], batch: UUID, *, officer: Person | None) -> dict[str, Any]:
    province, commune = todays_unit(home[0]), todays_unit(home[1])
    programme = a_programme(f"Tiếng kẻng {province.name}", unit=province)
    site = a_site(programme, unit=commune, village="Tổ dân phố 1")
    reader = a_person(Role.READER, commune)
    by = officer or a_person(Role.COMMUNE_OFFICER, commune)
    noted = replace(register.facts_of(site), note="Đã rà soát")
    register.change_sites([(site, noted)], by=by, at=AT, batch=joint_key(batch))
    line = a_line("Tổ dân phố 2", programme=programme.name, commune=commune.name)
    file = intake.put_in(a_workbook(line), name="so.xlsx", unit=commune, by=by, at=AT)
    template = papers.put_template(
        province, "invitation", a_template(), name="mau.docx", by=SYSTEM, at=AT
    )
    one = _a_round(province, commune)
    return {
        "round": one,
        "rating": one.ratings.get(site=site),
        "sheet": one.sheet,
        "issuer": papers.ensure_issuer(commune, "committee", by=SYSTEM, at=AT),
        "template": template,
        "programme": programme,
        "site": site,
        "person": reader,
        "post": reader.posts.get(),
        "batch": batch,
        "import": file,
        "row": file.rows.get(),
        "entry": history_of(site).latest("number"),
        "unit": commune,
        "token": default_token_generator.make_token(reader),
        "document": _a_document(site),
        "return": figures.begin(commune, month_to_send(AT.date()), by=SYSTEM, at=AT),
        "figures": figures.open_batch(commune, "so-lieu.csv", _a_month(commune), by=by, at=AT),
        **_reports(commune),
        **_studies(programme, commune),
        **_plans(programme, province, commune),
        "board": figures.keep_board(commune, "An ninh", [], is_shared=True, by=by, at=AT),
        "definition": figures.define_indicators(
            province, own_text(), date(2090, 1, 1), by=SYSTEM, at=AT
        ),
        **_a_case(site, province, commune),
        **_draws(programme, province),
        "checklist": dossiers.save_checklist(
            province, shipped_text(), effective_on=date(2090, 1, 1), by=SYSTEM, at=AT
        ),
    }


def _a_month(commune: Unit) -> bytes:
    """A file of one figure."""
    return f"Mã đơn vị;Đơn vị;Kỳ;theft\n{commune.code};;month-2026-10;3\n".encode()


def _reports(commune: Unit) -> dict[str, Any]:
    """A report that was signed, one that is being drafted, and a form of the commune's own."""
    report = a_signed_report(commune)
    return {
        "report": report.report,
        "draft": a_report(commune, "quarter-2026-2"),
        "frame": reports.save_frame(
            OWN_FRAME, unit=commune, effective_on=date(2090, 1, 1), by=SYSTEM, at=AT
        ),
    }


def _studies(programme: Programme, commune: Unit) -> dict[str, Any]:
    """A draft, a study that was locked, and a run of it that waits."""
    window = {"first_month": "month-2025-09", "last_month": "month-2026-10"}
    draft, other = (
        evidence.register_study(programme, study_facts(**window), unit=commune, by=SYSTEM, at=AT)
        for _ in range(2)
    )
    locked = evidence.lock_study(other, by=SYSTEM, at=AT)
    return {
        "study draft": draft,
        "study": locked,
        "run": evidence.enqueue(locked, by=SYSTEM, at=AT)[0],
    }


def _draws(programme: Programme, province: Unit) -> dict[str, Any]:
    """One that is being prepared, one that was announced, and one that was held."""
    there = Unit.objects.filter(level=3, valid_to=None).under(province).exclude(sites=None)
    taken = there.values_list("code", flat=True)
    free = Unit.objects.filter(level=3, valid_to=None).under(province).exclude(code__in=taken)
    told = draws.DrawFacts(
        communes=tuple(free.order_by("code").values_list("code", flat=True)[:6]),
        outcome="theft",
        since_month="month-2026-01",
        is_ranked=False,
    )
    how: dict[str, Any] = {"by": SYSTEM, "at": AT}
    waves = {"sizes": (1, 1), "gap_months": 6, "first_month": "2091-01"}
    later = {"source": "Xổ số", "digits": 5, "seed": "s" * 32}
    draft, announced, held = (
        draws.schedule_draw(
            draws.prepare_draw(programme, replace(told, communes=two), unit=province, **how),
            **waves,
            **how,
        )
        for two in (told.communes[:2], told.communes[2:4], told.communes[4:])
    )
    held = draws.announce_draw(held, number_on=date(2026, 12, 1), **later, **how)
    return {
        "draw draft": draft,
        "draw announced": draws.announce_draw(
            announced, number_on=date(2090, 1, 1), **later, **how
        ),
        "draw": draws.hold_draw(
            held, number="04821", by=SYSTEM, at=datetime(2026, 12, 3, tzinfo=UTC)
        ),
    }


def _plans(programme: Programme, province: Unit, commune: Unit) -> dict[str, Any]:
    """A draft, one that was worked out, and one that was adopted as well."""
    facts = plan_facts(offers=[an_offer(programme.code)], communes=[a_commune_row(commune.code)])
    draft, *others = (planning.make_plan(province, facts, by=SYSTEM, at=AT) for _ in range(3))
    ready, other = (planning.solve_now(one, by=SYSTEM, clock=lambda: AT) for one in others)
    adopted = planning.adopt_plan(other, by=SYSTEM, at=AT)
    return {"plan draft": draft, "plan ready": ready, "plan": adopted}


def _a_document(site: Site) -> Document:
    """A paper of a site, waiting for its signature."""
    stored = keep(a_pdf(1), name="a.pdf", at=AT, is_ours=True)
    return dossiers.file_document(
        programme=site.programme,
        site=site,
        kind="charter",
        title="Quy chế",
        stored=stored,
        name="a.pdf",
        by=SYSTEM,
        at=AT,
    )


def _a_case(site: Site, province: Unit, commune: Unit) -> dict[str, Any]:
    """A case at its first step, something that its site holds, and a procedure to come."""
    return {
        "case": life.open_case(
            "end", unit=commune, site=site, reason="Không còn phù hợp", by=SYSTEM, at=AT
        ),
        "asset": Asset.objects.create(site=site, kind="camera", name="Camera cổng"),
        "procedure": life.save_procedure(
            unit=province, text=shipped_texts()[-1], effective_on=date(2090, 1, 1), by=SYSTEM, at=AT
        ),
    }


def _a_round(province: Unit, commune: Unit) -> Round:
    """A review that waits for the self-scores, and will for as long as there are tests."""
    runner = a_person(Role.PROVINCE_OFFICER, province)
    last = dict.fromkeys(("score_by", "appraise_by", "closes_on"), date(2090, 1, 1))
    return reviews.open_round("to-bao-ve-antt", unit=commune, year=2026, by=runner, at=AT, **last)
