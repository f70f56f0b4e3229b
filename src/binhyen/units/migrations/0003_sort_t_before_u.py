from typing import Any

from django.db import migrations

from binhyen.kernel.text import sort_key


def write_keys_anew(apps: Any, schema_editor: Any) -> None:
    """T began as U to Z go on, so that Thanh stood after Zalo."""
    units = apps.get_model("units", "Unit").objects
    changed = []
    for unit in units.only("pk", "short_name", "sort_key").iterator():
        key = sort_key(unit.short_name)
        if key != unit.sort_key:
            unit.sort_key = key
            changed.append(unit)
    units.bulk_update(changed, ["sort_key"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("units", "0002_aliases_and_sources")]

    operations = [migrations.RunPython(write_keys_anew, migrations.RunPython.noop)]
