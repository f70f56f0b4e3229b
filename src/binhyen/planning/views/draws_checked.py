"""A published text that somebody holds: does it recompute, and is it what was published here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..actions.draws import withdrawn_line
from ..models import Draw
from ..rules.checking import Differing, differing
from ..rules.recompute import HEADS, Finding, Unreadable, findings, read

# What the published program says in Vietnamese alone, in the reader's language.
SAID = {
    "twice": _("Ghi hai lần: %(head)s"),
    "missing": _("Thiếu mục: %(heads)s"),
    "rows": _("“%(head)s”: các dòng phải đứng bên dưới, mỗi xã một dòng."),
    "cells": _("Dòng %(line)s không đọc được: phải có %(cells)s ô, giữa hai ô dùng dấu tab."),
    "need": _("Dòng %(line)s không đọc được: nhóm nhu cầu phải là một số."),
    "sizes": _("Không đọc được số xã của từng đợt: phải là các số cộng lại bằng %(size)s."),
    "seed": _("Hạt giống không khớp với SHA-256 đã công bố trước."),
    "commune_twice": _("Có xã được ghi hai lần."),
    "place": _("Dòng %(line)s: công bố %(said)s, tính lại được %(due)s."),
    "more": _("… và %(n)s dòng khác. Một chỗ bị sửa ở phần trên có thể làm lệch mọi dòng kết quả."),
    "count": _("Công bố %(said)s xã, tính lại được %(due)s."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found. faults: against the rule, in the reader's language. draw: the one published
    here under that code, if the reader sees any; differing: where the text isn't its.
    """

    faults: tuple[str, ...] = ()
    is_announcement: bool = False
    draw: Draw | None = None
    differing: tuple[Differing, ...] = ()


def checked(text: str, draws: Iterable[Draw]) -> Checked:
    """Recompute a text, and compare it line by line with the one that was published here."""
    plain = text.replace("\r\n", "\n")
    try:
        told = read(plain)
    except Unreadable as error:
        return Checked(faults=(_said((error.kind, error.told)),))
    draw = next((one for one in draws if one.key == told.get("draw")), None)
    is_announcement = not any(told.get(name) for name in ("number", "seed", "waves"))
    found = _before(told) if is_announcement else findings(plain)
    return Checked(
        faults=tuple(map(_said, found)),
        is_announcement=is_announcement,
        draw=draw,
        differing=tuple(differing(plain, _published(draw, plain, is_announcement))) if draw else (),
    )


def _said(finding: Finding) -> str:
    kind, told = finding
    return str(SAID[kind]) % told


def _before(told: dict[str, object]) -> list[Finding]:
    """Of a text from before the draw: only what is missing can be said."""
    names = ("draw", "commitment", "source", "sizes", "communes")
    missing = [HEADS[name] for name in names if not told.get(name)]
    return [("missing", {"heads": ", ".join(missing)})] if missing else []


def _published(draw: Draw, held: str, is_announcement: bool) -> str:
    """As it was published; before the draw, if that is what the text is; with the line about its
    withdrawal, if the text has it."""
    text = draw.published
    if is_announcement:
        text = text.partition(f"{HEADS['number']}:")[0]
    gone = withdrawn_line(draw)
    return f"{gone}\n\n{text}" if gone and held.lstrip("\ufeff").startswith(gone) else text
