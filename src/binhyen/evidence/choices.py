"""Where a study stands, what it found in one word, and why a step or a comparison is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StudyState(TextChoices):
    DRAFT = "draft", _("đang soạn đề cương")
    LOCKED = "locked", _("đã khóa đề cương")
    WITHDRAWN = "withdrawn", _("đã rút")


class RunState(TextChoices):
    WAITING = "waiting", _("đang chờ tính")
    RUNNING = "running", _("đang tính")
    DONE = "done", _("đã tính xong")
    FAILED = "failed", _("tính không thành công")


OPEN_RUNS = (RunState.WAITING, RunState.RUNNING)


class OutcomeRole(TextChoices):
    """The one outcome on which a programme is judged, and those beside it."""

    PRIMARY = "primary", _("kết quả chính")
    SECONDARY = "secondary", _("kết quả phụ")


class VerdictWord(TextChoices):
    """The word for one outcome, by the library's written rule."""

    WORKS = "works", _("có hiệu quả")
    PROMISING = "promising", _("có dấu hiệu tốt")
    NO_EFFECT_FOUND = "no_effect_found", _("không thấy tác dụng")
    HARMFUL = "harmful", _("có hại")
    CANNOT_TELL = "cannot_tell", _("chưa kết luận được")


class Because(TextChoices):
    """What led to a verdict: the library's reasons, in the reader's language."""

    NOT_ESTIMABLE = "not_estimable", _("Không ước lượng được từ số liệu này.")
    FEWER = "fewer", _("Ít vụ hơn so với khi không có mô hình; khoảng tin cậy không chứa số 0.")
    MORE = "more", _("Nhiều vụ hơn so với khi không có mô hình; khoảng tin cậy không chứa số 0.")
    MORE_AROUND = "more_around", _("Tính cả địa bàn giáp ranh thì có nhiều vụ hơn.")
    HOLDS_NOUGHT = "holds_nought", _("Khoảng tin cậy chứa cả khả năng không thay đổi.")
    LIKELY_FEWER = (
        "likely_fewer",
        _("Khả năng có giảm: từ 90% trở lên, nhưng chưa chứng minh được."),
    )
    MOVED_NEXT_DOOR = (
        "moved_next_door",
        _("Nơi có mô hình ít vụ hơn, nhưng tính cả địa bàn giáp ranh thì chưa thấy giảm."),
    )
    DISPLACEMENT_UNSEEN = (
        "displacement_unseen",
        _("Không biết địa bàn nào giáp nhau nên không thấy được vụ việc chuyển sang nơi khác."),
    )
    NET_UNKNOWN = (
        "net_unknown",
        _("Quá ít nơi ở xa mô hình nên không rõ vụ việc có chuyển sang nơi giáp ranh hay không."),
    )
    FELL_BEFORE = "fell_before", _("Số vụ đã giảm từ trước khi có mô hình.")
    ROSE_BEFORE = (
        "rose_before",
        _("Số vụ đã tăng từ trước khi có mô hình, và sau đó chưa thấy tăng thêm."),
    )
    BAD_YEAR_BEFORE = (
        "bad_year_before",
        _(
            "Ngay trước khi bắt đầu có một năm nhiều vụ hơn bình thường; "
            "bỏ năm ấy ra thì chưa thấy giảm, nên có thể số vụ chỉ trở về mức cũ."
        ),
    )
    PLACEBO_FAILED = (
        "placebo_failed",
        _("Dưới mười nơi áp dụng, mà gán ngày bừa cho nơi khác cũng hay ra kết quả mạnh như vậy."),
    )
    RECORDING_CHANGED = "recording_changed", _("Cách ghi chép đã thay đổi.")
    GRADE_TOO_LOW = "grade_too_low", _("Phép so sánh yếu hơn bậc 3 của thang Maryland.")
    WOULD_HAVE_SEEN = (
        "would_have_seen",
        _("Nếu có tác dụng ở mức đáng làm thì hầu như đã thấy."),
    )
    TOO_SMALL_TO_SEE = (
        "too_small_to_see",
        _("Tác dụng ở mức đáng làm vẫn có thể có mà số liệu này chưa đủ để thấy."),
    )
    STARTED_TOGETHER = (
        "started_together",
        _("Mô hình khác bắt đầu cùng lúc ở cùng nơi nên không tách riêng được."),
    )


