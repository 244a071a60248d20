"""Our cookies: signed, HttpOnly, SameSite=Lax. Which browser this is, who is signed in, and the language chosen."""

import re
import secrets
from collections.abc import Mapping

from itsdangerous import BadSignature, Signer

from desk.accounts import Account, Accounts

VISITOR = "frontdesk_visitor"
STAFF = "frontdesk_staff"
LANGUAGE = "frontdesk_language"

_YEAR = 365 * 86400
_VISITOR_ID = re.compile(r"[0-9a-f]{32}")


class Cookies:
    """Writes and reads the cookies. Knows no page."""

    def __init__(self, secret: str, accounts: Accounts, *, session_hours: float = 12, secure: bool = False) -> None:
        if len(secret) < 32:
            raise ValueError("The cookie secret must have at least 32 characters.")
        self._visitors = Signer(secret, salt="frontdesk.visitor")
        self._logins = Signer(secret, salt="frontdesk.login")
        self._accounts = accounts
        self._session_seconds = int(session_hours * 3600)
        self._attributes = "; Path=/; SameSite=Lax" + ("; Secure" if secure else "")

    def visitor(self, cookies: Mapping[str, str]) -> str | None:
        """The 128-bit id of this browser, if it holds one that we gave it."""
        value = _unsigned(self._visitors, cookies.get(VISITOR))
        return value if value and _VISITOR_ID.fullmatch(value) else None

    def new_visitor(self) -> str:
        """A Set-Cookie value with a new visitor's id."""
        return self._header(VISITOR, self._visitors.sign(new_visitor_id()).decode(), _YEAR)

    def account(self, cookies: Mapping[str, str]) -> Account | None:
        """Who is signed in; asks the database, so a disabled account is out at once."""
        token = _unsigned(self._logins, cookies.get(STAFF))
        return self._accounts.account_of(token) if token else None

    def sign_in(self, name: str) -> str:
        """Open a login and return its Set-Cookie value."""
        token = self._accounts.open_session(name)
        return self._header(STAFF, self._logins.sign(token).decode(), self._session_seconds)

    def sign_out(self, cookies: Mapping[str, str]) -> str:
        """End the login and return the Set-Cookie value that removes it."""
        if token := _unsigned(self._logins, cookies.get(STAFF)):
            self._accounts.close_session(token)
        return self._header(STAFF, "", 0)

    def language(self, language: str) -> str:
        return self._header(LANGUAGE, language, _YEAR)

    def _header(self, name: str, value: str, seconds: int) -> str:
        return f"{name}={value}; Max-Age={seconds}; HttpOnly{self._attributes}"


def new_visitor_id() -> str:
    return secrets.token_hex(16)


def _unsigned(signer: Signer, value: str | None) -> str | None:
    if not value:
        return None
    try:
        return signer.unsign(value[:500]).decode()
    except (BadSignature, UnicodeDecodeError):
        return None
