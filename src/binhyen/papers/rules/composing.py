"""A kind, its values and its issuer become a paper."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from ..choices import FieldKind
from . import markup
from .checking import rows_of, written
from .issuers import IssuerFacts, broken
from .kinds import Kind
from .layout import Style
from .numbering import day_in_words, symbol_of
from .paper import Annex, Block, Paper, Paragraph, Run, Sheet, Signature, Table

DEPUTY_SIGNS = "cấp phó ký thay"
MISSING = "……………"


def compose(
    kind: Kind,
    values: Mapping[str, str],
    known: Mapping[str, str],
    issuer: IssuerFacts,
    *,
    number: int | None,
    on: date | None,
) -> Paper:
    """The paper that these values make. Without a number and a day there is room for both.

    values: what was typed, checked or not: a required field still empty shows as dots.
    known: what the register knows (`kinds.KNOWN`), without issuer, number and day.
    """
    words = all_words(kind, values, known, issuer, number=number, on=on)
    blocks, annexes = _blocks(kind, values, words)
    decider = issuer.head_in_full if kind.is_decision else issuer.name
    return Paper(
        parent=words["cap_tren_dau_trang"],
        issuer=words["co_quan_dau_trang"],
        number=f"Số: {words['so_ky_hieu']}",
        place_and_day=f"{issuer.place}, {words['ngay_thang']}",
        type=kind.type,
        subject=markup.filled(kind.subject, words),
        authority=issuer.head_in_full.upper() if kind.is_decision else "",
        blocks=blocks,
        signatures=signatures(kind, values, issuer),
        recipients=recipients(values),
        annexes=tuple(
            Annex(title, reference(kind, words, of=decider), body) for title, body in annexes
        ),
    )


def all_words(
    kind: Kind,
    values: Mapping[str, str],
    known: Mapping[str, str],
    issuer: IssuerFacts,
    *,
    number: int | None,
    on: date | None,
) -> dict[str, str]:
    """Every field by its code, as it stands on the paper."""
    typed = {
        field.code: written(field, values.get(field.code, ""))
        or (MISSING if field.is_required else "")
        for field in kind.fields
    }
    return {
        **known,
        "co_quan": issuer.name,
        "co_quan_cap_tren": issuer.parent_name,
        "co_quan_dau_trang": broken(issuer.name).upper(),
        "cap_tren_dau_trang": broken(issuer.parent_name).upper(),
        "chuc_vu": issuer.head_in_full,
        "noi_ban_hanh": issuer.place,
        "so_ky_hieu": symbol_of(number, kind.symbol, issuer.symbol),
        "ngay_ban_hanh": f"{on:%d/%m/%Y}" if on else "",
        "ngay_thang": day_in_words(on),
        "nam": str(on.year) if on else "",
        "chu_ky": "\n".join(signatures(kind, values, issuer)[-1].lines),
        **typed,
    }


def title_of(kind: Kind, words: Mapping[str, str]) -> str:
    """How the paper is called in the register of papers: "Kế hoạch xây dựng mô hình …"."""
    subject = markup.filled(kind.subject, words)
    return f"{kind.type.capitalize()} {subject[:1].lower()}{subject[1:]}"


Annexes = list[tuple[str, tuple[Block, ...]]]


def _blocks(
    kind: Kind, values: Mapping[str, str], words: Mapping[str, str]
) -> tuple[tuple[Block, ...], Annexes]:
    """The body, and the annexes by title."""
    piles: list[tuple[str, list[Block]]] = [("", [])]
    for part in kind.parts:
        if isinstance(part, markup.AnnexOf):
            piles.append((markup.filled(part.title, words).upper(), []))
        else:
            piles[-1][1].extend(_drawn(kind, part, values, words))
    (_, body), *annexes = piles
    return _stopped(body), [(title, tuple(blocks)) for title, blocks in annexes if blocks]


def _stopped(blocks: list[Block]) -> tuple[Block, ...]:
    """Legal bases end in semicolons, the last of them in a full stop."""
    bases = [b for b in blocks if isinstance(b, Paragraph) and b.style is Style.BASIS]
    last = bases[-1] if bases else None
    return tuple(
        Paragraph((Run(block.text.rstrip(" ;.") + ("." if block is last else ";")),), Style.BASIS)
        if isinstance(block, Paragraph) and block.style is Style.BASIS
        else block
        for block in blocks
    )


def _drawn(
    kind: Kind,
    part: markup.Line | markup.TableOf,
    values: Mapping[str, str],
    words: Mapping[str, str],
) -> Iterator[Block]:
    if isinstance(part, markup.Line):
        yield from markup.paragraphs(part, words)
    elif table := _table(kind, part.field, values.get(part.field, "")):
        yield table


def _table(kind: Kind, code: str, text: str) -> Table | None:
    """The rows of a field under their heads; empty fields have none, required ones a blank row."""
    field = kind.field_by_code[code]
    rows = rows_of(text) or ([("",)] if field.is_required else [])
    if not rows:
        return None
    width = len(field.columns)
    return Table(
        header=("TT", *field.columns),
        rows=tuple(
            (str(place), *(row + ("",) * width)[:width]) for place, row in enumerate(rows, start=1)
        ),
        weights=(1, *field.weights) if field.weights else (1,),
    )


def signatures(kind: Kind, values: Mapping[str, str], issuer: IssuerFacts) -> tuple[Signature, ...]:
    """Who signs: those named by the kind, else the issuer's head or deputy."""
    if kind.by == "all":
        return tuple(
            Signature((one.title,), values.get(one.field, ""), one.note) for one in kind.signatories
        )
    is_deputy = values.get("cach_ky") == DEPUTY_SIGNS
    name = values.get("nguoi_ky", "")
    return (signature(issuer, name, is_joint=kind.by == "body", is_deputy=is_deputy),)


