"""The Vietnamese words of the pages for what the code names by a key. Pure."""

from api.web.done_words import DONE, DONE_WITH_CARE
from api.web.event_words import EVENTS, event
from api.web.rule_words import RULE_UNITS, RULES

__all__ = (
    "DONE",
    "DONE_WITH_CARE",
    "EVENTS",
    "RULES",
    "RULE_UNITS",
    "event",
)  # told by templates as words of this module

ROLES = {
    "office": "Văn phòng UBND",
    "unit": "Lãnh đạo, đầu mối đơn vị",
    "unit_officer": "Chuyên viên đơn vị",
    "leader": "Lãnh đạo UBND",
    "inspection": "Tổ công tác",
    "auditor": "Giám sát nhật ký",
    "administrator": "Quản trị hệ thống",
}
CLASSES = {"urgent": "Khẩn", "multi": "Nhiều nhiệm vụ", "regular": "Thường", "none": "Không có nhiệm vụ"}
CLASS_RULES = {
    "urgent": "cập nhật trong ngày ban hành",
    "multi": "cập nhật trong 2 ngày làm việc",
    "regular": "cập nhật trong 1 ngày làm việc",
    "none": "không phải cập nhật",
}
URGENCIES = {"regular": "Thường", "khan": "Khẩn", "thuong_khan": "Thượng khẩn", "hoa_toc": "Hỏa tốc"}
PARTS = {"lead": "Chủ trì", "coordinating": "Phối hợp"}
MODES = {"assign": "Giao", "request": "Đề nghị"}
PERIODS = {
    "weekly": "Hằng tuần",
    "monthly": "Hằng tháng",
    "quarterly": "Hằng quý",
    "half_yearly": "6 tháng",
    "yearly": "Hằng năm",
    "other": "Định kỳ khác",
}
PERIOD_KINDS = {"month": "tháng", "quarter": "quý", "half_year": "6 tháng", "year": "năm"}
TITLE_STATES = {"unread": "Chưa đọc", "cleared": "Cho công bố", "kept_back": "Không công bố"}
RETURN_REASONS = {"late": "Chậm cập nhật", "wrong": "Sai nội dung", "not_as_required": "Không đúng yêu cầu"}
ENTRY_KINDS = {
    "first": "Cập nhật lần đầu",
    "reentry": "Cập nhật lại",
    "progress": "Cập nhật tiến độ",
    "report": "Báo cáo kết quả",
}
IDENTITY_FIELDS = {
    "number": "Số, ký hiệu",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "urgency": "Độ khẩn",
    "subject": "Trích yếu",
    "kind": "Loại văn bản",
}
UNIT_KINDS = {
    "department": "Sở",
    "agency": "Ban, ngành",
    "commune": "Xã",
    "ward": "Phường",
    "force": "Lực lượng",
    "central": "Cơ quan trung ương",
    "judicial": "Tư pháp",
    "mass": "Đoàn thể",
    "public": "Đơn vị sự nghiệp",
    "enterprise": "Doanh nghiệp",
}
STATES = {
    "unreadable": "Không đọc được",
    "no_identity": "Chờ nhập số, ngày",
    "to_confirm": "Chờ xác nhận",
    "reading": "Đang đọc",
    "confirmed": "Đã xác nhận",
    "duplicate": "Trùng",
    "secret": "Văn bản mật",
}
# Colour and icon of each state.
STATE_TAGS = {
    "unreadable": ("red", "warning"),
    "no_identity": ("amber", "question"),
    "to_confirm": ("accent", "eye"),
    "reading": ("plain", "dots"),
    "confirmed": ("ok", "tick"),
    "duplicate": ("plain", "copy"),
    "secret": ("violet", "lock"),
}
NEXT_STEPS = {
    "unreadable": "Xem lý do; thử đọc lại hoặc xin tệp khác",
    "no_identity": "Nhập số, ký hiệu, ngày ban hành",
    "to_confirm": "Kiểm tra nhiệm vụ rồi xác nhận",
}

