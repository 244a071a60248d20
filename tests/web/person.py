"""Somebody at the pages without a browser: Gradio's own protocol over HTTP, and the cookies of the ways to be known."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import update

from desk.tables import LoginRow
from storage.database import utc_now
from tests.waiting import HANG
from tests.web.conftest import SECRET, House
from web.cookies import STAFF, VISITOR, Cookies

KINDS = ("anonymous", "staff", "admin", "disabled", "expired")
SIGNED_IN = ("staff", "admin")
_CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)


class Keys:
    """Signs people in without a form. Their accounts come from `with_people`."""

    def __init__(self, house: House) -> None:
        self._services = house.services
        self._cookies = Cookies(SECRET, house.services.accounts)

    def of(self, kind: str) -> Mapping[str, str]:
        """Fresh cookies of somebody of this kind, so that signing out here leaves all others signed in."""
        if kind == "anonymous":
            return {}
        if kind == "disabled":
            self._services.accounts.enable("gone-one")
            cookies = self._login("gone-one")
            self._services.accounts.disable("gone-one")
            return cookies
        cookies = self._login({"staff": "staff-one", "admin": "admin-one", "expired": "late-one"}[kind])
        if kind == "expired":
            with self._services.database.write() as session:
                session.execute(
                    update(LoginRow)
                    .where(LoginRow.account == "late-one")
                    .values(expires=utc_now() - timedelta(seconds=1))
                )
        return cookies

    def visitor(self) -> Mapping[str, str]:
        """Cookies of a browser that nobody has seen before."""
        return {VISITOR: _value(self._cookies.new_visitor())}

    def _login(self, name: str) -> Mapping[str, str]:
        return {STAFF: _value(self._cookies.sign_in(name))}


def _value(set_cookie: str) -> str:
    return set_cookie.split(";")[0].partition("=")[2]


def with_people(house: House) -> House:
    """The house with an account for every kind of person."""
    for name, role in (("staff-one", "staff"), ("admin-one", "admin"), ("gone-one", "staff"), ("late-one", "admin")):
        house.services.accounts.add(name, "correct horse battery", role)  # type: ignore[arg-type]
    return house


class Person:
    """One page open at one mount ('' or '/staff')."""

    def __init__(self, url: str, cookies: Mapping[str, str], mount: str = "", session: str | None = None) -> None:
        self.mount = mount
        self.session = session or secrets.token_hex(6)
        self.client = httpx.Client(base_url=url, cookies=dict(cookies), timeout=HANG)

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def config(self) -> dict[str, Any]:
        """Components and functions, as the page tells its own script."""
        found = _CONFIG.search(self.client.get(f"{self.mount}/").text)
        assert found is not None
        config: dict[str, Any] = json.loads(found[1])
        return config

    def function(self, event: str, element: str) -> int:
        """The number of the page's function for an event of the component with this element's id."""
        config = self.config()
        ids = {part["id"] for part in config["components"] if part.get("props", {}).get("elem_id") == element}
        (number,) = (
            function["id"]
            for function in config["dependencies"]
            if function["backend_fn"] and any(i in ids and name == event for i, name in function["targets"])
        )
        return int(number)

    def join(self, function: int, values: list[Any]) -> httpx.Response:
        body = {"data": values, "fn_index": function, "session_hash": self.session, "event_data": None}
        return self.client.post(f"{self.mount}/gradio_api/queue/join", json=body)

    @contextmanager
    def listening(self, session: str | None = None) -> Iterator[httpx.Response]:
        address = f"{self.mount}/gradio_api/queue/data?session_hash={session or self.session}"
        with self.client.stream("GET", address) as stream:
            yield stream

    def run(self, function: int, values: list[Any]) -> list[dict[str, Any]]:
        """Run a function of the page; its messages until it is complete."""
        answer = self.join(function, values)
        answer.raise_for_status()
        messages: list[dict[str, Any]] = []
        with self.listening() as stream:
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    messages.append(json.loads(line.removeprefix("data: ")))
                    if messages[-1]["msg"] in ("process_completed", "unexpected_error"):
                        break
        return messages

    def ask(self, question: str, **more: Any) -> list[dict[str, Any]]:
        """Put a question on the customer page."""
        given = json.dumps({"text": question, "mark": "m"} | more)
        return self.run(self.function("change", "ask"), [given, None])

    def press(self, verb: str, subject: str = "", at: str = "", **form: Any) -> list[dict[str, Any]]:
        """Press a button of the staff page."""
        given = json.dumps({"do": verb, "id": subject, "at": at, "form": form, "n": 1})
        return self.run(self.function("change", "action"), [given])
