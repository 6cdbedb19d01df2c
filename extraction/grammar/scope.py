"""What charges nobody: requests upward, regulations, assessments, goals, exhortations, invitations.

What is asked of a paragraph is asked of its words without the item mark, folded.
"""

import re
from functools import lru_cache

from extraction.grammar.normal import holds_any
from extraction.grammar.structure import Paragraph
from extraction.values import PartKind
from ingest.folding import fold
from ingest.letterhead import Letterhead

LONGEST_HEADING = 160  # characters
RULED_OUT_WITHIN = 260  # characters in which a paragraph speaks of difficulties
_UPWARD_KINDS = frozenset({"to trinh", "bao cao", "phieu trinh"})
_RULE_KINDS = frozenset(
    {"nghi dinh", "thong tu", "luat", "quy che", "quy dinh", "phap lenh", "noi quy", "thong tu lien tich"}
)
_MEETING_KINDS = frozenset({"giay moi", "thu moi"})
_NORMATIVE_NUMBER = re.compile(r"\d+/(?:19|20)\d\d/(?:qd|nq|tt|nd)")
_UPPER_BODIES = re.compile(
    r"^(?:thu tuong|pho thu tuong|chinh phu|van phong chinh phu|bo (?!chi huy|phan)|cac bo|quoc hoi"
    r"|uy ban thuong vu quoc hoi|thuong truc (?:hdnd|hoi dong nhan dan|tinh uy|thanh uy)|"
    r"hdnd|hoi dong nhan dan|tinh uy|thanh uy|ban thuong vu (?:tinh uy|thanh uy)|ban (?:to chuc|can su)|bi thu"
    r"|tong cuc|kiem toan nha nuoc|thanh tra chinh phu)"
)
_PROVINCE = re.compile(
    r"^(?:(?:pho )?chu tich )?(?:ubnd|uy ban nhan dan) (?:tinh|thanh pho|tp)\b|^(?:pho )?chu tich (?:ubnd"
    r"|uy ban nhan dan) (?:tinh|thanh pho)"
)
_IDLE_SECTION = re.compile(
    r"^(?:(?:muc dich|muc tieu|quan diem)(?!.*\b(?:nhiem vu|giai phap)\b)|yeu cau$|yeu cau chung|chi tieu|danh gia"
    r"|ket qua (?:dat duoc|thuc hien|trien khai|ung dung|cong tac)|hien trang|thuc trang|tinh hinh|ton tai|han che"
    r"|nguyen nhan|pham vi|doi tuong|"
    r"can cu(?: phap ly| xay dung| ban hanh| thuc hien| xay dung ke hoach)?$|co so phap ly|su can thiet|uu diem"
    r"|khuyet diem|nhung ket qua|khai quat|dac diem|thanh phan|thoi gian|dia diem|noi dung (?:chuong trinh|hop"
    r"|hoi nghi|lam viec)|chuong trinh (?:hop|hoi nghi)|"
    r"(?:thanh phan )?(?:ho so|tai lieu)[^.;]{0,60}gom\b|ve ket qua|nhan dinh|phuong cham|nguyen tac|phan thu nhat)"
)
# Each with signs of which the words must hold one, looked for before the pattern is.
_EXHORTATIONS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = (
    (
        ("rat mong", "yeu cau", "de nghi"),
        re.compile(
            r"^(?:(?:(?:ubnd|uy ban nhan dan|chu tich|van phong|so|nhan duoc)\b[^;:.]{0,80}?,? )?(?:rat mong|yeu cau"
            r"|de nghi)) (?:cac|thu truong|giam doc|chu tich|lanh dao|nguoi dung dau|toan the|quy|dia phuong|don vi)\b"
            r"[^;:.]{0,160}?"
            r" (?:(?:khan truong|tich cuc|chu dong|nghiem tuc|quan tam),? )*(?:phoi hop )?(?:to chuc )?"
            r"(?:trien khai,? )?(?:thuc hien|phoi hop)(?: (?:tot|hieu qua"
            r"|co hieu qua|nghiem(?: tuc| tuc va hieu qua| chinh)?))?"
            r"(?:,? (?:khong|tranh|khac phuc)(?: [a-z]+){1,6})?"
            r"(?:$|\. trong qua trinh|\. neu |\. moi |\. truong hop)"
        ),
    ),
    (("tren day la",), re.compile(r"^tren day la (?:ket luan|noi dung|y kien|ke hoach|thong bao|toan bo)")),
    (
        ("thong bao",),
        re.compile(r"^(?:nay |van phong .{0,40} )?(?:thong bao|xin thong bao)\b.{0,160}(?:biet|thuc hien|trien khai)"),
    ),
    (("hieu luc", "thi hanh"), re.compile(r"co hieu luc (?:ke |thi hanh|tu)|chiu trach nhiem thi hanh")),
    (
        ("nhiem truoc", "nhiem toan dien truoc"),
        re.compile(
            r"^[^.;]{0,80}chiu trach nhiem (?:toan dien )?truoc [^.;]{3,80} (?:ve|neu de|khi de) [^.;]{3,80}(?:$|[.] )"
        ),
    ),
    (
        ("kho khan", "vuong mac"),
        re.compile(r"(?:kho khan|vuong mac),? (?:kip thoi|phan anh|bao cao|de nghi)"),
    ),
    (
        ("nghiem tuc",),
        re.compile(
            r"^(?:yeu cau|de nghi)?.{0,400}nghiem tuc (?:to chuc |quan triet,? )?(?:trien khai|thuc hien)"
            r"(?:,? (?:trien khai|thuc hien|to chuc))*[^,;]{0,60}$"
            r"|(?:trien khai|thuc hien)[^;]{0,60}nghiem tuc[^;]{0,80}$"
        ),
    ),
    (
        ("quan tam",),
        re.compile(r"quan tam,? (?:phoi hop,? )?(?:trien khai |to chuc )?thuc hien(?:$|;|\.)"),
    ),
    (
        ("trong moi", "kinh moi"),
        re.compile(
            r"\b(?:tran trong|kinh) moi\b[^;.]{0,160}\bdu (?:hop|hoi nghi|hoi thao|cuoc hop|buoi|phien|le|toa dam)\b"
        ),
    ),
    (
        ("du ",),
        re.compile(
            r"\b(?:du|tham du|den du)(?: (?:hop|hoi nghi|cuoc hop))? (?:dung|day du)"
            r"|tham du (?:hop|hoi nghi|day du|cuoc hop|dung)"
        ),
    ),
    (
        ("luc ",),
        re.compile(
            r"(?:chu tich|lanh dao) (?:ubnd|uy ban nhan dan)(?: \w+){1,4} (?:hop|chu tri (?:cuoc )?hop|lam viec) voi "
            r".{0,80}\bluc \d"
        ),
    ),
    (
        (" tren", " nay"),
        re.compile(
            r"^.{0,160}(?:trien khai|thuc hien)(?:,? (?:thuc hien|trien khai))* (?:(?:tot|day du|nghiem tuc) )?"
            r"(?:cac |nghiem )?(?:noi dung|nhiem vu"
            r"|y kien|thong bao|ke hoach|chi thi|ket luan|cong dien|chuong trinh(?: cong tac)?|phuong an|de an"
            r"|quyet dinh)(?: \w+){0,3} (?:tren|nay)$"
        ),
    ),
    (("mong ",), re.compile(r"^(?:rat mong|mong) ")),
)
_PREPARATION = re.compile(r"\b(?:chuan bi|phan cong|nhiem vu|phuc vu|to chuc thuc hien)\b")
_DIFFICULTIES = re.compile(
    r"(?:neu|truong hop) (?:co )?(?:phat sinh|kho khan|vuong mac)|"
    r"(?:trong qua trinh|neu|truong hop|qua trinh)[^;]{0,120}?(?:neu|truong hop|khi|co)(?: \w+){0,3} (?:kho khan"
    r"|vuong mac|vuong, mac|phat sinh|van de)"
)
_WARNING = re.compile(
    r"(?:neu |noi nao|(?:co quan|don vi|dia phuong|ca nhan)[\w, ]{0,24} nao|truong hop|thu truong|nguoi dung dau)[^;]*"
    r"(?:chiu trach nhiem|xu ly|kiem diem|phe binh|ky luat)[^;]*$"
)  # what follows from failing
_DEMANDS = re.compile(
    r"(?:bao cao ket qua|xay dung ke hoach|dinh ky|gui bao cao|bao cao .{0,80}(?:truoc ngay|hang|hang thang|dinh ky)"
    r"|tong hop|truoc ngay|don doc|giam sat)"
)
_ANNEX_REFERRED = re.compile(
    r"\b(?:theo|tai) (?:cac |danh muc |bang )?(?:phu luc|danh muc|bieu|bang phan cong)[^.;:]{0,24}"
    r" (?:kem theo|dinh kem)"
    r"(?: (?:quyet dinh|ke hoach|cong van|thong bao|van ban|chi thi) nay)?[ ./]*$"
)
_CITES = re.compile(r"\bnhan duoc\b[^;]*? so \d+/[^;]*, (?:(?:trong|theo|tai|qua) do,? )?$")
_SPOKEN_BY_NOBODY = re.compile(r"(?:de nghi|yeu cau|giao) ")
_OPINION = re.compile(r"\b(?:co y kien|chi dao|ket luan|yeu cau)(?: \w+){0,4} nhu sau[ :.]*$")
_DECISION = re.compile(
    r"^(?:thong nhat|nhat tri|dong y|cho phep|phe duyet|chap thuan|gia han|ban hanh kem theo|ban hanh|bai bo|giai the"
    r"|thanh lap|cong nhan|khong thong nhat|co ban thong nhat|cho chu truong)\b"
)
_ARTICLE_NAMES = re.compile(
    r"(?:cong van|chi thi|cong dien|ke hoach|quyet dinh|thong bao|ket luan|van ban)(?: so)? \d+/[\w\-]+"
)
_ARTICLE_ENDS = re.compile(
    r"^#|^tren day la (?:thong tin|noi dung|toan bo)|\(hinh tu internet\)|^luu y:? (?:noi dung|bai viet)"
    r"|^xem (?:chi tiet|them)"
)


