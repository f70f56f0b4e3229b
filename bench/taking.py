"""Put a workbook in and commit it, as the two presses of the browser do, in one process."""

import sys
import time
from pathlib import Path

from .figure import Figure, written
from .ground import set_up_django


def main() -> None:
    set_up_django()
    from django.utils import timezone

    from binhyen.intake import actions
    from binhyen.units.queries import nation

    workbook = Path(sys.argv[1])
    content, at = workbook.read_bytes(), timezone.now()
    start = time.perf_counter()
    batch = actions.put_in(content, name=workbook.name, unit=nation(), by=None, at=at)
    previewed = time.perf_counter()
    actions.commit(batch, by="system:bench", at=at)
    committed = time.perf_counter()
    print(
        written(
            [
                Figure(name="read", value=previewed - start, unit="s", step="workbook"),
                Figure(name="commit", value=committed - previewed, unit="s", step="workbook"),
            ]
        )
    )


if __name__ == "__main__":
    main()