class NoEstimate(TextChoices):
    """Why there is no number: the library's refusals, in the reader's language."""

    NO_TREATED = "no_treated", _("không nơi nào bắt đầu mô hình trong các tháng được xét")
    NO_UNTREATED = "no_untreated", _("không còn nơi nào chưa có mô hình để so sánh")
    ONE_TREATED = "one_treated", _("chỉ có một nơi áp dụng nên không tách được khỏi ngẫu nhiên")
    TOO_FEW_CLUSTERS = "too_few_clusters", _("quá ít nơi để biết sai số")
    NO_BEFORE = "no_before", _("không có tháng nào trước khi bắt đầu mô hình")
    NO_AFTER = "no_after", _("không có tháng nào sau khi bắt đầu mô hình")
    ALL_ZEROS = "all_zeros", _("không có vụ nào ở mọi nơi, mọi tháng")
    NONE_BEFORE = "none_before", _("trước mô hình không có vụ nào nên không có gì để giảm")
    NONE_EXPECTED = "none_expected", _("không có mô hình thì cũng không có vụ nào")
    MISSING_PERIODS = "missing_periods", _("quá nhiều nơi thiếu số liệu một số tháng")
    RECORDED_LATE = "recorded_late", _("có nơi dường như bắt đầu ghi số liệu muộn hơn nơi khác")
    STARTED_TOGETHER = "started_together", _("các mô hình bắt đầu cùng lúc")
    NO_FAR_CONTROLS = (
        "no_far_controls",
        _("quá ít nơi chưa có mô hình mà không giáp nơi có mô hình"),
    )
    NO_RING = "no_ring", _("không nơi nào giáp nơi có mô hình")
    NOT_CONVERGED = "not_converged", _("phép tính không hội tụ")
    TOO_FEW_STUDIES = "too_few_studies", _("quá ít nghiên cứu để gộp")
    ZERO_COUNT = "zero_count", _("có ô bằng 0 nên không có khoảng tin cậy")
    UNCLEAR_EFFECT = "unclear_effect", _("tác dụng chưa tách khỏi 0")


class OneLeft(TextChoices):
    """Why one place is left of n that began, or none.

    The others have no month that can be compared, or were left out (why: for which reasons).
    """

    OWN = (
        "own",
        _(
            "trong %(n)s nơi có mô hình chỉ một nơi so được; ở các nơi kia, từ khi bắt đầu không "
            "còn đủ nơi chưa có mô hình mà có vụ việc để so, hoặc trước đó không có vụ nào"
        ),
    )
    FAR = (
        "far",
        _(
            "trong %(n)s nơi có mô hình chỉ một nơi có tháng mà còn đủ nơi ở xa, chưa có mô hình, "
            "để so"
        ),
    )
    NONE = "none", _("các nơi có mô hình đều không so được: %(why)s")


class LeftOut(TextChoices):
    """Why a unit isn't compared; it is named."""

    START_UNKNOWN = "start_unknown", _("có điểm mô hình không rõ ngày bắt đầu")
    YEAR_ONLY = "year_only", _("ngày bắt đầu chỉ biết đến năm")
    PLACE_UNKNOWN = (
        "place_unknown",
        _("có điểm ghi theo đơn vị hiện nay, không rõ thuộc xã nào trước đây"),
    )
    STOPPED = "stopped", _("mô hình đã dừng trong các tháng được xét")
    NO_FIGURES = "no_figures", _("chưa gửi số liệu tháng nào")
    MONTHS_MISSING = "months_missing", _("thiếu số liệu một số tháng")
    RECORDED_LATE = (
        "recorded_late",
        _("những tháng đầu không ghi vụ nào dù lẽ ra phải có nhiều, có lẽ bắt đầu ghi muộn"),
    )
    FROM_THE_START = "from_the_start", _("đã có mô hình từ trước tháng đầu tiên")
    NONE_BEFORE = "none_before", _("đợt bắt đầu cùng lúc không có vụ nào trước mô hình")


# Those that run the programme, or may.
HAS_PROGRAMME = (
    LeftOut.FROM_THE_START,
    LeftOut.START_UNKNOWN,
    LeftOut.YEAR_ONLY,
    LeftOut.PLACE_UNKNOWN,
    LeftOut.STOPPED,
)


