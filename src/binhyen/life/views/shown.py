"""Cases and steps in words: dues, whose turn, what is missing and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from binhyen.dossiers.choices import DocumentKind
from binhyen.people.choices import Permission

from ..choices import DONE, DROPPED, REMIND_WORKING_DAYS, BlockerCode, StepLevel, Who
from ..models import Case
from ..queries import Choice, Need, Standing
from ..rules import workdays
from ..rules.blockers import Blocker
from ..rules.procedure import Outcome, Step
from .known import known_words

ABOUT_PAPERS = {
    BlockerCode.DOCUMENT_MISSING,
    BlockerCode.DOCUMENT_UNSIGNED,
    BlockerCode.DOCUMENT_OUT_OF_DATE,
    BlockerCode.DECISION_BEFORE_APPROVAL,
}
ABOUT_FIELDS = {"comment", "ground", "on", "unit", "reason", "programme", "site", "parent", "into"}


@dataclass(frozen=True, slots=True)
class Due:
    """When a step is due, and how near that is: late, soon or later."""

    on: date | None
    state: str = "later"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list."""

    case: Case
    due: Due
    turn: str


@dataclass(frozen=True, slots=True)
class Way:
    """A link or a button: what it says and where it leads."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a step needs, whether it is there, and what can be done about it."""

    name: str
    said: str
    is_met: bool
    is_needed: bool
    href: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """An outcome as it stands on the page."""

    code: str
    name: str
    leads: str
    tone: str
    is_free: bool


def rows(cases: Iterable[Case], on: date) -> list[Row]:
    return [Row(case, due(case, on), turn_words(case)) for case in cases]


def due(case: Case, on: date) -> Due:
    """The last day of the present step, and how many working days are left."""
    if case.due_on is None:
        return Due(None)
    left = workdays.between(on, case.due_on)
    if case.due_on < on:
        days = max(-left, 1)
        text = ngettext("trễ %(n)s ngày làm việc", "trễ %(n)s ngày làm việc", days)
        return Due(case.due_on, "late", text % {"n": days})
    text = ngettext("còn %(n)s ngày làm việc", "còn %(n)s ngày làm việc", left) % {"n": left}
    if left == 0:
        text = _("hết hôm nay")
    return Due(case.due_on, "soon" if left <= REMIND_WORKING_DAYS else "later", text)


def turn_words(case: Case) -> str:
    """Who is to act: the role and the unit."""
    approves = case.turn_permission == Permission.CASE_APPROVE
    who = _("Lãnh đạo") if approves else _("Cán bộ")
    return f"{who}, {case.turn_unit}"


def who_words(step: Step) -> str:
    """Who takes a step of a procedure, whatever the unit."""
    return {
        (Who.ACT, StepLevel.OWN): _("cán bộ"),
        (Who.ACT, StepLevel.ABOVE): _("cán bộ cấp trên"),
        (Who.APPROVE, StepLevel.OWN): _("lãnh đạo"),
        (Who.APPROVE, StepLevel.ABOVE): _("lãnh đạo cấp trên"),
    }[step.who, step.level]


def kind_name(kind: str) -> str:
    """A kind of document in words; one that a province added keeps its code."""
    return str(DocumentKind(kind).label) if kind in DocumentKind.values else kind


def said(blocker: Blocker) -> str:
    """A reason with what it is about."""
    if blocker.code in ABOUT_PAPERS:
        return f"{kind_name(blocker.about)}: {blocker.label}"
    if blocker.about and blocker.about not in ABOUT_FIELDS:
        return f"{blocker.about}: {blocker.label}"
    return blocker.label


def leads(outcome: Outcome, to_name: str) -> str:
    """Where an outcome leads, in words."""
    if outcome.next_case:
        said = _("hồ sơ hoàn thành; tiếp theo phải lập hồ sơ %(kind)s")
        return said % {"kind": outcome.next_case.label}
    if outcome.to == DONE:
        return _("hồ sơ hoàn thành")
    if outcome.to == DROPPED:
        return _("dừng hồ sơ, không thực hiện")
    if outcome.back:
        return _("trả về bước “%(step)s”") % {"step": to_name}
    return to_name


