"""The limits that a plan keeps, and the kinds of plan offered beside the best."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Limit(TextChoices):
    """What a plan must keep, by name, so that a wish that can't be met is told by its name."""

    STATE_BUDGET = "state_budget", _("Ngân sách nhà nước của cả kế hoạch")
    COMMUNITY_BUDGET = "community_budget", _("Kinh phí xã hội hóa của cả kế hoạch")
    COMMUNE_MONEY = "commune_money", _("Phần xã hội hóa mà một xã huy động được")
    CAPACITY = "capacity", _("Sức triển khai của một xã")
    PROGRAMME_CEILING = "programme_ceiling", _("Số xã nhiều nhất của một mô hình")
    OVERLAP = "overlap", _("Số mô hình cùng mục đích nhiều nhất ở một xã")
    AREA_FLOOR = "area_floor", _("Khu vực nào cũng có phần")
    POOR_FLOOR = "poor_floor", _("Xã nghèo nào cũng có phần")
    WANTED = "wanted", _("Mô hình được yêu cầu ở một xã")
    REFUSED = "refused", _("Mô hình bị loại ở một xã")
    RUNNING = "running", _("Mô hình đang chạy thì không mở lại ở xã đó")
    USEFUL = "useful", _("Chỉ chọn mô hình chưa có ở xã và được dự kiến là có lợi")


class Way(TextChoices):
    """How another plan differs from the best one."""

    UNLIKE = "unlike", _("Khác phương án tốt nhất nhiều nhất mà gần như không kém")
    CHEAPER = "cheaper", _("Tốn ít ngân sách nhà nước nhất mà gần như không kém")
    CAUTIOUS = "cautious", _("Thận trọng: ưu tiên nơi dự kiến chắc chắn hơn")