class Outlook(TextChoices):
    """What is to be expected of a study's months, before it is locked.

    why: of `NoEstimate`; begun, never: numbers of places; fall, least: percent.
    """

    REFUSED = "refused", _("Với các tháng này không đánh giá được: %(why)s.")
    HOPELESS = (
        "hopeless",
        _(
            "Với các tháng này gần như chắc chắn sẽ chưa kết luận được: %(begun)s nơi có mô hình "
            "và %(never)s nơi chưa có chỉ đủ để thấy mức giảm từ khoảng %(fall)s%% trở lên, trong "
            "khi mức đáng làm là %(least)s%%."
        ),
    )
    HARD = (
        "hard",
        _(
            "Các tháng này chỉ đủ để thấy mức giảm từ khoảng %(fall)s%% trở lên, chưa đủ cho mức "
            "đáng làm là %(least)s%%: mô hình có tác dụng thật vẫn có thể ra “chưa kết luận được”."
        ),
    )
    ENOUGH = (
        "enough",
        _(
            "Các tháng này đủ để thấy mức giảm từ khoảng %(fall)s%% trở lên (4 trong 5 lần); mức "
            "đáng làm là %(least)s%%."
        ),
    )
    UNKNOWN = (
        "unknown",
        _(
            "Chưa nói trước được các tháng này đủ để thấy mức giảm nào: dưới bốn nơi chưa có mô "
            "hình, hoặc ở đó không có vụ nào."
        ),
    )
    NOT_BEGUN = (
        "not_begun",
        _(
            "Trong các tháng đã có số liệu, chưa nơi nào so được bắt đầu mô hình, nên lúc này chưa "
            "nói trước được gì. Nếu các đợt sắp tới do bốc thăm, trang của lần bốc thăm cho biết "
            "những đợt như vậy đủ để thấy mức giảm nào."
        ),
    )


class Change(TextChoices):
    """A change in percent, in words."""

    LESS = "less", _("giảm %(n)s%%")
    MORE = "more", _("tăng %(n)s%%")
    SAME = "same", _("không đổi")
    UNBOUNDED = "unbounded", _("mức tăng không có giới hạn")


class Scope(TextChoices):
    """For whom a number is: the places alone, or together with their neighbours."""

    OWN = "own", _("ở nơi có mô hình")
    NET = "net", _("tính cả địa bàn giáp ranh")