CLOCKS = {
    "entry": "Hạn cập nhật lần đầu",
    "office": "Hạn Văn phòng xác nhận",
    "task": "Thời hạn nhiệm vụ",
    "reentry": "Hạn cập nhật lại",
    "contest_filing": "Hạn gửi kiến nghị",
    "contest_decision": "Hạn kết luận kiến nghị",
    "not_ours_answer": "Hạn Văn phòng trả lời về thẩm quyền",
    "not_ours_refused": "Hạn cập nhật sau khi Văn phòng trả lời về thẩm quyền",
    "coordinating": "Hạn đơn vị phối hợp cập nhật",
    "extension": "Thời hạn nhiệm vụ được gia hạn",
    "resumed": "Hạn tính tiếp sau tạm dừng",
}
HOLDERS = {
    "document_system": "Hệ thống quản lý văn bản",
    "connector": "Kết nối",
    "extraction": "Đọc và tách nhiệm vụ",
    "office": "Văn phòng",
    "unit": "Đơn vị",
}
# Where a part of a plan stands: the kind of its mark, the icon, the words.
PLAN_STANDINGS = {
    "done": ("ok", "tick", "Xong đúng hạn"),
    "done_late": ("amber", "tick", "Xong muộn"),
    "overdue": ("red", "late", "Quá hạn thực hiện"),
    "reported": ("accent", "eye", "Đã báo cáo, chờ xác nhận"),
    "under_way": ("plain", "arrow", "Đang thực hiện"),
    "not_begun": ("plain", None, "Chưa bắt đầu"),
    "closed": ("plain", "tick", "Kết thúc theo dõi"),
}
SUBJECTS = {
    "directive": "Văn bản",
    "task": "Nhiệm vụ",
    "assignment": "Phần việc",
    "account": "Tài khoản",
    "arrival": "Tệp đến",
    "register": "Danh mục đơn vị",
    "token": "Khóa",
    "unit": "Đơn vị",
    "field": "Lĩnh vực",
    "leader": "Lãnh đạo",
    "package": "Gói edXML",
    "task_sheet": "Bảng nhiệm vụ",
    "notice": "Tin nhắc",
    "report_template": "Mẫu báo cáo",
    "edition_correction": "Đề nghị chỉnh sửa",
    "error_report": "Báo sai sót",
    "edition": "Bản công bố",
    "campaign": "Cuộc kiểm tra",
    "webhook": "Webhook",
    "law_version": "Bản quy định và lịch",
    "queue": "Hàng đợi",
}
WEBHOOK_NOUNS = {
    "*": "Mọi việc",
    "directive.*": "Văn bản: đến, đọc xong, xác nhận, đổi loại",
    "task.*": "Nhiệm vụ: thêm, bỏ, tách, gộp, đổi đơn vị",
    "assignment.*": "Phần việc: chậm cập nhật, kỳ mới, các thủ tục",
    "deadline.*": "Thời hạn: tính, thôi dùng",
    "entry.*": "Cập nhật: gửi, xác nhận, trả lại",
    "update.*": "Yêu cầu đơn vị phối hợp cập nhật",
    "edition.*": "Kỳ công bố",
    "law.*": "Quy định và lịch làm việc",
}
GROUPS = {
    "returned": "Trả lại",
    "late": "Chậm cập nhật",
    "overdue": "Quá hạn thực hiện",
    "today": "Hôm nay",
    "soon": "3 ngày làm việc tới",
    "later": "Sau",
    "no_deadline": "Không thời hạn",
    "reported": "Đã báo cáo, chờ xem xét",
}
GROUP_ICONS = {
    "returned": "back",
    "late": "late",
    "overdue": "late",
    "today": "clock",
    "soon": "clock",
    "later": "calendar",
    "no_deadline": "dots",
    "reported": "eye",
}
OWED = {
    "reentry": "Cần cập nhật lại",
    "entry": "Cần cập nhật lần đầu",
    "result": "Thời hạn nhiệm vụ",
    "review": "Đã báo cáo kết quả",
    "nothing": "Văn bản không nêu thời hạn",
}
OWED_ACTIONS = {
    "reentry": "Cập nhật lại",
    "entry": "Cập nhật",
    "result": "Báo cáo",
    "review": "Xem",
    "nothing": "Báo cáo",
}

# What a message does to the document of the page: as the old one, as the new one.
UPDATE_ACTS = {
    "withdraw": ("Bên gửi thu hồi văn bản này.", "Bên gửi thu hồi văn bản này."),
    "update": ("Có bản cập nhật của văn bản này.", "Đây là bản cập nhật của một văn bản đã nhận."),
    "replace": ("Có văn bản thay thế văn bản này.", "Văn bản này thay thế một văn bản đã nhận."),
}

# What a program with a key may do.
SCOPES = {
    "documents:push": "đẩy văn bản vào hệ thống",
    "directives:read": "đọc văn bản chỉ đạo",
    "tasks:read": "đọc nhiệm vụ, cập nhật, báo cáo",
    "entries:write": "cập nhật, báo cáo, đề nghị thay đơn vị",
    "decisions:write": "xác nhận, trả lại, quyết định thay Văn phòng",
    "figures:read": "đọc số liệu",
    "register:read": "đọc danh mục đơn vị, lĩnh vực, lịch làm việc",
    "webhooks:write": "đăng ký webhook",
}
