"""Text files of every kind come out as they were meant, in whatever encoding."""

import pytest

from knowledge.errors import UnreadableFile
from knowledge.loading import Source, load


def read(content: str | bytes, name: str, encoding: str = "utf-8"):
    return load(Source(content if isinstance(content, bytes) else content.encode(encoding), name))


ENCODED = [
    ("utf-8-sig", "退货政策：七天无理由退货。"),
    ("utf-16", "退货政策"),
    ("utf-16-le", "Hello"),
    ("utf-16-be", "营业时间 9:00"),
    ("utf-32", "Opening hours"),
    ("gb18030", "你好"),
    ("gb18030", "退货政策"),
    ("gbk", "运费说明\n满99元包邮"),
    ("gb18030", "生僻字测试，这是一个包含四字节字符𠮷的文本。"),
    ("gb18030", "本店营业时间为每天上午九点至晚上九点。"),
    ("big5", "你好嗎"),
    ("big5", "退貨政策"),
    ("big5", "本店營業時間為每天上午九點至晚上九點。"),
    ("cp932", "こんにちは"),
    ("cp932", "送料無料"),
    ("shift_jis", "営業時間は午前9時から午後6時までです。"),
    ("euc_jp", "営業時間は午前9時から午後6時までです。"),
    ("iso2022_jp", "営業時間のご案内"),
    ("cp1252", "Café"),
    ("latin-1", "Müller GmbH, Straße 5, naïve façade"),
    ("cp1252", "It’s “quoted” – 50 €"),
    ("cp1251", "Привет, мир. Это проверка кодировки для русского текста."),
    ("cp949", "영업 시간은 오전 아홉시부터 오후 여섯시까지입니다."),
]


@pytest.mark.parametrize(("encoding", "text"), ENCODED, ids=[f"{e}-{t[:6]}" for e, t in ENCODED])
def test_each_encoding_comes_out_as_the_same_characters(encoding, text):
    assert read(text, "a.txt", encoding).text == text


@pytest.mark.parametrize(
    "data", [b"abc \xff\xfe\xfa\xfb\x81 xyz", "国".encode("gbk") + b"\xff", b"\x81\x82\x83\x84\x85\xff"]
)
def test_bytes_in_no_certain_encoding_are_refused(data):
    with pytest.raises(UnreadableFile) as caught:
        read(data, "a.txt")
    assert caught.value.code == "encoding"


def test_utf8_cut_in_its_last_character_is_read_with_a_warning():
    document = read("送货时间三天".encode()[:-1], "a.txt")
    assert document.text == "送货时间三"
    assert "incomplete" in document.warnings[0]


def test_a_mixed_encoding_is_refused():
    with pytest.raises(UnreadableFile) as caught:
        read("退货".encode() + "营业时间为每天".encode("gbk"), "a.txt")
    assert caught.value.code == "encoding"


def test_hard_wrapped_lines_become_one_paragraph_and_a_list_stays_a_list():
    wrapped = (
        "Every order that is placed before three in the afternoon leaves our\n"
        "warehouse on the very same day, on Saturdays too.\n"
        "\n"
        "Mon: 9-18\nTue: 9-18\n"
    )
    first, second = read(wrapped, "a.txt").blocks
    assert first.text.count("\n") == 0
    assert "our warehouse on" in first.text
    assert second.text == "Mon: 9-18\nTue: 9-18"


def test_hard_wrapped_chinese_is_joined_without_spaces():
    line = "本店承诺所有商品均为正品并且在收到订单之后的二十四小时之内从仓库发出"
    assert read(f"{line}\n{line}。\n", "a.txt").text == f"{line}{line}。"


def test_an_underlined_line_of_text_is_a_heading():
    document = read("Returns\n=======\nWithin 30 days.\n", "a.txt")
    assert document.blocks[1].headings == ("Returns",)


