"""What a program can see of a title before a person reads it for publication; pure.

It finds the marks of personal data that have a form. Whether a title tells what must not be told is the reader's.
"""

import re

LONGEST_TITLE = 200
_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]|[a-zđ][.)]|[-–+•])\s*", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_FIRST_WORDS = 160
_LETTER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_MARKS = (
    (
        re.compile(rf"\b(?:[ôÔ]ng|[bB]à|[aA]nh|[cC]hị|[cC]háu|[đĐ]ồng chí)\s+[{_LETTER}]\w+\s+[{_LETTER}]\w+"),
        "có tên người",
    ),
    (re.compile(r"[\w.+-]+@[\w-]+\.\w+"), "có địa chỉ thư điện tử"),
    (re.compile(r"(?<![\d/])(?:\+84|0)(?:[ .-]?\d){8,10}(?!\d)"), "có số điện thoại"),
    (re.compile(r"(?<![\d/])(?:\d{9}|\d{12})(?!\d)"), "có số định danh"),
    (re.compile(r"\b(?:tối mật|tuyệt mật|độ mật)\b", re.IGNORECASE), "nhắc đến độ mật"),
)


def proposed_title(text: str) -> str:
    """Return a clause's beginning as a title to start from: no number before it, whole words."""
    plain = _SPACES.sub(" ", _NUMBERING.sub("", text)).strip(" .;:")
    if len(plain) <= _FIRST_WORDS:
        return plain
    return plain[:_FIRST_WORDS].rpartition(" ")[0].rstrip(" ,;:") + "…"


def faults_of_title(title: str) -> list[str]:
    """Return why a title cannot be let out as it is, in words."""
    if not title.strip():
        return ["chưa có nội dung"]
    found = [words for mark, words in _MARKS if mark.search(title)]
    if len(title) > LONGEST_TITLE:
        found.append(f"dài quá {LONGEST_TITLE} ký tự")
    return found
