"""What the demonstration can show, and where its sites stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Show(TextChoices):
    PROVINCE = "province", _("một tỉnh giả lập")
    NATION = "nation", _("cả nước giả lập")


class Host(TextChoices):
    """Whose place a site is. All but the first two have an invented organisation."""

    VILLAGE = "village", _("thôn, bon, buôn, tổ dân phố")
    COMMUNE = "commune", _("toàn xã")
    SCHOOL = "school", _("trường học")
    PARISH = "parish", _("giáo xứ")
    ENTERPRISE = "enterprise", _("doanh nghiệp")
    MARKET = "market", _("chợ")
    LODGING = "lodging", _("khu nhà trọ")
    OFFICE = "office", _("cơ quan")
    HEALTH = "health", _("cơ sở y tế")