def test_each_csv_record_is_a_row_that_names_its_columns():
    document = read('Country,Delivery,Cost\nGermany,3 days,"4,90 €"\nFrance,5 days,6.90\n', "a.csv")
    assert [block.text for block in document.blocks] == [
        "Country: Germany; Delivery: 3 days; Cost: 4,90 €",
        "Country: France; Delivery: 5 days; Cost: 6.90",
    ]
    assert document.blocks[0].cells == (("Country", "Germany"), ("Delivery", "3 days"), ("Cost", "4,90 €"))
    assert [block.place.row for block in document.blocks] == [2, 3]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_are_found(separator):
    text = "\n".join(separator.join(row) for row in (("品名", "价格"), ("台灯", "99"), ("椅子", "299")))
    assert read(text, "a.csv").blocks[1].cells == (("品名", "椅子"), ("价格", "299"))


@pytest.mark.parametrize(
    "text",
    [
        "a,b\r1,2\r3,4\r",  # lone carriage returns
        'a,b\n1,2\n"3,4\n' + "5,6\n" * 50,  # a quote that never closes
        "a,b\n1,\x00 2\n3,4,5,6\n",
        ",".join(f"c{i}" for i in range(50_000)) + "\n" + ",".join(str(i) for i in range(50_000)),
        "a,b\n" + "x" * 300_000 + ",2\n",
    ],
    ids=["lone-cr", "open-quote", "ragged-nul", "50000-columns", "long-cell"],
)
def test_no_csv_record_is_lost(text):
    document = read(text, "a.csv")
    records = len([line for line in text.replace("\r", "\n").split("\n") if line])
    assert len(document.blocks) == records - 1


HTML = """<!doctype html><html><head><title>Shop &amp; Co</title><style>p {color: red}</style></head><body>
<script>var secret = 1;</script><div style="display: none">not shown</div><p hidden>nor this</p>
<h1>Delivery</h1><p>We ship
 world<b>wide</b>.<br>Every day.</p><!-- a comment --><h2>Costs</h2>
<table><tr><th>Zone</th><th>Price</th></tr><tr><td>EU</td><td>4.90</td></tr>
<tr><td rowspan=2>World</td><td>9.90</td></tr>
<tr><td>19.90</td></tr></table><ul><li>First<ul><li>Inner</li></ul></li></ul><pre>a  b
c</pre></body></html>"""


def test_html_gives_what_a_reader_sees_under_its_headings():
    document = read(HTML, "a.html")
    assert document.title == "Shop & Co"
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "Delivery"),
        ("paragraph", "We ship worldwide.\nEvery day."),
        ("heading", "Costs"),
        ("row", "Zone: EU; Price: 4.90"),
        ("row", "Zone: World; Price: 9.90"),
        ("row", "Zone: World; Price: 19.90"),
        ("list", "First"),
        ("list", "Inner"),
        ("code", "a  b\nc"),
    ]
    assert document.blocks[3].headings == ("Delivery", "Costs")


def test_html_is_read_in_the_encoding_it_declares():
    page = '<html><head><meta charset="gb2312"></head><body><p>国</p></body></html>'
    assert read(page, "a.html", "gbk").text == "国"


def test_html_nested_without_end_keeps_its_words():
    page = "<html><p>start</p>" + "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "<p>end</p>"
    assert read(page, "a.html").text.split() == ["start", "deep", "end"]


def test_a_table_that_only_arranges_the_page_is_not_taken_for_data():
    page = "<html><body><table><tr><td><h1>Menu</h1></td><td><p>Text of the page.</p></td></tr></table></body></html>"
    assert [block.kind for block in read(page, "a.html").blocks] == ["heading", "paragraph"]


def test_markdown_keeps_headings_tables_and_code():
    text = "---\ntitle: Guide\n---\n# 保修\n\n两年。\n\n| 产品 | 期限 |\n|---|---|\n| 台灯 | 2 年 |\n\n"
    text += "```\nx = 1\n```\n\n- item\n"
    document = read(text, "a.md")
    assert document.title == "Guide"
    assert [(block.kind, block.text, block.headings) for block in document.blocks] == [
        ("heading", "保修", ()),
        ("paragraph", "两年。", ("保修",)),
        ("row", "产品: 台灯; 期限: 2 年", ("保修",)),
        ("code", "x = 1", ("保修",)),
        ("list", "item", ("保修",)),
    ]


