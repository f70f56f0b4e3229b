from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_entry_of_verb")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["folded", "number"], name="entry_words"),
        ),
    ]
