"""Whatever is stored is shown as text: thirty ways to smuggle a script or a picture in, at every place that shows it.

Cross-site scripting and what leaks through pictures and links (OWASP Top 10, A03; LLM Top 10, improper output
handling). `visit` holds in the end that no dialog came up, nothing was asked of another address, and no policy was
broken.
"""

from dataclasses import asdict

import pytest
from playwright.sync_api import Page, expect

from assistant.answers import Answer, Citation
from tests.web.browser.conftest import PHONE, StartVisit, answered, ask, sign_in
from tests.web.conftest import House

PAYLOADS = (
    "<script>window.pwned=1;alert(1)</script>",
    "<img src=x onerror=window.pwned=1>",
    "<img src=https://evil.example/1.png>",
    '"><svg onload=window.pwned=1>',
    "'><svg/onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "<svg><a xlink:href=javascript:window.pwned=1><text>x</text></a></svg>",
    "<iframe src=javascript:window.pwned=1></iframe>",
    "<iframe srcdoc='<script>top.pwned=1</script>'></iframe>",
    "<object data=https://evil.example/2></object>",
    "<embed src=https://evil.example/3>",
    "<link rel=stylesheet href=https://evil.example/4.css>",
    "<style>@import 'https://evil.example/5.css';</style>",
    "<style>body{background:url(https://evil.example/6.png)}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/7'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example/8><button autofocus onfocus=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>x</details>",
    "<video><source onerror=window.pwned=1></video>",
    "<input autofocus onfocus=window.pwned=1>",
    "<math><mtext></form><form><mglyph><style></math><img src=x onerror=window.pwned=1>",
    "![a](https://evil.example/9.png)",
    "[a](javascript:window.pwned=1)",
    "![a][1] [1]: https://evil.example/10.png",
    "<https://evil.example/11>",
    "$$\\href{javascript:window.pwned=1}{x}$$",
    "{{ 7*7 }} ${window.pwned=1} #{7*7} {% raw %}",
    "]]><!--><img src=x onerror=window.pwned=1>",
    "</title></textarea></script><script>window.pwned=1</script>",
    "\u2028\u2028\r\r<img src=x onerror=window.pwned=1>\x85\x0b",
)  # fmt: skip
ALL = " zanzibar ".join(PAYLOADS)


@pytest.fixture(scope="module")
def hostile_house(shared_house: House) -> House:
    """The house after thirty attackers have been there."""
    services = shared_house.services
    for payload in PAYLOADS:
        services.knowledge.put(f"{payload}.txt", f"The zeppelin {payload} lands.", title=payload, folder=payload)
    services.knowledge.put("all.txt", f"zanzibar {ALL}", title=ALL)
    services.knowledge.put(
        "failed.txt", "", status="failed", error_code="unsupported", error_details={"name": PAYLOADS[0]}, chunks=0
    )
    for payload in PAYLOADS:
        one = services.conversations.start("a" * 32)
        services.conversations.add(one, "customer", payload)
    one = services.conversations.start("b" * 32)
    for n, payload in enumerate(PAYLOADS):
        citation = Citation(1, "d0", payload, payload, payload, payload, ((0, 5),), 0.5, "p1")
        answer = Answer(f"{payload} [1]", "question", "en", False, payload, one, (citation,), done=True)
        services.conversations.add(one, "customer", payload)
        services.conversations.add(one, "assistant", answer.text, asdict(answer))
        services.feedback.rate(one, 2 * n + 1, -1, payload)
        services.feedback.correct(one, 2 * n + 1, payload, author="anna")
    return shared_house


def _is_unharmed(page: Page) -> None:
    assert page.evaluate("window.pwned") is None
    planted = (
        "img[src*=evil], img[src=x], iframe, object, embed, video, base[href*=evil], meta[http-equiv=refresh], "
        "form[action*=evil]"
    )
    assert page.locator(planted).count() == 0
    assert page.locator("body script:not([src])").filter(has_text="pwned").count() == 0
    assert page.locator("a[href^='javascript:'], a[href*='evil.example']").count() == 0


