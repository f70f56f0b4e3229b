"""What an indicator can be, where a month's return stands, and why a cell or a step is refused."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorKind(TextChoices):
    COUNTED = "counted", _("đếm từ hồ sơ")
    ENTERED = "entered", _("nhập tay")
    COMPUTED = "computed", _("tính theo công thức")


class Per(TextChoices):
    """What one figure is about."""

    UNIT = "unit", _("đơn vị hành chính")
    SITE = "site", _("điểm mô hình")
    PROGRAMME = "programme", _("mô hình")


class Good(TextChoices):
    """Which way is better, for words and colours beside a change."""

    UP = "up", _("tăng là tốt")
    DOWN = "down", _("giảm là tốt")
    NONE = "none", _("không đánh giá")


class Over(TextChoices):
    """How months make a quarter: what happened adds up, what stands is taken at the end."""

    SUM = "sum", _("cộng các tháng")
    LAST = "last", _("lấy tháng cuối")


class SeenBy(TextChoices):
    ALL = "all", _("mọi người xem được sổ")
    OFFICERS = "officers", _("người nhập và người duyệt số liệu")


class PublicRule(TextChoices):
    """What the public may be shown."""

    OPEN = "open", _("công khai nguyên số")
    SMALL_HIDDEN = "small-hidden", _("che ô nhỏ")
    NEVER = "never", _("không công khai")


class Recorded(IntegerChoices):
    """Where a stored amount came from."""

    ENTERED = 1, _("nhập tay")
    COUNTED = 2, _("đếm từ hồ sơ")
    LOADED = 3, _("nạp từ tệp")


class ReturnState(TextChoices):
    DRAFT = "draft", _("đang nhập")
    SUBMITTED = "submitted", _("đã gửi")
    RETURNED = "returned", _("bị trả lại")
    ACCEPTED = "accepted", _("đã duyệt")
    LOCKED = "locked", _("đã khóa")


OPEN_STATES = (ReturnState.DRAFT, ReturnState.RETURNED)  # figures may be entered
SENT_STATES = (ReturnState.SUBMITTED, ReturnState.ACCEPTED, ReturnState.LOCKED)
GOOD_STATES = (ReturnState.ACCEPTED, ReturnState.LOCKED)


class Grade(TextChoices):
    """How much a finding weighs when a return is sent."""

    WARNS = "warns", _("cảnh báo")
    BLOCKS = "blocks", _("chặn gửi")


class Finding(TextChoices):
    """What a check found about the figures; the sentence takes the finding's values."""

    UNEQUAL = "unequal", _("%(left)s khác %(right)s, trái với: %(check)s.")
    ABOVE = "above", _("%(left)s nhiều hơn %(right)s, trái với: %(check)s.")
    BELOW = "below", _("%(left)s ít hơn %(right)s, trái với: %(check)s.")
    TOO_LOW = "too_low", _("%(amount)s thấp hơn mức nhỏ nhất có thể (%(least)s).")
    TOO_HIGH = "too_high", _("%(amount)s cao hơn mức lớn nhất có thể (%(most)s).")
    HIGH_JUMP = (
        "high_jump",
        _("%(amount)s cao bất thường: thường từ %(low)s đến %(high)s; %(seldom)s."),
    )
    LOW_JUMP = (
        "low_jump",
        _("%(amount)s thấp bất thường: thường từ %(low)s đến %(high)s; %(seldom)s."),
    )
    MISSING = "missing", _("Chưa có số liệu; không có vụ nào thì ghi 0.")


class NoFigure(TextChoices):
    """Why there is no figure where one is asked for."""

    EMPTY = "empty", _("chưa có số liệu")
    UNSENT = "unsent", _("đơn vị chưa gửi số liệu")
    UNKNOWN = "unknown", _("đơn vị báo là chưa rõ")
    DIVIDED_BY_ZERO = "divided_by_zero", _("mẫu số bằng 0 nên không tính được")
    PART_MISSING = "part_missing", _("thiếu số liệu để tính")
    UNSPLIT = "unsplit", _("số liệu thuộc đơn vị đã chia hoặc gộp, không tách được")
    NO_POPULATION = "no_population", _("chưa có dân số của đơn vị")
    NOT_THERE = "not_there", _("khi đó chưa có đơn vị này")
    NONE_ISSUED = "none_issued", _("chưa có mô hình")
    ISSUED_ABOVE = "issued_above", _("chỉ đếm ở đơn vị ban hành mô hình")


class NoChange(TextChoices):
    """Why a figure isn't compared with that of a year before."""

    RUNNING = "running", _("kỳ này chưa hết")
    MONTHS_NOW = "months_now", _("kỳ này mới có số của %(have)s/%(of)s tháng")
    MONTHS_BEFORE = "months_before", _("kỳ trước chỉ có số của %(have)s/%(of)s tháng")
    UNITS_NOW = "units_now", _("kỳ này mới có số của %(have)s/%(of)s đơn vị")
    UNITS_BEFORE = (
        "units_before",
        _("kỳ trước chỉ có số của %(have)s/%(of)s đơn vị trên phần địa bàn hiện nay"),
    )
    UNSPLIT = "unsplit", _("một phần số liệu thuộc đơn vị đã chia, không tách được")


