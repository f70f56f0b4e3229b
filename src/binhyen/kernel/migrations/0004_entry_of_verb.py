from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_entry_folded")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["verb", "number"], name="entry_of_verb"),
        ),
    ]