def charges_nobody(letterhead: Letterhead) -> bool:
    """Say whether the whole document assigns no work now: addressed upward, or rules that stand."""
    kind = fold(letterhead.kind or "")
    number = fold(letterhead.number or "").replace(" ", "")
    if kind in _UPWARD_KINDS or kind in _RULE_KINDS or _NORMATIVE_NUMBER.search(number):
        return True
    return goes_upward(letterhead)


def goes_upward(letterhead: Letterhead) -> bool:
    """Say whether every addressee stands above the issuer."""
    if not letterhead.addressees:
        return False
    issuer = fold(letterhead.issuer or "")
    province = issuer.startswith(
        ("ubnd tinh", "ubnd thanh pho", "uy ban nhan dan tinh", "uy ban nhan dan thanh pho", "van phong ubnd", "doan")
    )
    bodies = [fold(a) for a in letterhead.addressees]
    return all(
        bool(_UPPER_BODIES.match(b)) or (not province and bool(issuer) and bool(_PROVINCE.match(b))) for b in bodies
    )


def is_invitation(letterhead: Letterhead) -> bool:
    """Say whether the document calls to a meeting."""
    return fold(letterhead.kind or "") in _MEETING_KINDS


def is_preparation(folded: str) -> bool:
    """Say whether a section of an invitation under this heading charges units with work before the meeting."""
    return bool(_PREPARATION.search(folded))


