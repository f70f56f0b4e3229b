"""Why there is no number, in Vietnamese: said of the user's own figures, so in the user's words."""

from __future__ import annotations

from whatworks.results import NotEstimable, Reason

SENTENCES = {
    Reason.NO_TREATED: "Không nơi nào bắt đầu mô hình trong các tháng của bảng.",
    Reason.NO_UNTREATED: "Không còn nơi nào chưa có mô hình để so sánh.",
    Reason.ONE_TREATED: "Chỉ có một nơi áp dụng nên không tách được khỏi ngẫu nhiên.",
    Reason.TOO_FEW_CLUSTERS: "Quá ít nơi độc lập để biết sai số.",
    Reason.NO_BEFORE: "Có nơi áp dụng không có tháng nào trước khi bắt đầu.",
    Reason.NO_AFTER: "Không nơi áp dụng nào có tháng sau khi bắt đầu.",
    Reason.ALL_ZEROS: "Không có vụ nào ở mọi nơi, mọi tháng.",
    Reason.NONE_BEFORE: "Trước mô hình không có vụ nào nên không biết phải chờ đợi gì về sau.",
    Reason.NONE_EXPECTED: "Không có mô hình thì cũng không có vụ nào, nên không có gì để giảm.",
    Reason.MISSING_PERIODS: "Thiếu số liệu ở một số nơi, một số tháng.",
    Reason.RECORDED_LATE: "Có nơi dường như bắt đầu ghi số liệu muộn hơn nơi khác.",
    Reason.STARTED_TOGETHER: "Các mô hình bắt đầu cùng lúc nên không tách riêng được.",
    Reason.NO_FAR_CONTROLS: "Quá ít nơi chưa có mô hình mà không giáp nơi có mô hình.",
    Reason.NO_RING: "Không nơi nào chưa có mô hình giáp nơi có mô hình.",
    Reason.NOT_CONVERGED: "Phép tính không hội tụ.",
    Reason.TOO_FEW_STUDIES: "Quá ít kết quả để gộp.",
    Reason.ZERO_COUNT: "Tỉ số không có khoảng tin cậy khi có số bằng 0.",
    Reason.UNCLEAR_EFFECT: "Tác dụng chưa tách khỏi 0 nên thương số với nó không có giới hạn.",
}


def refusal(found: NotEstimable) -> str:
    """The reason, with what it concerns."""
    about = f" ({', '.join(found.detail)})" if found.detail else ""
    return SENTENCES[found.reason][:-1] + about + "."
