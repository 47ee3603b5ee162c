"""What each notice is called, where only its kind may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from casework.delivery.notices import Notice as N

NOTICES: Mapping[N, Any] = {
    N.CONFIRM_REPORT: _l("Xác nhận phản ánh"),
    N.RECEIVED: _l("Đã nhận phản ánh"),
    N.NEEDS_INFO: _l("Tòa soạn hỏi thêm"),
    N.INFO_SUPPLIED: _l("Người gửi đã bổ sung"),
    N.DECLINED: _l("Không tiếp nhận"),
    N.APPEALED: _l("Đề nghị xem lại"),
    N.APPEAL_DECIDED: _l("Kết quả xem lại"),
    N.MERGED: _l("Đã gộp"),
    N.UNMERGED: _l("Đã tách ra"),
    N.MERGED_NEWS: _l("Tin của phản ánh chung"),
    N.ROUTED: _l("Đã chuyển cơ quan"),
    N.ASSIGNED: _l("Giao việc cho cơ quan"),
    N.SHARE_ASSIGNED: _l("Giao phần việc phối hợp"),
    N.SHARE_REMINDED: _l("Nhắc sắp đến hạn góp ý"),
    N.SHARE_OVERDUE: _l("Quá hạn góp ý"),
    N.CONTRIBUTED: _l("Có góp ý của cơ quan phối hợp"),
    N.RETURNED: _l("Cơ quan trả lại"),
    N.EXTENSION_ASKED: _l("Xin gia hạn"),
    N.EXTENSION: _l("Được gia hạn"),
    N.EXTENSION_REFUSED: _l("Không được gia hạn"),
    N.INTERIM: _l("Trả lời bước đầu"),
    N.REPLY_DRAFTED: _l("Dự thảo chờ ký"),
    N.ANSWERED: _l("Trả lời chính thức"),
    N.REOPENED: _l("Mở lại"),
    N.REMINDED: _l("Nhắc sắp đến hạn"),
    N.OVERDUE: _l("Quá hạn"),
    N.ESCALATED: _l("Báo cấp trên"),
    N.PRESS_OVERDUE: _l("Quá hạn trả lời báo chí"),
    N.PRESS_LETTER: _l("Tòa soạn kiến nghị cấp trên"),
    N.PROMISE_ASKED: _l("Hỏi cam kết đã làm chưa"),
    N.PROMISE_MOVED: _l("Cam kết lùi ngày"),
    N.PROMISE_KEPT: _l("Cam kết đã làm"),
    N.PROMISE_MISSED: _l("Cam kết chưa làm"),
    N.CORRECTED: _l("Đính chính"),
    N.REPLY_CONFIRM: _l("Xác nhận địa chỉ của người xin phản hồi"),
    N.REPLY_PUBLISHED: _l("Đã đăng phản hồi được yêu cầu"),
    N.REPLY_DECLINED: _l("Không đăng phản hồi được yêu cầu"),
    N.REPLY_LATE: _l("Yêu cầu phản hồi quá hạn"),
    N.REPLY_REQUESTED: _l("Có yêu cầu phản hồi"),
    N.RIGHT_OF_REPLY: _l("Phản hồi của người được nhắc tới"),
    N.WITHDRAWN: _l("Người gửi rút"),
    N.CLOSED: _l("Đã kết thúc"),
    N.REMOVED: _l("Đã gỡ"),
    N.RESTORED: _l("Đăng lại"),
    N.MESSAGE: _l("Có tin nhắn"),
    N.REPLY_HELD: _l("Trả lời chờ tòa soạn xem"),
    N.REPLY_SENT_BACK: _l("Tòa soạn gửi lại trả lời"),
    N.IDENTITY_ASKED: _l("Xin biết người gửi"),
    N.IDENTITY_DECIDED: _l("Quyết định về việc xin biết người gửi"),
    N.IDENTITY_OPENED: _l("Danh tính đã được mở xem"),
    N.SUCCEEDED: _l("Cơ quan khác kế thừa"),
    N.TOOK_OVER: _l("Nhận việc từ cơ quan cũ"),
    N.ACCOUNT_CONFIRM: _l("Xác nhận tài khoản"),
    N.ACCOUNT_EXISTS: _l("Đã có tài khoản"),
    N.ACCOUNT_ERASED: _l("Tài khoản đã xóa"),
    N.PASSWORD_RESET: _l("Đặt lại mật khẩu"),
    N.PASSWORD_CHANGED: _l("Mật khẩu đã đổi"),
    N.FACTOR_ADDED: _l("Thêm cách xác nhận khi đăng nhập"),
    N.FACTOR_REMOVED: _l("Bớt cách xác nhận khi đăng nhập"),
    N.FACTORS_RESET: _l("Đặt lại cách xác nhận khi đăng nhập"),
    N.RECOVERY_CODES_MADE: _l("Mã dự phòng mới"),
    N.RECOVERY_CODE_USED: _l("Đã dùng một mã dự phòng"),
    N.QUEUED: _l("Phản ánh mới chờ xem"),
    N.COMMENT_WAITING: _l("Ý kiến chờ duyệt"),
    N.COMMENT_REVIEWED: _l("Ý kiến đã được xem"),
    N.EDITED: _l("Phản ánh được chỉnh sửa"),
    N.ACCEPTED: _l("Cơ quan nhận giải quyết"),
    N.RATED: _l("Người gửi đánh giá"),
    N.NEW_REPORT: _l("Phản ánh mới ở nơi theo dõi"),
    N.NEW_REPLY: _l("Trả lời mới ở nơi theo dõi"),
    N.FOUND: _l("Phản ánh mới khớp tìm kiếm"),
    N.PRESS_ASKED: _l("Có người xin công nhận phóng viên"),
    N.PRESS_GRANTED: _l("Được công nhận phóng viên"),
    N.PRESS_REFUSED: _l("Không được công nhận phóng viên"),
    N.STORY_WAITING: _l("Có bài báo chờ tòa soạn xem"),
    N.PRESS_ENDED: _l("Thôi công nhận phóng viên"),
    N.DIGEST: _l("Thư gom tin"),
    # These are shown to no administrator (outbox.UNDER_SEAL); if one ever is, it tells nothing.
    N.SEALED_NEWS: _l("Có tin mới"),
    N.SEALED_DUE: _l("Có tin mới"),
    N.PASSED_ON: _l("Có tin mới"),
}


def called(notice: str) -> str:
    """The name of a notice; one that a newer worker has written is its own name."""
    return str(NOTICES.get(N(notice), notice)) if notice in set(N) else notice
