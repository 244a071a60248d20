"""Requests meant to wear the server out: bodies without end or measure, parts without number, clients without hurry.

Unrestricted resource consumption (OWASP API Top 10, API4). Bodies go over a plain socket where no client would send
them so.
"""

import contextlib
import json
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.waiting import HANG, wait_until
from tests.web.conftest import House, Server, opened
from tests.web.person import Keys, with_people

LIMIT = 2**20
UPLOAD = "/staff/gradio_api/upload"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("house")
        few = {"requests_per_minute": 10**6, "questions_per_minute": 10**6, "upload_limit": LIMIT}
        for one in opened(folder, monkeypatch, **few):
            yield with_people(one)


@pytest.fixture(scope="module")
def server(house: House) -> Iterator[Server]:
    with Server(house.app) as running:
        yield running


@pytest.fixture
def staff(server: Server, house: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, cookies=dict(Keys(house).of("staff")), timeout=HANG) as client:
        yield client


def kept(house: House) -> list[Path]:
    return [path for path in house.upload_folder.rglob("*") if path.is_file()]


def wait_until_empty(house: House) -> None:
    wait_until(lambda: not kept(house), "the upload folder is empty")


def raw(server: Server, head: str, body: bytes = b"", *, seconds: float = HANG) -> bytes:
    """What the server answers to these bytes within the time, or until it closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as line:
        received = b""
        with contextlib.suppress(OSError):  # it may stop listening half-way
            line.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in received and (piece := line.recv(65536)):
                received += piece
        return received


def cookie_line(client: httpx.Client) -> str:
    return "Cookie: " + "; ".join(f"{name}={value}" for name, value in client.cookies.items())


# -- uploads


def test_nobody_but_staff_can_leave_a_byte(server: Server, house: House) -> None:
    files = {"files": ("a.txt", b"x" * 1000)}
    for path in ("/gradio_api/upload", UPLOAD, "/upload", "/staff/upload"):
        assert httpx.post(server.url + path, files=files, timeout=HANG).status_code in (401, 404)
    assert not kept(house)


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_not(staff: httpx.Client, house: House) -> None:
    assert staff.post(UPLOAD, files={"files": ("a.txt", b"x" * LIMIT)}).status_code == 200
    for path in kept(house):
        path.unlink()
    answer = staff.post(UPLOAD, files={"files": ("b.txt", b"y" * (LIMIT + 1))})
    assert answer.status_code == 413
    assert not kept(house)


def test_many_files_stop_where_their_sum_is_too_large(staff: httpx.Client, house: House) -> None:
    files = [("files", (f"{n}.txt", bytes([n]) * (LIMIT - 1000))) for n in range(24)]
    answer = staff.post(UPLOAD, files=files)
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("This is too large.")
    wait_until_empty(house)


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "99999999999999999999"])
def test_a_length_that_is_no_length_is_refused(server: Server, staff: httpx.Client, length: str) -> None:
    answer = raw(server, f"POST {UPLOAD} HTTP/1.1\nHost: x\n{cookie_line(staff)}\nContent-Length: {length}", b"x" * 100)
    assert answer.split(b" ")[1] in (b"400", b"413")


def test_a_length_that_lies_brings_nothing_in(server: Server, staff: httpx.Client, house: House) -> None:
    head = f"POST {UPLOAD} HTTP/1.1\nHost: x\n{cookie_line(staff)}\nContent-Type: multipart/form-data; boundary=b"
    start = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    raw(server, f"{head}\nContent-Length: 5000", start + b"less than was said", seconds=0.5)
    wait_until_empty(house)
    answer = raw(server, f"{head}\nContent-Length: 5000\nTransfer-Encoding: chunked", b"zz\r\n")
    assert answer == b"" or answer.split(b" ")[1] == b"400"


def test_pieces_without_end_stop_at_the_limit(server: Server, staff: httpx.Client, house: House) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        while sent < 200 * LIMIT:
            sent += 2**16
            yield b"x" * 2**16

    with contextlib.suppress(httpx.TransportError):  # it closes the line while we are still sending
        answer = staff.post(UPLOAD, content=pieces(), headers={"content-type": "multipart/form-data; boundary=b"})
        assert answer.status_code == 413
    assert sent < 60 * LIMIT
    wait_until_empty(house)


@pytest.mark.parametrize(
    "body",
    [
        b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n' * 20_000 + b"--b--\r\n",
        b'--b\r\nX-Long: ' + b"a" * 10**6 + b'\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--\r\n',
        b"--b" + b"\r\n" * 500_000 + b"--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + b"a" * (5 * 10**6) + b"\r\n--b--\r\n",
    ],
    ids=["20,000 parts", "a header of 1 MB", "1 MB of padding", "a text field of 5 MB"],
)  # fmt: skip
def test_a_form_out_of_measure_is_refused_and_nobody_waits_for_it(
    server: Server, staff: httpx.Client, house: House, body: bytes
) -> None:
    answers: list[int | str] = []
    over = threading.Event()

    def look() -> None:
        with httpx.Client(base_url=server.url, timeout=HANG) as client:
            while not over.wait(0.02):
                try:
                    answers.append(client.get("/healthz").status_code)
                except httpx.TransportError as error:
                    answers.append(f"A hang: nobody else was answered in {HANG:g} s: {error!r}.")

    looking = threading.Thread(target=look)
    looking.start()
    wait_until(lambda: answers, "an answer to somebody else")
    try:
        for path, who in ((UPLOAD, staff), ("/login", httpx.Client(base_url=server.url, timeout=HANG))):
            answer = who.post(path, content=body, headers={"content-type": "multipart/form-data; boundary=b"})
            # Of staff many empty parts are only strange: the body's limit has held.
            assert answer.status_code in (400, 413, 422) or (who is staff and answer.json() == []), answer.text[:200]
            assert "Traceback" not in answer.text
            if who is not staff:
                who.close()
    finally:
        over.set()
        looking.join()
    assert set(answers) == {200}
    wait_until_empty(house)


# -- messages


@pytest.mark.parametrize(
    "given",
    ["[" * 60_000, '{"text":' * 20_000, '{"text": "' + "x" * 200_000 + '"}', "\0", '{"text": 1e999}', '"', "[]", "{}"],
)
def test_a_message_out_of_measure_does_no_harm(server: Server, house: House, given: str) -> None:
    with httpx.Client(base_url=server.url, cookies=dict(Keys(house).visitor()), timeout=HANG) as client:
        name = secrets.token_hex(6)
        body = {"data": [given, None], "fn_index": 0, "session_hash": name, "event_data": None}
        assert client.post("/gradio_api/queue/join", json=body).status_code == 200
        with client.stream("GET", f"/gradio_api/queue/data?session_hash={name}") as stream:
            messages = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
        (done,) = (message for message in messages if message["msg"] == "process_completed")
        assert done["success"], done
        assert "Traceback" not in json.dumps(messages)


def test_a_question_that_is_too_long_is_told_how_long_it_may_be(server: Server, house: House) -> None:
    with httpx.Client(base_url=server.url, cookies=dict(Keys(house).visitor()), timeout=HANG) as client:
        given = json.dumps({"text": "x" * 2001, "mark": "m"})
        body = {"data": [given, None], "fn_index": 0, "session_hash": "abd", "event_data": None}
        client.post("/gradio_api/queue/join", json=body)
        with client.stream("GET", "/gradio_api/queue/data?session_hash=abd") as stream:
            assert "2000" in "".join(stream.iter_text())


def test_ten_thousand_ranges_of_a_file_are_not_cut(server: Server, staff: httpx.Client, house: House) -> None:
    ranges = "bytes=" + ",".join(f"{n}-{n}" for n in range(3000))
    for path in ("/look/page.css", "/documents/d0/original", "/theme.css"):
        answer = staff.get(path, headers={"range": ranges})
        assert answer.status_code in (200, 400, 404, 416), path
        assert "multipart/byteranges" not in answer.headers.get("content-type", "")
        assert "content-range" not in answer.headers


def test_two_hundred_slow_clients_keep_nobody_from_being_answered(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    try:
        for n, line in enumerate(slow):
            line.sendall(b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{" if n % 2 else b"GET /")
        answer = httpx.post(f"{server.url}/api/v1/ask", json={"question": "How long does shipping take?"}, timeout=HANG)
        assert answer.status_code == 200
    finally:
        for line in slow:
            line.close()
