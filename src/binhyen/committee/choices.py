"""What a committee may conclude and on which ground, the rule's words, and why it is refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    """Why a programme is ended. The first two are claims about its effect, and are checked."""

    NO_EFFECT = "no_effect", _("không thấy tác dụng")
    HARM = "harm", _("có hại")
    DOSSIER = "dossier", _("hồ sơ không bảo đảm theo quy định")
    NO_LONGER_FITS = "no_longer_fits", _("không còn phù hợp với tình hình địa bàn")
    OVERLAP = "overlap", _("trùng với mô hình khác")
    NOT_RUN = "not_run", _("trên thực tế không hoạt động")


class Suggested(TextChoices):
    """What the rule of decision proposes; the library's words."""

    REPLICATE = "replicate", _("nhân rộng")
    KEEP = "keep", _("tiếp tục")
    ADJUST = "adjust", _("điều chỉnh")
    END = "end", _("kết thúc")
    NOT_YET_KNOWABLE = "not_yet_knowable", _("chưa biết được")


class Why(TextChoices):
    """What a proposal rests on, or what keeps a better one away: the library's reasons."""

    HARM_FLAGGED = "harm_flagged", _("Số liệu báo động là có nhiều vụ hơn.")
    RING_ADVERSE = "ring_adverse", _("Nơi có mô hình ít vụ hơn nhưng địa bàn giáp ranh nhiều hơn.")
    ONLY_WHERE_FAITHFUL = (
        "only_where_faithful",
        _("Chỉ thấy tác dụng ở nơi làm đúng như thiết kế."),
    )
    BENEFIT_SURE = "benefit_sure", _("Gần như chắc chắn giảm ít nhất ở mức đáng làm.")
    BENEFIT_LIKELY = "benefit_likely", _("Nhiều khả năng giảm ít nhất ở mức đáng làm.")
    BENEFIT_UNSURE = "benefit_unsure", _("Chưa chắc có giảm đến mức đáng làm hay không.")
    CARRIES_OVER = "carries_over", _("Nơi mới cũng có thể trông đợi được như vậy.")
    MAY_NOT_CARRY_OVER = (
        "may_not_carry_over",
        _("Chưa biết nơi mới có được như vậy không: cần từ ba đề cương trên ba địa bàn."),
    )
    GRADE_TOO_LOW = "grade_too_low", _("Phép so sánh yếu hơn bậc 3 của thang Maryland.")
    EFFECT_TOO_SMALL = (
        "effect_too_small",
        _("Khó có thể giảm đến mức đáng làm; nếu có thì số liệu này đã thấy."),
    )
    TOO_BLUNT_TO_END = (
        "too_blunt_to_end",
        _("Khó có thể giảm đến mức đáng làm, nhưng số liệu chưa đủ để thấy mức ấy."),
    )
    STARTED_TOGETHER = (
        "started_together",
        _("Mô hình khác bắt đầu cùng lúc ở cùng nơi nên không tách riêng được."),
    )
    NO_NUMBER = "no_number", _("Không ước lượng được từ số liệu này.")


class Absence(TextChoices):
    """Why a programme of the catalogue isn't in a round at all."""

    DROPPED = "dropped", _("thôi chuẩn bị, không ra mắt")
    ENDED = "ended", _("đã kết thúc")
    PREPARING = "preparing", _("đang chuẩn bị, chưa hoạt động")
    LATER = "later", _("bắt đầu sau kỳ xét")
    SITES_PREPARING = "sites_preparing", _("điểm ở địa bàn này còn đang chuẩn bị")
    SITES_ENDED = "sites_ended", _("mọi điểm ở địa bàn này đã kết thúc")
    NO_SITE = "no_site", _("chưa có điểm nào ở địa bàn này")
    SINCE = "since", _("mới có điểm hoặc hoạt động lại sau khi mở đợt")


