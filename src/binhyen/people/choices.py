"""Roles and permissions, in words that an official can check."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """What a person can be allowed to do. `<record>:<verb>`, alphabetical."""

    CATALOGUE_CHANGE = "catalogue:change", _("thêm, sửa danh mục mô hình")
    IMPORT_RUN = "import:run", _("nhập sổ theo dõi từ tệp")
    LOG_VIEW = "log:view", _("xem nhật ký thay đổi")
    PERSON_CHANGE = "person:change", _("quản lý người dùng và vai trò")
    PERSON_VIEW = "person:view", _("xem danh sách người dùng")
    REGISTER_VIEW = "register:view", _("xem mô hình và điểm mô hình")
    SITE_CHANGE = "site:change", _("thêm, sửa điểm mô hình")
    SITE_UPDATE_OWN = "site:update-own", _("cập nhật điểm mô hình mình phụ trách")
    UNIT_CHANGE = "unit:change", _("nạp địa giới, đơn vị hành chính")


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Quản trị viên")
    PROVINCE_OFFICER = "province_officer", _("Cán bộ cấp tỉnh")
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
        }
    ),
    Role.COMMUNE_OFFICER: frozenset({P.REGISTER_VIEW, P.SITE_CHANGE, P.IMPORT_RUN, P.LOG_VIEW}),
    Role.SITE_LEADER: frozenset({P.REGISTER_VIEW, P.SITE_UPDATE_OWN}),
    Role.READER: frozenset({P.REGISTER_VIEW}),
    Role.AUDITOR: frozenset({P.REGISTER_VIEW, P.LOG_VIEW, P.PERSON_VIEW}),
}
