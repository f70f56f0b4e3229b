"""The words of sheets, rounds and ratings, and every reason for a refusal."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Of(TextChoices):
    """What a sheet rates."""

    SITE = "site", _("điểm mô hình")
    PROGRAMME = "programme", _("mô hình")
    UNIT = "unit", _("xã, phường")


class Method(TextChoices):
    """How a sheet comes to its class."""

    SUM = "sum", _("cộng điểm")
    ALL = "all", _("mọi tiêu chí phải đạt")


class Measure(TextChoices):
    """What is written for a criterion."""

    POINTS = "points", _("điểm")
    YES = "yes", _("có hoặc không")
    COUNT = "count", _("số lượng")
    SHARE = "share", _("tỷ lệ")


class Known(TextChoices):
    """What the register can say of a criterion by itself."""

    DECISION = "decision", _("quyết định thành lập")
    LAUNCHED = "launched", _("ngày ra mắt")
    TEAMS = "teams", _("số tổ")
    MEMBERS = "members", _("số thành viên")
    DOSSIER = "dossier", _("giấy tờ có trong hồ sơ")
    SITES = "sites", _("số điểm đang hoạt động")
    PROGRAMMES = "programmes", _("số mô hình đang hoạt động")
    EFFECTIVE = "effective", _("số mô hình có điểm được xếp loại tốt")
    COMMUNES = "communes", _("số xã, phường có điểm")


class RoundState(TextChoices):
    OPEN = "open", _("đang tự chấm")
    APPRAISING = "appraising", _("đang thẩm định")
    DECIDED = "decided", _("đã quyết định")


class RatingState(TextChoices):
    WAITING = "waiting", _("chờ tự chấm")
    SCORED = "scored", _("đã tự chấm")
    APPRAISED = "appraised", _("đã thẩm định")
    DECIDED = "decided", _("đã xếp loại")
    NOT_RATED = "not_rated", _("không xếp loại")


class NotRated(TextChoices):
    """Why something that a round holds gets no class."""

    TOO_YOUNG = "too_young", _("chưa đủ thời gian hoạt động")
    SUSPENDED = "suspended", _("đang tạm dừng")
    OUTSIDE = "outside", _("không thuộc diện xếp loại theo quy định")
    NOT_SCORED = "not_scored", _("không tự chấm trong thời hạn")
    NO_GROUNDS = "no_grounds", _("chưa đủ căn cứ để xếp loại")


class Outcome(TextChoices):
    """What a review leads to."""

    CONTINUE = "continue", _("tiếp tục")
    ADJUST = "adjust", _("điều chỉnh")
    REPLICATE = "replicate", _("nhân rộng")
    END = "end", _("kết thúc, thanh loại")


class SheetProblem(TextChoices):
    """Why a scoring sheet can't be used as it is written. `SheetFault` says where."""

    SYNTAX = "syntax", _("Không đọc được dòng này theo cú pháp TOML.")
    MISSING = "missing", _("Còn thiếu mục này.")
    UNKNOWN = "unknown", _("Phiếu không có mục mang tên này.")
    NOT_TEXT = "not_text", _("Phải là một đoạn chữ đặt trong dấu ngoặc kép.")
    NOT_WHOLE = "not_whole", _("Phải là một số nguyên.")
    NOT_A_FLAG = "not_a_flag", _("Phải là true hoặc false.")
    NOT_A_TABLE = "not_a_table", _("Phải là một bảng, tên đặt trong ngoặc vuông.")
    NOT_A_LIST = "not_a_list", _("Phải là một danh sách các đoạn chữ.")
    NOT_A_DAY = "not_a_day", _("Ngày ghi dạng “tháng-ngày”, ví dụ “11-15”; không dùng 02-29.")
    NO_SUCH_CHOICE = "no_such_choice", _("Không có lựa chọn này.")
    CODE_UNFIT = "code_unfit", _("Mã chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối.")
    CODE_TWICE = "code_twice", _("Mã này đã dùng ở trên.")
    OUT_OF_RANGE = "out_of_range", _("Số này nằm ngoài khoảng cho phép.")
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    NO_CRITERIA = "no_criteria", _("Phiếu chưa có tiêu chí nào.")
    NO_POINTS = "no_points", _("Phiếu cộng điểm thì tiêu chí nào cũng phải có điểm tối đa.")
    POINTS_UNUSED = "points_unused", _("Phiếu mà mọi tiêu chí phải đạt thì không cho điểm.")
    TOTAL_DIFFERS = "total_differs", _("Cộng điểm tối đa các tiêu chí không ra tổng đã ghi.")
    LIMIT_MISSING = "limit_missing", _("Tỷ lệ phải có mức tối thiểu (at_least).")
    LIMIT_UNUSED = "limit_unused", _("Mức tối thiểu (at_least) chỉ dùng cho số lượng và tỷ lệ.")
    KNOWN_UNFIT = "known_unfit", _("Sổ không có số liệu này cho đối tượng hay cách ghi đã chọn.")
    TOO_FEW_CLASSES = "too_few_classes", _("Phiếu phải có ít nhất hai loại.")
    TWO_CLASSES = "two_classes", _("Phiếu mà mọi tiêu chí phải đạt chỉ có đúng hai loại.")
    THRESHOLD_MISSING = "threshold_missing", _("Loại này chưa có mức điểm tối thiểu (at_least).")
    THRESHOLD_UNUSED = "threshold_unused", _("Phiếu này không cộng điểm nên loại không có mức.")
    NOT_FALLING = "not_falling", _("Mức điểm phải giảm dần từ loại trên xuống loại dưới.")
    LOWEST_NOT_ZERO = "lowest_not_zero", _("Loại cuối phải từ 0 điểm, để điểm nào cũng có loại.")
    NEVER_REACHED = "never_reached", _("Mức này cao hơn tổng điểm nên không ai đạt được.")
    QUOTA_WITHOUT_POINTS = (
        "quota_without_points",
        _("Hạn mức cần điểm để biết ai đứng trước; phiếu này không cộng điểm."),
    )
    QUOTA_BASE = (
        "quota_base",
        _("Diện tính hạn mức (of) phải gồm chính loại ấy và loại ngay dưới nó."),
    )
    QUOTA_LOWEST = "quota_lowest", _("Không đặt hạn mức cho loại cuối cùng.")


