"""The kinds of paper, as data: read from TOML into values, every fault with its place."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..choices import About, FieldKind, Stage
from . import markup

# Known of every paper without asking: from the register, the issuer, the number and the day.
KNOWN = {
    "ten_mo_hinh": "Tên mô hình",
    "ma_mo_hinh": "Mã mô hình",
    "linh_vuc": "Lĩnh vực",
    "doi_tuong": "Mô hình hoặc điểm mô hình, viết trong câu",
    "doi_tuong_tren_dia_ban": "Như trên, kèm địa bàn",
    "ma_diem": "Mã điểm mô hình",
    "dia_ban": "Địa bàn, viết trong câu",
    "noi_ap_dung": "Nơi áp dụng: thôn hoặc cơ quan, và địa bàn; viết trong câu",
    "thu_truong_cong_an": "Thủ trưởng Công an của địa bàn, viết trong câu",
    "thon": "Thôn, bon, buôn, tổ dân phố",
    "co_quan": "Cơ quan ban hành, viết trong câu",
    "co_quan_cap_tren": "Cơ quan cấp trên trực tiếp",
    "co_quan_dau_trang": "Cơ quan ban hành, viết hoa ở đầu trang",
    "cap_tren_dau_trang": "Cơ quan cấp trên, viết hoa ở đầu trang; có thể trống",
    "chuc_vu": "Chức vụ người đứng đầu, viết trong câu",
    "noi_ban_hanh": "Nơi ban hành",
    "so_ky_hieu": "Số, ký hiệu",
    "ngay_ban_hanh": "Ngày ban hành, dạng 08/02/2026",
    "ngay_thang": "Ngày ban hành, dạng ngày 08 tháng 02 năm 2026",
    "nam": "Năm ban hành",
    "chu_ky": "Các dòng chức vụ ký",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What an officer fills in. `source` names what the register knows of it.

    columns: heads of a table's columns, the running number left out; weights share its width.
    choices: what can be chosen, as it will stand on the paper.
    """

    code: str
    label: str
    kind: str = FieldKind.TEXT
    is_required: bool = False
    help: str = ""
    default: str = ""
    source: str = ""
    columns: tuple[str, ...] = ()
    weights: tuple[int, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        return str(FieldKind(self.kind).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One who signs beside others, as minutes have it: capital line, field of the name."""

    title: str
    field: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of paper: how it is called, numbered and signed, what is asked, what it says.

    by: "head" where the head decides alone (a decision), "body" where the body issues it,
    "all" where those named by `signatories` sign. occasions: the same paper as it is worded and
    asked for on another occasion, each naming its own; the kind itself is for the first of all.
    """

    code: str
    name: str
    stage: str
    symbol: str
    about: frozenset[str]
    type: str
    subject: str
    by: str
    parts: tuple[markup.Part, ...]
    fields: tuple[Field, ...]
    signatories: tuple[Signatory, ...] = ()
    note: str = ""
    occasion: str = ""
    occasions: tuple["Kind", ...] = ()

    def on_occasion(self, occasion: str) -> "Kind":
        """The kind as it is worded on an occasion; itself on one that it doesn't tell apart."""
        return next((one for one in self.occasions if one.occasion == occasion), self)

    @property
    def field_by_code(self) -> dict[str, Field]:
        return {one.code: one for one in self.fields}

    @property
    def is_decision(self) -> bool:
        return self.symbol == "QĐ"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in the description of the kinds, and of which."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class KindsFaulty(Exception):
    """The description of the kinds can't be used; `flaws` has all that is wrong with it."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(map(str, self.flaws)))


def parse(texts: Mapping[str, str]) -> dict[str, Kind]:
    """The kinds that some TOML files describe, by code, in the order of the stages.

    texts: content by file name. `[field.*]` tables may stand in any of them; a `[kind.*]` names
    the fields it asks and those that may stay empty.
    Raises KindsFaulty with every flaw.
    """
    flaws: list[Flaw] = []
    shared: dict[str, Mapping[str, Any]] = {}
    described: dict[str, Mapping[str, Any]] = {}
    for name, text in texts.items():
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            flaws.append(Flaw(name, str(error)))
            continue
        shared |= document.get("field", {})
        described |= document.get("kind", {})
    kinds = {}
    for code, row in described.items():
        found = list(_flaws(f"kind.{code}", row, shared))
        for occasion, varied in _varied(row).items():
            found += _flaws(f"kind.{code}.occasion.{occasion}", varied, shared)
        flaws += found
        if not found:
            kinds[code] = _kind(code, row, shared)
    if flaws:
        raise KindsFaulty(flaws)
    order = list(Stage.values)
    return dict(sorted(kinds.items(), key=lambda pair: order.index(pair[1].stage)))


def _varied(row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A kind's rows by occasion: what an occasion doesn't say itself is as the kind has it."""
    shared = {name: value for name, value in row.items() if name != "occasion"}
    return {code: {**shared, **own} for code, own in row.get("occasion", {}).items()}


_MUST = ("name", "stage", "symbol", "about", "type", "subject", "by", "text", "fields")
_BY = ("head", "body", "all")


def _flaws(
    where: str, row: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]
) -> Iterator[Flaw]:
    """Every reason why one kind can't be used."""
    if missing := [name for name in _MUST if name not in row]:
        yield Flaw(where, f"lacks {', '.join(missing)}")
        return
    if row["stage"] not in Stage.values:
        yield Flaw(where, f"stage {row['stage']!r} is none of {', '.join(Stage.values)}")
    if not row["about"] or set(row["about"]) - set(About.values):
        yield Flaw(where, f"about {row['about']!r} is not some of {', '.join(About.values)}")
    if row["by"] not in _BY:
        yield Flaw(where, f"by {row['by']!r} is none of {', '.join(_BY)}")
    if (row["by"] == "all") != bool(row.get("signatories")):
        yield Flaw(where, 'signatories are named where, and only where, by is "all"')
    asked = [*row["fields"], *row.get("optional", [])]
    for name in asked:
        yield from _field_flaws(where, name, shared)
    yield from _text_flaws(where, row, set(asked), shared)


def _field_flaws(where: str, name: str, shared: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    if name not in shared:
        yield Flaw(where, f"field {name!r} is not described")
        return
    one = shared[name]
    kind = one.get("kind", FieldKind.TEXT)
    if "label" not in one:
        yield Flaw(f"field.{name}", "lacks label")
    if kind not in FieldKind.values:
        yield Flaw(f"field.{name}", f"kind {kind!r} is none of {', '.join(FieldKind.values)}")
    if (kind == FieldKind.ROWS) != bool(one.get("columns")):
        yield Flaw(f"field.{name}", "columns are named where, and only where, kind is rows")
    if (kind == FieldKind.CHOICE) != bool(one.get("choices")):
        yield Flaw(f"field.{name}", "choices are named where, and only where, kind is choice")
    if len(one.get("weights", one.get("columns", []))) != len(one.get("columns", [])):
        yield Flaw(f"field.{name}", "weights are not as many as columns")


def _text_flaws(
    where: str, row: Mapping[str, Any], asked: set[str], shared: Mapping[str, Any]
) -> Iterator[Flaw]:
    parts = markup.read(row["text"])
    signing = {one["field"] for one in row.get("signatories", []) if one.get("field")}
    named = markup.fields_of(parts) | set(markup.PLACE.findall(row["subject"])) | signing
    for name in sorted(named - asked - KNOWN.keys()):
        yield Flaw(where, f"the text names {name!r}, which is neither asked nor known")
    used_elsewhere = {"noi_nhan", "nguoi_ky", "cach_ky"}
    for name in sorted(asked - named - used_elsewhere):
        yield Flaw(where, f"field {name!r} is asked and stands nowhere")
    tables = {part.field for part in parts if isinstance(part, markup.TableOf)}
    for name in sorted(asked & shared.keys()):
        if (shared[name].get("kind") == FieldKind.ROWS) != (name in tables):
            yield Flaw(where, f"field {name!r} must stand as a table where it has columns")
    for name, text in row.get("defaults", {}).items():
        if name not in asked:
            yield Flaw(where, f"default for {name!r}, which is not asked")
        for place in markup.PLACE.findall(text):
            if place not in KNOWN:
                yield Flaw(where, f"default for {name!r} names {place!r}, which is not known")


def _kind(
    code: str,
    row: Mapping[str, Any],
    shared: Mapping[str, Mapping[str, Any]],
    occasion: str = "",
) -> Kind:
    must, may = row["fields"], row.get("optional", [])
    defaults = row.get("defaults", {})
    ordered = [name for name in shared if name in {*must, *may}]  # as fields.toml has them
    return Kind(
        code=code,
        name=row["name"],
        stage=row["stage"],
        symbol=row["symbol"],
        about=frozenset(row["about"]),
        type=row["type"],
        subject=row["subject"],
        by=row["by"],
        parts=markup.read(row["text"]),
        fields=tuple(
            _field(name, shared[name], is_required=name in must, default=defaults.get(name))
            for name in ordered
        ),
        signatories=tuple(Signatory(**one) for one in row.get("signatories", [])),
        note=row.get("note", ""),
        occasion=occasion,
        occasions=tuple(_kind(code, one, shared, name) for name, one in _varied(row).items()),
    )


def _field(name: str, one: Mapping[str, Any], *, is_required: bool, default: str | None) -> Field:
    columns = tuple(one.get("columns", ()))
    return Field(
        code=name,
        label=one["label"],
        kind=one.get("kind", FieldKind.TEXT),
        is_required=is_required,
        help=one.get("help", ""),
        default=(one.get("default", "") if default is None else default).strip(),
        source=one.get("source", ""),
        columns=columns,
        weights=tuple(one.get("weights", [1] * len(columns))),
        choices=tuple(one.get("choices", ())),
    )
