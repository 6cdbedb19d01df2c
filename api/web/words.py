"""The Vietnamese words of the pages for what the code names by a key. Pure."""

ROLES = {
    "office": "Văn phòng UBND",
    "unit": "Đơn vị",
    "leader": "Lãnh đạo UBND",
    "inspection": "Tổ công tác",
    "auditor": "Giám sát nhật ký",
    "administrator": "Quản trị hệ thống",
}
CLASSES = {"urgent": "Khẩn", "multi": "Nhiều nhiệm vụ", "regular": "Thường", "none": "Không có nhiệm vụ"}
CLASS_RULES = {
    "review.not_ours_refused_urgent_working_days": "Thời gian cập nhật sau khi trả lời về thẩm quyền, văn bản khẩn",
    "review.not_ours_refused_working_days": "Thời gian cập nhật sau khi trả lời về thẩm quyền",
    "review.not_ours_answer_working_days": "Thời gian Văn phòng trả lời về thẩm quyền",
    "review.contest_decide_working_days": "Thời gian kết luận kiến nghị",
    "review.contest_file_working_days": "Thời gian gửi kiến nghị",
    "review.max_extensions": "Số lần gia hạn tối đa",
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
# The rules that a receipt cites, as officials call them; the rulebook's own key stands beside.
RULES = {
    "entry.urgent_working_days": "Hạn cập nhật lần đầu, văn bản khẩn",
    "entry.regular_working_days": "Hạn cập nhật lần đầu, văn bản thường",
    "entry.multi_working_days": "Hạn cập nhật lần đầu, nhiều nhiệm vụ hoặc nhiều đầu mối",
    "entry.urgent_floor_hours": "Thời gian tối thiểu sau khi mở, văn bản khẩn",
    "entry.coordinating_working_days": "Hạn cập nhật của đơn vị phối hợp",
    "review.reentry_working_days": "Hạn cập nhật lại sau khi bị trả lại",
    "calendar.rest_weekdays": "Ngày nghỉ hằng tuần",
    "task.calendar_days_rest_end": "Thời hạn tính theo ngày, kết thúc vào ngày nghỉ",
    "task.receipt_without_evidence": "Ngày nhận được khi chưa có bằng chứng",
    "task.stated_hour_binds": "Giờ nêu trong văn bản",
}
RULE_UNITS = {"working_days": "ngày làm việc", "days": "ngày", "hours": "giờ"}
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
    "register": "Danh mục",
    "token": "Khóa",
    "law_version": "Bản quy định và lịch",
}
GROUPS = {
    "returned": "Trả lại",
    "past": "Quá hạn, chậm",
    "today": "Hôm nay",
    "soon": "3 ngày làm việc tới",
    "later": "Sau",
    "no_deadline": "Không thời hạn",
}
GROUP_ICONS = {
    "returned": "back",
    "past": "late",
    "today": "clock",
    "soon": "clock",
    "later": "calendar",
    "no_deadline": "dots",
}
OWED = {
    "reentry": "Cần cập nhật lại",
    "entry": "Cần cập nhật lần đầu",
    "result": "Thời hạn nhiệm vụ",
    "nothing": "Văn bản không nêu thời hạn",
}
OWED_ACTIONS = {"reentry": "Cập nhật lại", "entry": "Cập nhật", "result": "Xem", "nothing": "Xem"}

# What a message does to the document of the page: as the old one, as the new one.
UPDATE_ACTS = {
    "withdraw": ("Bên gửi thu hồi văn bản này.", "Bên gửi thu hồi văn bản này."),
    "update": ("Có bản cập nhật của văn bản này.", "Đây là bản cập nhật của một văn bản đã nhận."),
    "replace": ("Có văn bản thay thế văn bản này.", "Văn bản này thay thế một văn bản đã nhận."),
}