class Blocker(TextChoices):
    """Why a conclusion can't be written down as it is."""

    ROUND_DECIDED = "round_decided", _("Đợt này đã chốt; kết luận không sửa được nữa.")
    NOT_APPRAISING = (
        "not_appraising",
        _("Đợt này còn tự chấm; thẩm định xong mới họp kết luận."),
    )
    NOT_IN_ROUND = "not_in_round", _("Đợt này không có mô hình ấy.")
    NOT_CONCLUDED = "not_concluded", _("Mô hình này chưa có kết luận nào để rút lại.")
    NOT_DECIDED = "not_decided", _("Chốt đợt xong mới lập được hồ sơ theo kết luận.")
    CHANGED_SINCE = (
        "changed_since",
        _("Có người vừa ghi kết luận hoặc sửa phiếu này; hãy xem lại rồi ghi tiếp."),
    )
    EVIDENCE_CHANGED = (
        "evidence_changed",
        _("Từ khi mở trang này đã có kết quả đánh giá mới; hãy xem lại rồi ghi tiếp."),
    )
    OWN_APPRAISAL = (
        "own_appraisal",
        _("Người thẩm định phiếu của mô hình này không được kết luận về nó."),
    )
    REASON_MISSING = "reason_missing", _("Hãy ghi lý do.")
    DEPARTURE_MISSING = (
        "departure_missing",
        _("Kết luận khác với gợi ý của quy tắc; hãy nói rõ vì sao."),
    )
    GROUND_MISSING = "ground_missing", _("Kết thúc thì phải chọn căn cứ.")
    GROUND_NOT_ASKED = (
        "ground_not_asked",
        _("Căn cứ chỉ dành cho kết luận kết thúc; hãy bỏ chọn, hoặc đổi kết luận."),
    )
    NOT_STUDIED = (
        "not_studied",
        _(
            "Không kết thúc vì tác dụng của mô hình được: chưa có kết quả đánh giá nào. Hãy chọn "
            "“tiếp tục” và lập đề cương đánh giá, hoặc chọn căn cứ khác có trong sổ."
        ),
    )
    COULD_NOT_TELL = (
        "could_not_tell",
        _(
            "Không kết thúc vì “không thấy tác dụng” được: số liệu chưa đủ để thấy mức đáng làm. "
            "Hãy chọn “tiếp tục” và chờ đủ số liệu, hoặc chọn căn cứ khác có trong sổ."
        ),
    )
    EFFECT_SEEN = (
        "effect_seen",
        _(
            "Không kết thúc vì “không thấy tác dụng” được: đánh giá không kết luận như vậy. Hãy "
            "chọn kết luận khác, hoặc căn cứ khác có trong sổ."
        ),
    )
    NO_HARM_SEEN = (
        "no_harm_seen",
        _(
            "Không kết thúc vì “có hại” được: đánh giá không kết luận như vậy. Hãy chọn kết luận "
            "khác, hoặc căn cứ khác có trong sổ."
        ),
    )
    SITES_RUN = (
        "sites_run",
        _(
            "Căn cứ này trái với sổ: phần lớn điểm đang hoạt động. Nếu sổ sai, hãy sửa sổ trước; "
            "nếu không, hãy chọn căn cứ khác. Điểm đang chạy trên tổng số điểm:"
        ),
    )
    NOTHING_OVERLAPS = (
        "nothing_overlaps",
        _(
            "Căn cứ này trái với sổ: không có mô hình nào khác cùng lĩnh vực ở cùng xã, phường. "
            "Nếu sổ sai, hãy sửa sổ trước; nếu không, hãy chọn căn cứ khác."
        ),
    )
    PAPERS_WHOLE = (
        "papers_whole",
        _(
            "Căn cứ này trái với sổ: giấy tờ của mô hình đủ và mọi điểm đều có quyết định. Nếu sổ "
            "sai, hãy sửa sổ trước; nếu không, hãy chọn căn cứ khác."
        ),
    )
    CLASS_TOO_GOOD = (
        "class_too_good",
        _(
            "Xếp loại này trái với căn cứ kết thúc: hồ sơ không bảo đảm hay không hoạt động thì "
            "không xếp loại đạt được. Hãy hạ xếp loại, hoặc chọn căn cứ khác."
        ),
    )
    NOT_CARRIED = (
        "not_carried",
        _(
            "Không được thông qua: số tán thành phải nhiều hơn số không tán thành. Không được "
            "thông qua thì mô hình tiếp tục; hãy chọn “tiếp tục” và ghi lý do."
        ),
    )
    NO_VOTES = "no_votes", _("Hãy ghi số phiếu; ít nhất một người phải biểu quyết.")
    OFFICE_MISSING = "office_missing", _("Ý kiến này của ai? Hãy ghi chức vụ, cơ quan.")
    OFFICE_IS_NAME = (
        "office_is_name",
        _("Có vẻ là tên người; ý kiến ghi theo chức vụ, cơ quan, không ghi tên."),
    )
    TEXT_MISSING = "text_missing", _("Hãy ghi nội dung ý kiến.")
    TOO_LONG = "too_long", _("Nội dung quá dài.")
    CONTACT = (
        "contact",
        _("Có vẻ là số điện thoại, thư điện tử hoặc số giấy tờ; hãy bỏ khỏi nội dung."),
    )
    NO_OUTCOME = "no_outcome", _("Kết luận này không dẫn tới hồ sơ nào.")
    CASE_OPENED = "case_opened", _("Đã lập hồ sơ theo kết luận này.")
    UNIT_MISSING = "unit_missing", _("Hãy chọn xã, phường nhân rộng tới.")
    UNIT_ENDED = "unit_ended", _("Địa bàn của đợt không còn; hãy lập hồ sơ ở mục Hồ sơ.")
