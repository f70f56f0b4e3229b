from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_given_back")]
    operations = [
        migrations.AddField(
            "report",
            "name_en",
            models.CharField(
                blank=True,
                default="",
                max_length=200,
                verbose_name="Tên báo cáo bằng tiếng Anh",
            ),
            preserve_default=False,
        )
    ]
