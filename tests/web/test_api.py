import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import House, build
from tests.web.fakes import FakeServices

ASK = "/api/v1/ask"


@pytest.fixture
def client(shared_house: House) -> TestClient:
    return TestClient(shared_house.app, base_url="http://desk.example")


@pytest.fixture
def services(shared_house: House) -> Iterator[FakeServices]:
    yield shared_house.services
    shared_house.services.state = "ready"
    shared_house.services.assistant.pause = 0.0


def test_an_answer_comes_with_its_sources(client: TestClient, services: FakeServices) -> None:
    answer = client.post(ASK, json={"question": "How long does shipping take?"}).json()
    assert answer["answer"].startswith("Standard shipping takes 3–5 working days")
    assert answer["engine"] == "embedded"
    assert not answer["abstained"]
    (citation,) = answer["citations"]
    assert set(citation) == {"n", "document", "location", "quote", "score"}
    assert citation["document"] == "shipping.txt"
    assert set(answer) == {
        *("answer", "route", "language", "abstained", "engine", "conversation", "citations", "products", "ticket"),
        "seconds",
    }
    assert [message.role for message in services.conversations.messages(answer["conversation"])] == [
        "customer",
        "assistant",
    ]


def test_an_answer_is_streamed_as_events(client: TestClient, services: FakeServices) -> None:
    services.assistant.pause = 0.05
    with client.stream(
        "POST", ASK, json={"question": "退货期限是多久？"}, headers={"accept": "text/event-stream"}
    ) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = [block.split("\ndata: ") for block in "".join(stream.iter_text()).strip().split("\n\n")[1:]]
    names = [name for name, _ in events]
    assert names[-1] == "event: done"
    assert set(names[:-1]) == {"event: answer"}
    texts = [json.loads(data)["answer"] for _, data in events]
    assert texts == sorted(texts, key=len)
    assert texts[-1].startswith("退货期限为收货后三十天。")


def test_a_stream_that_fails_says_so_plainly(client: TestClient) -> None:
    answer = client.post(ASK, json={"question": "explode"}, headers={"accept": "text/event-stream"})
    assert "event: error" in answer.text
    assert "could not be completed" in answer.text
    assert "secret" not in answer.text


def test_a_staff_document_is_not_quoted_to_anyone(client: TestClient) -> None:
    answer = client.post(ASK, json={"question": "The staff discount is 40 percent?"}).json()
    assert "40 percent" not in json.dumps(answer)


def test_a_conversation_goes_on_for_its_owner_only(client: TestClient, shared_house: House) -> None:
    first = client.post(ASK, json={"question": "shipping"}).json()["conversation"]
    again = client.post(ASK, json={"question": "and returns?", "conversation": first}).json()
    assert again["conversation"] == first
    browser = TestClient(shared_house.app, base_url="http://desk.example")
    browser.get("/")
    own = browser.post(ASK, json={"question": "shipping"}).json()["conversation"]
    assert browser.post(ASK, json={"question": "shipping", "conversation": own}).status_code == 200
    assert client.post(ASK, json={"question": "shipping", "conversation": own}).status_code == 404
    assert client.post(ASK, json={"question": "shipping", "conversation": "0" * 32}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"question": ""}, {"question": "  "}, {"question": "x" * 2001}, {"question": "x", "language": "fr"}, [], "x",
     {"question": "x", "conversation": "y" * 65}, {"question": ["x"]}],
)  # fmt: skip
def test_what_is_no_question_is_refused_with_a_sentence(client: TestClient, body: object) -> None:
    answer = client.post(ASK, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Send JSON with a `question` of at most 2000 characters")


def test_it_says_so_while_it_starts(client: TestClient, services: FakeServices) -> None:
    assert client.get("/healthz").json() == {"status": "ready"}
    services.state = "starting"
    assert client.get("/healthz").status_code == 503
    answer = client.post(ASK, json={"question": "x"}, headers={"accept-language": "zh"})
    assert answer.status_code == 503
    assert answer.json() == {"error": "助手正在启动，请几秒后重试。"}


def test_who_asks_while_all_are_busy_is_told_so_at_once(shared_house: House) -> None:
    client = TestClient(build(shared_house.services, shared_house.upload_folder, answers_at_once=0))
    answer = client.post(ASK, json={"question": "x"}, headers={"accept-language": "zh"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"error": "现在咨询的人较多，请 5 秒后再次提问。"}


def test_many_questions_wait_and_listed_origins_may_ask(shared_house: House) -> None:
    app = build(
        shared_house.services,
        shared_house.upload_folder,
        questions_per_minute=2,
        allowed_origins=["https://shop.example"],
    )
    client = TestClient(app, base_url="http://desk.example")
    headers = {"origin": "https://shop.example", "sec-fetch-site": "cross-site"}
    answers = [client.post(ASK, json={"question": "x"}, headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["access-control-allow-origin"] == "https://shop.example"
    assert "access-control-allow-credentials" not in answers[0].headers
    assert int(answers[2].headers["retry-after"]) > 0
    preflight = client.options(ASK, headers={**headers, "access-control-request-method": "POST"})
    assert preflight.headers["access-control-allow-origin"] == "https://shop.example"
    # The list opens the API alone.
    assert client.post("/login", headers=headers).status_code == 403
