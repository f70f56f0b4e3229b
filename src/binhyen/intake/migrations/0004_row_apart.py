from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_repairs")]
    operations = [
        migrations.AddField(
            model_name="row",
            name="apart_reason",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Why this is another site than the one it resembles, as the officer said.",
                max_length=500,
            ),
        ),
    ]
