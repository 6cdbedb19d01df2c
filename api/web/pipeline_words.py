"""The Vietnamese words of the pipeline page for sources, outcomes, steps and failures. Pure."""

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
