import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = ["draft", "signed", "sent", "received", "returned", "locked"]
NAMES = ["đang soạn", "đã ký", "đã gửi lên", "cấp trên đã nhận", "bị trả lại", "đã khóa"]


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "report",
            "comment",
            models.CharField(
                blank=True, default="", max_length=500, verbose_name="Ý kiến của cấp trên"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "report",
            "is_written",
            models.BooleanField(
                default=False,
                help_text="Whether every text is there that must be before it is signed.",
            ),
        ),
        migrations.AddField(
            "report",
            "sent_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Người gửi",
            ),
        ),
        migrations.AlterField(
            "report",
            "state",
            models.CharField(
                choices=list(zip(STATES, NAMES, strict=True)),
                default="draft",
                max_length=8,
                verbose_name="Tình trạng",
            ),
        ),
        migrations.RemoveConstraint("report", "report_state_known"),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="report_state_known"),
        ),
    ]
