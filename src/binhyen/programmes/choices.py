"""States and kinds of the register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a programme or site stands. The steps between come with the procedures."""

    PREPARING = "preparing", _("đang chuẩn bị")
    RUNNING = "running", _("đang hoạt động")
    SUSPENDED = "suspended", _("tạm dừng")
    ENDED = "ended", _("đã kết thúc")


class Source(TextChoices):
    STATE = "state", _("ngân sách nhà nước")
    COMMUNITY = "community", _("xã hội hóa")


class OrganisationKind(TextChoices):
    POLICE = "police", _("công an")
    COMMITTEE = "committee", _("ủy ban nhân dân")
    PARTY = "party", _("cấp ủy Đảng")
    FRONT = "front", _("Mặt trận và đoàn thể")
    SCHOOL = "school", _("trường học")
    ENTERPRISE = "enterprise", _("doanh nghiệp")
    FAITH = "faith", _("tổ chức tôn giáo")
    HEALTH = "health", _("cơ sở y tế")
    RESIDENTS = "residents", _("tổ dân phố, thôn, bon, buôn")
    OTHER = "other", _("cơ quan, tổ chức khác")


class DecisionKind(TextChoices):
    OPENS = "opens", _("thành lập")
    CHANGES = "changes", _("điều chỉnh")
    ENDS = "ends", _("kết thúc")


class SeatRole(TextChoices):
    """Whose part it is: the Party leads, the State manages, the Front coordinates …"""

    HEAD = "head", _("Trưởng ban")
    DEPUTY_STANDING = "deputy_standing", _("Phó trưởng ban thường trực")
    DEPUTY = "deputy", _("Phó trưởng ban")
    SECRETARY = "secretary", _("Thư ký")
    MEMBER = "member", _("Thành viên")
