from django.db import migrations, models

COLUMNS = [
    *("programme", "state", "unit", "team_count", "member_count"),
    *("decision", "established_on", "ended_on", "lat"),
]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_site_figures")]
    operations = [
        migrations.AddIndex(
            model_name="site",
            index=models.Index(fields=COLUMNS, name="site_by_programme"),
        ),
    ]