# What a person has just done, told once at the top of the next page: ?done=KEY
DONE = {
    "campaign-opened": "Đã mở cuộc kiểm tra và chọn mẫu.",
    "campaign-closed": "Đã kết thúc cuộc kiểm tra và lập báo cáo.",
    "checklist-kept": "Đã lưu kết quả kiểm tra.",
    "finding-kept": "Đã ghi phát hiện.",
    "explained": "Đã gửi giải trình.",
    "follow-up-set": "Đã giao việc phải làm sau kiểm tra.",
    "follow-up-done": "Đã báo kết quả; Tổ công tác sẽ xem.",
    "follow-up-accepted": "Đã ghi nhận hoàn thành.",
    "template-taken": "Đã nhận mẫu báo cáo.",
    "template-retired": "Đã thôi dùng mẫu ấy; báo cáo đã lập giữ nguyên.",
    "edition-drafted": "Đã lập dự thảo.",
    "edition-redraft": "Đã tính lại số liệu; các đơn vị cần xem trước lại.",
    "edition-preview": "Đã gửi các đơn vị xem trước.",
    "edition-approved": "Đã phê duyệt.",
    "edition-publish": "Đã công bố.",
    "edition-discard": "Đã hủy bản này.",
    "edition-answered": "Đã trả lời.",
    "correction-asked": "Đã gửi đề nghị chỉnh sửa.",
    "password-changed": "Đã đổi mật khẩu; các trình duyệt khác phải đăng nhập lại.",
    "factor-removed": "Đã tắt xác thực hai bước.",
    "browsers-ended": "Đã đăng xuất khỏi mọi nơi khác.",
    "package-kept": "Đã nhận gói edXML.",
    "file-refused": "Tệp không được nhận; lý do ở trang Đường văn bản. Kiểm tra tệp hoặc xuất lại từ phần mềm văn bản.",
    "update-decided": "Đã quyết định: nhiệm vụ của văn bản cũ được xử lý như đã chọn.",
    "status-again": "Trạng thái sẽ được gửi lại trong giây lát.",
    "uploaded": "Đã nhận tệp. Hệ thống đang đọc; trạng thái hiện trong danh sách bên dưới.",
    "uploaded-again": "Tệp này đã nhận trước đây: không tạo văn bản mới.",
    "some-known": "Đã nhận các tệp; có tệp đã nhận trước đây nên không tạo văn bản mới.",
    "some-refused": "Đã nhận các tệp, trừ tệp không nhận được; lý do của từng tệp ở trang Đường văn bản.",
    "retried": "Văn bản đã được đưa vào hàng chờ đọc lại.",
    "account-made": "Đã thêm tài khoản. Cấp mật khẩu cho người dùng ở bên dưới, hoặc để họ đăng nhập chung.",
    "account-changed": "Đã lưu tài khoản.",
    "queue-confirmed": "Đã xác nhận các mục được chọn.",
    "undone": "Đã hoàn tác thay đổi gần nhất.",
    "taken-up": "Đã báo bạn đang kiểm tra văn bản này; người khác mở sẽ thấy trong 15 phút.",
    "task-split": "Đã tách nhiệm vụ.",
    "task-merged": "Đã gộp nhiệm vụ.",
    "lead-replaced": "Đã thay đơn vị chủ trì.",
    "identified": "Đã ghi số, ngày và cơ quan ban hành.",
    "task-corrected": "Đã sửa nhiệm vụ.",
    "task-added": "Đã thêm nhiệm vụ.",
    "task-removed": "Đã bỏ nhiệm vụ. Lý do được lưu trong nhật ký.",
    "units-set": "Đã ghi đơn vị thực hiện.",
    "reclassified": "Đã đổi loại. Phiếu tính hạn ghi rõ ai đổi và vì sao.",
    "confirmed": "Đã xác nhận. Nhiệm vụ đã chính thức giao cho các đơn vị.",
    "draft-saved": "Đã lưu nháp. Bản nháp chưa được tính là cập nhật.",
    "entered": "Đã gửi cập nhật.",
    "entered-late": "Đã gửi cập nhật, nhưng sau hạn: bản này được giữ và bị trả lại vì chậm. Đề nghị cập nhật lại.",
    "reentered": "Đã gửi cập nhật lại. Chờ Văn phòng xác nhận.",
    "entry-confirmed": "Đã xác nhận cập nhật.",
    "law-proposed": "Đã lưu bản đề nghị. Xem thay đổi bên dưới rồi áp dụng.",
    "law-applied": "Đã áp dụng. Hạn mới ghi cạnh hạn cũ; tóm tắt thay đổi ở bên dưới.",
    "entry-returned": "Đã trả lại cập nhật. Đơn vị thấy lý do và thời hạn cập nhật lại.",
}


