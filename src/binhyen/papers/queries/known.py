"""What the register knows of a paper's subject, and what a new paper begins with."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Sum

from binhyen.programmes.choices import Source
from binhyen.programmes.models import Programme, Site, SiteQuerySet
from binhyen.programmes.queries import gifts_of, seated
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import successors

from ..choices import Body, FieldKind
from ..models import Issuer
from ..rules import markup
from ..rules.issuers import IssuerFacts, in_sentence, of_the_nation, proposed, spot_in_sentence
from ..rules.kinds import Field
from ..rules.numbering import day_in_words
from .kinds import kinds


def place_today(unit: Unit, on: date) -> Unit:
    """The unit of a day that stands where a unit stood: itself, or what took most of it over."""
    if unit.valid_to is None or unit.valid_to > on:
        return unit
    after = successors(unit, on)
    return next((one for one, in_part in after.items() if not in_part), next(iter(after), unit))


def proposal(unit: Unit, body: str) -> Issuer:
    """An issuer as the law has it, not kept yet."""
    parent = unit.parent
    if unit.level == Level.NATION:
        return _kept_not_yet(unit, of_the_nation(body))
    facts = proposed(
        body,
        name=unit.name,
        short_name=unit.short_name,
        parent=parent.name if parent and parent.level else "",
        is_province=unit.level == Level.PROVINCE,
    )
    return _kept_not_yet(unit, facts)


def _kept_not_yet(unit: Unit, facts: IssuerFacts) -> Issuer:
    return Issuer(unit=unit, **{name: getattr(facts, name) for name in facts.__slots__})


def known_words(programme: Programme, site: Site | None, on: date) -> dict[str, str]:
    """The words of `rules.kinds.KNOWN` that the register knows."""
    unit = place_today((site or programme).unit, on)
    place = in_sentence(unit.name)
    subject = _subject(programme, site, place)
    return {
        "ten_mo_hinh": programme.name,
        "ma_mo_hinh": programme.code,
        "linh_vuc": programme.sector.name,
        "doi_tuong": subject,
        "doi_tuong_tren_dia_ban": subject if site else f"{subject} trên địa bàn {place}",
        "ma_diem": site.code if site else "",
        "dia_ban": place,
        "noi_ap_dung": _spot(site, place),
        "thu_truong_cong_an": proposal(unit, Body.POLICE).head_in_full,
        "thon": site.village if site else "",
    }


def _subject(programme: Programme, site: Site | None, place: str) -> str:
    """mô hình “…”, or điểm mô hình “…” with the village or body that has it, and the commune."""
    if site is None:
        return f"mô hình “{programme.name}”"
    return f"điểm mô hình “{programme.name}” tại {_spot(site, place)}"


def _spot(site: Site | None, place: str) -> str:
    """The village or body that has a site, and the commune; a programme's place alone."""
    if site is None:
        return place
    host = site.organisation.name if site.organisation else spot_in_sentence(site.village)
    return ", ".join(part for part in (host, place) if part)


def prefill(
    kind: str,
    programme: Programme,
    site: Site | None,
    on: date,
    *,
    issuer: Issuer | None = None,
    occasion: str = "",
) -> dict[str, str]:
    """Values by field with which a paper of a kind begins; nothing that would have to be guessed.

    issuer: whose name the text may carry; without one a default that names it stays empty.
    """
    words = known_words(programme, site, on) | {
        "co_quan": issuer.name if issuer else "",
        "chuc_vu": issuer.head_in_full if issuer else "",
        "ngay_thang": day_in_words(on),
        "nam": str(on.year),
    }
    begun: dict[str, str] = {}
    for field in kinds()[kind].on_occasion(occasion).fields:
        source = SOURCES.get(field.source)
        found = source(programme, site, on, issuer) if source else ""
        begun[field.code] = found or _default(field, words)
    return begun


def _default(field: Field, words: Mapping[str, str]) -> str:
    """A default with its words in place; empty if one of them isn't known.

    One line stands within a sentence of the paper; a longer text is a sentence of its own.
    """
    text = field.default
    if any(not words.get(name) for name in markup.PLACE.findall(text)):
        return ""
    filled = markup.filled(text, words)
    begins = field.kind == FieldKind.LONG and text.startswith("{{")
    return filled[:1].upper() + filled[1:] if begins else filled


def _money(programme: Programme, site: Site | None, *_more: object) -> str:
    gifts = gifts_of(_sites(programme, site))
    named = {Source.STATE: "ngân sách nhà nước", Source.COMMUNITY: "xã hội hóa"}
    parts = [
        f"{word} {f'{gifts[source]:,}'.replace(',', '.')} đồng"
        for source, word in named.items()
        if gifts.get(source)
    ]
    return "; ".join(parts) + "." if parts else ""


def _sites(programme: Programme, site: Site | None) -> SiteQuerySet:
    found = Site.objects.filter(programme=programme)
    return found.filter(pk=site.pk) if site else found.counted()


def _count_of_sites(programme: Programme, site: Site | None, *_more: object) -> str:
    return "" if site else _shown(_sites(programme, site).count())


def _teams(programme: Programme, site: Site | None, *_more: object) -> str:
    return _shown(_sites(programme, site).aggregate(n=Sum("team_count"))["n"])


def _members(programme: Programme, site: Site | None, *_more: object) -> str:
    return _shown(_sites(programme, site).aggregate(n=Sum("member_count"))["n"])


def _shown(number: int | None) -> str:
    return str(number) if number else ""


def _board_name(programme: Programme, site: Site | None, *_more: object) -> str:
    board = programme.boards.filter(site=site).order_by("pk").first()
    return board.name if board else ""


def _board(programme: Programme, site: Site | None, *_more: object) -> str:
    """The seats of the first board, a row each, as the field's columns have them."""
    boards = seated(programme.boards.filter(site=site))
    seats = boards[0].seats if boards else []
    return "\n".join(
        "; ".join(
            part.replace(";", ",")
            for part in (
                seat.full_name,
                ", ".join(word for word in (seat.office, seat.body) if word),
                seat.role,
            )
        )
        for seat in seats
    )


def _above(programme: Programme, site: Site | None, on: date, issuer: Issuer | None = None) -> str:
    """Whom an issuer submits to: a committee the one above it, any other body its committee."""
    unit = place_today((site or programme).unit, on)
    if issuer is None or issuer.symbol == proposal(issuer.unit, Body.COMMITTEE).symbol:
        over = (issuer.unit if issuer else unit).parent
        return proposal(over, Body.COMMITTEE).name if over and over.level else ""
    return proposal(unit, Body.COMMITTEE).name


def _spread(programme: Programme, site: Site | None, on: date, *_more: object) -> str:
    """Where a site is to open, and whose task that is; when, the officer writes."""
    if site is None:
        return ""
    unit = place_today(site.unit, on)
    where = _spot(site, in_sentence(unit.name)).replace(";", ",")
    return f"{where[:1].upper()}{where[1:]}; ; {proposal(unit, Body.COMMITTEE).name}"


SOURCES: Mapping[str, Callable[[Programme, Site | None, date, Issuer | None], str]] = {
    "above": _above,
    "aim": lambda programme, *_more: programme.aim,
    "board": _board,
    "board_name": _board_name,
    "members": _members,
    "money": _money,
    "on": lambda _programme, _site, on, _issuer: f"{on:%d/%m/%Y}",
    "spot": _spread,
    "sites": _count_of_sites,
    "teams": _teams,
}
