"""Kinds of cases, what steps and outcomes may say, and the reasons for which a move is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseKind(TextChoices):
    BUILD = "build", _("xây dựng mô hình mới")
    REPLICATE = "replicate", _("mở điểm mới, nhân rộng")
    ADJUST = "adjust", _("điều chỉnh")
    SUSPEND = "suspend", _("tạm dừng")
    END = "end", _("kết thúc, thanh loại")
    MERGE = "merge", _("sáp nhập mô hình trùng lặp")
    TAKE_OVER = "take_over", _("tiếp nhận sau sắp xếp địa giới")


class CaseState(TextChoices):
    OPEN = "open", _("đang xử lý")
    DONE = "done", _("đã hoàn thành")
    DROPPED = "dropped", _("đã dừng, không thực hiện")


class Who(TextChoices):
    """Who takes a step: whoever works on cases at the unit, or whoever approves there."""

    ACT = "act", _("cán bộ xử lý")
    APPROVE = "approve", _("lãnh đạo phê duyệt")


class StepLevel(TextChoices):
    """Where a step is taken: at the case's own unit, or one level above a commune's.

    A province has no level above it in a procedure: there "above" is the province itself.
    """

    OWN = "own", _("cùng cấp")
    ABOVE = "above", _("cấp trên trực tiếp")


class Effect(TextChoices):
    """What an outcome does to the register."""

    LAUNCH = "launch", _("đưa vào hoạt động")
    ADJUST = "adjust", _("ghi nội dung điều chỉnh")
    SUSPEND = "suspend", _("chuyển sang tạm dừng")
    RESUME = "resume", _("cho hoạt động trở lại")
    END = "end", _("kết thúc")
    MERGE = "merge", _("nhập vào mô hình, điểm còn lại")
    TAKE_OVER = "take_over", _("chuyển sang đơn vị tiếp nhận")


# The effects that a case of each kind may have; without one of the first it isn't done.
EFFECTS_OF: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    CaseKind.BUILD: (frozenset({Effect.LAUNCH}), frozenset()),
    CaseKind.REPLICATE: (frozenset({Effect.LAUNCH}), frozenset()),
    CaseKind.ADJUST: (frozenset({Effect.ADJUST}), frozenset()),
    CaseKind.SUSPEND: (frozenset({Effect.SUSPEND}), frozenset({Effect.RESUME, Effect.END})),
    CaseKind.END: (frozenset({Effect.END}), frozenset()),
    CaseKind.MERGE: (frozenset({Effect.MERGE}), frozenset()),
    CaseKind.TAKE_OVER: (frozenset({Effect.TAKE_OVER}), frozenset()),
}

# Where an outcome leads when it leads to no further step.
DONE, DROPPED = "done", "dropped"
MAY_FINISH = frozenset({DONE, DROPPED})


class EventKind(TextChoices):
    OPENED = "opened", _("mở hồ sơ")
    MOVED = "moved", _("chuyển bước")
    RETURNED = "returned", _("trả lại")
    TAKEN_BACK = "taken_back", _("rút lại")
    DELEGATED = "delegated", _("giao người khác xử lý")
    DELEGATION_ENDED = "delegation_ended", _("thôi giao")
    MEETING = "meeting", _("ghi cuộc họp dân")
    ASSETS = "assets", _("kê khai tài sản")
    HANDED_OVER = "handed_over", _("bàn giao tài sản")
    ESCALATED = "escalated", _("báo lên cấp trên vì quá hạn")


class AssetKind(TextChoices):
    CAMERA = "camera", _("camera")
    EXTINGUISHER = "extinguisher", _("bình chữa cháy")
    TOOL = "tool", _("dụng cụ, phương tiện")
    MONEY = "money", _("tiền, quỹ")
    OTHER = "other", _("tài sản khác")


class NoticeKind(TextChoices):
    REMINDER = "reminder", _("sắp đến hạn")
    LATE = "late", _("quá hạn")
    ESCALATED = "escalated", _("báo cấp trên")


class BlockerCode(TextChoices):
    """Why a move or another change of a case is refused, each the rule that forbids it."""

    CHANGED_SINCE = (
        "changed_since",
        _("Hồ sơ vừa được người khác chuyển bước; hãy xem lại rồi quyết định."),
    )
    CLOSED = "closed", _("Hồ sơ đã đóng, không còn bước nào để xử lý.")
    NOT_THIS_STEP = (
        "not_this_step",
        _("Quy trình không cho làm việc này ở bước hiện tại; các bước phải đi theo thứ tự."),
    )
    DELEGATION_EXPIRED = (
        "delegation_expired",
        _("Việc giao xử lý cho bạn đã hết hạn; hãy đề nghị người giao gia hạn."),
    )
    COMMENT_MISSING = "comment_missing", _("Trả lại thì phải ghi lý do để nơi gửi biết cần sửa gì.")
    GROUND_MISSING = "ground_missing", _("Phải chọn căn cứ.")
    GROUND_UNKNOWN = "ground_unknown", _("Quy trình không có căn cứ này.")
    DATE_IN_FUTURE = "date_in_future", _("Ngày này chưa tới.")
    DATE_BEFORE_STEP = (
        "date_before_step",
        _("Ngày này đứng trước ngày hồ sơ đến bước hiện tại; không ghi lùi ngày."),
    )
    DATE_BEFORE_PAPER = (
        "date_before_paper",
        _("Ngày này đứng trước ngày của giấy tờ mà bước này cần; không ghi lùi ngày."),
    )
    DECISION_BEFORE_APPROVAL = (
        "decision_before_approval",
        _("Văn bản này ghi ngày trước khi được phê duyệt; văn bản phải ban hành sau phê duyệt."),
    )
    DOCUMENT_MISSING = "document_missing", _("Hồ sơ còn thiếu giấy tờ này.")
    DOCUMENT_UNSIGNED = "document_unsigned", _("Giấy tờ này chưa ghi nhận chữ ký.")
    DOCUMENT_OUT_OF_DATE = "document_out_of_date", _("Giấy tờ này đã quá hạn, cần bản mới.")
    MEETING_MISSING = "meeting_missing", _("Chưa ghi cuộc họp dân của bước này.")
    MEETING_AGAINST = (
        "meeting_against",
        _("Cuộc họp dân gần nhất không đạt quá nửa đồng ý; tham gia phải là tự nguyện."),
    )
    ASSETS_UNDECLARED = (
        "assets_undeclared",
        _("Chưa kê khai tài sản; không có tài sản nào cũng phải xác nhận."),
    )
    ASSETS_HELD = "assets_held", _("Tài sản này chưa bàn giao hết cho nơi nhận.")
    SITES_RUNNING = (
        "sites_running",
        _("Mô hình còn điểm chưa kết thúc; hãy kết thúc hoặc chuyển các điểm trước."),
    )
    OTHER_CASE = "other_case", _("Đang có hồ sơ khác chưa xong về cùng đối tượng.")
    STATE_UNFIT = "state_unfit", _("Tình trạng hiện nay không cho phép mở hồ sơ loại này.")
    TARGET_MISSING = "target_missing", _("Phải chọn mô hình hoặc điểm.")
    TARGET_UNFIT = "target_unfit", _("Không thể nhập vào chính nó hoặc vào nơi đã kết thúc.")
    OUTSIDE_UNIT = "outside_unit", _("Đối tượng không thuộc địa bàn của hồ sơ.")
    UNIT_ENDED = "unit_ended", _("Đơn vị này không còn tồn tại; hãy chọn đơn vị hiện nay.")
    NO_PROCEDURE = "no_procedure", _("Chưa có quy trình nào đang áp dụng cho loại hồ sơ này.")
    PERSONAL_DATA = (
        "personal_data",
        _("Có vẻ có số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
    REASON_MISSING = "reason_missing", _("Phải ghi lý do.")
    NOT_YOUR_MOVE = (
        "not_your_move",
        _("Chỉ rút lại được bước do chính bạn vừa chuyển, khi bước sau chưa ai xử lý."),
    )
    CANNOT_SEE = "cannot_see", _("Người được giao không có quyền xem hồ sơ của địa bàn này.")
    UNTIL_PAST = "until_past", _("Ngày hết hạn giao đã qua.")
    NUMBERS_UNFIT = (
        "numbers_unfit",
        _("Số phiếu đồng ý và không đồng ý không thể nhiều hơn số người dự."),
    )
    TOO_MANY = "too_many", _("Số lượng bàn giao nhiều hơn số còn lại.")
    QUANTITY_UNFIT = "quantity_unfit", _("Số lượng phải từ 1 trở lên, số tiền không âm.")


class FlawCode(TextChoices):
    """Why the text of a procedure is refused."""

    NOT_TOML = "not_toml", _("Không đọc được theo cú pháp TOML: %(value)s.")
    MISSING = "missing", _("Thiếu mục “%(value)s”.")
    UNKNOWN_KEY = "unknown_key", _("Không có mục nào tên “%(value)s” ở đây.")
    WRONG_TYPE = "wrong_type", _("Mục “%(value)s” có kiểu giá trị không đúng.")
    BAD_CODE = (
        "bad_code",
        _("“%(value)s” không dùng làm mã được: chỉ chữ thường không dấu, chữ số, _ và -."),
    )
    UNKNOWN_KIND = "unknown_kind", _("Không có loại hồ sơ “%(value)s”.")
    NO_KIND = "no_kind", _("Quy trình không có loại hồ sơ nào.")
    START_MISSING = "start_missing", _("Không có bước đầu tiên “%(value)s”.")
    UNKNOWN_STEP = "unknown_step", _("Kết quả dẫn tới bước không có: “%(value)s”.")
    UNKNOWN_DOCUMENT = "unknown_document", _("Danh mục giấy tờ không có loại “%(value)s”.")
    UNKNOWN_PAPER = "unknown_paper", _("Hệ thống không có mẫu văn bản “%(value)s”.")
    UNKNOWN_EFFECT = "unknown_effect", _("Không có tác động nào tên “%(value)s”.")
    NOBODY = "nobody", _("Không ai được xử lý bước này (who và level: “%(value)s”).")
    DEAD_END = "dead_end", _("Bước này không có kết quả nào: hồ sơ sẽ mắc lại ở đây.")
    UNREACHABLE = "unreachable", _("Không có đường nào từ bước đầu tới bước này.")
    CYCLE = "cycle", _("Từ bước này hồ sơ đi vòng mãi, không có lối kết thúc.")
    NEVER_DONE = "never_done", _("Loại hồ sơ này không bao giờ hoàn thành được.")
    DAYS_UNFIT = "days_unfit", _("Số ngày làm việc phải từ 0 đến 250, ở đây là “%(value)s”.")
    EFFECT_UNFIT = "effect_unfit", _("Loại hồ sơ này không được có tác động “%(value)s”.")
    EFFECT_SKIPPED = (
        "effect_skipped",
        _("Có đường tới “done” mà không qua tác động “%(value)s”: xong mà sổ không đổi."),
    )
    NOT_APPROVED = (
        "not_approved",
        _("Có đường tới tác động “%(value)s” mà không qua bước nào phê duyệt."),
    )
    GROUND_SKIPPED = (
        "ground_skipped",
        _("Có đường tới tác động “%(value)s” mà không ai phải chọn căn cứ."),
    )
    ASSETS_SKIPPED = (
        "assets_skipped",
        _("Có đường tới tác động “%(value)s” mà không bàn giao tài sản."),
    )
    BACK_FORWARD = (
        "back_forward",
        _("Kết quả trả lại phải về một bước đã qua, không tới “%(value)s”."),
    )
    NEXT_UNFIT = (
        "next_unfit",
        _("Hồ sơ tiếp theo “%(value)s” không hợp: phải có trong quy trình, sau “done”."),
    )
    TWICE = "twice", _("Mã “%(value)s” có hai lần.")


class OverlapReason(TextChoices):
    """Why an existing record may be the same as the one proposed."""

    NAME = "name", _("tên gần giống")
    AIM = "aim", _("cùng mục đích")
    HOST = "host", _("cùng cơ quan, tổ chức")
    PLACE = "place", _("cùng thôn, tổ dân phố")
    UNIT = "unit", _("cùng địa bàn")


# A reminder goes out so many working days before a step is due.
REMIND_WORKING_DAYS = 2

# What a dossier may hold and what can be drafted: the codes that the rooms share.
PAPER_KINDS = frozenset(
    {
        "survey_plan",
        "survey_plan_approval",
        "survey_report",
        "proposal",
        "plan",
        "establishment_decision",
        "charter",
        "launch_minutes",
        "meeting_minutes",
        "interim_report",
        "final_report",
        "replication_plan",
        "replication_decision",
        "adjustment_decision",
        "suspension_decision",
        "merger_decision",
        "takeover_record",
        "ending_report",
        "ending_decision",
        "handover_record",
        "invitation",
    }
)
DOCUMENT_KINDS = PAPER_KINDS | {"coordination_rules", "pledge", "scoring_sheet", "other"}
