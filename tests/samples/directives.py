"""The six sample directives, in words: invented content in the form of Decree 30/2020/NĐ-CP."""

from dataclasses import dataclass

UNIT_LETTERHEAD = "ỦY BAN NHÂN DÂN<br><b>TỈNH THANH HÓA</b>"


@dataclass(frozen=True, slots=True)
class Sample:
    """One directive as HTML parts; ``file`` names its form by its ending."""

    file: str
    number: str
    day: str
    subject: str
    body: str
    title: str = ""
    stamp: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    competence: str = "TM. ỦY BAN NHÂN DÂN<br>KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH"
    signer: str = "Lê Minh Khôi"
    annex: str = ""


CONCLUSIONS = Sample(
    file="01-thong-bao-ket-luan.pdf",
    number="214/TB-UBND",
    day="19 tháng 11 năm 2026",
    title="THÔNG BÁO",
    subject="Kết luận của Phó Chủ tịch UBND tỉnh tại cuộc họp về số hóa hồ sơ địa chính cấp xã",
    body="""
<p>Ngày 17 tháng 11 năm 2026, Phó Chủ tịch UBND tỉnh Lê Minh Khôi chủ trì cuộc họp nghe báo cáo tình hình số hóa hồ sơ
địa chính cấp xã. Sau khi nghe báo cáo và ý kiến của các đơn vị dự họp, Phó Chủ tịch UBND tỉnh kết luận như sau:</p>
<p>Thời gian qua, các đơn vị đã có nhiều cố gắng, khối lượng hồ sơ được quét tăng so với quý trước; tuy nhiên tiến độ ở
một số xã miền núi còn chậm.</p>
<p><b>1. Sở Nông nghiệp và Môi trường:</b></p>
<p>a) Chủ trì, phối hợp với Sở Khoa học và Công nghệ và các đơn vị liên quan rà soát danh mục hồ sơ phải số hóa, trình
Chủ tịch UBND tỉnh phê duyệt trước ngày 30/11/2026.</p>
<p>b) Hướng dẫn UBND các xã, phường cách đặt tên tệp và kiểm tra chất lượng ảnh quét; hoàn thành trong tháng 12 năm 2026.</p>
<p><b>2. Sở Tài chính</b> thẩm định dự toán bổ sung kinh phí quét hồ sơ, báo cáo UBND tỉnh chậm nhất ngày 10 tháng 12 năm 2026.</p>
<p><b>3.</b> Giao UBND xã Mường Lát tổ chức số hóa thí điểm toàn bộ hồ sơ lưu tại trụ sở xã; định kỳ trước ngày 25 hằng tháng
báo cáo tiến độ về Sở Nông nghiệp và Môi trường.</p>
<p>Văn phòng UBND tỉnh thông báo để các đơn vị biết, thực hiện./.</p>""",
    recipients=("Chủ tịch, các PCT UBND tỉnh (để b/c)", "Các đơn vị có tên tại Thông báo", "Lưu: VT, NN"),
    competence="TL. CHỦ TỊCH<br>CHÁNH VĂN PHÒNG",
    signer="Hoàng Thu Giang",
)

LETTER = Sample(
    file="02-cong-van-quet.pdf",
    number="18342/UBND-VX",
    day="20 tháng 11 năm 2026",
    subject="V/v báo cáo kết quả kiểm tra an toàn thực phẩm tại bếp ăn bán trú",
    addressees=("Sở Y tế",),
    body="""
<p>Xét đề nghị của các trường tiểu học có bếp ăn bán trú, Chủ tịch UBND tỉnh có ý kiến như sau:</p>
<p>Giao Sở Y tế chủ trì, phối hợp với Sở Giáo dục và Đào tạo kiểm tra điều kiện an toàn thực phẩm tại các bếp ăn bán trú
trên địa bàn tỉnh; báo cáo kết quả về UBND tỉnh trước ngày 15/12/2026./.</p>""",
    recipients=("Như trên", "Sở Giáo dục và Đào tạo (để phối hợp)", "Lưu: VT, VX"),
    signer="Phạm Đức Thịnh",
)

DIRECTION = Sample(
    file="03-chi-thi.docx",
    number="12/CT-UBND",
    day="18 tháng 11 năm 2026",
    title="CHỈ THỊ",
    subject="Về bảo đảm trật tự, vệ sinh môi trường các chợ dịp cuối năm",
    body="",
    recipients=("Như trên", "Lưu: VT, CN"),
)

DISPATCH = Sample(
    file="04-cong-dien-khan.pdf",
    number="31/CĐ-UBND",
    day="22 tháng 11 năm 2026",
    title="CÔNG ĐIỆN",
    stamp="HỎA TỐC",
    subject="Về ứng phó đợt mưa lớn, nguy cơ sạt lở đất khu vực miền núi",
    body="""
<p style="text-align:center">CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:</p>
<p>- Giám đốc Sở Nông nghiệp và Môi trường;</p>
<p>- Chủ tịch UBND các xã Mường Lát, Tam Chung, Mường Lý.</p>
<p>Theo bản tin dự báo, từ đêm 22 đến ngày 25 tháng 11 năm 2026 khu vực phía tây của tỉnh có mưa to, có nơi mưa rất to. Để
chủ động ứng phó, Chủ tịch UBND tỉnh yêu cầu:</p>
<p>1. Chủ tịch UBND các xã Mường Lát, Tam Chung, Mường Lý khẩn trương rà soát, sơ tán người dân ra khỏi khu vực có nguy cơ
sạt lở; hoàn thành trước 18 giờ 00 ngày 23/11/2026.</p>
<p>2. Giám đốc Sở Nông nghiệp và Môi trường chỉ đạo trực ban 24/24 giờ, tổng hợp, báo cáo Chủ tịch UBND tỉnh trước 16 giờ
hằng ngày.</p>
<p>3. Giao Sở Xây dựng bố trí lực lượng, phương tiện tại các điểm thường xuyên sạt lở trên các tuyến đường tỉnh./.</p>""",
    recipients=("Như trên", "Văn phòng UBND tỉnh", "Lưu: VT, NN"),
    competence="CHỦ TỊCH",
    signer="Trần Quốc Bảo",
)