class CellFault(TextChoices):
    """Why one cell isn't taken; the others are kept."""

    NOT_A_NUMBER = "not_a_number", _("“%(value)s” không phải là số.")
    IN_WORDS = "in_words", _("“%(value)s” là chữ; hãy ghi bằng số.")
    FRACTION = "fraction", _("“%(value)s” không phải là số nguyên.")
    TOO_MANY_DECIMALS = "too_many_decimals", _("“%(value)s” có quá nhiều chữ số lẻ.")
    NEGATIVE = "negative", _("Số này không thể nhỏ hơn 0.")
    TOO_LARGE = "too_large", _("“%(value)s” lớn quá mức có thể.")
    FORMULA_ERROR = "formula_error", _("Ô của bảng tính bị lỗi công thức (%(value)s).")
    APPROXIMATE = "approximate", _("“%(value)s” là số ước chừng; hãy ghi một số.")
    NO_SUCH_INDICATOR = "no_such_indicator", _("Không có chỉ tiêu “%(value)s”.")
    COMPUTED = "computed", _("Chỉ tiêu này tính theo công thức, không nhập tay.")
    COUNTED = "counted", _("Chỉ tiêu này đếm từ sổ (sổ ghi %(value)s), không nhập được.")
    CHANGED_SINCE = (
        "changed_since",
        _("Ô này vừa được người khác sửa thành %(value)s; hãy xem lại."),
    )
    UNIT_UNKNOWN = "unit_unknown", _("Không có đơn vị “%(value)s” trong kỳ này.")
    UNIT_NOT_THERE = "unit_not_there", _("Khi đó chưa có hoặc không còn đơn vị này.")
    PERIOD_UNKNOWN = "period_unknown", _("Không có kỳ “%(value)s”.")
    LOCKED = "locked", _("Kỳ này đã khóa; chỉ đính chính được, có lý do.")
    SENT = "sent", _("Số liệu kỳ này đã gửi; muốn sửa phải được trả lại.")
    NOT_ALLOWED = "not_allowed", _("Bạn không nhập số liệu cho đơn vị này.")
    TWICE = "twice", _("Ô này có hai lần trong tệp.")
    NOT_OPEN = "not_open", _("Kỳ này chưa bắt đầu; chưa nhập được.")
    STAND_IN = (
        "stand_in",
        _("Số liệu do chính đơn vị nhập; cấp trên nhập thay phải ghi lý do trước."),
    )


