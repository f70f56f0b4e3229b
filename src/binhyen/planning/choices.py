"""What a plan keeps, how far it has come, and why a step with it is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("kế hoạch", "bản nháp")
    WAITING = "waiting", _("đang chờ tính")
    RUNNING = "running", _("đang tính")
    DONE = "done", pgettext_lazy("kế hoạch", "đã tính")
    FAILED = "failed", _("tính không thành công")
    ADOPTED = "adopted", pgettext_lazy("kế hoạch", "đã duyệt")


OPEN_PLANS = (PlanState.WAITING, PlanState.RUNNING)


class Outcome(TextChoices):
    """What working out a plan came to."""

    PLAN = "plan", _("có phương án")
    CLASH = "clash", _("các yêu cầu trái nhau")
    OUT_OF_TIME = "out_of_time", _("hết giờ mà chưa có phương án")


class Basis(TextChoices):
    """Which number of a study an expectation rests on."""

    OWN_AND_RING = "own_and_ring", _("tác dụng tại chỗ, phần lan sang nơi giáp ranh tính riêng")
    NET = "net", _("tác dụng ròng, đã tính cả nơi giáp ranh")
    OWN = "own", _("tác dụng tại chỗ; chưa biết gì về nơi giáp ranh")


class Beyond(TextChoices):
    """Why a commune isn't in a plan."""

    NO_FIGURES = "no_figures", _("chưa có đủ 12 tháng số liệu của kết quả cần giảm")
    NOT_LISTED = "not_listed", _("không có trong bảng các xã của kế hoạch")


class Refusal(TextChoices):
    """Why a step with a plan can't be done, in a sentence for the page."""

    NAME_MISSING = "name_missing", _("Phải đặt tên kế hoạch.")
    REASON_MISSING = "reason_missing", _("Phải ghi lý do.")
    TOO_LONG = "too_long", _("Dài quá 500 ký tự.")
    CONTACT = "contact", _("Không ghi số điện thoại, thư điện tử hay số giấy tờ ở đây.")
    YEARS_OUT_OF_RANGE = "years_out_of_range", _("Số năm phải từ 1 đến 10.")
    MONEY_OUT_OF_RANGE = "money_out_of_range", _("Số tiền phải từ 0 đến 10.000 tỷ đồng.")
    NUMBER_OUT_OF_RANGE = "number_out_of_range", _("Phải là số từ 0 đến %(value)s.")
    CAUTION_OUT_OF_RANGE = "caution_out_of_range", _("Phải từ 0 đến 300.")
    NO_OFFER = "no_offer", _("Phải chọn ít nhất một mô hình.")
    NO_SUCH_PROGRAMME = (
        "no_such_programme",
        _("Không có mô hình mã %(value)s trong kế hoạch này."),
    )
    NO_COMMUNE = "no_commune", _("Bảng các xã đang trống.")
    NO_SUCH_COMMUNE = "no_such_commune", _("Không có xã nào hiện nay mang mã %(value)s ở tỉnh này.")
    COMMUNE_TWICE = "commune_twice", _("Xã %(value)s được ghi hai lần.")
    WANTED_AND_REFUSED = (
        "wanted_and_refused",
        _("Vừa yêu cầu vừa loại: %(value)s."),
    )
    NO_OUTCOME = "no_outcome", _("Phải có ít nhất một kết quả có trọng số lớn hơn 0.")
    NO_SUCH_SERIES = "no_such_series", _("Không có số liệu nào mang mã %(value)s.")
    NOT_CHANGEABLE = (
        "not_changeable",
        _("Kế hoạch đã có phương án hoặc đang được tính; chỉ thay bằng một bản mới, có lý do."),
    )
    RUNS_ALREADY = "runs_already", _("Kế hoạch này đang chờ tính hoặc đang được tính.")
    NO_PLAN = "no_plan", _("Chỉ duyệt được khi đã có phương án.")
    ADOPTED = "adopted", _("Kế hoạch này đã được duyệt; từ nay không đổi nữa.")
