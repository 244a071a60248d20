"""Who sends an event of a Gradio page: told from the cookies and headers of its request, never by the page."""

from dataclasses import dataclass

import gradio as gr

from desk.accounts import Account
from web.cookies import LANGUAGE, Cookies
from web.gate import ADDRESS
from web.strings import Language, choose_language


@dataclass(frozen=True)
class Asker:
    language: Language
    address: str
    visitor: str | None  # of the customer page
    root: str  # the path under which a proxy serves us, mostly empty

    @classmethod
    def of(cls, request: gr.Request, cookies: Cookies) -> "Asker":
        given = request.request
        if given is None:
            raise PermissionError("This handler answers requests of a browser only.")
        return cls(
            language=choose_language(given.cookies.get(LANGUAGE), given.headers.get("accept-language")),
            address=str(given.scope.get(ADDRESS, "")),
            visitor=cookies.visitor(given.cookies),
            root=str(given.scope.get("root_path", "")).removesuffix("/staff"),
        )


def account_of(request: gr.Request, cookies: Cookies) -> Account | None:
    """Who is signed in at this moment."""
    return cookies.account(request.request.cookies) if request.request is not None else None
