"""Message catalogues: Vietnamese in the source, English beside each room. No gettext binaries.

    python tools/messages.py update [ROOM …]    gather strings, keep translations, list the empty
    python tools/messages.py check [ROOM …]     fail on anything missing, left over or ill-formed
    python tools/messages.py compile            write the .mo files that the program reads

A string that another room has already translated is filled in from there, so that one thing keeps
one English name.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOMS = Path(__file__).resolve().parents[1] / "src" / "binhyen"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%(?!\()[sd]|\{\w*\}")
VIETNAMESE_LETTER = re.compile(
    r"[ăâđêôơưàáạảãèéẹẻẽìíịỉĩòóọỏõùúụủũỳýỵỷỹắằặẳẵấầậẩẫếềệểễốồộổỗớờợởỡứừựửữ]", re.I
)
SAME_IN_BOTH = {"Bình Yên", "Tiếng Việt", "Đắk Nông", "Lâm Đồng"}
DATES = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By'
    rb"|Project-Id-Version|Report-Msgid-Bugs-To|Language-Team): .*\n",
    re.M,
)


def catalogue_path(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def extracted(room: Path) -> Catalog:
    """Every translatable string in a room's Python and templates, tests and migrations apart."""
    found = Catalog(locale="en", fuzzy=False)
    for path in sorted(room.rglob("*")):
        inside = path.relative_to(room).parts
        if {"tests", "migrations", "locale", "static"} & set(inside):
            continue
        for message, plural_or_id, comments, context in _strings(path):
            del message
            found.add(
                plural_or_id,
                locations=[("/".join(inside), 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def _strings(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    if path.suffix == ".py":
        source = path.read_text()
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        # Python's tokenizer reads it, so the indentation of the page must not look like Python's.
        source = re.sub(r"^[ \t]+", "", templatize(path.read_text(), origin=str(path)), flags=re.M)
    else:
        return
    yield from extract(
        "python",
        io.BytesIO(source.encode()),
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        options={"encoding": "utf-8"},
    )


def written(room: Path) -> Catalog:
    """The room's English as committed; empty where there is none yet."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale="en", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en")


def rooms(names: tuple[str, ...]) -> list[Path]:
    """The rooms asked for, else all of them. Raises click.BadParameter on a misspelt one."""
    known = {path.parent.name: path.parent for path in sorted(ROOMS.glob("*/__init__.py"))}
    if unknown := set(names) - set(known):
        raise click.BadParameter(f"No such room: {', '.join(sorted(unknown))}.")
    return [known[name] for name in names or known]


def text_of(message: Message) -> Iterator[tuple[str, str]]:
    """Pairs of source and translation: one, or one for each plural form."""
    if isinstance(message.id, str):
        yield message.id, message.string if isinstance(message.string, str) else ""
    else:
        forms = message.string if isinstance(message.string, tuple | list) else ("", "")
        yield from zip(message.id, forms, strict=False)


def faults_of(message: Message) -> Iterator[str]:
    """What is wrong with one translation, in words for its author."""
    if message.fuzzy:
        yield "is marked fuzzy"
    pairs = list(text_of(message))
    if not all(english for _source, english in pairs):
        yield "has no English"
        return
    promised = {name for source, _english in pairs for name in PLACEHOLDER.findall(source)}
    for index, (source, english) in enumerate(pairs):
        found = set(PLACEHOLDER.findall(english))
        may_omit = index == 0 and len(pairs) > 1  # "one site" needs no number
        if found - promised or (set(PLACEHOLDER.findall(source)) - found and not may_omit):
            yield f"has other placeholders: {sorted(found ^ promised)}"
        if english == source and VIETNAMESE_LETTER.search(source) and source not in SAME_IN_BOTH:
            yield "is still Vietnamese"


def faults(room: Path) -> list[str]:
    """Everything that keeps a room's English from being complete and true."""
    source, english = extracted(room), written(room)
    keys, kept = _keys(source), _keys(english)
    found = [f"{key[0]!r} is missing: run update" for key in sorted(keys - kept, key=str)]
    found += [f"{key[0]!r} is no longer used: run update" for key in sorted(kept - keys, key=str)]
    found += [f"{obsolete!r} is obsolete: run update" for obsolete in english.obsolete]
    found += [
        f"{message.id!r} {fault}"
        for message in english
        if message.id
        for fault in faults_of(message)
    ]
    return [f"{room.name}: {fault}" for fault in found]


def _keys(catalogue: Catalog) -> set[tuple[str, str | None]]:
    """Singular and context: what tells one message from another."""
    return {
        (message.id if isinstance(message.id, str) else message.id[0], message.context)
        for message in catalogue
        if message.id
    }


def contradictions() -> list[str]:
    """Strings with two English names: Django would show one of them, whichever room comes first."""
    names: dict[tuple[str, str | None], dict[str, str]] = {}
    for room in rooms(()):
        for message in written(room):
            if message.id and message.string:
                spelling = names.setdefault((str(message.id), message.context), {})
                spelling.setdefault(str(message.string), room.name)
    return [
        f"{key[0]!r} has two names: "
        + ", ".join(f"{english!r} in {room}" for english, room in spelling.items())
        for key, spelling in names.items()
        if len(spelling) > 1
    ]


@click.group()
def main() -> None:
    """Gather, check and compile the English of each room."""


@main.command()
@click.argument("names", nargs=-1)
def update(names: tuple[str, ...]) -> None:
    """Bring each room's catalogue in line with its source."""
    elsewhere = {
        (str(message.id), message.context): message.string
        for room in rooms(())
        for message in written(room)
        if message.id and all(english for _source, english in text_of(message))
    }
    for room in rooms(names):
        catalogue = written(room)
        catalogue.update(extracted(room), no_fuzzy_matching=True)
        messages = [message for message in catalogue if message.id]
        for message in messages:
            if not all(english for _source, english in text_of(message)):
                known = elsewhere.get((str(message.id), message.context))
                message.string = known or message.string
        path = catalogue_path(room)
        if not messages:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue))
        empty = [m.id for m in messages if not all(english for _source, english in text_of(m))]
        click.echo(f"{room.name}: {len(messages)} strings, {len(empty)} without English")
        for identity in empty:
            click.echo(f"  {identity!r}")


def as_po(catalogue: Catalog) -> bytes:
    """The file's content without dates and line numbers, so that a diff shows only words."""
    catalogue.header_comment = "# English of this room; the source strings are Vietnamese."
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalogue,
        width=100,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return DATES.sub(b"", buffer.getvalue())


@main.command()
@click.argument("names", nargs=-1)
def check(names: tuple[str, ...]) -> None:
    """Fail on any string that is missing, unused, untranslated or ill-formed."""
    found = [fault for room in rooms(names) for fault in faults(room)]
    found += contradictions()
    for fault in found:
        click.echo(fault, err=True)
    if found:
        click.echo(f"{len(found)} faults in the English catalogues.", err=True)
        sys.exit(1)


@main.command("compile")
def compile_() -> None:
    """Write the .mo file beside each .po."""
    for path in sorted(ROOMS.glob("*/locale/*/LC_MESSAGES/django.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_po(source, locale=path.parts[-3]))


if __name__ == "__main__":
    main()
