import re

import pytest
from starlette.testclient import TestClient

from knowledge.model import Chunk
from tests.web.conftest import PASSWORD, House
from web.library import attachment

LONG = "\n".join(f"Paragraph {n} speaks of <b>matter</b> {n}." for n in range(5000))


def _visitor(house: House, language: str = "en") -> TestClient:
    return TestClient(house.app, headers={"Accept-Language": language})


def _staff(house: House) -> TestClient:
    client = TestClient(house.app)
    client.post("/login", data={"name": "anna", "password": PASSWORD})
    return client


def test_the_page_holds_the_document_with_the_cited_words_marked(shared_house: House) -> None:
    answer = _visitor(shared_house).get("/documents/d0?passage=1&version=1&words=0-16")
    assert answer.status_code == 200
    html = answer.text
    assert "<h1>shipping.txt</h1>" in html
    passage = html.partition('id="passage"')[2].partition("</div>")[0]
    assert "<mark>Express shipping</mark> takes 1 day and costs $15; &lt;b&gt;bold&lt;/b&gt;" in passage
    assert html.count("<mark>") == 1
    assert "3 pages" in html
    assert "version 1" in html


def test_a_document_of_staff_does_not_exist_for_anyone_else(shared_house: House) -> None:
    for path in ("/documents/d2", "/documents/d2/original", "/documents/d2?passage=0&version=1&words=0-9"):
        refused = _visitor(shared_house).get(path)
        assert refused.status_code == 404
        assert "40 percent" not in refused.text
        assert _visitor(shared_house).get(path.replace("d2", "d99")).text == refused.text
        assert _staff(shared_house).get(path).status_code == 200
    assert "The staff discount is 40 percent." in _staff(shared_house).get("/documents/d2").text


def test_what_is_hidden_deleted_or_not_ready_is_gone_at_once(house: House) -> None:
    visitor, knowledge = _visitor(house, "zh-CN"), house.services.knowledge
    assert visitor.get("/documents/d0").status_code == 200
    knowledge.set_visibility("d0", "staff")
    assert visitor.get("/documents/d0").status_code == 404
    knowledge.set_visibility("d0", "public")
    house.services.state = "starting"
    assert visitor.get("/documents/d0").status_code == 404
    house.services.state = "ready"
    not_ready = knowledge.put("new.txt", "Not yet read.", status="reading", is_live=False)
    assert visitor.get(f"/documents/{not_ready}").status_code == 404
    knowledge.remove("d0")
    gone = visitor.get("/documents/d0")
    assert gone.status_code == 404
    assert "这份文档已不可用。" in gone.text


def test_another_version_than_the_cited_one_says_so_and_marks_nothing(shared_house: House) -> None:
    html = _visitor(shared_house).get("/documents/d0?passage=1&version=7&words=0-16").text
    assert "This document has changed since that answer." in html
    assert "<mark>" not in html
    assert 'id="passage"' not in html
    assert "这份文档在那条回答之后已更新。" in _visitor(shared_house, "zh").get("/documents/d0?version=7").text


def test_a_long_document_opens_at_the_cited_part_and_no_more_of_it_is_read(
    shared_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge = shared_house.services.knowledge
    document = knowledge.put("long.txt", LONG, chunks=5000)
    visitor, asked, passages = _visitor(shared_house), list[dict[str, int]](), knowledge.passages

    def watched(document_id: str, **part: int) -> list[Chunk]:
        asked.append(part)
        return passages(document_id, **part)

    monkeypatch.setattr(knowledge, "passages", watched)
    html = visitor.get(f"/documents/{document}?passage=4210&version=1").text
    assert asked == [{"offset": 4200, "limit": 40}]
    assert "Paragraph 4210 speaks of &lt;b&gt;matter" in html.partition('id="passage"')[2].partition("</div>")[0]
    assert "Part 106 of 125" in html
    assert "Paragraph 4199 " not in html
    assert len(html) < 60_000
    after = re.search(r'href="([^"]*part=107[^"]*)" rel="next"', html)
    assert after is not None
    following = visitor.get(after[1].replace("&amp;", "&")).text
    assert "Paragraph 4240 " in following
    assert 'part=106#passage"' in following.replace("&amp;", "&")


@pytest.mark.parametrize(
    "query",
    ["passage=99999999", "passage=-1", "passage=x", "part=0", "part=99999", "part=-3", "version=x", "words=<script>",
     "words=" + "9" * 5000, "passage=1&words=9-1.0-999999"],
)  # fmt: skip
def test_a_made_up_address_is_answered_calmly(shared_house: House, query: str) -> None:
    answer = _visitor(shared_house).get(f"/documents/d0?{query}")
    assert answer.status_code in (200, 422)
    assert "<script>" not in answer.text.replace('<script src="/look/theme.js">', "")


def test_customers_get_the_original_only_where_the_company_allows_it(house: House) -> None:
    visitor = _visitor(house)
    assert visitor.get("/documents/d0/original").status_code == 404
    assert "/original" not in visitor.get("/documents/d0").text
    house.services.preferences.change(downloads=True)
    assert 'href="/documents/d0/original"' in visitor.get("/documents/d0").text
    got = visitor.get("/documents/d0/original", headers={"Range": "bytes=" + ",".join(["0-1"] * 5000)})
    assert got.status_code == 200
    assert got.text == house.services.knowledge.documents["d0"].text
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in got.headers["content-security-policy"]
    assert visitor.get("/documents/d2/original").status_code == 404


def test_staff_get_every_original_and_it_is_recorded(house: House) -> None:
    staff = _staff(house)
    got = staff.get("/documents/d1/original")
    assert got.status_code == 200
    assert "filename*=UTF-8''%E9%80%81%E8%B4%A7%E4%B8%8E%E9%80%80%E8%B4%A7.txt" in got.headers["content-disposition"]
    (entry,) = [entry for entry in house.services.audit.latest() if entry.action == "document.download"]
    assert (entry.actor, entry.subject) == ("staff:anna", "d1")


def test_a_name_cannot_break_out_of_its_header() -> None:
    assert attachment('../a"b\r\nSet-Cookie: x.txt') == (
        "attachment; filename=\"a_b__Set-Cookie: x.txt\"; filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20x.txt"
    )


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/?c=" + "0" * 32, "/?c=" + "0" * 32),
        ("http://testserver/staff/", "/staff/"),
        ("http://testserver/?c=<script>", "/"),
        ("https://evil.example/?c=" + "0" * 32, "/"),
        ("", "/"),
    ],
)
def test_the_way_back_leads_to_where_the_person_came_from(shared_house: House, came_from: str, back: str) -> None:
    html = _visitor(shared_house).get("/documents/d0", headers={"Referer": came_from}).text
    assert f'<a class="back" href="{back}">' in html
