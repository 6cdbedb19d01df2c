"""What a task asks for besides who and when: its product, the way of reporting, the field that the symbol proposes."""

import re

from extraction.grammar.structure import Paragraph
from extraction.grammar.units import UnitReader
from extraction.grammar.vocabulary import Lexicon, Tokens

_CHANNEL = re.compile(
    r"\b(?:thong qua|(?<!ket )qua|gui(?: [^.;,()]{0,40}?)? (?:ve|cho|den|(?<!ket )qua|toi)|dong gui|gui"
    r"|bao cao(?: ket qua)?(?: thuc hien)? (?:ve|gui|cho|qua)):? (?=\w)"
)
_SENDING = re.compile(r"(?<!ket )qua:? |gui|bao cao")  # asked first: without one of them nothing is sent
BEFORE_SENDING = 6  # characters before one of these in which a way of sending begins ("thông qua", "đồng gửi")
_PAPERS = (
    *("bao cao", "ke hoach", "danh sach", "danh muc", "phuong an", "de an", "to trinh", "quy che", "quy dinh"),
    *("quyet dinh", "huong dan", "de cuong", "ho so", "bang tong hop", "bieu tong hop", "chuong trinh"),
)
_PAPER = re.compile("|".join(_PAPERS))  # asked first: without one of them there is no product
VERB_BEFORE = 40  # characters before a paper in which the nearest verb begins ("tham mưu ban hành văn bản …")
_PRODUCT = re.compile(
    r"\b(?:(?:xay dung|ban hanh|lap|gui|trinh|tham muu|tham muu ban hanh|hoan thien|nop|tong hop|co|soan thao"
    r"|de xuat)(?:,? (?:va )?(?:trinh|ban hanh|gui|hoan thien))* )?"
    rf"(?P<product>(?:du thao |van ban )?(?:{'|'.join(_PAPERS)})\b[^.;:,()]{{0,90}})"
)
_PRODUCT_END = re.compile(
    r"\b(?:truoc|cham nhat|ve (?:so|ubnd|uy ban|van phong|bo|ban|chu tich)|gui|dinh ky|theo quy dinh|voi|ubnd|uy ban"
    r"|(?:pho )?chu tich|lanh dao|so [a-z]+ va|cho|de(?! (?:an|xuat|nghi|cuong|tai|muc))|trong|hang"
    r"|(?<!ket )(?<!hieu )(?<!thanh )qua|den)\b"  # "kết quả" and "đề án" are of the name, "qua" and "để" end it
)
SHORTEST_PRODUCT = 7  # characters of "báo cáo"
BARE_REPORT = ("báo", "cáo")
_SYMBOL = re.compile(r"/(?:[A-ZĐ]{2,8})-(?P<group>[A-ZĐ&.,]{1,14})")
_FIELDS = {
    "CN": "Công nghiệp",
    "CNXD": "Công nghiệp, xây dựng",
    "XD": "Xây dựng",
    "XDCT": "Xây dựng, công trình",
    "GT": "Giao thông",
    "ĐT": "Đô thị",
    "ĐTQH": "Đô thị, quy hoạch",
    "NN": "Nông nghiệp",
    "NNTN": "Nông nghiệp, tài nguyên",
    "NNMT": "Nông nghiệp, môi trường",
    "TN": "Tài nguyên",
    "TNMT": "Tài nguyên, môi trường",
    "KT": "Kinh tế",
    "KTN": "Kinh tế ngành",
    "KTTH": "Kinh tế tổng hợp",
    "KTTC": "Kinh tế, tài chính",
    "TC": "Tài chính",
    "THKH": "Tổng hợp, kế hoạch",
    "TH": "Tổng hợp",
    "VX": "Văn hóa - xã hội",
    "KGVX": "Văn hóa - xã hội",
    "VHXH": "Văn hóa - xã hội",
    "NC": "Nội chính",
    "NCPC": "Nội chính, pháp chế",
    "TTHC": "Thủ tục hành chính",
    "HCC": "Hành chính công",
    "KSTTHC": "Kiểm soát thủ tục hành chính",
    "TCCB": "Tổ chức cán bộ",
}


def channel_of(paragraph: Paragraph, said: int, tokens: Tokens, lexicon: Lexicon) -> str | None:
    """Return the unit through which, or to which, the task's result is reported."""
    folded = paragraph.folded
    sent_to: str | None = None
    sending = _SENDING.search(folded, said)
    if sending is None:
        return None
    for match in _CHANNEL.finditer(folded, max(said, sending.start() - BEFORE_SENDING)):
        listed = UnitReader(paragraph.text, tokens, lexicon).read(tokens.from_offset(match.end()))
        if not listed.units:
            continue
        if "qua" in match.group().split() and "ket" not in match.group().split():
            return listed.units[0].name
        sent_to = sent_to or listed.units[0].name
    return sent_to


def product_of(paragraph: Paragraph, said: int) -> str | None:
    """Return the named product of the clause, abridged: a report, a plan, a list."""
    folded = paragraph.folded
    named = _PAPER.search(folded, said)
    if named is None:
        return None
    found = _PRODUCT.finditer(folded, max(said, named.start() - VERB_BEFORE))
    match = next((m for m in found if m.start() < m.start("product") or m["product"].startswith("bao cao")), None)
    if match is None:
        return None
    start, end = match.span("product")
    closing = _PRODUCT_END.search(folded[start:end], SHORTEST_PRODUCT)
    words = paragraph.text[start : start + closing.start() if closing else end].split()
    if len(words) == len(BARE_REPORT) and match.start() == match.start("product"):
        return None  # "báo cáo UBND tỉnh": what is done, no paper
    return " ".join(words[:14]).strip(" ,-") or None


def field_of(number: str | None) -> str | None:
    """Return the field that the drafting group in the symbol proposes ("18189/UBND-CN")."""
    match = _SYMBOL.search(number or "")
    return _FIELDS.get(match["group"].strip(".,")) if match else None
