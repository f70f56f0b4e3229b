"""The papers that a programme's life leaves behind, and what may be wrong with one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(TextChoices):
    """Papers known by name everywhere. A province's checklist may add kinds of its own."""

    SURVEY_PLAN = "survey_plan", _("Kế hoạch khảo sát")
    SURVEY_PLAN_APPROVAL = "survey_plan_approval", _("Văn bản phê duyệt kế hoạch khảo sát")
    SURVEY_REPORT = "survey_report", _("Báo cáo kết quả khảo sát")
    PROPOSAL = "proposal", _("Tờ trình đề nghị")
    PLAN = "plan", _("Kế hoạch xây dựng mô hình")
    ESTABLISHMENT_DECISION = (
        "establishment_decision",
        _("Quyết định thành lập, kèm danh sách ban chỉ đạo"),
    )
    CHARTER = "charter", _("Quy chế hoạt động")
    COORDINATION_RULES = "coordination_rules", _("Quy chế phối hợp")
    PLEDGE = "pledge", _("Bản tổng hợp đăng ký, cam kết tham gia")
    LAUNCH_MINUTES = "launch_minutes", _("Biên bản lễ ra mắt")
    MEETING_MINUTES = "meeting_minutes", _("Biên bản họp dân")
    INTERIM_REPORT = "interim_report", _("Báo cáo sơ kết")
    FINAL_REPORT = "final_report", _("Báo cáo tổng kết")
    SCORING_SHEET = "scoring_sheet", _("Bảng chấm điểm, xếp loại")
    REPLICATION_PLAN = "replication_plan", _("Kế hoạch nhân rộng")
    REPLICATION_DECISION = "replication_decision", _("Quyết định nhân rộng")
    ADJUSTMENT_DECISION = "adjustment_decision", _("Quyết định điều chỉnh")
    SUSPENSION_DECISION = "suspension_decision", _("Quyết định tạm dừng")
    MERGER_DECISION = "merger_decision", _("Quyết định sáp nhập mô hình")
    TAKEOVER_RECORD = "takeover_record", _("Biên bản tiếp nhận sau sắp xếp đơn vị hành chính")
    ENDING_REPORT = "ending_report", _("Báo cáo đề nghị kết thúc")
    ENDING_DECISION = "ending_decision", _("Quyết định kết thúc")
    HANDOVER_RECORD = "handover_record", _("Biên bản bàn giao tài sản")
    INVITATION = "invitation", _("Giấy mời")
    OTHER = "other", _("Giấy tờ khác")


class Group(TextChoices):
    """The part of a dossier that a paper belongs to, in the order of a programme's life."""

    SURVEY = "survey", _("Khảo sát, đề xuất")
    FOUNDING = "founding", _("Thành lập")
    LAUNCH = "launch", _("Ra mắt")
    OPERATION = "operation", _("Hoạt động")
    REVIEW = "review", _("Sơ kết, tổng kết, xếp loại")
    REPLICATION = "replication", _("Nhân rộng")
    CHANGE = "change", _("Điều chỉnh, tạm dừng, sáp nhập")
    ENDING = "ending", _("Kết thúc, bàn giao")
    OTHER = "other", _("Giấy tờ khác")


class Of(TextChoices):
    """Whose paper it is."""

    PROGRAMME = "programme", _("mô hình")
    SITE = "site", _("điểm mô hình")


class DocumentSource(TextChoices):
    UPLOADED = "uploaded", _("nộp từ tệp")
    DRAFTED = "drafted", _("soạn trong hệ thống")


class HeldState(TextChoices):
    """What a paper that is there is worth."""

    PRESENT = "present", pgettext_lazy("giấy tờ", "đã có")
    UNSIGNED = "unsigned", _("chưa ký")
    OUT_OF_DATE = "out_of_date", pgettext_lazy("giấy tờ", "quá hạn")


