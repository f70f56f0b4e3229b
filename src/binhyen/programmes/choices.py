"""States and kinds of the register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Where a programme or site stands. The steps between come with the procedures."""

    PREPARING = "preparing", _("đang chuẩn bị")
    RUNNING = "running", _("đang hoạt động")
    SUSPENDED = "suspended", _("tạm dừng")
    ENDED = "ended", _("đã kết thúc")


UNCOUNTED = (State.PREPARING, State.ENDED)  # in no official figure


class Origin(TextChoices):
    """How a record came into the count: a figure that grew by recounting didn't grow."""

    UNKNOWN = "", _("chưa ghi")
    NEW = "new", _("xây dựng mới")
    REPLICATED = "replicated", _("nhân rộng")
    RECOUNTED = "recounted", _("do đếm lại")


class Ending(TextChoices):
    """How a record left the count. What was dropped was never launched, so never counted."""

    UNKNOWN = "", _("chưa ghi")
    ENDED = "ended", _("kết thúc")
    MERGED = "merged", _("nhập vào nơi khác")
    RECOUNTED = "recounted", _("thôi đếm, do đếm lại")
    DROPPED = "dropped", _("thôi chuẩn bị, không ra mắt")


class Calendar(TextChoices):
    """How a table over time is cut; a reporting year runs as Decree 09/2019 says (checked)."""

    YEAR = "year", _("năm dương lịch")
    REPORT_YEAR = "report-year", _("năm báo cáo (15/12–14/12)")
    HALF = "half", _("6 tháng báo cáo")
    QUARTER = "quarter", _("quý báo cáo")
    CUSTOM = "custom", _("một khoảng tự chọn")


class Move(TextChoices):
    """A record that came into the count or left it, and how: a column of that table."""

    IN = "in", _("tăng")
    IN_NEW = "in-new", _("tăng: xây dựng mới")
    IN_REPLICATED = "in-replicated", _("tăng: nhân rộng")
    IN_RECOUNTED = "in-recounted", _("tăng: do đếm lại")
    IN_UNKNOWN = "in-unknown", _("tăng: chưa ghi nguồn gốc")
    OUT = "out", _("giảm")
    OUT_REAL = "out-real", _("giảm: không kể do đếm lại")
    OUT_ENDED = "out-ended", _("giảm: kết thúc")
    OUT_MERGED = "out-merged", _("giảm: nhập vào nơi khác")
    OUT_RECOUNTED = "out-recounted", _("giảm: thôi đếm, do đếm lại")
    OUT_UNKNOWN = "out-unknown", _("giảm: chưa ghi kết thúc thế nào")


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


class FaultCode(TextChoices):
    """Why a record can't be written as it is. `Fault` pairs it with the field."""

    BLANK = "blank", _("Phải điền mục này.")
    BY_PROCEDURE = (
        "by_procedure",
        _("Đang chuẩn bị theo hồ sơ; ra mắt hoặc thôi chuẩn bị qua hồ sơ, không sửa ở đây."),
    )
    CIRCLE = "circle", _("Đi theo chuỗi này sẽ quay lại chính nó; hãy chọn nơi khác.")
    CONTACT = (
        "contact",
        _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
    DATES_REVERSED = "dates_reversed", _("Ngày kết thúc đứng trước ngày ra mắt.")
    DROPPED_THOUGH_LAUNCHED = (
        "dropped_though_launched",
        _("Đã có ngày ra mắt thì không phải là thôi chuẩn bị."),
    )
    ENDING_WITHOUT_STATE = (
        "ending_without_state",
        _("Có ghi kết thúc thế nào thì tình trạng phải là “đã kết thúc”."),
    )
    END_WITHOUT_STATE = (
        "end_without_state",
        _("Có ngày kết thúc thì tình trạng phải là “đã kết thúc”."),
    )
    FUTURE = "future", _("Ngày này chưa tới.")
    HALF_PLACE = "half_place", _("Tọa độ cần đủ cả vĩ độ và kinh độ.")
    ID_NUMBER = (
        "id_number",
        _("Có vẻ là số căn cước hoặc chứng minh nhân dân; hệ thống không lưu số này."),
    )
    LEVEL = "level", _("Hãy chọn đơn vị cấp xã, huyện hoặc tỉnh, không chọn cả nước.")
    MERGED_INTO_NOTHING = "merged_into_nothing", _("Nhập vào đâu? Hãy ghi nơi nhận.")
    MISPLACED = "misplaced", _("Đơn vị này không nhận phần nào của đơn vị ghi trong sổ.")
    NAME_TAKEN = "name_taken", _("Danh mục đã có mô hình mang tên này.")
    NEGATIVE = "negative", _("Số này không thể nhỏ hơn 0.")
    NOT_MERGED = "not_merged", _("Có nơi nhận thì cách kết thúc phải là “nhập vào nơi khác”.")
    NOT_REPLICATED = (
        "not_replicated",
        _("Có điểm gốc thì nguồn gốc phải là “nhân rộng”."),
    )
    NOT_ON_EARTH = "not_on_earth", _("Tọa độ không nằm trên Trái Đất.")
    OWN_FIELDS = (
        "own_fields",
        _("Người phụ trách điểm chỉ sửa được số tổ, số thành viên, tọa độ và ghi chú."),
    )
    PHONE_NUMBER = (
        "phone_number",
        _("Có vẻ là số điện thoại; hệ thống không lưu số điện thoại trong ô chữ tự do."),
    )
    TOO_LARGE = "too_large", _("Số này quá lớn.")
    TOO_LONG = "too_long", _("Nội dung quá dài.")
