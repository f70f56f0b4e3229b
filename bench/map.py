"""Server time of the map's page and of the data that it draws."""

import time

from .figure import Figure, written
from .ground import gather_static_files, here, set_up_django
from .pages import ROLES

REPEATS = 9
MOST_MS = 200.0


def addresses() -> list[str]:
    """The map's page and table, and each of the data that they draw."""
    from django.urls import get_resolver

    found = [str(entry.pattern) for room in get_resolver().url_patterns
             for entry in getattr(room, "url_patterns", []) if str(room.pattern) == ""]  # fmt: skip
    return sorted(f"/{each}" for each in found if each.startswith("map/") and "<" not in each)


def main() -> None:
    set_up_django()
    gather_static_files()
    from django.test import Client

    from binhyen.people.models import Person

    database, figures = here().database, []
    for role in ROLES[:2]:
        client = Client(headers={"accept-encoding": "gzip"}, SERVER_NAME="localhost")
        client.force_login(
            Person.objects.get(username=role), "allauth.account.auth_backends.AuthenticationBackend"
        )
        for address in addresses():
            times = [_ms(client, address) for _ in range(REPEATS)]
            name = f"`{address}` as {role}, 124,000 sites, {database}"
            note = f"slowest of {REPEATS}; the first, with cold caches, {times[0]:.0f} ms"
            figures.append(Figure(name=name, value=max(times[1:]), unit="ms", most=MOST_MS,
                                  step="nation", note=note))  # fmt: skip
    print(written(figures))


def _ms(client, address: str) -> float:  # type: ignore[no-untyped-def]
    start = time.perf_counter()
    response = client.get(address)
    b"".join(response) if response.streaming else response.content
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