MAIL = b"""From: =?gb2312?B?0KHN9Q==?= <wang@example.com>
To: shop@example.com
Subject: =?utf-8?q?Question_about_caf=C3=A9_chairs?=
Date: Mon, 02 Mar 2026 10:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain; charset=gb2312
Content-Transfer-Encoding: 8bit

\xc4\xfa\xba\xc3\xa3\xac\xce\xd2\xcf\xeb\xcd\xcb\xbb\xf5\xa1\xa3
--b
Content-Type: text/csv; name="prices.csv"
Content-Disposition: attachment; filename="prices.csv"

Item,Price
Chair,99
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="tool.exe"
Content-Transfer-Encoding: base64

TVqQAAMAAAAEAAAA//8AALgAAAA=
--b--
"""


def test_a_mail_has_its_header_body_and_the_attachments_that_can_be_read():
    document = read(MAIL, "a.eml")
    texts = {block.text: block.place.part for block in document.blocks}
    assert document.title == "Question about café chairs"
    assert texts["Subject: Question about café chairs"] == "mail header"
    assert texts["From: 小王 <wang@example.com>"] == "mail header"
    assert texts["Date: 2026-03-02 10:00"] == "mail header"
    assert texts["您好，我想退货。"] is None
    assert texts["Item: Chair; Price: 99"] == "prices.csv"
    assert "tool.exe" in document.warnings[0]


def test_a_mail_with_ten_thousand_nested_parts_ends():
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(10_000))
    with pytest.raises(UnreadableFile):
        read(b"From: a@b.c\nTo: d@e.f\nSubject: x\nMIME-Version: 1.0\n" + parts, "a.eml")


def test_a_mailbox_says_which_mail():
    box = b"".join(
        b"From a@b.c Mon Mar 02 10:00:00 2026\nFrom: a@b.c\nSubject: %d\n\nBody %d\n\n" % (n, n) for n in (1, 2)
    )
    document = read(box, "a.mbox")
    assert [(block.text, block.place.part) for block in document.blocks if block.text.startswith("Body")] == [
        ("Body 1", "mail 1"),
        ("Body 2", "mail 2"),
    ]


RTF = rb"""{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fnil\fcharset0 Arial;}}
{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}{\info{\title Handbook}}
{\header\pard Our shop\par}
\pard\s1\f1 Returns\par
\pard\s0\f0 \'cd\'cb\'bb\'f5\'d5\'fe\'b2\'df\f1  and caf\u233?\par
\trowd\cellx1000\cellx2000 Country\cell Days\cell\row
\trowd\cellx1000\cellx2000 Germany\cell 3\cell\row
\pard Done.\par}"""


def test_rtf_keeps_headings_tables_and_chinese():
    document = read(RTF, "a.rtf")
    assert document.title == "Handbook"
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("paragraph", "Our shop"),
        ("heading", "Returns"),
        ("paragraph", "退货政策 and café"),
        ("row", "Country: Germany; Days: 3"),
        ("paragraph", "Done."),
    ]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.docx", b"%PDF-1.4 nothing", "malformed"),
        ("page.txt", b"<!doctype html><html><body><p>Seen</p></body></html>", "html"),
        ("letter.csv", b"{\\rtf1\\ansi Seen}", "rtf"),
        ("noname", b"a,b,c\n1,2,3\n4,5,6\n", "csv"),
        ("data.json", b'{"a": 1}', "unsupported"),
        ("feed.xml", b"<?xml version='1.0'?><feed><a/></feed>", "unsupported"),
        ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(100) + b"\x01\x02", "unsupported"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "malformed"),
        ("blank.txt", b" \r\n\t\n", "empty"),
    ],
)
def test_the_content_tells_the_kind_not_the_name(name, data, kind):
    try:
        found = load(Source(data, name)).format
    except UnreadableFile as error:
        found = error.code
    assert found == kind
