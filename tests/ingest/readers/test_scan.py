import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.readers.drafts import FoundLine, FoundWord, line_of
from ingest.readers.limits import ReadingLimits
from ingest.readers.ocr import EngineMissing, model_folder, open_engine
from ingest.readers.pdf import read_pdf
from ingest.readers.scan import has_title, is_print, is_recipients
from ingest.readers.stamps import read_coloured
from ingest.text import Box
from tests.ingest.readers import typeset


def has_engine() -> bool:
    try:
        model_folder()
    except EngineMissing:
        return False
    return typeset.FONT_FILE is not None


needs_engine = pytest.mark.skipif(not has_engine(), reason="no Vietnamese recognition model or font is installed")


def line(*words: tuple[str, float]) -> FoundLine:
    return line_of(tuple(FoundWord(text, Box(0, 0, 10, 10), confidence) for text, confidence in words))


@needs_engine
def test_a_stamp_is_read_inside_a_heavy_frame_that_the_recogniser_takes_for_no_text():
    picture = Image.new("RGB", (600, 300), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(typeset.FONT_FILE, 30)
    x0, y0, x1, y1 = pen.textbbox((200, 120), "KHẨN", font=font)
    pen.text((200, 120), "KHẨN", font=font, fill=(200, 20, 20))
    pen.rectangle((x0 - 18, y0 - 18, x1 + 18, y1 + 18), outline=(200, 20, 20), width=5)
    with open_engine() as engine:
        stamps = read_coloured(picture, 200, engine)
    assert [(stamp.kind, stamp.text) for stamp in stamps] == [("urgency", "KHẨN")]


@needs_engine
@pytest.mark.parametrize("turn", [0.3, -0.5])
@pytest.mark.parametrize("width", [4, 5])
def test_a_stamp_is_read_alone_in_a_frame_much_wider_than_its_words(turn, width):
    picture = Image.new("RGB", (900, 300), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(typeset.FONT_FILE, 30)
    x0, y0, x1, y1 = pen.textbbox((350, 120), "KHẨN", font=font)
    pen.text((350, 120), "KHẨN", font=font, fill=(255, 0, 0))
    pen.rectangle((x0 - 120, y0 - 12, x1 + 120, y1 + 12), outline=(255, 0, 0), width=width)
    picture = picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor="white").filter(ImageFilter.GaussianBlur(1.0))
    with open_engine() as engine:
        stamps = read_coloured(picture, 200, engine)
    assert [(stamp.kind, stamp.text) for stamp in stamps] == [("urgency", "KHẨN")]


@pytest.mark.parametrize("text", ["Nơi nhận:", "- Nơi nhân :", "Nol nhận", "| Nơi nhận: TM. ỦY BAN"])
def test_the_list_of_recipients_is_known_as_far_as_it_was_read(text):
    assert is_recipients(text)


def test_other_lines_do_not_open_the_recipients():
    assert not is_recipients("Nơi nào chưa làm thì báo cáo")


@pytest.mark.parametrize("text", ["GIÁM ĐỐC", "Z2. QIÁM ĐÓC", "KT. CHỦ TỊCH"])
def test_a_title_half_hidden_by_a_seal_is_known(text):
    assert has_title(text)


def test_strokes_and_specks_are_no_print():
    assert is_print(line(("Trần", 0.9), ("Minh", 0.9)))
    assert is_print(line(("phòng", 0.5), ("ban", 0.5)))
    assert not is_print(line(("‹G)", 0.2), ("cHườ", 0.3)))
    assert not is_print(line(("I", 0.95)))
    assert not is_print(line(("—", 0.9)))
    assert not has_title("Các đơn vị báo cáo Chủ tịch Ủy ban nhân dân tỉnh kết quả")


@needs_engine
def test_a_stamp_of_arrival_is_a_mark_and_no_text():
    picture = typeset.drawn(typeset.directive())
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(typeset.FONT_FILE, 30)
    pen.rectangle((60, 400, 420, 560), outline="black", width=4)
    pen.line((170, 400, 170, 560), fill="black", width=3)
    pen.line((170, 480, 420, 480), fill="black", width=3)
    pen.text((78, 455), "ĐẾN", font=font, fill="black")
    pen.text((180, 425), "Số: 1207", font=font, fill="black")
    pen.text((180, 505), "Ngày: 7/5", font=font, fill="black")
    document = read_pdf(typeset.scanned(picture), ReadingLimits())
    (mark,) = [mark for mark in document.marks if mark.kind == "arrival_stamp"]
    assert mark.box.x0 == pytest.approx(60 / picture.width, abs=0.02)
    assert "1207" not in document.text
    assert typeset.BODY[3] in document.text


@needs_engine
def test_a_name_stamped_in_red_stays_in_the_text():
    picture = typeset.drawn(typeset.directive())
    ImageDraw.Draw(picture).text(
        (1060, 1500), "Nguyễn Văn Bình", font=ImageFont.truetype(typeset.FONT_FILE, 34), fill=(200, 20, 30)
    )
    document = read_pdf(typeset.scanned(picture), ReadingLimits())
    assert "Nguyễn Văn Bình" in document.text


@needs_engine
def test_strokes_across_the_columns_do_not_mix_recipients_with_the_signature():
    picture = typeset.drawn(typeset.directive())
    ImageDraw.Draw(picture).line((500, 1190, 1500, 1120), fill="black", width=4)
    document = read_pdf(typeset.scanned(picture), ReadingLimits())
    texts = [document.slice(x.start, x.end) for x in document.lines()]
    assert "- Như trên;" in texts
    assert any("CHỦ TỊCH" in text and "Như trên" not in text for text in texts)


@needs_engine
def test_a_blank_picture_has_no_text():
    sheet = Image.new("RGB", (800, 1100), "white")
    content = typeset.scanned(typeset.stamped(sheet, typeset.stamp("HỎA TỐC"), (100, 100)))
    with pytest.raises(Exception, match="no_text"):
        read_pdf(content, ReadingLimits())