class Sentence(TextChoices):
    """The one sentence on an outcome. Only the first may call a programme effective.

    programme, outcome, others: names; where: for whom the number is; change, low, high, own,
    own_low, own_high: changes in words; least, detectable: percent.
    """

    WORKS = (
        "works",
        _(
            "%(programme)s có hiệu quả đối với “%(outcome)s”: %(where)s thì %(change)s so với khi "
            "không có mô hình (khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
        ),
    )
    PROMISING = (
        "promising",
        _(
            "%(programme)s có dấu hiệu làm giảm “%(outcome)s”: %(where)s thì %(change)s (khoảng "
            "tin cậy 95%%: từ %(low)s đến %(high)s), nhưng còn một phép kiểm tra chưa đạt."
        ),
    )
    LIKELY = (
        "likely",
        _(
            "%(programme)s có thể làm giảm “%(outcome)s”: %(where)s thì %(change)s, nhưng "
            "chưa chắc (khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
        ),
    )
    MOVED = (
        "moved",
        _(
            "Nơi có %(programme)s thì “%(outcome)s” %(own)s (khoảng tin cậy 95%%: từ %(own_low)s "
            "đến %(own_high)s), nhưng tính cả địa bàn giáp ranh thì chưa chắc có giảm: %(change)s "
            "(từ %(low)s đến %(high)s); vụ việc có thể chỉ chuyển sang nơi bên cạnh."
        ),
    )
    NO_EFFECT = (
        "no_effect",
        _(
            "Không thấy %(programme)s làm giảm “%(outcome)s”: %(where)s thì %(change)s (khoảng "
            "tin cậy 95%%: từ %(low)s đến %(high)s); nếu giảm từ %(least)s%% trở lên thì hầu như "
            "đã thấy."
        ),
    )
    HARMFUL = (
        "harmful",
        _(
            "Nơi có %(programme)s thì “%(outcome)s” nhiều hơn so với khi không có mô hình: "
            "%(where)s thì %(change)s (khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
        ),
    )
    CANNOT_TELL = (
        "cannot_tell",
        _(
            "Chưa kết luận được %(programme)s có làm giảm “%(outcome)s” hay không: "
            "%(where)s thì %(change)s (khoảng tin cậy 95%%: từ %(low)s đến %(high)s); số liệu này "
            "chỉ đủ để thấy mức giảm từ %(detectable)s%% trở lên ở nơi có mô hình."
        ),
    )
    CANNOT_TELL_BLIND = (
        "cannot_tell_blind",
        _(
            "Chưa kết luận được %(programme)s có làm giảm “%(outcome)s” hay không: "
            "%(where)s thì %(change)s (khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
        ),
    )
    REFUSED = (
        "refused",
        _("Chưa kết luận được về %(programme)s đối với “%(outcome)s”: %(why)s."),
    )
    TOGETHER = (
        "together",
        _(
            "Không tách riêng được %(programme)s đối với “%(outcome)s”: %(others)s bắt đầu cùng "
            "lúc ở cùng nơi; tính chung các mô hình, %(where)s thì %(change)s (khoảng tin cậy "
            "95%%: từ %(low)s đến %(high)s)."
        ),
    )
    FELL_AROUND = (
        "fell_around",
        _(
            "Xin đọc thận trọng: địa bàn giáp ranh cũng giảm, dù ở đó không có mô hình. Trong số "
            "vụ ít đi có %(own)s vụ ở nơi có mô hình và %(ring)s vụ ở nơi giáp ranh. Có thể mô "
            "hình có lợi cả cho nơi bên cạnh, cũng có thể những nơi ở xa đem ra so đã tăng vì lý "
            "do khác."
        ),
    )
    BEFORE_AFTER = (
        "before_after",
        _(
            "Chỉ so trước với sau ở nơi có %(programme)s thì “%(outcome)s” %(change)s; "
            "số này không cho biết thay đổi là do mô hình hay do nguyên nhân khác."
        ),
    )


class Mind(TextChoices):
    """What would change our mind about a verdict."""

    MORE_SITES = (
        "more_sites",
        _("Thêm nơi áp dụng: khoảng %(n)s nơi thì thấy được mức giảm %(least)s%%."),
    )
    MORE_SITES_THAN_THERE = (
        "more_sites_than_there",
        _(
            "Thêm nơi áp dụng thì chưa đủ: phải có khoảng %(n)s nơi mới thấy được mức giảm "
            "%(least)s%%, mà ở đây chỉ có %(most)s nơi so sánh được, kể cả nơi phải để không "
            "áp dụng."
        ),
    )
    MORE_MONTHS = (
        "more_months",
        _("Thêm thời gian: khoảng %(n)s tháng nữa thì thấy được mức giảm %(least)s%%."),
    )
    OUT_OF_REACH = (
        "out_of_reach",
        _(
            "Với loại việc ít như thế này, cả thêm nơi lẫn thêm tháng trong mười năm cũng chưa đủ "
            "để thấy mức giảm %(least)s%%."
        ),
    )
    NEIGHBOURS_RISE = (
        "neighbours_rise",
        _("Số vụ ở địa bàn giáp ranh tăng lên trong các tháng tới."),
    )
    FAR_UNITS = (
        "far_units",
        _("Có thêm nơi ở xa, chưa có mô hình, để so sánh với cả vùng giáp ranh."),
    )
    RECORDING = (
        "recording",
        _("Phát hiện cách ghi chép, báo cáo vụ việc đã thay đổi cùng lúc với mô hình."),
    )
    FELL_BEFORE = (
        "fell_before",
        _("Giải thích được vì sao số vụ đã giảm từ trước khi có mô hình."),
    )
    DATES = (
        "dates",
        _("Bổ sung ngày bắt đầu của %(n)s nơi đang bị bỏ ra vì không rõ ngày."),
    )
    APART = (
        "apart",
        _("Có nơi chỉ áp dụng riêng mô hình này, không cùng lúc với mô hình khác."),
    )
    BY_LOT = (
        "by_lot",
        _("Đợt nhân rộng tới bốc thăm công khai nơi làm trước, nơi làm sau."),
    )