class LineState(TextChoices):
    """Where a line of the dossier stands."""

    PRESENT = "present", pgettext_lazy("giấy tờ", "đã có")
    UNSIGNED = "unsigned", _("chưa ký")
    OUT_OF_DATE = "out_of_date", pgettext_lazy("giấy tờ", "quá hạn")
    MISSING = "missing", _("còn thiếu")
    NOT_NEEDED = "not_needed", _("chưa cần")


class FaultCode(TextChoices):
    """Why a paper can't be filed or changed as it is. `Fault` pairs it with the field."""

    BLANK = "blank", _("Phải điền mục này.")
    UNKNOWN_KIND = "unknown_kind", _("Danh mục giấy tờ không có loại này.")
    FOREIGN_SITE = "foreign_site", _("Điểm này không thuộc mô hình đã chọn.")
    FUTURE = "future", _("Ngày này chưa tới.")
    SIGNED_BEFORE_ISSUE = "signed_before_issue", _("Ngày ký đứng trước ngày của văn bản.")
    ENDS_BEFORE_ISSUE = (
        "ends_before_issue",
        _("Ngày hết hiệu lực đứng trước ngày của văn bản."),
    )
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    CONTACT = (
        "contact",
        _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
    ID_NUMBER_INSIDE = (
        "id_number_inside",
        _(
            "Trong tệp có số căn cước hoặc chứng minh nhân dân. Hệ thống không lưu số này: "
            "hãy che hoặc bỏ đi rồi nộp lại."
        ),
    )
    DUPLICATE = "duplicate", _("Đúng tệp này đã có trong hồ sơ, cùng loại giấy tờ.")
    SAME_VERSION = "same_version", _("Tệp này giống hệt phiên bản đang có.")
    SIGNED_ALREADY = "signed_already", _("Giấy tờ này đã được ghi nhận là đã ký.")
    WITHDRAWN = "withdrawn", _("Giấy tờ này đã rút khỏi hồ sơ.")
    NOT_WITHDRAWN = "not_withdrawn", _("Giấy tờ này đang ở trong hồ sơ.")
    DRAFTED = (
        "drafted",
        _("Văn bản soạn trong hệ thống giữ nguyên số, ngày và loại; hãy ban hành văn bản khác."),
    )


class ChecklistFault(TextChoices):
    """What is wrong with a checklist; `Finding` adds the row, the line and the value."""

    TOML = "toml", _("sai cú pháp TOML: %(detail)s")
    UNKNOWN_FIELD = "unknown_field", _("không có mục “%(detail)s”")
    WRONG_TYPE = "wrong_type", _("mục “%(detail)s” không đúng dạng")
    LACKS = "lacks", _("thiếu mục “%(detail)s”")
    BAD_CODE = (
        "bad_code",
        _("mã “%(detail)s” phải là chữ thường không dấu, số và dấu gạch dưới"),
    )
    TWICE = "twice", _("mã “%(detail)s” đã có ở dòng trước")
    UNNAMED = "unnamed", _("loại mới phải có tên")
    UNKNOWN_GROUP = "unknown_group", _("không có nhóm “%(detail)s”")
    UNKNOWN_OF = "unknown_of", _("“%(detail)s” phải là programme hoặc site")
    UNKNOWN_STATE = "unknown_state", _("không có tình trạng “%(detail)s”")
    UNKNOWN_ORIGIN = "unknown_origin", _("không có nguồn gốc “%(detail)s”")
    UNKNOWN_ENDING = "unknown_ending", _("không có cách kết thúc “%(detail)s”")
    BAD_MONTHS = "bad_months", _("“%(detail)s” phải là số tháng từ 1 đến 600")
    EMPTY = "empty", _("danh mục chưa có giấy tờ nào")
    PAST = "past", _("Ngày áp dụng phải từ hôm nay trở đi: hồ sơ cũ không bị xét lại.")
    SAME_DAY = "same_day", _("Đã có một bản áp dụng từ đúng ngày này; hãy bãi bỏ bản đó trước.")
    UNIT = "unit", _("Danh mục giấy tờ là của tỉnh hoặc của cả nước.")
