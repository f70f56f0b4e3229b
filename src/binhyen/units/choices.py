"""Levels and kinds of administrative units, and how one follows another."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    NATION = 0, _("Cả nước")
    PROVINCE = 1, _("Cấp tỉnh")
    DISTRICT = 2, _("Cấp huyện")
    COMMUNE = 3, _("Cấp xã")


class Kind(TextChoices):
    """As the law names them; districts and their towns existed until 30 June 2025."""

    NATION = "quoc-gia", _("Quốc gia")
    PROVINCE = "tinh", _("Tỉnh")
    CENTRAL_CITY = "thanh-pho-tw", _("Thành phố trực thuộc trung ương")
    DISTRICT = "huyen", _("Huyện")
    URBAN_DISTRICT = "quan", _("Quận")
    TOWN = "thi-xa", _("Thị xã")
    CITY = "thanh-pho", _("Thành phố")
    COMMUNE = "xa", _("Xã")
    WARD = "phuong", _("Phường")
    TOWNSHIP = "thi-tran", _("Thị trấn")
    SPECIAL_ZONE = "dac-khu", _("Đặc khu")


class SuccessionKind(TextChoices):
    WHOLE = "whole", _("toàn bộ")
    PART = "part", _("một phần")
