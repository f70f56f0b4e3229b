"""Lines of descent: what was replicated from what, what was merged into what."""

from collections.abc import Mapping


def circles(links: Mapping[int, int | None]) -> set[int]:
    """The records that come back to themselves by following `links` (key → the key before it).

    Those that only lead into a circle are not in it.
    """
    found: set[int] = set()
    for start in links:
        seen, at = {start}, links[start]
        while at is not None and at not in seen:
            seen.add(at)
            at = links.get(at)
        if at == start:
            found.add(start)
    return found
