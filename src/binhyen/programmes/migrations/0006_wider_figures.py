from django.db import migrations, models

COUNTED_BY = [
    *("team_count", "member_count", "decision", "lat", "origin", "ending"),
    *("established_on", "established_precision", "ended_on", "ended_precision"),
]


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_lives")]
    operations = [
        migrations.RemoveIndex("site", "site_figures"),
        migrations.RemoveIndex("site", "site_by_programme"),
        migrations.AddIndex(
            "site",
            models.Index(
                fields=["unit", "placed_in", "programme", "state", *COUNTED_BY],
                name="site_figures",
            ),
        ),
        migrations.AddIndex(
            "site",
            models.Index(
                fields=["programme", "state", "unit", "placed_in", *COUNTED_BY],
                name="site_by_programme",
            ),
        ),
    ]