class ScoreProblem(TextChoices):
    """Why the values of a criterion can't be taken."""

    BLANK = "blank", _("Chưa ghi tiêu chí này.")
    NEGATIVE = "negative", _("Số này không thể nhỏ hơn 0.")
    ABOVE_POINTS = "above_points", _("Cao hơn điểm tối đa của tiêu chí.")
    TOO_LARGE = "too_large", _("Số này quá lớn.")
    PART_ABOVE_WHOLE = "part_above_whole", _("Số đạt không thể lớn hơn tổng số.")
    WHOLE_ZERO = "whole_zero", _("Tổng số phải lớn hơn 0.")
    AGAINST_REGISTER = (
        "against_register",
        _("Khác với số liệu trong sổ: hãy ghi lý do, hoặc giữ theo sổ."),
    )
    AGAINST_SELF = "against_self", _("Khác với điểm tự chấm: hãy ghi lý do.")
    CONTACT = (
        "contact",
        _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi ô này."),
    )


class Blocker(TextChoices):
    """Why something can't be done to a round or a rating now."""

    CHANGED_SINCE = "changed_since", _("Có người vừa ghi vào phiếu này; hãy xem lại rồi ghi tiếp.")
    CONTACT = (
        "contact",
        _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi nội dung."),
    )
    NOT_SCORING = "not_scoring", _("Đợt này không còn ở bước tự chấm.")
    STILL_SCORING = (
        "still_scoring",
        _("Còn phiếu chưa tự chấm mà chưa hết hạn; hãy chờ, hoặc rút ngắn hạn kèm lý do."),
    )
    NOT_APPRAISING = "not_appraising", _("Đợt này không ở bước thẩm định.")
    ROUND_DECIDED = "round_decided", _("Đợt này đã có quyết định xếp loại.")
    ROUND_NOT_DECIDED = "round_not_decided", _("Đợt này chưa có quyết định xếp loại.")
    SCORE_LATE = "score_late", _("Đã quá hạn tự chấm; người mở đợt có thể gia hạn kèm lý do.")
    APPRAISE_LATE = "appraise_late", _("Đã quá hạn thẩm định; người mở đợt có thể gia hạn.")
    DECIDE_LATE = "decide_late", _("Đã quá hạn quyết định; người mở đợt có thể gia hạn.")
    OWN_SCORE = "own_score", _("Người tự chấm không được thẩm định phiếu của chính mình.")
    OWN_APPRAISAL = (
        "own_appraisal",
        _("Người thẩm định không được quyết định xếp loại chính phiếu ấy."),
    )
    NOT_RATED = "not_rated", _("Đối tượng này không xếp loại trong đợt.")
    IS_RATED = "is_rated", _("Đối tượng này vẫn đang được xếp loại trong đợt.")
    NOT_APPRAISED = "not_appraised", _("Còn phiếu chưa thẩm định và cũng chưa ghi là không xếp.")
    NOT_DECIDED = "not_decided", _("Phiếu này chưa được quyết định.")
    QUOTA = "quota", _("Số được xếp loại cao nhất vượt hạn mức.")
    REASON_MISSING = "reason_missing", _("Hãy ghi lý do.")
    REASON_TOO_LONG = "reason_too_long", _("Lý do quá dài (tối đa 500 chữ).")
    BELOW_CLASS = "below_class", _("Điểm thẩm định không đủ mức của loại này.")
    NO_SUCH_CLASS = "no_such_class", _("Phiếu không có loại này.")
    NO_OUTCOME = "no_outcome", _("Kết quả này không dẫn tới hồ sơ nào.")
    CASE_OPENED = "case_opened", _("Đã lập hồ sơ cho kết quả này.")
    CASE_UNIT_UNKNOWN = (
        "case_unit_unknown",
        _("Hãy chọn xã, phường nơi lập hồ sơ; đơn vị ghi trong sổ không còn."),
    )
    CASE_SITE_KNOWN = "case_site_known", _("Nơi ấy đã có điểm của mô hình này:")
    CASE_FOR_UNIT = "case_for_unit", _("Xếp loại của xã không dẫn tới hồ sơ về mô hình.")
    ALREADY_OPEN = "already_open", _("Địa bàn này đã có đợt theo phiếu này trong cùng kỳ.")
    NOTHING_TO_RATE = "nothing_to_rate", _("Không có đối tượng nào để xếp loại.")
    UNIT_ENDED = "unit_ended", _("Đơn vị này không còn tồn tại; hãy chọn đơn vị hiện nay.")
    UNIT_NATION = "unit_nation", _("Hãy chọn một tỉnh hoặc một xã, không chọn cả nước.")
    DEADLINES_DISORDERED = (
        "deadlines_disordered",
        _("Các hạn phải lần lượt: tự chấm, thẩm định, quyết định."),
    )
    DEADLINE_PAST = "deadline_past", _("Hạn này đã qua.")
    SHEET_UNKNOWN = "sheet_unknown", _("Không có phiếu này.")
    SHEET_WITHDRAWN = "sheet_withdrawn", _("Phiếu này đã thôi dùng.")
    SHEET_CODE_CHANGED = (
        "sheet_code_changed",
        _("Bản sửa phải giữ nguyên mã phiếu; muốn lập phiếu khác thì dùng trang lập phiếu mới."),
    )
    SHEET_CODE_TAKEN = "sheet_code_taken", _("Địa bàn này đã có phiếu mang mã ấy.")
    EFFECTIVE_BACKWARDS = (
        "effective_backwards",
        _("Ngày hiệu lực không được trước ngày hiệu lực của bản đang dùng."),
    )
