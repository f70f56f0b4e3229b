"""A province's own Word template: looked over before it is taken, and filled in.

Only fields, conditions and one loop over the rows of a table are let through; a template can
compute nothing, call nothing and reach nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..choices import FieldKind, TemplateFault
from ..rules.kinds import KNOWN, Kind

LARGEST = 3 * 1024 * 1024
FILTERS = frozenset({"upper", "lower"})
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
ROW_NAMES = re.compile(r"tt|cot[1-9]\d?")
_UNREADABLE = (PackageNotFoundError, BadZipFile, SyntaxError, KeyError, ValueError, OSError)
_HARMLESS = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For),
    *(nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Const),
    *(nodes.Getattr, nodes.Filter, nodes.ScopedEvalContextModifier, nodes.MarkSafeIfAutoescape),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a template: the field or the words it is about, and why."""

    what: str
    code: TemplateFault

    @property
    def label(self) -> str:
        return str(self.code.label)


class TemplateUnusable(Exception):
    """A template failed while it was filled in."""


def findings(content: bytes, kind: Kind) -> list[Finding]:
    """Everything against a template for a kind of paper; empty means that it can be used."""
    if len(content) > LARGEST:
        return [Finding("", TemplateFault.TOO_LARGE)]
    try:
        texts = list(_texts(content))
    except _UNREADABLE:
        return [Finding("", TemplateFault.NOT_A_DOCX)]
    found: dict[Finding, None] = {}
    named: set[str] = set()
    for text in texts:
        try:
            tree = _environment().parse(text)
        except TemplateSyntaxError as error:
            found[Finding(_around(text, error.lineno), TemplateFault.SYNTAX)] = None
            continue
        found |= dict.fromkeys(_wrong(tree, kind))
        named |= {n.name for n in tree.find_all(nodes.Name) if n.ctx == "load"}
    if not any(finding.code == TemplateFault.SYNTAX for finding in found):
        missing = sorted(_must(kind) - named)
        found |= dict.fromkeys(Finding(name, TemplateFault.MISSING_FIELD) for name in missing)
    return list(found)


def fill(content: bytes, words: Mapping[str, object], *, title: str) -> bytes:
    """The template with its fields filled in, under a title of its own. Raises TemplateUnusable.

    Text with several lines becomes as many paragraphs.
    """
    try:
        template = DocxTemplate(BytesIO(content))
        template.init_docx()
        for name in PROPERTIES:  # docxtpl would read them as templates too
            setattr(template.docx.core_properties, name, "")
        template.docx.core_properties.title = title.replace("{", "(")[:250]
        template.render(_paragraphed(words), jinja_env=_environment(), autoescape=True)
        file = BytesIO()
        template.save(file)
    except (TemplateError, *_UNREADABLE) as error:
        raise TemplateUnusable(str(error)) from error
    return file.getvalue()


def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


def _texts(content: bytes) -> Iterator[str]:
    """What will be read as a template: the body, the heads, feet and notes of the pages."""
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.iter_parts():
        if part.content_type.endswith("wordprocessingml.footnotes+xml"):
            yield template.patch_xml(part.blob.decode("utf-8", "replace"))


def _wrong(tree: nodes.Template, kind: Kind) -> Iterator[Finding]:
    """What a template may not do, and the fields it names that there are not."""
    yield from _wrong_in(tree, kind, loops={})


def _wrong_in(node: nodes.Node, kind: Kind, *, loops: Mapping[str, str]) -> Iterator[Finding]:
    if not isinstance(node, _HARMLESS):
        yield Finding(_named(node), TemplateFault.FORBIDDEN)
        return
    match node:
        case nodes.For():
            yield from _wrong_loop(node, kind, loops=loops)
            return
        case nodes.Name(name=name, ctx="load"):
            if name not in loops and name not in KNOWN and name not in kind.field_by_code:
                yield Finding(name, TemplateFault.UNKNOWN_FIELD)
        case nodes.Getattr(node=nodes.Name(name=name), attr=attr):
            if name not in loops:
                yield Finding(f"{name}.{attr}", TemplateFault.FORBIDDEN)
            elif not _is_column(kind, loops[name], attr):
                yield Finding(f"{name}.{attr}", TemplateFault.UNKNOWN_FIELD)
            return
        case nodes.Getattr(attr=attr):
            yield Finding(attr, TemplateFault.FORBIDDEN)
            return
        case nodes.Filter(name=name):
            if name not in FILTERS:
                yield Finding(name, TemplateFault.FORBIDDEN)
    for child in node.iter_child_nodes():
        yield from _wrong_in(child, kind, loops=loops)


def _wrong_loop(node: nodes.For, kind: Kind, *, loops: Mapping[str, str]) -> Iterator[Finding]:
    """One loop over the rows of a table, and none within it: nothing grows beyond what is typed."""
    source, target = node.iter, node.target
    if not isinstance(source, nodes.Name) or not isinstance(target, nodes.Name) or loops:
        yield Finding("for", TemplateFault.FORBIDDEN)
        return
    field = kind.field_by_code.get(source.name)
    if field is None:
        yield Finding(source.name, TemplateFault.UNKNOWN_FIELD)
    elif field.kind != FieldKind.ROWS:
        yield Finding(source.name, TemplateFault.NOT_A_TABLE)
    elif node.test is not None or node.recursive:
        yield Finding("for", TemplateFault.FORBIDDEN)
    else:
        for child in (*node.body, *node.else_):
            yield from _wrong_in(child, kind, loops={target.name: source.name})


def _is_column(kind: Kind, field: str, attr: str) -> bool:
    columns = len(kind.field_by_code[field].columns)
    return bool(ROW_NAMES.fullmatch(attr)) and (attr == "tt" or int(attr[3:]) <= columns)


def _must(kind: Kind) -> set[str]:
    """Without these no paper: number and day, and what must be typed."""
    may = {"cach_ky", "noi_nhan"}
    asked = {field.code for field in kind.fields if field.is_required} - may
    return {"so_ky_hieu", "ngay_thang", *asked}


def _named(node: nodes.Node) -> str:
    """What of a forbidden piece an officer will find again in their template."""
    names: Iterable[Any] = node.find_all((nodes.Name, nodes.Getattr))
    first = next(iter(names), None)
    return str(getattr(first, "name", getattr(first, "attr", ""))) or type(node).__name__.lower()


def _around(text: str, line: int) -> str:
    """The words of the line that jinja stumbled over."""
    lines = text.split("\n")
    words = re.sub(r"<[^>]+>", " ", lines[min(line, len(lines)) - 1])
    begin = max(words.find("{{"), words.find("{%"), 0)
    return " ".join(words[begin : begin + 160].split())[:80]


def _paragraphed(words: Mapping[str, object]) -> dict[str, object]:
    """docxtpl begins a new paragraph at "\\a"; what can't stand in XML is left out."""
    return {
        name: _clean(value).replace("\n", "\a") if isinstance(value, str) else value
        for name, value in words.items()
    }


_NOT_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
