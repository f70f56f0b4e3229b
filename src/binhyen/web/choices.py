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
    DOSSIERS = "dossiers", _("Hồ sơ đủ giấy tờ (%)")


SHARES = frozenset({Measure.DOSSIERS})  # percentages: no sum of theirs says anything


class Standing(TextChoices):
    """What a unit's colour says."""

    KNOWN = "known", _("có số liệu")
    ZERO = "zero", _("không có")
    UNKNOWN = "unknown", _("chưa rõ")
    BEYOND = "beyond", _("ngoài phạm vi của bạn")


class Share(TextChoices):
    """How much of what a unit holds its reader may see."""

    WHOLE = "whole", _("toàn bộ")
    PART = "part", _("một phần")
    NONE = "none", _("ngoài phạm vi của bạn")


class Reason(TextChoices):
    """Why a figure stands beside the map and not on it."""

    DIVIDED = "divided", _("Đơn vị đã chia cho nhiều đơn vị; sổ không ghi mỗi nơi được bao nhiêu.")
    MERGED = "merged", _("Đơn vị gộp từ nhiều đơn vị; sổ không ghi phần nào thuộc đơn vị cũ nào.")
    ABOVE = "above", _("Sổ ghi ở cấp trên, không ghi thuộc đơn vị nào trên bản đồ.")
    ELSEWHERE = "elsewhere", _("Nay thuộc đơn vị nằm ngoài bản đồ này.")


class Kind(TextChoices):
    """What an entry of the log can be about: the table, in words."""

    SITE = "programmes.site", _("điểm mô hình")
    PROGRAMME = "programmes.programme", _("mô hình")
    CONTRIBUTION = "programmes.contribution", _("đóng góp")
    DECISION = "programmes.decision", _("quyết định")
    ORGANISATION = "programmes.organisation", _("cơ quan, tổ chức")
    BOARD = "programmes.board", _("ban chỉ đạo")
    SEAT = "programmes.seat", _("ghế trong ban")
    TEAM = "programmes.team", _("tổ")
    ALIAS = "programmes.alias", _("tên gọi khác của mô hình")
    SECTOR = "programmes.sector", _("lĩnh vực")
    DOCUMENT = "dossiers.document", _("giấy tờ")
    CHECKLIST = "dossiers.checklist", _("danh mục giấy tờ")
    VERSION = "dossiers.version", _("phiên bản giấy tờ")
    ISSUED_PAPER = "papers.issued", _("văn bản đi")
    ISSUER = "papers.issuer", _("nơi ban hành văn bản")
    SERIES = "papers.series", _("dãy số văn bản")
    TEMPLATE = "papers.template", _("mẫu văn bản")
    ROUND = "reviews.round", _("đợt rà soát, xếp loại")
    RATING = "reviews.rating", _("xếp loại")
    SHEET = "reviews.sheet", _("bộ tiêu chí chấm điểm")
    CASE = "life.case", _("hồ sơ công việc")
    PROCEDURE = "life.procedure", _("quy trình")
    MEETING = "life.meeting", _("cuộc họp dân")
    ASSET = "life.asset", _("tài sản")
    HANDOVER = "life.handover", _("bàn giao tài sản")
    DELEGATION = "life.delegation", _("giao xử lý thay")
    BATCH = "intake.batch", _("đợt nhập sổ")
    PERSON = "people.person", _("người dùng")
    POST = "people.post", _("vai trò được giao")
    UNIT = "units.unit", _("đơn vị hành chính")
    HEAD = "kernel.head", _("nhật ký")
    RETURN = "figures.return", _("báo cáo số liệu")
    NOTE = "figures.note", _("ý kiến về số liệu")
    EXCUSE = "figures.excuse", _("giải trình số liệu")
    REVISION = "figures.revision", _("đính chính số liệu")
    DEFINITION = "figures.definition", _("bộ chỉ tiêu")
    FIGURE_BOARD = "figures.board", _("bảng theo dõi")
    FIGURE_BATCH = "figures.batch", _("tệp số liệu")
    REPORT = "reports.report", _("báo cáo định kỳ")
    EDITION = "reports.edition", _("bản báo cáo đã ký")
    FRAME = "reports.frame", _("biểu mẫu báo cáo")
    DELIBERATION = "committee.deliberation", _("kết luận rà soát")
    STUDY = "evidence.study", _("đề cương đánh giá")
    RUN = "evidence.run", _("lần tính của đề cương")
    PLAN = "planning.plan", _("kế hoạch nhân rộng")
    DRAW = "planning.draw", _("lần bốc thăm")


