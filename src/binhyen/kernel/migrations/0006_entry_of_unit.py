from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_entry_words")]
    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_of_unit"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["unit_path", "number", "batch"], name="entry_of_unit"),
        ),
    ]
