"""Accounts: who may enter the staff area, and as what. For admins."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from desk.accounts import Account, AccountRole
from desk.passwords import LEAST_CHARACTERS, generate_password
from web.roles import admins_only
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.strings import date, text


class AccountsSection:
    """See `web.staff.section.Section`."""

    name = "accounts"
    role: AccountRole = "admin"

    def __init__(self, services: Services) -> None:
        self._services = services
        self.deeds: Mapping[str, Deed] = {
            "add-account": self.add,
            "make-staff": partial(self.set_role, role="staff"),
            "make-admin": partial(self.set_role, role="admin"),
            "disable-account": self.disable,
            "enable-account": self.enable,
            "set-password": self.set_password,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/accounts_tools.html", least=LEAST_CHARACTERS)

    def list(self, turn: Turn) -> str:
        query = turn.place.query.lower()
        found = [account for account in self._services.accounts.list() if query in account.name]
        return turn.show("staff/accounts_list.html", rows=[_row(account, turn) for account in found])

    def detail(self, turn: Turn) -> str:
        chosen = next((one for one in self._services.accounts.list() if one.name == turn.place.id), None)
        if chosen is None:
            turn.place = turn.place.moved(id="")
            return ""
        return turn.show("staff/account.html", row=_row(chosen, turn), least=LEAST_CHARACTERS)

    def is_moving(self, turn: Turn) -> bool:
        return False

    # -- doing

    @admins_only
    def add(self, turn: Turn) -> None:
        """A new account, with the password given or a generated one, which is shown once."""
        password = turn.field("password") or self._generated(turn)
        role: AccountRole = "admin" if turn.field("role") == "admin" else "staff"
        try:
            account = self._services.accounts.add(turn.field("name"), password, role)
        except Exception:
            turn.secret = ""  # of an account that does not exist
            raise
        record(self._services, turn, "account.add", account.name, role=role)
        turn.place = turn.place.moved(id=account.name)
        self._say(turn, "account_added", account.name)

    @admins_only
    def set_role(self, turn: Turn, role: AccountRole) -> None:
        """Make an account one of staff or of an admin."""
        self._services.accounts.set_role(turn.subject, role)
        record(self._services, turn, "account.role", turn.subject, role=role)
        turn.say("role_changed", name=turn.subject, role=text(f"role_{role}", turn.language))

    @admins_only
    def disable(self, turn: Turn) -> None:
        """Nobody enters with this account from now on; who is in is out at once."""
        self._services.accounts.disable(turn.subject)
        record(self._services, turn, "account.disable", turn.subject)
        turn.say("account_disabled", name=turn.subject)

    @admins_only
    def enable(self, turn: Turn) -> None:
        """Let it in again."""
        self._services.accounts.enable(turn.subject)
        record(self._services, turn, "account.enable", turn.subject)
        turn.say("account_enabled", name=turn.subject)

    @admins_only
    def set_password(self, turn: Turn) -> None:
        """A new password, as given or generated; all logins of the account end."""
        password = turn.field("password") or self._generated(turn)
        try:
            self._services.accounts.set_password(turn.subject, password)
        except Exception:
            turn.secret = ""
            raise
        record(self._services, turn, "account.password", turn.subject)
        self._say(turn, "password_set", turn.subject)

    def _generated(self, turn: Turn) -> str:
        turn.secret = generate_password()
        return turn.secret

    def _say(self, turn: Turn, key: str, name: str) -> None:
        turn.say(key, name=name)
        if turn.secret:
            turn.say("password_once")


def _row(account: Account, turn: Turn) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "role_words": text(f"role_{account.role}", turn.language),
        "is_own": account.name == turn.account.name,
        "is_active": account.disabled_at is None,
        "created": date(account.created, turn.language),
        "disabled": _day(account.disabled_at, turn),
        "created_exact": f"{account.created:%Y-%m-%d %H:%M} UTC",
    }


def _day(time: datetime | None, turn: Turn) -> str:
    return date(time, turn.language) if time else ""
