"""Roles and permissions, in words that an official can check."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a person can be allowed to do. `<record>:<verb>`, alphabetical."""

    CASE_ACT = "case:act", _("lập và xử lý hồ sơ công việc")
    CASE_APPROVE = "case:approve", _("phê duyệt hồ sơ công việc")
    CATALOGUE_CHANGE = "catalogue:change", _("thêm, sửa danh mục mô hình")
    DOCUMENT_CHANGE = "document:change", _("nộp giấy tờ vào hồ sơ")
    DRAW_HOLD = "draw:hold", _("công bố, rút và mở bốc thăm công khai")
    FIGURES_ACCEPT = "figures:accept", _("duyệt, trả lại số liệu của cấp dưới")
    FIGURES_DEFINE = "figures:define", _("sửa chỉ tiêu, kỳ và biểu mẫu báo cáo")
    FIGURES_ENTER = "figures:enter", _("nhập số liệu kỳ báo cáo")
    IMPORT_RUN = "import:run", _("nhập sổ theo dõi từ tệp")
    LOG_VIEW = "log:view", _("xem nhật ký thay đổi")
    PAPER_ISSUE = "paper:issue", _("soạn và lấy số văn bản")
    PERSON_CHANGE = "person:change", _("quản lý người dùng và vai trò")
    PERSON_VIEW = "person:view", _("xem danh sách người dùng")
    PLAN_ADOPT = "plan:adopt", _("duyệt kế hoạch nhân rộng")
    PLAN_PREPARE = "plan:prepare", _("lập kế hoạch nhân rộng và cho tính")
    PROCEDURE_CHANGE = (
        "procedure:change",
        _("sửa quy trình, danh mục giấy tờ, mẫu văn bản"),
    )
    REGISTER_VIEW = "register:view", _("xem mô hình và điểm mô hình")
    REPORT_SIGN = "report:sign", _("ký báo cáo định kỳ")
    REVIEW_DECIDE = "review:decide", _("quyết định xếp loại")
    REVIEW_RUN = "review:run", _("mở đợt rà soát, thẩm định")
    REVIEW_SCORE = "review:score", _("tự chấm điểm")
    SITE_CHANGE = "site:change", _("thêm, sửa điểm mô hình")
    SITE_UPDATE_OWN = "site:update-own", _("cập nhật điểm mô hình mình phụ trách")
    STUDY_LOCK = "study:lock", _("khóa, rút đề cương đánh giá")
    STUDY_REGISTER = "study:register", _("lập đề cương đánh giá và cho tính")
    UNIT_CHANGE = "unit:change", _("nạp địa giới, đơn vị hành chính")


# Looking. Everything else changes something, and is narrower where a unit was split.
VIEWING = frozenset(
    {
        Permission.LOG_VIEW,
        Permission.PERSON_VIEW,
        Permission.REGISTER_VIEW,
    }
)


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Quản trị viên")
    PROVINCE_OFFICER = "province_officer", _("Cán bộ cấp tỉnh")
    LEADER = "leader", _("Lãnh đạo phê duyệt")
    COMMUNE_OFFICER = "commune_officer", _("Cán bộ cấp xã")
    SITE_LEADER = "site_leader", _("Người phụ trách điểm")
    READER = "reader", _("Người xem")
    AUDITOR = "auditor", _("Người kiểm tra")


P = Permission
GRANTED: dict[str, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.PROVINCE_OFFICER: frozenset(
        {
            P.REGISTER_VIEW,
            P.SITE_CHANGE,
            P.CATALOGUE_CHANGE,
            P.IMPORT_RUN,
            P.LOG_VIEW,
            P.PERSON_VIEW,
            P.UNIT_CHANGE,
            P.CASE_ACT,
            P.DOCUMENT_CHANGE,
            P.PAPER_ISSUE,
            P.PROCEDURE_CHANGE,
            P.REVIEW_SCORE,
            P.REVIEW_RUN,
            P.FIGURES_ENTER,
            P.FIGURES_ACCEPT,
            P.FIGURES_DEFINE,
            P.STUDY_REGISTER,
            P.PLAN_PREPARE,
        }
    ),
    Role.LEADER: frozenset(
        {
            P.REGISTER_VIEW,
            P.LOG_VIEW,
            P.CASE_APPROVE,
            P.REVIEW_DECIDE,
            P.FIGURES_ACCEPT,
            P.REPORT_SIGN,
            P.STUDY_LOCK,
            P.PLAN_ADOPT,
            P.DRAW_HOLD,
        }
    ),
    Role.COMMUNE_OFFICER: frozenset(
        {
            P.REGISTER_VIEW,
            P.SITE_CHANGE,
            P.IMPORT_RUN,
            P.LOG_VIEW,
            P.CASE_ACT,
            P.DOCUMENT_CHANGE,
            P.PAPER_ISSUE,
            P.REVIEW_SCORE,
            P.FIGURES_ENTER,
        }
    ),
    Role.SITE_LEADER: frozenset({P.REGISTER_VIEW, P.SITE_UPDATE_OWN, P.REVIEW_SCORE}),
    Role.READER: frozenset({P.REGISTER_VIEW}),
    Role.AUDITOR: frozenset({P.REGISTER_VIEW, P.LOG_VIEW, P.PERSON_VIEW}),
}


class Refusal(TextChoices):
    """Why a change to a person or post can't be made, in a sentence for the page."""

    BEYOND_REACH = "beyond_reach", _("Địa bàn này nằm ngoài phạm vi quản lý của bạn.")
    BEYOND_OWN_RIGHTS = (
        "beyond_own_rights",
        _("Vai trò này có quyền mà chính bạn không có tại địa bàn đó."),
    )
    HOLDS_MORE = (
        "holds_more",
        _("Người này còn giữ vai trò ngoài phạm vi của bạn; hãy nhờ quản trị viên cấp trên."),
    )
    LAST_ADMINISTRATOR = (
        "last_administrator",
        _("Đây là quản trị viên cuối cùng của địa bàn; hãy giao vai trò này cho người khác trước."),
    )
    NOT_ONESELF = "not_oneself", _("Bạn không thể tự làm việc này cho tài khoản của chính mình.")
    UNIT_ENDED = "unit_ended", _("Đơn vị này không còn tồn tại; hãy chọn đơn vị hiện nay.")
    DAYS_OUT_OF_ORDER = "days_out_of_order", _("Ngày thôi giữ phải từ ngày bắt đầu trở đi.")
    HELD_ALREADY = "held_already", _("Người này đang giữ đúng vai trò đó tại địa bàn này.")
    NAME_TAKEN = "name_taken", _("Tên đăng nhập này đã có người dùng.")
    NAME_IS_CONTACT = (
        "name_is_contact",
        _("Tên đăng nhập không được là số điện thoại, thư điện tử hay số giấy tờ."),
    )
    NAME_RESERVED = "name_reserved", _("Tên đăng nhập này dành riêng cho hệ thống.")
    NAME_UNFIT = (
        "name_unfit",
        _("Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số và các dấu . _ - (3–60 ký tự)."),
    )
