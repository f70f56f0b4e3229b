"""Where a report stands, what its tables show, and why a step with it is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportState(TextChoices):
    DRAFT = "draft", _("đang soạn")
    SIGNED = "signed", _("đã ký")
    SENT = "sent", _("đã gửi lên")
    RECEIVED = "received", _("cấp trên đã nhận")
    RETURNED = "returned", _("bị trả lại")
    LOCKED = "locked", _("đã khóa")


class Task(TextChoices):
    """What a report waits for from somebody."""

    WRITE = "write", _("quá hạn, chờ bạn viết tiếp")
    SIGN = "sign", _("chờ bạn ký")
    SEND = "send", _("đã ký, chờ bạn gửi lên")
    RECEIVE = "receive", _("chờ bạn nhận")
    MEND = "mend", _("bị trả lại, chờ bạn sửa")


class TableKind(TextChoices):
    """What stands across and down in a table of a report."""

    COMPARE = "compare", _("chỉ tiêu, so với cùng kỳ năm trước")
    UNITS = "units", _("từng đơn vị cấp dưới")
    MONTHS = "months", _("từng tháng của kỳ")


class FigureForm(TextChoices):
    """How a figure stands in a sentence."""

    NOW = "", _("số của kỳ")
    BEFORE = "cung_ky", _("số cùng kỳ năm trước")
    MOVED = "tang_giam", _("số tăng, giảm, viết thành câu")
    CHANGE = "so_sanh", _("tăng, giảm so với cùng kỳ, viết thành câu")


class ReportIssuer(TextChoices):
    """Which body of a unit a report goes out from, unless another is chosen."""

    COMMITTEE = "committee", _("Ủy ban nhân dân")
    POLICE = "police", _("Công an")
    BOARD = "board", _("Ban Chỉ đạo")


class Format(TextChoices):
    DOCX = "docx", _("Word")
    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("Excel")


class Refusal(TextChoices):
    """Why a step is refused now."""

    NOT_DRAFT = "not_draft", _("Báo cáo đã ký; muốn sửa phải lập bản mới, có lý do.")
    NOT_SIGNED = "not_signed", _("Chỉ gửi được báo cáo đã ký và chưa gửi, hoặc bị trả lại.")
    NOT_SENT = "not_sent", _("Báo cáo chưa được gửi lên.")
    NOT_TO_RECALL = "not_to_recall", _("Chỉ rút lại được báo cáo đã gửi mà cấp trên chưa nhận.")
    NOT_UP = "not_up", _("Chỉ trả lại được báo cáo đã gửi lên và chưa khóa.")
    BY_SIGNER = "by_signer", _("Bạn đã ký báo cáo này; phải có người khác ở cấp trên nhận.")
    BY_SENDER = "by_sender", _("Bạn đã gửi báo cáo này; phải có người khác ở cấp trên nhận.")
    NOT_RECEIVED = "not_received", _("Chưa nhận thì chưa khóa được.")
    IS_DRAFT = "is_draft", _("Báo cáo đang soạn; hãy sửa ngay bản này.")
    WAS_SIGNED = "was_signed", _("Báo cáo đã có bản ký; không bỏ được nữa.")
    NOT_OVER = "not_over", _("Kỳ này chưa hết; hãy ký sau ngày cuối kỳ.")
    NOT_KNOWN_TO_LACK = (
        "not_known_to_lack",
        _("Số liệu chưa đủ; hãy đọc phần còn thiếu rồi đánh dấu vào ô này."),
    )
    CHANGED_SINCE = (
        "changed_since",
        _("Báo cáo vừa được người khác thay đổi; hãy xem lại rồi quyết định."),
    )
    THERE_ALREADY = "there_already", _("Kỳ này đã có báo cáo theo biểu mẫu này.")
    NOT_BEGUN = "not_begun", _("Kỳ này chưa bắt đầu.")
    WRONG_PERIOD = "wrong_period", _("Biểu mẫu này không dùng cho loại kỳ đã chọn.")
    UNIT_UNFIT = "unit_unfit", _("Chỉ lập báo cáo cho cả nước, tỉnh, xã, phường hiện nay.")
    NO_FRAME = "no_frame", _("Không có biểu mẫu này cho đơn vị.")
    FRAME_FAULTY = "frame_faulty", _("Biểu mẫu không còn khớp với bộ chỉ tiêu; hãy sửa biểu mẫu.")
    BLANK = "blank", _("Phải điền mục này.")
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    CONTACT = (
        "contact",
        _("Có vẻ có số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
    REASON_MISSING = "reason_missing", _("Phải ghi lý do.")
    NO_ISSUER = "no_issuer", _("Hãy chọn một cơ quan trong danh sách.")
    PAPER = "paper", _("Chưa lấy được số")
    EFFECTIVE_BACKWARDS = (
        "effective_backwards",
        _("Ngày hiệu lực đứng trước ngày của bản đang có."),
    )
    FRAME_CODE_CHANGED = (
        "frame_code_changed",
        _("Bản mới phải giữ mã của biểu mẫu; muốn mã khác, hãy lập biểu mẫu mới."),
    )
    FRAME_CODE_TAKEN = (
        "frame_code_taken",
        _("Địa bàn này đã có biểu mẫu mang mã đó; hãy sửa biểu mẫu ấy."),
    )
