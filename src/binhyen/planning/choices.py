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
    RUNNING = (
        "running",
        _("Mô hình đang chạy hay đã có trong kế hoạch đã duyệt thì không mở lại ở xã đó"),
    )
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
    WITHDRAWN = "withdrawn", _("đã rút")


OPEN_PLANS = (PlanState.WAITING, PlanState.RUNNING)


class Outcome(TextChoices):
    """What working out a plan came to."""

    PLAN = "plan", _("có phương án")
    CLASH = "clash", _("các yêu cầu trái nhau")
    OUT_OF_TIME = "out_of_time", _("hết giờ mà chưa có phương án")


class Basis(TextChoices):
    """Which number of a study an expectation rests on."""

    NET = "net", _("tác dụng ròng, đã tính cả nơi giáp ranh")
    OWN = "own", _("tác dụng tại chỗ; chưa biết gì về nơi giáp ranh")
    TYPED = "typed", _("tác dụng tại chỗ; phần chuyển sang bên cạnh do người lập ghi")


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
    OTHER_NAME = "other_name", _("Mã và tên không khớp: %(value)s.")
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
    ADOPTED_STAYS = (
        "adopted_stays",
        _("Kế hoạch đã duyệt thì không rút được; chỉ thay bằng một bản mới, có lý do."),
    )
    WITHDRAWN = "withdrawn", _("Kế hoạch này đã rút; muốn dùng lại thì lập bản mới từ nó.")
    PAID_ALREADY = (
        "paid_already",
        _(
            "Kế hoạch đã duyệt khác đã chi cho: %(value)s. Hãy lập bản mới; những nơi ấy khi đó "
            "được coi là đã có mô hình."
        ),
    )


class DrawState(TextChoices):
    DRAFT = "draft", _("đang chuẩn bị")
    ANNOUNCED = "announced", _("đã công bố, chờ bốc thăm")
    DRAWN = "drawn", _("đã bốc thăm")
    WITHDRAWN = "withdrawn", _("đã rút")


class DrawRefusal(TextChoices):
    """Why a step with a draw is refused."""

    NOT_DRAFT = (
        "not_draft",
        _(
            "Lần bốc thăm này đã công bố nên không sửa được nữa; chỉ rút được trước khi bốc thăm, "
            "có lý do."
        ),
    )
    NOT_ANNOUNCED = "not_announced", _("Chưa công bố nên chưa bốc thăm được.")
    DRAWN = "drawn", _("Lần này đã bốc thăm rồi.")
    HELD_STAYS = (
        "held_stays",
        _("Đã bốc thăm thì không rút được nữa: chỉ bốc thăm một lần duy nhất."),
    )
    WITHDRAWN = "withdrawn", _("Lần bốc thăm này đã rút.")
    TOO_EARLY = "too_early", _("Chưa bốc thăm được: phải sau ngày %(value)s mới có số công khai.")
    NO_SCHEDULE = "no_schedule", _("Chưa chọn các đợt và tháng bắt đầu.")
    SOURCE_MISSING = "source_missing", _("Phải ghi rõ số công khai sẽ lấy từ đâu.")
    SOURCE_UNFIT = "source_unfit", _("Ghi trên một dòng, không có ký tự lạ.")
    SOURCE_MANY = (
        "source_many",
        _("Một ngày có vài tỉnh ở %(value)s cùng mở thưởng; hãy ghi tên tỉnh thay cho tên miền."),
    )
    DAY_TOO_SOON = (
        "day_too_soon",
        _("Ngày có số công khai phải sau hôm nay, để lúc công bố chưa ai biết số ấy."),
    )
    DAY_TOO_LATE = (
        "day_too_late",
        _("Ngày có số công khai phải trước %(value)s, tháng của đợt đầu."),
    )
    DIGITS_OUT_OF_RANGE = "digits_out_of_range", _("Số công khai phải có từ 4 đến 8 chữ số.")
    NUMBER_UNFIT = "number_unfit", _("Số công khai phải có đúng %(value)s chữ số.")
    NO_COMMUNES = "no_communes", _("Phải có ít nhất hai xã.")
    TOO_MANY = "too_many", _("Nhiều nhất 500 xã.")
    COMMUNE_TWICE = "commune_twice", _("“%(value)s” được ghi hai lần.")
    COMMUNE_UNKNOWN = "commune_unknown", _("Không có xã, phường nào hiện nay tên là “%(value)s”.")
    COMMUNE_UNCLEAR = (
        "commune_unclear",
        _("“%(value)s” có thể là nhiều nơi; hãy ghi mã hoặc ghi cả xã, phường."),
    )
    COMMUNE_NEAR = (
        "commune_near",
        _("Không có nơi nào viết đúng như vậy; gần nhất: %(value)s. Hãy sửa lại hoặc ghi mã."),
    )
    COMMUNE_RUNNING = "commune_running", _("Đã có mô hình này: %(value)s.")
    COMMUNE_DRAWN = (
        "commune_drawn",
        _("Đã có trong một lần bốc thăm khác của mô hình này: %(value)s."),
    )
    NOT_A_COUNT = "not_a_count", _("“%(value)s” không phải là số vụ việc nhập hằng tháng.")
    MONTH_UNKNOWN = "month_unknown", _("Không có tháng báo cáo “%(value)s”.")
    NO_FIGURES = "no_figures", _("Trong các tháng này chưa có đủ số liệu để so sánh.")
    NEED_UNKNOWN = (
        "need_unknown",
        _(
            "Chưa đủ số liệu để xếp nhu cầu của: %(value)s. Bỏ các xã ấy ra, lấy số liệu từ tháng "
            "muộn hơn, hoặc bỏ xếp theo nhu cầu."
        ),
    )
    NEED_ALIKE = (
        "need_alike",
        _("Số liệu không đủ để xếp nhu cầu; hãy bỏ xếp theo nhu cầu để bốc thăm tất cả."),
    )
    WATCH_OUT_OF_RANGE = (
        "watch_out_of_range",
        _("Số tháng theo dõi phải từ 3 và ít hơn %(value)s, số tháng có số liệu."),
    )
    LEAST_OUT_OF_RANGE = "least_out_of_range", _("Mức giảm đáng làm phải từ 1 đến 90 phần trăm.")
    SIZES_UNFIT = (
        "sizes_unfit",
        _("Ghi số xã của từng đợt, cách nhau bằng dấu cách, cộng lại đúng %(value)s xã."),
    )
    GAP_OUT_OF_RANGE = "gap_out_of_range", _("Các đợt phải cách nhau từ 1 đến 24 tháng.")
    MONTH_PAST = "month_past", _("Tháng của đợt đầu phải sau tháng này.")
