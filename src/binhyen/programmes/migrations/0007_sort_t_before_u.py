from typing import Any

from django.db import migrations

from binhyen.kernel.text import sort_key


def write_keys_anew(apps: Any, schema_editor: Any) -> None:
    """T began as U to Z go on, so that Thanh stood after Zalo."""
    programmes = apps.get_model("programmes", "Programme").objects
    sites = apps.get_model("programmes", "Site").objects
    for programme in programmes.only("pk", "name"):
        programmes.filter(pk=programme.pk).update(sort_key=sort_key(programme.name)[:400])
    changed = []
    for site in sites.select_related("unit").only("pk", "village", "sort_key", "unit__short_name"):
        place, village = sort_key(site.unit.short_name)[:90], sort_key(site.village)[:90]
        key = f"{place} {village}"[:200]
        if key != site.sort_key:
            site.sort_key = key
            changed.append(site)
    sites.bulk_update(changed, ["sort_key"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0006_wider_figures"), ("units", "0003_sort_t_before_u")]

    operations = [migrations.RunPython(write_keys_anew, migrations.RunPython.noop)]