def signature(issuer: IssuerFacts, name: str, *, is_joint: bool, is_deputy: bool) -> Signature:
    """The issuer's head, or a deputy in their place; is_joint: for a body that acts together."""
    lines = [f"TM. {issuer.acts_for.upper()}"] if is_joint and issuer.acts_for else []
    if is_deputy:
        lines += [f"KT. {issuer.head.upper()}", issuer.deputy.upper()]
    else:
        lines.append(issuer.head.upper())
    return Signature(tuple(lines), name)


def recipients(values: Mapping[str, str]) -> tuple[str, ...]:
    """As they stand on the paper: a dash before, a semicolon or at last a stop behind."""
    lines = (line.strip(" -;.") for line in values.get("noi_nhan", "").split("\n"))
    named = [line for line in lines if line]
    return tuple(f"- {name};" for name in named[:-1]) + tuple(f"- {name}." for name in named[-1:])


def compose_sheet(
    sheet: Sheet, issuer: IssuerFacts, *, number: int | None, on: date | None
) -> Paper:
    """A paper of another room under an issuer's head; without a number and a day, room for both."""
    symbol, day = symbol_of(number, sheet.symbol, issuer.symbol), day_in_words(on)
    whose = f"(Kèm theo {sheet.type.capitalize()} số {symbol.strip()} {day} của {issuer.name})"
    name, is_deputy = sheet.signatory, sheet.is_deputy
    return Paper(
        parent=broken(issuer.parent_name).upper(),
        issuer=broken(issuer.name).upper(),
        number=f"Số: {symbol}",
        place_and_day=f"{issuer.place}, {day}",
        type=sheet.type,
        subject=sheet.subject,
        authority="",
        blocks=sheet.blocks,
        signatures=(signature(issuer, name, is_joint=True, is_deputy=is_deputy),),
        recipients=recipients({"noi_nhan": sheet.recipients}),
        annexes=tuple(replace(annex, reference=whose) for annex in sheet.annexes),
    )


def reference(kind: Kind, words: Mapping[str, str], *, of: str) -> str:
    """Under an annex's title: which paper it belongs to."""
    number, day = words["so_ky_hieu"].strip(), words["ngay_thang"]
    return f"(Kèm theo {kind.type.capitalize()} số {number} {day} của {of})"


def filling(kind: Kind, values: Mapping[str, str], words: Mapping[str, str]) -> dict[str, object]:
    """What a province's template is filled with: text by field, tables as rows of columns."""
    filled: dict[str, object] = {**words, **_based(kind, words)}
    filled["noi_nhan"] = "\n".join(recipients(values))
    for field in kind.fields:
        if field.kind == FieldKind.ROWS:
            table = _table(kind, field.code, values.get(field.code, ""))
            filled[field.code] = [
                {"tt": number} | {f"cot{n}": cell for n, cell in enumerate(cells, start=1)}
                for number, *cells in (table.rows if table else ())
            ]
    return filled


def _based(kind: Kind, words: Mapping[str, str]) -> dict[str, str]:
    """Fields that are whole legal bases, with the stops that `compose` gives them."""
    parts = [p for p in kind.parts if isinstance(p, markup.Line) and p.style is Style.BASIS]
    stopped = {}
    for part in parts:
        if part.text in {f"{{{{ {name} }}}}" for name in part.fields}:
            (name,) = part.fields
            lines = [line.rstrip(" ;.") for line in words[name].split("\n") if line.strip()]
            stopped[name] = ";\n".join(lines) + ("." if part is parts[-1] else ";")
    return stopped