def buttons(choices: Iterable[Choice]) -> list[Button]:
    """The outcomes in their order; the first that goes on is the one commonly meant."""
    found, is_first = [], True
    for choice in choices:
        outcome = choice.outcome
        tone = "danger" if outcome.to == DROPPED else "plain"
        if outcome.goes_on and is_first:
            tone, is_first = "primary", False
        way = leads(outcome, choice.to_name)
        found.append(Button(outcome.code, outcome.name, way, tone, choice.is_free))
    return found


def lacks(standing: Standing) -> list[Lack]:
    """Everything that the step asks for, each with its one action, or two."""
    return [*_meeting(standing), *_assets(standing), *_papers(standing)]


def _papers(standing: Standing) -> Iterator[Lack]:
    words = {
        "present": pgettext("giấy tờ", "đã có"),
        "unsigned": pgettext("giấy tờ", "chưa ghi nhận chữ ký"),
        "out_of_date": pgettext("giấy tờ", "đã quá hạn"),
    }
    for need in standing.needs:
        missing = _("còn thiếu") if need.is_needed else _("có thể soạn ở bước này")
        yield Lack(
            name=kind_name(need.kind),
            said=words.get(need.state, missing),
            is_met=need.state == "present",
            is_needed=need.is_needed,
            href=need.document.get_absolute_url() if need.document else "",
            ways=tuple(_paper_ways(standing, need)),
        )


def _paper_ways(standing: Standing, need: Need) -> Iterator[Way]:
    case = standing.case
    if need.state == "unsigned" and need.document:
        sign = reverse("dossiers:sign", args=[need.document.pk])
        way_back = urlencode({"next": case.get_absolute_url()})
        yield Way(_("Ghi nhận đã ký"), f"{sign}?{way_back}")
    if need.state in {"missing", "out_of_date"}:
        if need.is_drafted:
            yield Way(_("Soạn văn bản"), draft_address(standing, need.kind))
        yield Way(_("Nộp tệp"), upload_address(case, need.kind))


def draft_address(standing: Standing, kind: str) -> str:
    """The page that drafts a paper with what the case knows of it, and comes back to the case."""
    asked = _about(standing.case, **known_words(standing, kind))
    return f"{reverse('papers:new', args=[kind])}?{asked}"


def upload_address(case: Case, kind: str) -> str:
    """The page that files a paper for a case and comes back to it."""
    if case.site:
        return f"{reverse('dossiers:site-add', args=[case.site.code])}?{_about(case, kind=kind)}"
    code = case.programme.code if case.programme else ""
    return f"{reverse('dossiers:programme-add', args=[code])}?{_about(case, kind=kind)}"


def _about(case: Case, **more: str) -> str:
    asked = {}
    if case.programme:
        asked["programme"] = case.programme.code
    if case.site:
        asked["site"] = case.site.code
    asked |= {**more, "next": case.get_absolute_url()}
    return urlencode(asked, quote_via=quote)


def _meeting(standing: Standing) -> Iterator[Lack]:
    if not standing.step.meeting:
        return
    here = [met for met in standing.meetings if met.step == standing.step.code]
    last = here[0] if here else None
    words = _("chưa ghi")
    if last:
        words = _("quá nửa đồng ý") if last.is_agreed else _("không đạt quá nửa")
    address = reverse("life:meeting", args=[standing.case.code])
    way = Way(_("Ghi cuộc họp khác") if last else _("Ghi cuộc họp"), address)
    yield Lack(_("Họp dân"), words, last is not None and last.is_agreed, True, ways=(way,))


def _assets(standing: Standing) -> Iterator[Lack]:
    case = standing.case
    if not standing.step.assets or case.site_id is None:
        return
    address = reverse("life:assets", args=[case.code])
    if not case.assets_declared:
        way = Way(_("Kê khai"), address)
        yield Lack(_("Kê khai tài sản"), _("chưa kê khai"), False, True, ways=(way,))
        return
    yield Lack(_("Kê khai tài sản"), _("đã kê khai"), True, True)
    for line in standing.assets:
        if line.left:
            give = reverse("life:hand-over", args=[case.code, line.asset.pk])
            left = _("còn %(n)s chưa bàn giao") % {"n": line.left}
            yield Lack(line.asset.name, left, False, True, ways=(Way(_("Bàn giao"), give),))