# Done, but not as one would wish: told in amber.
DONE_WITH_CARE = frozenset({"entered-late", "uploaded-again", "some-known", "some-refused", "file-refused"})

# What the trail's events are called, as a sentence's predicate.
EVENTS = {
    "campaign.opened": "mở cuộc kiểm tra và chọn mẫu",
    "campaign.checked": "ghi kết quả nội dung kiểm tra",
    "campaign.closed": "kết thúc cuộc kiểm tra, lập báo cáo",
    "finding.recorded": "ghi phát hiện kiểm tra",
    "finding.explained": "giải trình phát hiện kiểm tra",
    "follow_up.set": "giao việc phải làm sau kiểm tra",
    "follow_up.done": "báo kết quả việc sau kiểm tra",
    "follow_up.accepted": "ghi nhận hoàn thành việc sau kiểm tra",
    "edition.drafted": "lập dự thảo bản công bố",
    "edition.redrafted": "tính lại dự thảo bản công bố",
    "edition.previewed": "gửi các đơn vị xem trước bản công bố",
    "edition.approved": "phê duyệt bản công bố",
    "edition.published": "công bố",
    "edition.discarded": "hủy bản công bố chưa phát hành",
    "edition_correction.asked": "đề nghị chỉnh sửa dự thảo công bố",
    "edition_correction.answered": "trả lời đề nghị chỉnh sửa",
    "error_report.received": "nhận báo sai sót số liệu công bố",
    "error_report.answered": "trả lời báo sai sót",
    "token.made": "tạo khóa cho chương trình",
    "directive.opened": "mở văn bản",
    "webhook.named": "đăng ký webhook",
    "webhook.removed": "xóa webhook",
    "webhook.enabled": "cho webhook chạy lại",
    "webhook.disabled": "webhook tự ngừng vì hỏng kéo dài",
    "webhook.tested": "gửi thử webhook",
    "token.revoked": "thu hồi khóa của chương trình",
    "register.loaded": "nạp danh mục đơn vị",
    "law.proposed": "đề nghị thay đổi quy định hoặc lịch",
    "law.applied": "áp dụng bản quy định và lịch",
    "assignment.flag_lapsed": "ghi nhận chậm hết hiệu lực do đổi lịch hoặc quy định",
    "assignment.flag_official": "ghi nhận chậm tạm tính thành chính thức",
    "office.flag_lapsed": "ghi nhận Văn phòng chậm hết hiệu lực",
    "account.created": "tạo tài khoản",
    "account.changed": "đổi vai trò theo đăng nhập chung",
    "account.password_changed": "đổi mật khẩu",
    "account.second_factor_set": "bật xác thực hai bước",
    "account.second_factor_removed": "tắt xác thực hai bước",
    "account.browsers_ended": "đăng xuất các nơi khác",
    "account.signed_in": "đăng nhập",
    "account.signed_out": "đăng xuất",
    "account.sign_in_failed": "nhập sai mật khẩu",
    "account.sign_in_refused": "bị từ chối đăng nhập",
    "account.locked": "bị khóa tạm thời vì nhập sai nhiều lần",
    "access.refused": "bị từ chối truy cập",
    "arrival.refused": "từ chối một tệp",
    "directive.stored": "nhận và lưu văn bản",
    "directive.uploaded": "đưa tệp lên",
    "directive.arrived_again": "nhận lại văn bản đã có",
    "directive.read": "đọc xong văn bản",
    "directive.unreadable": "không đọc được văn bản",
    "directive.retried": "yêu cầu đọc lại văn bản",
    "directive.identified": "nhập số, ngày, cơ quan ban hành",
    "directive.found_duplicate": "phát hiện văn bản trùng",
    "directive.purged": "xóa nội dung văn bản mật",
    "directive.signatures_checked": "kiểm tra chữ ký số",
    "directive.split": "tách nhiệm vụ",
    "directive.classified": "xếp loại văn bản",
    "directive.reclassified": "đổi loại văn bản",
    "directive.confirmed": "xác nhận văn bản",
    "assignments.opened": "mở nhiệm vụ cho đơn vị",
    "assignment.flagged_late": "ghi nhận chậm cập nhật",
    "deadline.set": "tính hạn",
    "deadline.kept": "giữ hạn đã tính",
    "task.checked": "chấp nhận nhiệm vụ khi kiểm tra",
    "task.unchecked": "bỏ chấp nhận để xem lại nhiệm vụ",
    "sentence.checked": "xem câu chưa thuộc nhiệm vụ nào",
    "review.undone": "hoàn tác một thay đổi trước khi xác nhận",
    "task.corrected": "sửa nhiệm vụ",
    "task.added": "thêm nhiệm vụ",
    "task.removed": "bỏ nhiệm vụ",
    "task.units_set": "đổi đơn vị thực hiện",
    "entry.made": "gửi cập nhật",
    "entry.confirmed": "xác nhận cập nhật",
    "entry.returned": "trả lại cập nhật",
    "assignment.acted": "thực hiện thủ tục trên nhiệm vụ",
    "assignment.inherited": "nhận nhiệm vụ do sáp nhập, đổi tên đơn vị",
    "assignment.instance_opened": "mở kỳ mới của nhiệm vụ định kỳ",
    "assignment.moved": "chuyển nhiệm vụ sang đơn vị khác",
    "deadline.retired": "thôi dùng hạn đã tính",
    "directive.dimensions_settled": "ghi lĩnh vực và lãnh đạo phụ trách",
    "directive.entered": "nhập văn bản không qua hệ thống văn bản",
    "field.put_in_charge": "giao lĩnh vực cho lãnh đạo phụ trách",
    "field.saved": "ghi lĩnh vực",
    "leader.saved": "ghi lãnh đạo",
    "lesson.learned": "ghi nhớ cách sửa để dùng cho lần sau",
    "office.flagged_late": "ghi nhận Văn phòng chậm",
    "order.recorded": "nhập nhiệm vụ thủ công",
    "package.kept": "lưu gói edXML",
    "package.new": "nhận văn bản mới từ trục",
    "package.update": "nhận bản cập nhật từ trục",
    "package.replace": "nhận văn bản thay thế từ trục",
    "package.withdraw": "nhận thông báo thu hồi từ trục",
    "package.status": "nhận trạng thái từ trục",
    "package.duplicate": "nhận lại gói đã có",
    "package.refused": "từ chối gói edXML",
    "register.imported": "nhập danh sách đơn vị",
    "review.decided": "quyết định về văn bản thu hồi, cập nhật, thay thế",
    "review.linked": "nối văn bản thu hồi, cập nhật với văn bản gốc",
    "review.opened": "mở việc xem xét văn bản thu hồi, cập nhật, thay thế",
    "sheet.accepted": "nhận bảng nhiệm vụ",
    "sheet.put_up": "đưa bảng nhiệm vụ lên để kiểm tra",
    "status.given_up": "thôi gửi trạng thái vì trục từ chối",
    "status.sent": "gửi trạng thái lên trục",
    "status.sent_again": "cho gửi lại trạng thái",
    "task.lead_replaced": "thay đơn vị chủ trì",
    "task.merged": "gộp nhiệm vụ",
    "task.monitor_set": "giao đơn vị theo dõi, thẩm định",
    "task.split": "tách nhiệm vụ thành nhiều phần",
    "unit.standing_set": "ghi đơn vị thuộc hoặc không thuộc diện áp dụng",
    "unit.succeeded": "ghi sáp nhập, đổi tên đơn vị",
    "unit.work_passed": "chuyển nhiệm vụ cho đơn vị kế thừa",
    "update.asked": "yêu cầu đơn vị phối hợp cập nhật",
}


def event(did: str) -> str:
    """Return the words of an event of the trail; one without words keeps its key."""
    return EVENTS.get(did, did)