class Deed(TextChoices):
    """What was done, in the groups that one looks for; `VERBS` names the verbs of each."""

    ADDED = "added", _("thêm")
    CHANGED = "changed", _("sửa")
    DELETED = "deleted", _("xóa")
    UNDONE = "undone", _("hoàn tác")
    IMPORTED = "imported", _("nhập sổ")
    BEGUN = "begun", _("giao vai trò, thành lập đơn vị")
    ENDED = "ended", _("thôi vai trò, kết thúc đơn vị")
    SIGNED_IN = "signed-in", _("đăng nhập, đăng xuất")
    SECURED = "secured", _("mật khẩu, xác thực, tài khoản")
    CHECKED = "checked", _("kiểm tra nhật ký")
    ENTERED = "entered", _("nhập, gửi, duyệt số liệu")
    CARRIED = "carried", _("xử lý hồ sơ công việc")
    ISSUED = "issued", _("lấy số văn bản")
    RATED = "rated", _("chấm, thẩm định, xếp loại")
    STUDIED = "studied", _("tính kết quả đánh giá")
    ADOPTED = "adopted", _("duyệt kế hoạch nhân rộng")
    DRAWN = "drawn", _("công bố, bốc thăm")


VERBS = {
    Deed.ADDED: ("create", "add", "add-version"),
    Deed.CHANGED: ("change", "boundary", "sign"),
    Deed.DELETED: ("delete", "erase-contact", "withdraw"),
    Deed.UNDONE: ("undo",),
    Deed.IMPORTED: ("commit",),
    Deed.BEGUN: ("give", "begin"),
    Deed.ENDED: ("end",),
    Deed.SIGNED_IN: ("sign-in", "sign-out", "sign-in-failed", "locked"),
    Deed.SECURED: (
        "unlock", "set-password", "reset-link", "drop-second-factor", "deactivate", "reactivate",
        "add-totp", "remove-totp", "renew-totp", "add-webauthn", "remove-webauthn",
        "renew-webauthn", "add-recovery-codes", "remove-recovery-codes", "renew-recovery-codes",
    ),
    Deed.CHECKED: ("verify", "accept-key"),
    Deed.ENTERED: (
        "open-return", "enter", "prefill", "submit", "give-back", "accept", "lock", "correct",
        "excuse", "comment", "recall", "stand-in", "upload", "repair", "skip-cells", "take-cells",
        "discard", "load-figures",
        "receive", "revise",
    ),
    Deed.CARRIED: (
        "open", "move", "return", "take-back", "delegate", "record", "declare-assets", "hand-over",
        "remind", "late", "escalate",
    ),
    Deed.ISSUED: ("issue", "begin-series", "close"),
    Deed.RATED: (
        "score", "appraise", "leave-out", "bring-back", "decide", "undecide", "open-case",
    ),
    Deed.STUDIED: ("enqueue", "finish", "fail"),
    Deed.ADOPTED: ("adopt",),
    Deed.DRAWN: ("announce", "draw"),
}  # fmt: skip


class Attention(TextChoices):
    """Why a programme wants a look."""

    NONE = "none", _("đang hoạt động nhưng chưa có điểm nào")
    FEW = "few", _("chỉ còn ít điểm")
    MANY_ENDED = "many-ended", _("nhiều điểm đã kết thúc")


class Care(TextChoices):
    """Why a user wants an administrator's look."""

    LOCKED = "locked", _("vừa bị tạm khóa vì sai mật khẩu nhiều lần")
    NO_POST = "no-post", _("chưa có hoặc không còn vai trò nào")
    ENDING = "ending", _("sắp hết vai trò")
