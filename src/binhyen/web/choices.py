"""What the map can show."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Measure(TextChoices):
    SITES = "sites", _("Số điểm mô hình")
    PROGRAMMES = "programmes", _("Số mô hình")
    TEAMS = "teams", _("Số tổ")
    MEMBERS = "members", _("Số thành viên")
    STATE_VND = "state_vnd", _("Ngân sách nhà nước (đồng)")
    COMMUNITY_VND = "community_vnd", _("Xã hội hóa (đồng)")
    DENSITY = "density", _("Số điểm trên 100 km²")
    NO_DECISION = "no_decision", _("Số điểm thiếu quyết định thành lập")


class Standing(TextChoices):
    """What a unit's colour says."""

    KNOWN = "known", _("có số liệu")
    ZERO = "zero", _("không có")
    UNKNOWN = "unknown", _("chưa rõ")
    BEYOND = "beyond", _("ngoài phạm vi của bạn")


class Reason(TextChoices):
    """Why a figure stands beside the map and not on it."""

    DIVIDED = "divided", _("Đơn vị đã chia cho nhiều đơn vị; sổ không ghi mỗi nơi được bao nhiêu.")
    MERGED = "merged", _("Đơn vị gộp từ nhiều đơn vị; sổ không ghi phần nào thuộc đơn vị cũ nào.")
    ABOVE = "above", _("Sổ ghi ở cấp trên, không ghi thuộc đơn vị nào trên bản đồ.")
    ELSEWHERE = "elsewhere", _("Nay thuộc đơn vị nằm ngoài bản đồ này.")