def is_idle_section(folded: str) -> bool:
    """Say whether a section under this heading assesses, aims or gives grounds."""
    folded = folded.strip(" .:;")
    return bool(_IDLE_SECTION.match(folded)) and len(folded) < LONGEST_HEADING


@lru_cache(maxsize=1024)
def is_exhortation(folded: str) -> bool:
    """Say whether a paragraph only tells units to carry the directive out, or to report difficulties."""
    folded = " ".join(folded.split()).partition("./.")[0].strip(" ./")
    if _DIFFICULTIES.match(folded[:RULED_OUT_WITHIN]):
        return True
    first, _, rest = folded.partition("; ")
    if rest and _WARNING.match(rest):
        folded = first
    first, _, rest = folded.partition(". ")
    if rest and _DIFFICULTIES.match(rest[:RULED_OUT_WITHIN]):
        folded = first  # whom to tell of difficulties is no demand
    for signs, pattern in _EXHORTATIONS:
        if holds_any(folded, signs) and pattern.search(folded):
            return not _DEMANDS.search(folded)
    return False


def refers_to_annex(folded: str) -> bool:
    """Say whether an order only points to the rows of an annex ("… theo Phụ lục kèm theo Quyết định này")."""
    return bool(_ANNEX_REFERRED.search(folded))


def is_told_order(before: str, order: str) -> bool:
    """Say whether an ``order`` without a speaker of its own is that of a document cited ``before`` in its sentence."""
    return bool(_CITES.search(before)) and bool(_SPOKEN_BY_NOBODY.match(order))


def introduces_opinion(folded: str) -> bool:
    """Say whether a paragraph introduces what the issuer itself has to say ("UBND tỉnh có ý kiến như sau:")."""
    return "nhu sau" in folded and bool(_OPINION.search(folded))


def is_decision(folded: str) -> bool:
    """Say whether the item grants, agrees or extends."""
    return bool(_DECISION.match(folded))


def directive_part(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return the paragraphs that quote the directive where an article is wrapped around it, else all."""
    if not any(p.text.startswith("#") for p in paragraphs):
        return paragraphs
    start = next(
        (i for i, p in enumerate(paragraphs) if not p.text.startswith("#") and _ARTICLE_NAMES.search(p.folded)),
        None,
    )
    if start is None:
        return paragraphs
    end = next(
        (i for i in range(start + 1, len(paragraphs)) if _ARTICLE_ENDS.search(paragraphs[i].folded)),
        len(paragraphs),
    )
    return paragraphs[start:end]


def is_body(paragraph: Paragraph) -> bool:
    """Say whether a paragraph may hold work."""
    return paragraph.zone == PartKind.OTHER
