"""How a row of a workbook was read, and what taking it in will do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    OK = "ok", _("đã hiểu")
    DOUBTFUL = "doubtful", _("còn nghi ngờ")
    REFUSED = "refused", _("bị từ chối")


class Effect(TextChoices):
    """What committing the row does to the register."""

    NEW = "new", _("thêm mới")
    UPDATE = "update", _("cập nhật")
    SAME = "same", _("đã có, không đổi")
    SKIP = "skip", _("bỏ qua")


class BatchState(TextChoices):
    PREVIEW = "preview", _("đang xem trước")
    COMMITTED = "committed", _("đã nhập")
    UNDONE = "undone", _("đã hoàn tác")
    DISCARDED = "discarded", _("đã bỏ")
    EXPIRED = "expired", _("đã hết hạn xem trước")


class Subject(TextChoices):
    """What a file holds."""

    REGISTER = "register", _("sổ theo dõi điểm mô hình")
    CATALOGUE = "catalogue", _("danh mục mô hình")


class Tab(TextChoices):
    """How the rows of a preview are laid out, each row on one tab."""

    NEW = "new", _("thêm mới")
    UPDATE = "update", _("cập nhật")
    DOUBTFUL = "doubtful", _("nghi ngờ")
    REFUSED = "refused", _("bị từ chối")
    SAME = "same", _("đã có")
    SKIPPED = "skipped", _("bỏ qua")