class Variant(TextChoices):
    """The same comparison done otherwise, to see how much hangs on the choice."""

    ALL_CONTROLS = (
        "all_controls",
        _("nơi có mô hình, so với mọi nơi chưa có, kể cả giáp ranh"),
    )
    DONUT = "donut", _("như dòng trên, bỏ 12 tháng trước khi bắt đầu")
    SETTLED = "settled", _("như dòng trên, bỏ 12 tháng đầu sau khi bắt đầu")
    BEGUN = "begun", _("tính cả nơi đã dừng như vẫn có mô hình, so với mọi nơi chưa có")


class Planted(TextChoices):
    """The truth of a simulated province: what its programme does."""

    SECRET = "secret", _("để máy chọn kín, tôi đoán trước")
    FALL = "fall", _("giảm 25%")
    NOTHING = "nothing", _("không có tác dụng gì")
    HARM = "harm", _("tăng 10%")
    MOVED = "moved", _("giảm 25%, nhưng vụ việc chỉ chuyển sang nơi bên cạnh")


class TakenUp(TextChoices):
    """Which simulated places take a programme up."""

    RANDOM = "random", _("bất kỳ nơi nào, như bốc thăm")
    BAD_YEAR = "bad_year", _("những nơi vừa qua một năm xấu")


class Refusal(TextChoices):
    """Why a step with a study or run is refused."""

    NOT_DRAFT = "not_draft", _("Đề cương đã khóa; chỉ thay được bằng một phiên bản mới, có lý do.")
    NOT_LOCKED = "not_locked", _("Đề cương chưa khóa; khóa rồi mới được tính.")
    WITHDRAWN = "withdrawn", _("Đề cương này đã rút.")
    AMENDED = "amended", _("Đề cương này đã có phiên bản mới hơn.")
    SAME = "same", _("Phiên bản mới chưa khác gì bản đã khóa.")
    WINDOW_NOT_OVER = (
        "window_not_over",
        _("Các tháng ghi trong đề cương chưa qua hết; từ ngày %(value)s mới được tính."),
    )
    REASON_MISSING = "reason_missing", _("Phải ghi lý do.")
    QUESTION_MISSING = "question_missing", _("Phải ghi câu hỏi cần trả lời.")
    NO_OUTCOME = "no_outcome", _("Phải chọn ít nhất một kết quả.")
    ONE_PRIMARY = "one_primary", _("Phải có đúng một kết quả chính.")
    TWICE = "twice", _("Kết quả “%(value)s” được chọn hai lần.")
    NO_SUCH_SERIES = "no_such_series", _("Không có chỉ tiêu “%(value)s”.")
    NOT_A_COUNT = "not_a_count", _("“%(value)s” không phải là số vụ việc nhập hằng tháng.")
    NO_SUCH_OUTCOME = "no_such_outcome", _("Đề cương không có kết quả “%(value)s”.")
    MONTH_UNKNOWN = "month_unknown", _("Không có tháng báo cáo “%(value)s”.")
    WINDOW_TOO_SHORT = "window_too_short", _("Cần ít nhất 12 tháng, tháng đầu trước tháng cuối.")
    NO_UNITS = "no_units", _("Trong các tháng này không có đơn vị nào để so sánh.")
    LEAST_OUT_OF_RANGE = "least_out_of_range", _("Mức giảm đáng làm phải từ 1 đến 90 phần trăm.")
    DRAWS_OUT_OF_RANGE = "draws_out_of_range", _("Số lần gán ngẫu nhiên phải từ 20 đến 2000.")
    DELAY_OUT_OF_RANGE = "delay_out_of_range", _("Độ trễ phải từ 0 đến 12 tháng.")
    NOT_AN_ACTIVITY = (
        "not_an_activity",
        _("“%(value)s” không phải là việc đã làm, đếm được hằng tháng."),
    )
    TOO_MANY_ACTIVITIES = "too_many_activities", _("Chọn nhiều nhất bốn việc.")
    COST_HALF_SAID = (
        "cost_half_said",
        _("Chi phí phải ghi cả mức thấp nhất và cao nhất, hoặc để trống cả hai."),
    )
    COST_OUT_OF_ORDER = (
        "cost_out_of_order",
        _("Chi phí thấp nhất phải lớn hơn 0 và không vượt quá cao nhất."),
    )
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    CONTACT = (
        "contact",
        _("Có vẻ có số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
