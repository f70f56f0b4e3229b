"""docs/map.md, drawn from the code itself: the rooms, who imports whom, the tables.

python tools/map.py            write it
python tools/map.py --check    fail if it is stale
"""

import os
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import grimp

REPOSITORY = Path(__file__).resolve().parents[1]
MAP = REPOSITORY / "docs" / "map.md"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
# From the top down, as the contract has them.
LAYERS: list[str] = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
ROOMS = [room.strip() for layer in LAYERS for room in layer.split("|")]
HEAD = """# The map

Drawn from the code by `tools/map.py`; `./run test` fails when it is stale. A room imports only
from rooms below it, and enters them by `choices`, `models`, `queries` and `actions` (`kernel`, `ui`
and `config` stand open).

"""
INSIDE = """
## Inside a room

```mermaid
flowchart TD
    urls --> doors["views · api · commands"] --> work["forms · jobs"] --> actions --> queries
    queries --> models --> rules --> choices
```

`rules` decide and know neither database, clock nor Django; `actions` write, each in one transaction
with one entry in the log; doors decide nothing.
"""


def render() -> str:
    """The whole page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
    import django

    django.setup()
    parts = [
        HEAD,
        "## Rooms\n\n",
        *_rooms(),
        "\n",
        *_imports(),
        INSIDE,
        "\n## Tables\n",
        *_tables(),
    ]
    return "".join(parts)


def _rooms() -> Iterator[str]:
    yield "| room | what for |\n|---|---|\n"
    for room in ROOMS:
        docstring = import_module(f"binhyen.{room}").__doc__ or ""
        yield f"| `{room}` | {' '.join(docstring.split())} |\n"


def _imports() -> Iterator[str]:
    """Which rooms do import which, tests and migrations apart."""
    graph = grimp.build_graph("binhyen")
    arrows = {
        (importer.split(".")[1], imported.split(".")[1])
        for importer in graph.modules
        if importer.count(".") and not {"tests", "migrations"} & set(importer.split("."))
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported.count(".")
    }
    yield "```mermaid\nflowchart TD\n"
    for room in ROOMS[1:]:
        below = [other for other in ROOMS if (room, other) in arrows and other != room]
        if below:
            yield f"    {room} --> {' & '.join(below)}\n"
    yield "```\n\n`config` gathers them all.\n"


def _tables() -> Iterator[str]:
    from django.apps import apps

    for room in ROOMS:
        tables = [
            table
            for table in apps.get_models()
            if table.__module__.startswith(f"binhyen.{room}.")
            and ".tests." not in table.__module__  # a test may register one of its own
        ]
        if not tables:
            continue
        yield f"\n### {room}\n\n```mermaid\nerDiagram\n"
        for table in sorted(tables, key=lambda table: table.__name__):
            yield from _table(table)
        yield "```\n"


def _table(table: type) -> Iterator[str]:
    fields = [f for f in table._meta.get_fields() if f.concrete and not f.auto_created]  # type: ignore[attr-defined]
    yield f"    {table.__name__} {{\n"
    for field in fields:
        if not field.many_to_many:
            kind = field.get_internal_type().removesuffix("Field")
            yield f"        {kind} {field.name}\n"
    yield "    }\n"
    for field in fields:
        if field.is_relation and field.related_model:
            many = "}o--o{" if field.many_to_many else "|o--||" if field.one_to_one else "}o--||"
            yield f"    {table.__name__} {many} {field.related_model.__name__} : {field.name}\n"


def main() -> int:
    page = render()
    if "--check" in sys.argv:
        is_fresh = MAP.exists() and MAP.read_text() == page
        print("docs/map.md is " + ("fresh." if is_fresh else "stale: run python tools/map.py"))
        return 0 if is_fresh else 1
    MAP.write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
