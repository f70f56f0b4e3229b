"""The kinds of paper, read once from the package's own files."""

from functools import cache
from importlib.resources import files

from ..rules.kinds import Field, Kind, parse


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of paper by code, in the order of a programme's life."""
    folder = files("binhyen.papers").joinpath("kinds")
    texts = {
        one.name: one.read_text(encoding="utf-8")
        for one in sorted(folder.iterdir(), key=lambda one: one.name)
        if one.name.endswith(".toml")
    }
    return parse(texts)


def kind_named(code: str) -> Kind | None:
    return kinds().get(code)


def fields_of(kind: str) -> tuple[Field, ...]:
    """What a kind of paper asks, in order. Raises KeyError for a kind that there isn't."""
    return kinds()[kind].fields
