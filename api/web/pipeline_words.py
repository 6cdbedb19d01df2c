"""The Vietnamese words of the pipeline page for sources, outcomes, steps and failures. Pure."""

LINE_STATES = {
    "open": ("ok", "tick", "Thông"),
    "failing": ("red", "warning", "Lỗi"),
    "silent": ("red", "warning", "Ngừng kiểm tra"),
    "untried": ("plain", "clock", "Chưa chạy"),
}
LINE_KINDS = {
    "vxp": "trục liên thông quốc gia",
    "lgsp": "trục liên thông tỉnh",
    "sftp": "kho tệp SFTP",
    "webdav": "kho tệp WebDAV",
    "s3": "kho tệp S3",
    "mail": "hộp thư",
    "folder": "thư mục trên máy chủ",
}
SILENT = "Lịch làm việc (dondoc schedule) không còn kiểm tra nguồn này: báo quản trị viên."
SOURCES = {"folder": "Thư mục nhận văn bản", "upload": "Đưa lên ở trang Văn bản đến", "samples": "Văn bản mẫu"}
OUTCOMES = {
    "new": "mới",
    "duplicate": "trùng",
    "update": "cập nhật",
    "replace": "thay thế",
    "withdraw": "thu hồi",
    "status": "trạng thái",
    "refused": "từ chối",
    "unreadable": "không đọc được",
}
STEPS = {"read": "Đọc", "extract": "Tách nhiệm vụ", "open": "Mở cho đơn vị", "set_deadlines": "Tính hạn"}
FAILURES = {
    "broken": "tệp hỏng",
    "empty": "tệp rỗng",
    "encrypted": "có mật khẩu",
    "mislabelled": "nội dung khác với tên tệp",
    "no_text": "không có chữ đọc được",
    "out_of_memory": "cần quá nhiều bộ nhớ",
    "out_of_time": "đọc quá lâu",
    "secret": "văn bản mật",
    "too_large": "tệp quá lớn",
    "too_many_pages": "quá nhiều trang",
    "truncated": "tệp bị cụt",
    "unsupported": "loại tệp chưa hỗ trợ",
    "crashed": "tiến trình đọc dừng đột ngột",
    "unforeseen": "lỗi ngoài dự kiến",
}
