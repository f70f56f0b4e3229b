"""The archive of the demonstration: some communes have handed in nearly everything, some little."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

import typst

from binhyen.dossiers.actions import Filing, file_documents
from binhyen.dossiers.choices import DocumentKind as Kind
from binhyen.files.actions import keep
from binhyen.files.models import Stored
from binhyen.programmes.choices import State
from binhyen.programmes.models import Programme, Site

from .cast import BY

MOMENT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
REASON = "Số hóa hồ sơ lưu trữ (giả lập)"
SHEET = """#set document(date: none)
#set page(width: 210mm, height: 297mm, margin: 30mm)
#set text(size: 14pt)
#align(center)[*GIẤY TỜ GIẢ LẬP*]
Dùng để học và thử. Không có giá trị sử dụng.
"""
# What an archive holds of a site and of a programme, and the letters of its number.
OF_SITE = {
    Kind.ESTABLISHMENT_DECISION: "QĐ-UBND",
    Kind.CHARTER: "QC-BCĐ",
    Kind.MEETING_MINUTES: "BB-TDP",
    Kind.PLEDGE: "",
    Kind.LAUNCH_MINUTES: "BB-UBND",
    Kind.REPLICATION_PLAN: "KH-UBND",
    Kind.REPLICATION_DECISION: "QĐ-UBND",
    Kind.INTERIM_REPORT: "BC-UBND",
    Kind.SCORING_SHEET: "BC-CAX",
    Kind.ENDING_DECISION: "QĐ-UBND",
}
OF_PROGRAMME = {
    Kind.SURVEY_PLAN: "KH-CAT",
    Kind.SURVEY_REPORT: "BC-CAT",
    Kind.PROPOSAL: "TTr-CAT",
    Kind.PLAN: "KH-CAT",
    Kind.ESTABLISHMENT_DECISION: "QĐ-UBND",
    Kind.CHARTER: "QC-BCĐ",
}
YEARLY = frozenset({Kind.INTERIM_REPORT, Kind.SCORING_SHEET})
OF_THE_END = frozenset({Kind.ENDING_DECISION})
LAST_YEAR, THIS_YEAR = date(2024, 12, 2), date(2026, 6, 8)


def fill_dossiers(*, seed: int) -> None:
    """Hand in what each commune has of its papers: mostly signed, some not, some too old."""
    rng = Random(seed)  # noqa: S311
    sheet = keep(typst.compile(SHEET.encode()), name="gia-lap.pdf", at=MOMENT, is_ours=True)
    programmes = Programme.objects.select_related("unit").order_by("code")
    sites = Site.objects.select_related("programme__unit", "unit").order_by("code")
    filings = [
        *(each for one in programmes for each in _of_programme(one, sheet, rng)),
        *_of_sites(list(sites.exclude(state=State.PREPARING)), sheet, rng),
    ]
    file_documents(filings, by=BY, at=MOMENT, reason=REASON)


def _of_programme(programme: Programme, sheet: Stored, rng: Random) -> Iterator[Filing]:
    since = programme.established_on or LAST_YEAR
    for kind, letters in OF_PROGRAMME.items():
        if rng.random() < 0.8:
            yield _filing(programme, None, kind, letters, since, sheet, rng)


def _of_sites(sites: list[Site], sheet: Stored, rng: Random) -> Iterator[Filing]:
    """How much of its papers a commune has is the commune's own: between a tenth and nearly all."""
    share: Mapping[int, float] = {
        unit: rng.triangular(0.1, 0.98, 0.8) for unit in sorted({site.unit_id for site in sites})
    }
    for site in sites:
        is_over = site.state == State.ENDED
        for kind, letters in OF_SITE.items():
            if (kind in OF_THE_END) == is_over and rng.random() < share[site.unit_id]:
                on = _day(site, kind, rng)
                yield _filing(site.programme, site, kind, letters, on, sheet, rng)


def _day(site: Site, kind: Kind, rng: Random) -> date:
    if kind in YEARLY:
        return LAST_YEAR if rng.random() < 0.25 else THIS_YEAR
    known = site.ended_on if kind in OF_THE_END else site.established_on
    return known or date(2022, 9, 1)


def _filing(
    programme: Programme,
    site: Site | None,
    kind: Kind,
    letters: str,
    on: date,
    sheet: Stored,
    rng: Random,
) -> Filing:
    day = min(on + timedelta(days=rng.randrange(20)), MOMENT.date())
    return Filing(
        programme=programme,
        site=site,
        kind=kind,
        title=f"{kind.label} (giả lập)",
        stored=sheet,
        name=f"{kind.value}.pdf",
        number=f"{rng.randrange(1, 400):02d}/{letters}" if letters else "",
        issued_on=day,
        signed_on=day if rng.random() < 0.93 else None,
    )
