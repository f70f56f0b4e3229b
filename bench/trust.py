"""How long a check of the whole log and a load of all units take."""

import time

from django.db import transaction

from .figure import Figure, written
from .ground import here, set_up_django


def main() -> None:
    set_up_django()
    from binhyen.kernel.log import verifying
    from binhyen.kernel.models import Entry

    entries = Entry.objects.count()
    start = time.perf_counter()
    verdict = verifying.verify()
    seconds = time.perf_counter() - start
    if not verdict.holds:
        raise SystemExit("The log of the measured database doesn't hold.")
    name = f"`binhyen log verify`, {entries:,} entries, {here().database}"
    print(written([Figure(name=name, value=seconds, unit="s", step="nation"), units_figure()]))


def units_figure() -> Figure:
    """The packages read and compared with the tables, and what every post covers made anew."""
    from binhyen.programmes.models import Site
    from binhyen.units.actions import load_units, rebuild_reach
    from binhyen.units.models import Unit

    start = time.perf_counter()
    with transaction.atomic():
        load_units()
        rebuild_reach()
    seconds = time.perf_counter() - start
    count = Unit.objects.count()
    note = f"with {Site.objects.count():,} sites there; nothing changes"
    return Figure(name=f"{count:,} units compared and their reach rebuilt, {here().database}",
                  value=seconds, unit="s", step="nation", note=note)  # fmt: skip


if __name__ == "__main__":
    main()
