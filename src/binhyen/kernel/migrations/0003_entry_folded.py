"""Entries found by words without marks. Derived from the label and outside the digest."""

from typing import Any

from django.db import migrations, models

from binhyen.kernel import seals
from binhyen.kernel.text import fold


def fill(apps: Any, schema_editor: Any) -> None:
    """Entries written before this; the seals come off for it and the digests stay as they are."""
    entries = apps.get_model("kernel", "Entry").objects
    if not entries.exists():
        return
    seals.take_off(schema_editor.connection)
    part = []
    for entry in entries.only("label", "folded").iterator(chunk_size=2000):
        entry.folded = fold(entry.label)[:200]
        part.append(entry)
        if len(part) == 500:
            entries.bulk_update(part, ["folded"])
            part = []
    entries.bulk_update(part, ["folded"])
    seals.put_on(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_log_seals")]
    operations = [
        migrations.AddField(
            "entry",
            "folded",
            models.CharField(
                blank=True,
                default="",
                help_text="Of the label, to search by; not in the digest.",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