class Refusal(TextChoices):
    """Why a step with a return, a note or a definition is refused."""

    LOCKED = "locked", _("Kỳ này đã khóa; chỉ đính chính được, có lý do.")
    NOT_LOCKED = "not_locked", _("Kỳ này chưa khóa; hãy sửa thẳng trong bảng nhập.")
    SENT = "sent", _("Số liệu kỳ này đã gửi; muốn sửa phải được trả lại.")
    NOT_SENT = "not_sent", _("Số liệu kỳ này chưa được gửi.")
    NOT_ACCEPTED = "not_accepted", _("Chưa duyệt thì chưa khóa được.")
    NOT_OVER = "not_over", _("Kỳ này chưa hết; hãy gửi sau ngày cuối kỳ.")
    CHANGED_SINCE = (
        "changed_since",
        _("Số liệu vừa được người khác thay đổi; hãy xem lại rồi quyết định."),
    )
    BLOCKING_FINDING = "blocking_finding", _("Còn lỗi phải sửa trước khi gửi.")
    REASON_FOR_FINDING = "reason_for_finding", _("Cảnh báo này cần ghi lý do trước khi gửi.")
    REASON_MISSING = "reason_missing", _("Phải ghi lý do.")
    COMMENT_MISSING = "comment_missing", _("Trả lại thì phải ghi rõ cần sửa gì.")
    NOTHING_CHANGED = "nothing_changed", _("Không có số nào khác số đang lưu.")
    OWN_SUBMISSION = "own_submission", _("Người gửi không tự duyệt số liệu của mình.")
    OWN_ENTRY = (
        "own_entry",
        _("Người đã nhập thay đơn vị không duyệt số liệu đó; hãy để người khác."),
    )
    STAND_IN = (
        "stand_in",
        _("Số liệu do chính đơn vị nhập; cấp trên nhập thay phải ghi lý do trước."),
    )
    NO_STAND_IN = "no_stand_in", _("Bạn nhập cho chính đơn vị mình, không phải nhập thay.")
    BLANKS = "blanks", _("Còn ô để trống; để trống không phải là 0.")
    NOT_TO_RECALL = "not_to_recall", _("Chỉ rút lại được khi cấp trên chưa duyệt, chưa trả lại.")
    NO_SUCH_INDICATOR = "no_such_indicator", _("Không có chỉ tiêu “%(value)s”.")
    CELLS_REFUSED = "cells_refused", _("Có ô chưa đọc được.")
    UNIT_NOT_THERE = "unit_not_there", _("Khi đó chưa có hoặc không còn đơn vị này.")
    PERIOD_OVERLAPS = (
        "period_overlaps",
        _("Kỳ này chồng lên một kỳ cùng loại đã có (%(value)s)."),
    )
    PERSONAL_DATA = (
        "personal_data",
        _("Có vẻ có số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    DEFINITION_FAULTY = "definition_faulty", _("Bản chỉ tiêu còn lỗi.")
    BATCH_NOT_OPEN = "batch_not_open", _("Đợt nhập này không còn ở bước đó.")
    BOARD_FULL = "board_full", _("Một bảng có nhiều nhất %(value)s ô; hãy bỏ bớt.")
    NOTHING_TO_TAKE = "nothing_to_take", _("Không có ô nào để nhập.")


class BatchState(TextChoices):
    PREVIEW = "preview", _("đang xem trước")
    COMMITTED = "committed", _("đã nhập")
    UNDONE = "undone", _("đã hoàn tác")
    DISCARDED = "discarded", _("đã bỏ")


class CellState(TextChoices):
    NEW = "new", _("thêm mới")
    CHANGE = "change", _("thay số đang có")
    SAME = "same", _("đã có, không đổi")
    REFUSED = "refused", _("không nhập được")
    LEFT_OUT = "left-out", _("bỏ qua")


class FileFault(TextChoices):
    """Why a whole file can't be read."""

    TOO_LARGE = "too_large", _("Tệp quá lớn (trên 10 MB).")
    NOT_READABLE = "not_readable", _("Không mở được tệp này như bảng tính Excel hay CSV.")
    NO_HEADER = "no_header", _("Không thấy dòng mã chỉ tiêu; hãy dùng tệp mẫu tải từ trang này.")
    EMPTY = "empty", _("Tệp không có dòng số liệu nào.")


class DefinitionFault(TextChoices):
    """Why a text of indicators or periods is refused, by table."""

    NOT_TOML = "not_toml", _("Không đọc được theo cú pháp TOML: %(value)s.")
    MISSING = "missing", _("Thiếu mục “%(value)s”.")
    UNKNOWN_KEY = "unknown_key", _("Không có mục nào tên “%(value)s” ở đây.")
    WRONG_TYPE = "wrong_type", _("Mục “%(value)s” có kiểu giá trị không đúng.")
    BAD_CODE = (
        "bad_code",
        _("“%(value)s” không dùng làm mã được: chỉ chữ thường không dấu, chữ số và _."),
    )
    TWICE = "twice", _("Mã “%(value)s” có hai lần.")
    TAKEN = "taken", _("Mã “%(value)s” là của chỉ tiêu dùng chung; hãy đặt mã khác.")
    NO_SUCH_CHOICE = "no_such_choice", _("Không có lựa chọn “%(value)s” cho mục này.")
    OUT_OF_RANGE = "out_of_range", _("“%(value)s” nằm ngoài mức cho phép.")
    FORMULA_MISSING = "formula_missing", _("Chỉ tiêu tính theo công thức phải có công thức.")
    FORMULA_UNUSED = "formula_unused", _("Chỉ chỉ tiêu tính theo công thức mới có công thức.")
    FORMULA_FAULTY = "formula_faulty", _("Công thức không hợp lệ: %(value)s.")
    SOURCE_MISSING = "source_missing", _("Chỉ tiêu đếm từ hồ sơ phải nói đếm gì (source).")
    SOURCE_UNKNOWN = "source_unknown", _("Hệ thống không đếm được “%(value)s”.")
    UNKNOWN_INDICATOR = "unknown_indicator", _("Không có chỉ tiêu “%(value)s”.")
    CYCLE = "cycle", _("Công thức đi vòng: %(value)s.")
    NO_GROUP = "no_group", _("Không có nhóm “%(value)s”.")
    OVERLAP = "overlap", _("Hai kỳ liền nhau chồng lên nhau: %(value)s.")
    GAP = "gap", _("Hai kỳ liền nhau để sót ngày: %(value)s.")
    DAY_UNFIT = "day_unfit", _("“%(value)s” không phải là ngày tháng trong năm (tháng-ngày).")
    EMPTY = "empty", _("Không có mục nào.")
    BREAKS_BELOW = "breaks_below", _("Làm hỏng chỉ tiêu riêng của %(value)s")


class View(TextChoices):
    """How figures are read."""

    SERIES = "series", _("Theo thời gian")
    TABLE = "table", _("Bảng")
    SMALL = "small", _("Từng đơn vị")
    MAP = "map", _("Bản đồ")
    FUNNEL = "funnel", _("So với ngẫu nhiên")


PICTURED = frozenset({View.SERIES, View.SMALL, View.MAP, View.FUNNEL})


class NoFunnel(TextChoices):
    """Why units can't be held against chance."""

    NO_COUNT = "no_count", _("Chỉ tiêu này không phải là số vụ việc hay một tỷ lệ.")
    NO_UNITS = "no_units", _("Cần ít nhất 5 đơn vị có số liệu ở cấp dưới.")
    NO_PAST = (
        "no_past",
        _("Chưa có dân số, cũng chưa có số liệu cùng kỳ của ít nhất hai năm trước để so sánh."),
    )
