"""A shipped kind of paper as a template: each value stands as its field's name in braces."""

from collections.abc import Iterator, Mapping

from . import markup
from .composing import reference
from .kinds import KNOWN, Kind
from .layout import Style
from .paper import Annex, Block, Paper, Paragraph, Run, Signature, Table


def sample(kind: Kind) -> Paper:
    """What a province downloads, alters in Word and puts back."""
    words = {code: field(code) for code in [*KNOWN, *kind.field_by_code]}
    piles: list[tuple[str, list[Block]]] = [("", [])]
    for part in kind.parts:
        if isinstance(part, markup.AnnexOf):
            piles.append((markup.PLACE.sub(r"{{ \1|upper }}", part.title), []))
        elif isinstance(part, markup.TableOf):
            piles[-1][1].append(_looped(kind, part.field))
        else:
            piles[-1][1].extend(_conditional(kind, part, words))
    (_, body), *annexes = piles
    whole = reference(kind, words, of=words["chuc_vu" if kind.is_decision else "co_quan"])
    return Paper(
        parent="{%p if cap_tren_dau_trang %}\n{{ cap_tren_dau_trang }}\n{%p endif %}",
        issuer="{{ co_quan_dau_trang }}",
        number="Số: {{ so_ky_hieu }}",
        place_and_day="{{ noi_ban_hanh }}, {{ ngay_thang }}",
        type=kind.type,
        subject=markup.filled(kind.subject, words),
        authority="{{ chuc_vu|upper }}" if kind.is_decision else "",
        blocks=tuple(body),
        signatures=_signatures(kind),
        recipients=(field("noi_nhan"),) if "noi_nhan" in kind.field_by_code else (),
        annexes=tuple(Annex(title, whole, tuple(blocks)) for title, blocks in annexes),
    )


def field(code: str) -> str:
    return f"{{{{ {code} }}}}"


def _signatures(kind: Kind) -> tuple[Signature, ...]:
    if not kind.signatories:
        return (Signature((field("chu_ky"),), field("nguoi_ky")),)
    return tuple(
        Signature((one.title,), field(one.field) if one.field else "", one.note)
        for one in kind.signatories
    )


def _looped(kind: Kind, code: str) -> Table:
    """A table whose one row Word's template repeats for each row of the field."""
    columns = kind.field_by_code[code].columns
    cells = tuple(field(f"dong.cot{n}") for n in range(1, len(columns) + 1))
    blank = ("",) * len(columns)
    begin, end = f"{{%tr for dong in {code} %}}", "{%tr endfor %}"
    return Table(
        header=("TT", *columns),
        rows=((begin, *blank), (field("dong.tt"), *cells), (end, *blank)),
        weights=(1, *kind.field_by_code[code].weights),
    )


def _conditional(kind: Kind, line: markup.Line, words: Mapping[str, str]) -> Iterator[Paragraph]:
    """A line of the sample; within a condition if a field in it may stay empty."""
    optional = {one.code for one in kind.fields if not one.is_required}
    empty = [name for name in line.fields if name in optional]
    if empty:
        yield Paragraph((Run(f"{{%p if {' and '.join(empty)} %}}"),), Style.BODY)
    yield from markup.paragraphs(line, words)
    if empty:
        yield Paragraph((Run("{%p endif %}"),), Style.BODY)