def test_in_an_answer_its_sources_and_the_list_of_conversations(visit: StartVisit, hostile_house: House) -> None:
    page = visit().open()
    ask(page, f"zanzibar? {PAYLOADS[0]}{PAYLOADS[1]}")
    answer = answered(page)
    expect(answer.locator(".body")).to_contain_text("<script>window.pwned=1;alert(1)</script>")
    answer.get_by_role("button", name="Quoted from 1 document").click()
    expect(page.get_by_role("complementary", name="Sources")).to_contain_text("<img src=x onerror=window.pwned=1>")
    _is_unharmed(page)
    page.reload()
    expect(answered(page).locator(".body")).to_contain_text("<img src=https://evil.example/1.png>")
    _is_unharmed(page)


def test_in_a_refusal_on_a_phone(visit: StartVisit, hostile_house: House) -> None:
    page = visit(**PHONE).open()
    ask(page, "".join(PAYLOADS[14:20]) + "quuxly")
    expect(page.locator(".exchange[data-state='done']").last).to_be_visible()
    _is_unharmed(page)


def test_on_the_pages_of_documents(visit: StartVisit, hostile_house: House) -> None:
    page = visit().open()
    for document in hostile_house.services.knowledge.list():
        if document.visibility == "public" and document.status == "ready":
            page.goto(
                f"{page.url.split('/documents')[0].rstrip('/')}/documents/{document.id}?passage=0&version=1&words=0-20"
            )
            _is_unharmed(page)
    expect(page.get_by_role("article")).to_contain_text("<svg><script>window.pwned=1</script></svg>")


def test_in_the_staff_area(visit: StartVisit, hostile_house: House) -> None:
    one = visit()
    page = one.open("/staff")
    sign_in(page)
    for n in (1, 2):
        page.goto(f"{one.url}/staff/?section=documents&page={n}&sort=name")
        expect(page.locator("table.documents tbody tr").first).to_be_visible()
        _is_unharmed(page)
    for document in list(hostile_house.services.knowledge.documents.values())[-2:]:
        page.goto(f"{one.url}/staff/?section=documents&id={document.id}")
        expect(page.locator("#detail")).to_contain_text(document.name[:8])
        _is_unharmed(page)
    for n in (1, 2):
        page.goto(f"{one.url}/staff/?section=conversations&page={n}")
        expect(page.locator("table.conversations tbody tr").first).to_be_visible()
        _is_unharmed(page)
    (conversation,) = hostile_house.services.conversations.list("b" * 32, limit=1)
    page.goto(f"{one.url}/staff/?section=conversations&id={conversation.id}")
    expect(page.locator("#detail")).to_contain_text(PAYLOADS[20])
    _is_unharmed(page)


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if len(payload) < 42][:4])
def test_in_what_the_company_says_of_itself(visit: StartVisit, hostile_house: House, payload: str) -> None:
    words = {"en": payload, "zh": payload}
    preferences = hostile_house.services.preferences
    preferences.change(company=words, greeting=words, contact=words, starters={"en": [payload], "zh": [payload]})
    try:
        one = visit()
        page = one.open()
        expect(page.get_by_role("heading", level=1)).to_contain_text(payload)
        expect(page).to_have_title(payload)
        _is_unharmed(page)
        for path in ("/login", "/documents/d0", "/staff/"):
            page.goto(one.url + path)
            _is_unharmed(page)
    finally:
        preferences.reset("company", "greeting", "contact", "starters")


def test_a_logo_with_a_script_runs_nothing(visit: StartVisit, hostile_house: House) -> None:
    preferences = hostile_house.services.preferences
    preferences.set_logo(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script>'
        b'<image href="https://evil.example/12.png"/><rect width="9" height="9" onload="alert(2)"/></svg>'
    )
    try:
        one = visit()
        page = one.open()
        expect(page.locator("img[src*='/look/logo']").first).to_be_attached()
        _is_unharmed(page)
        page.goto(one.url + "/look/logo")  # opened by itself it is a document
        one.complaints.clear()  # its policy refuses the script, which the browser says
    finally:
        preferences.set_logo(None)
