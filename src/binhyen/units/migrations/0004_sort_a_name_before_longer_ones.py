from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace


def end_letters_with_two_spaces(apps: Any, schema_editor: Any) -> None:
    """An exclamation mark ended them, above a space, so that Cát Tiên stood after Cát Tiên 3."""
    key = F("sort_key")
    for old, new in (("   ", " "), ("  ", " "), ("!", "  ")):
        key = Replace(key, Value(old), Value(new))
    apps.get_model("units", "Unit").objects.filter(sort_key__contains="!").update(sort_key=key)


class Migration(migrations.Migration):
    dependencies = [("units", "0003_sort_t_before_u")]

    operations = [migrations.RunPython(end_letters_with_two_spaces, migrations.RunPython.noop)]
