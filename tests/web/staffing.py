"""A person of the staff at work without a browser: what the page would send, and the parts it would be sent."""

import asyncio
import html
import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import Request

from desk.accounts import AccountRole
from storage.database import Database
from tests.web.fakes import FakeServices
from web.cookies import Cookies
from web.staff import StaffPage


def request(cookies: str = "", query: str = "", language: str = "en") -> gr.Request:
    """What a handler of a Gradio page is given of the browser's request."""
    headers = [(b"cookie", cookies.encode()), (b"accept-language", language.encode())]
    scope = {
        "type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": query.encode(),
        "server": ("test", 80),
    }  # fmt: skip
    return gr.Request(request=Request(scope))


@dataclass
class Office:
    """The staff page with all that is behind it, and nothing of the web around it."""

    services: FakeServices
    upload_folder: Path
    cookies: Cookies
    page: gr.Blocks
    staff: StaffPage

    @classmethod
    def opened(cls, database: Database, folder: Path) -> "Office":
        services = FakeServices(database)
        services.knowledge.put("shipping.txt", "Standard shipping takes 3–5 working days.", is_sample=True)
        services.knowledge.put("送货与退货.txt", "标准送货需要三到五个工作日。", is_sample=True)
        services.knowledge.put("internal.txt", "The staff discount is 40 percent.", visibility="staff")
        cookies = Cookies("a-secret-of-the-tests-that-is-long-enough", services.accounts)
        staff = StaffPage(services, cookies, upload_folder=folder)

        async def inside_a_loop() -> gr.Blocks:
            return staff.build()  # Gradio opens an event loop where none runs, and never closes it

        with ThreadPoolExecutor(1) as thread:
            page = thread.submit(lambda: asyncio.run(inside_a_loop())).result()
        return cls(services, folder, cookies, page, staff)

    def clerk(self, name: str = "anna", role: AccountRole = "staff", *, language: str = "en") -> "Clerk":
        """Somebody of that role, signed in."""
        if name not in [account.name for account in self.services.accounts.list()]:
            self.services.accounts.add(name, "correct horse battery", role)
        return Clerk(self, self.cookies.sign_in(name).partition(";")[0], language)


class Clerk:
    """Signed in; `seen` is what the last message brought, by the part of the page."""

    def __init__(self, office: Office, cookies: str, language: str = "en") -> None:
        self.cookies = cookies
        self.language = language
        self.page = office.page
        self.at = ""
        self.seen: dict[str, str] = {}

    def open(self, address: str = "") -> "Clerk":
        """Load the page at an address."""
        self._take(self._function("open")(request(self.cookies, address.lstrip("?"), self.language)))
        return self

    def do(self, verb: str = "look", subject: str = "", /, *, at: str | None = None, **form: Any) -> "Clerk":
        """Press a button."""
        at = self.at if at is None else at
        self.send(json.dumps({"do": verb, "id": subject, "at": at, "form": form, "whole": True, "n": 1}))
        return self

    def send(self, message: str) -> Sequence[str]:
        """Hand over a message as it is; returns the parts that came back."""
        self._take(self._function("act")(request(self.cookies, "", self.language), message))
        return [*self.seen]

    def look(self, address: str) -> "Clerk":
        return self.do(at=address)

    def words(self, part: str = "said") -> str:
        """The text of a part as one reads it."""
        plain = re.sub(r"<[^>]+>", " ", self.seen.get(part, ""))
        return " ".join(html.unescape(plain).split())

    def _function(self, name: str) -> Any:
        return next(entry.fn for entry in self.page.fns.values() if entry.fn and entry.fn.__name__ == name)

    def _take(self, updates: dict[Any, Any]) -> None:
        parts = {component.elem_id or "header": value for component, value in updates.items()}
        self.seen = {name: value if isinstance(value, str) else value.value for name, value in parts.items()}
        address = re.search(r'data-address="([^"]*)"', self.seen.get("state", ""))
        if address:
            self.at = html.unescape(address[1])
