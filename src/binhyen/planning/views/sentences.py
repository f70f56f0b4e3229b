"""What came of a plan in a sentence, and what was asked of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from binhyen.ui.words import read_number

from ..choices import Outcome
from ..models import Plan
from ..queries.defaults import outcome_names
from ..wording import events_word
from .amounts import amount_text, interval_text, money_text, percent_text, short


def brought(plan: Plan) -> str:
    """What came of a plan, in the few words that fit a list."""
    if not plan.result:
        return ""
    if plan.outcome != Outcome.PLAN:
        return str(Outcome(plan.outcome).label)
    told = plan.result["account"]
    return _("bớt %(n)s %(what)s (%(interval)s)") % {
        "n": amount_text(told["averted"]),
        "what": events_word(plan),
        "interval": interval_text(told["low"], told["high"]),
    }


def sentence(plan: Plan) -> str:
    """The one plain sentence."""
    chosen, told = plan.result["chosen"], plan.result["account"]
    programmes = {row["programme"] for row in chosen}
    communes = {row["commune"] for row in chosen}
    if not chosen:
        return _(
            "Không chọn mô hình nào: không nơi nào được dự kiến bớt được vụ việc trong các giới "
            "hạn đã đặt."
        )
    names = {"communes": read_number(len(communes)), "pairs": read_number(len(chosen))}
    if len(programmes) == 1:
        name = next(one["name"] for one in plan.offers if one["code"] in programmes)
        where = _("Đưa mô hình “%(name)s” đến %(communes)s xã") % {**names, "name": name}
    else:
        many = {**names, "programmes": read_number(len(programmes))}
        where = _("Đưa %(programmes)s mô hình đến %(communes)s xã (%(pairs)s lượt)") % many
    return _(
        "%(where)s trong %(years)s năm, hết %(state)s ngân sách nhà nước và %(community)s xã hội "
        "hóa; dự kiến bớt %(averted)s %(what)s (khoảng tin cậy 95%%: %(interval)s)."
    ) % {
        "where": where,
        "years": read_number(plan.years),
        "state": money_text(told["state_vnd"]),
        "community": money_text(told["community_vnd"]),
        "averted": amount_text(told["averted"]),
        "what": events_word(plan),
        "interval": interval_text(told["low"], told["high"]),
    }


def gap_sentence(plan: Plan) -> str:
    """How near to the best it is known to be."""
    gap, proven = plan.result["gap_percent"], plan.result["is_proven"]
    if gap is None:
        return _("Chưa chứng minh được phương án này gần tốt nhất đến đâu.")
    text = short(gap)
    if not proven:
        return _(
            "Hết giờ tính trước khi chứng minh được: có thể còn phương án hơn tới %(gap)s%%."
        ) % {"gap": text}
    if gap < 0.005:
        return _("Đã chứng minh: trong các giới hạn này không có phương án nào hơn.")
    return _("Đã chứng minh: trong các giới hạn này không phương án nào hơn quá %(gap)s%%.") % {
        "gap": text
    }


def spilled_sentence(plan: Plan) -> str:
    """What moves next door, where anything is known of it."""
    spilled = plan.result["account"]["spilled"]
    if abs(spilled) < 0.05:
        return ""
    if spilled > 0:
        return _("Con số này đã trừ %(n)s %(what)s được dự kiến chuyển sang xã giáp ranh.") % {
            "n": amount_text(spilled),
            "what": events_word(plan),
        }
    return _("Con số này đã cộng %(n)s %(what)s được dự kiến bớt thêm ở xã giáp ranh.") % {
        "n": amount_text(-spilled),
        "what": events_word(plan),
    }


def wishes(plan: Plan) -> list[tuple[str, str]]:
    """What was asked for, as label and text."""
    named = {one["code"]: one["name"] for one in plan.communes}
    offered = {one["code"]: one["name"] for one in plan.offers}

    def pairs(rows: Iterable[list[str]]) -> str:
        return "; ".join(
            f"{offered.get(programme, programme)} – {named.get(commune, commune)}"
            for commune, programme in rows
        )

    names = outcome_names(plan.unit, plan.harm)
    weighed = "; ".join(
        f"{names[key]}: {short(weight)}" for key, weight in plan.harm.items() if weight > 0
    )
    poor = [one["name"] for one in plan.communes if one["is_poor"]]
    found = [
        (_("Số năm"), read_number(plan.years)),
        (_("Ngân sách nhà nước"), money_text(plan.state_vnd)),
        (_("Kinh phí xã hội hóa"), money_text(plan.community_vnd)),
        (_("Trọng số của một vụ"), weighed),
        *((one["name"], _offered(one)) for one in plan.offers),
        (_("Cùng mục đích nhiều nhất ở một xã"), read_number(plan.most_per_aim)),
        (_("Ít nhất ở mỗi khu vực"), read_number(plan.least_per_area)),
        (_("Ít nhất ở mỗi xã nghèo"), read_number(plan.least_per_poor_commune)),
        (_("Xã nghèo"), "; ".join(poor) or _("không xã nào được ghi")),
        (_("Mức thận trọng"), _("%(n)s%% độ lệch chuẩn") % {"n": plan.caution_percent}),
    ]
    if plan.wanted:
        found.append((_("Nơi phải có"), pairs(plan.wanted)))
    if plan.refused:
        found.append((_("Nơi không được có"), pairs(plan.refused)))
    return found


def _offered(one: Mapping[str, Any]) -> str:
    """What a programme was said to cost in a commune, and all else that was typed of it."""
    said = [
        _("nhà nước %(state)s, xã hội hóa %(community)s mỗi xã")
        % {"state": money_text(one["state_vnd"]), "community": money_text(one["community_vnd"])},
        _("sức cần %(n)s điểm") % {"n": read_number(one["load"])},
    ]
    if one["most_communes"] is not None:
        said.append(_("nhiều nhất %(n)s xã") % {"n": read_number(one["most_communes"])})
    if one["spill"] is not None:
        said.append(
            _("chuyển sang bên cạnh %(n)s, người lập ghi") % {"n": percent_text(one["spill"])}
        )
    return "; ".join(said)
