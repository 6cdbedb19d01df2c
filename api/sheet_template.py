"""The workbook of tasks to fill in: its columns, two examples, and how each column is read."""

from ingest.readers.grids import write_workbook

HEADER = (
    "STT",
    "Nội dung nhiệm vụ",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Thời hạn",
    "Sản phẩm",
    "Số, ký hiệu văn bản giao",
    "Ngày giao",
    "Cơ quan ban hành",
    "Người ký",
    "Cán bộ phụ trách",
    "Tiến độ đã thực hiện",
    "Dự kiến hoàn thành",
)
NOTES = (
    "Mỗi dòng là một nhiệm vụ. Xóa hai dòng ví dụ trước khi gửi.",
    "Bắt buộc: nội dung, đơn vị chủ trì, sản phẩm. Cột nào không dùng thì để trống hoặc xóa.",
    "Nhiều đơn vị trong một ô: ngăn bằng dấu chấm phẩy. Ghi tên hoặc tên viết tắt như trong danh mục đơn vị.",
    "Thời hạn: ngày (30/09/2026) hoặc chữ như văn bản ghi (Quý III/2026; trước ngày 25 hằng tháng).",
    "Số, ngày, cơ quan, người ký: để trống thì dùng giá trị nhập trên biểu mẫu gửi tệp.",
    "Ba cột cuối dành cho nhiệm vụ đang thực hiện: đủ cán bộ, tiến độ và ngày dự kiến thì tính là đã cập nhật lần đầu.",
    "Sau khi gửi, hệ thống cho xem trước và chỉ rõ lỗi theo trang tính, theo dòng. Chưa bấm nhận thì chưa ghi gì.",
)
EXAMPLES = (
    ("1", "Ví dụ: rà soát, lập danh mục hồ chứa cần sửa chữa", "Sở Nông nghiệp và Môi trường", "Sở Tài chính",
     "30/09/2026", "Danh mục kèm tờ trình"),
    ("2", "Ví dụ: báo cáo kết quả giải ngân", "Sở Tài chính", "", "trước ngày 25 hằng tháng", "Báo cáo",
     "", "", "", "", "Nguyễn Văn A", "Đã báo cáo đến tháng 7", "25/08/2026"),
)  # fmt: skip


def template() -> bytes:
    """Return the workbook to fill in."""
    return write_workbook("Nhiệm vụ", HEADER, EXAMPLES, NOTES)