PLAN = Sample(
    file="05-ke-hoach-phu-luc.pdf",
    number="305/KH-UBND",
    day="16 tháng 11 năm 2026",
    title="KẾ HOẠCH",
    subject="Nâng cao chất lượng dịch vụ công trực tuyến năm 2027",
    body="""
<p><b>I. MỤC ĐÍCH, YÊU CẦU</b></p>
<p>1. Nâng tỷ lệ hồ sơ nộp trực tuyến, giảm thời gian đi lại của người dân.</p>
<p>2. Việc triển khai phải thiết thực, tiết kiệm, có trọng tâm.</p>
<p><b>II. NHIỆM VỤ</b></p>
<p>Nhiệm vụ cụ thể, đơn vị thực hiện và thời gian hoàn thành tại Phụ lục kèm theo Kế hoạch này.</p>
<p><b>III. TỔ CHỨC THỰC HIỆN</b></p>
<p>1. Sở Khoa học và Công nghệ theo dõi, đôn đốc việc thực hiện Kế hoạch; định kỳ hằng quý báo cáo UBND tỉnh.</p>
<p>2. UBND các xã, phường bố trí công chức hướng dẫn người dân nộp hồ sơ trực tuyến tại bộ phận một cửa./.</p>""",
    recipients=("Các sở, ban, ngành cấp tỉnh", "UBND các xã, phường", "Lưu: VT, THKH"),
    annex="""
<h2>Phụ lục</h2><p style="text-align:center"><b>NHIỆM VỤ NÂNG CAO CHẤT LƯỢNG DỊCH VỤ CÔNG TRỰC TUYẾN NĂM 2027</b><br>
<i>(Kèm theo Kế hoạch số 305/KH-UBND ngày 16 tháng 11 năm 2026 của UBND tỉnh)</i></p>
<table><tr><th>STT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Cơ quan phối hợp</th><th>Thời gian hoàn thành</th><th>Sản phẩm</th></tr>
<tr><td>1</td><td>Rà soát, công bố danh mục thủ tục hành chính đủ điều kiện thực hiện trực tuyến toàn trình</td><td>Văn phòng UBND tỉnh</td>
<td>Các sở, ban, ngành cấp tỉnh</td><td>Trước ngày 31/01/2027</td><td>Quyết định công bố</td></tr>
<tr><td>2</td><td>Nâng cấp Hệ thống thông tin giải quyết thủ tục hành chính, bổ sung chức năng nhắc hạn</td><td>Sở Khoa học và Công nghệ</td>
<td>Văn phòng UBND tỉnh</td><td>Quý II năm 2027</td><td>Biên bản nghiệm thu</td></tr>
<tr><td>3</td><td>Tập huấn cho công chức bộ phận một cửa cấp xã</td><td>Sở Nội vụ</td><td>UBND các xã, phường</td><td>Tháng 3/2027</td>
<td>Báo cáo kết quả tập huấn</td></tr>
<tr><td>4</td><td>Xây dựng tài liệu, phim ngắn hướng dẫn người dân nộp hồ sơ trực tuyến</td><td>Báo và Phát thanh truyền hình tỉnh</td>
<td>Sở Khoa học và Công nghệ</td><td>Trước ngày 15/02/2027</td><td>Bộ tài liệu, 05 phim ngắn</td></tr></table>""",
)

_OPENING = """Thời gian qua, công tác quản lý chợ trên địa bàn tỉnh đã có chuyển biến. Tuy nhiên, tại một số nơi tình
trạng lấn chiếm lối đi, tồn đọng rác thải còn xảy ra. Để bảo đảm trật tự, vệ sinh môi trường các chợ dịp cuối năm, Chủ
tịch UBND tỉnh yêu cầu:"""
_FIRE = """Chủ trì, phối hợp với Công an tỉnh kiểm tra việc chấp hành quy định về phòng cháy, chữa cháy tại các chợ
hạng 1; hoàn thành trước ngày 20/12/2026."""
_SUMMARY = """Tổng hợp tình hình, báo cáo Chủ tịch UBND tỉnh trong thời hạn 05 ngày làm việc kể từ ngày kết thúc kiểm
tra."""
DIRECTION_PARAGRAPHS = (
    ("plain", _OPENING),
    ("heading", "1. Sở Công Thương"),
    ("item", _FIRE),
    ("item", _SUMMARY),
    ("heading", "2. UBND các xã, phường"),
    ("item", "Tổ chức tổng vệ sinh, giải tỏa lối đi tại các chợ trên địa bàn xong trước ngày 31/12/2026."),
    ("item", "Bố trí lực lượng trực tại các chợ trong những ngày cao điểm."),
    ("heading", "3. Giao Sở Nông nghiệp và Môi trường"),
    ("plain", "Hướng dẫn thu gom, vận chuyển, xử lý rác thải tại các chợ đầu mối theo quy định."),
    ("plain", "Yêu cầu các đơn vị nghiêm túc triển khai thực hiện./."),
)

PRINTED = (CONCLUSIONS, LETTER, DISPATCH, PLAN)
