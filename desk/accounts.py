"""Who may enter the staff area: accounts, their passwords, and their logins.

Wrong passwords are counted per name and per address and held back for a while; see `verify`.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desk.errors import DeskError, LoginRefused, TooManyAttempts
from desk.passwords import Passwords, check_password, generate_password
from desk.tables import AccountRow, LoginAttemptRow, LoginRow
from storage.database import Database, utc_now

AccountRole = Literal["staff", "admin"]

FIRST_ADMIN = "admin"
WRONG_PASSWORDS_ALLOWED = 9
ATTEMPTS_REMEMBERED = timedelta(minutes=10)

_NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True)
class Account:
    name: str
    role: AccountRole
    created: datetime
    disabled_at: datetime | None = None

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


class Accounts:
    """Accounts by name (case does not matter) and the logins of those who are signed in."""

    def __init__(self, database: Database, *, session_hours: float = 12) -> None:
        self._database = database
        self._passwords = Passwords()
        self._session = timedelta(hours=session_hours)

    def add(self, name: str, password: str, role: AccountRole = "staff") -> Account:
        """Raises DeskError for a name that is taken or unusable, an unknown role, or a weak password."""
        name = _normalised(name)
        if role not in ("staff", "admin"):
            raise DeskError("role_unknown", role=str(role)[:20])
        check_password(password, name)
        hashed = self._passwords.hash(password)
        with self._database.write() as session:
            if session.get(AccountRow, name) is not None:
                raise DeskError("account_exists", name=name)
            row = AccountRow(name=name, password_hash=hashed, role=role, created=utc_now(), disabled_at=None)
            session.add(row)
            return _account(row)

    def list(self) -> Sequence[Account]:
        with self._database.read() as session:
            return [_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.name))]

    def disable(self, name: str) -> None:
        """No login from now on, and all present ones end. Raises DeskError for an unknown name or the last admin."""
        with self._database.write() as session:
            row = _known(session, name)
            if row.disabled_at is not None:
                return
            if row.role == "admin" and _active_admins(session) == 1:
                raise DeskError("last_admin")
            row.disabled_at = utc_now()
            session.execute(delete(LoginRow).where(LoginRow.account == row.name))

    def enable(self, name: str) -> None:
        """Raises DeskError for an unknown name."""
        with self._database.write() as session:
            _known(session, name).disabled_at = None

    def set_role(self, name: str, role: AccountRole) -> None:
        """Make it a staff or an admin account. Raises DeskError for an unknown name or role, or the last admin."""
        if role not in ("staff", "admin"):
            raise DeskError("role_unknown", role=str(role)[:20])
        with self._database.write() as session:
            row = _known(session, name)
            if row.role == "admin" and role != "admin" and row.disabled_at is None and _active_admins(session) == 1:
                raise DeskError("last_admin")
            row.role = role

    def set_password(self, name: str, password: str) -> None:
        """Change the password; all present logins end. Raises DeskError for a weak password or an unknown name."""
        check_password(password, _normalised(name))
        hashed = self._passwords.hash(password)
        with self._database.write() as session:
            row = _known(session, name)
            row.password_hash = hashed
            session.execute(delete(LoginRow).where(LoginRow.account == row.name))
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.name == row.name))

    def ensure_first_admin(self, password: str = "") -> str | None:
        """Where no account exists, make 'admin' with `password`, or with a generated one, which is returned.

        Raises DeskError when the given password is weak.
        """
        with self._database.read() as session:
            if session.scalar(select(func.count()).select_from(AccountRow)):
                return None
        generated = None if password else generate_password()
        self.add(FIRST_ADMIN, password or cast(str, generated), "admin")
        return generated

    def verify(self, name: str, password: str, address: str = "") -> Account:
        """The account, if the password is its own.

        Raises TooManyAttempts once this name or this address had nine wrong passwords in ten minutes, else
        LoginRefused. Both take the same time whether or not the name exists.
        """
        name = name.strip().lower()[:64]
        address = address[:64]
        with self._database.write() as session:
            # The attempt is counted before it is checked: many at once cannot slip through together.
            if wait := _wait(session, name, address):
                raise TooManyAttempts(wait)
            attempt = LoginAttemptRow(name=name, address=address, time=utc_now())
            session.add(attempt)
            session.flush()
            attempt_id = attempt.id
            row = session.get(AccountRow, name)
            stored = row.password_hash if row is not None and row.disabled_at is None else None
        if not self._passwords.verify(stored, password) or row is None:
            raise LoginRefused
        with self._database.write() as session:
            session.execute(
                delete(LoginAttemptRow).where(
                    (LoginAttemptRow.id == attempt_id)
                    | ((LoginAttemptRow.name == name) & (LoginAttemptRow.address == address))
                    | (LoginAttemptRow.time < utc_now() - ATTEMPTS_REMEMBERED)
                )
            )
        return _account(row)

    def open_session(self, name: str) -> str:
        """A new login; returns its token of 256 random bits, of which only the SHA-256 is kept."""
        token, now = secrets.token_urlsafe(32), utc_now()
        with self._database.write() as session:
            row = _known(session, name)
            session.execute(delete(LoginRow).where(LoginRow.expires < now))
            session.add(LoginRow(token_hash=_hashed(token), account=row.name, created=now, expires=now + self._session))
        return token

    def account_of(self, token: str) -> Account | None:
        """Whose login this is; None when it is unknown, over, or its account is disabled."""
        query = (
            select(AccountRow)
            .join(LoginRow, LoginRow.account == AccountRow.name)
            .where(
                LoginRow.token_hash == _hashed(token), LoginRow.expires > utc_now(), AccountRow.disabled_at.is_(None)
            )
        )
        with self._database.read() as session:
            row = session.scalars(query).first()
            return None if row is None else _account(row)

    def close_session(self, token: str) -> None:
        """End this login; others of the same account go on."""
        with self._database.write() as session:
            session.execute(delete(LoginRow).where(LoginRow.token_hash == _hashed(token)))


def _wait(session: Session, name: str, address: str) -> int:
    """Seconds until the next attempt counts, 0 for now."""
    now, wait = utc_now(), 0.0
    for column, value in ((LoginAttemptRow.name, name), (LoginAttemptRow.address, address)):
        if not value:
            continue
        oldest_that_counts = session.scalars(
            select(LoginAttemptRow.time)
            .where(column == value, LoginAttemptRow.time > now - ATTEMPTS_REMEMBERED)
            .order_by(LoginAttemptRow.time.desc())
            .offset(WRONG_PASSWORDS_ALLOWED - 1)
            .limit(1)
        ).first()
        if oldest_that_counts is not None:
            wait = max(wait, (oldest_that_counts + ATTEMPTS_REMEMBERED - now).total_seconds())
    return int(wait) + 1 if wait else 0


def _known(session: Session, name: str) -> AccountRow:
    row = session.get(AccountRow, name.strip().lower())
    if row is None:
        raise DeskError("account_unknown", name=name[:64])
    return row


def _active_admins(session: Session) -> int:
    query = (
        select(func.count()).select_from(AccountRow).where(AccountRow.role == "admin", AccountRow.disabled_at.is_(None))
    )
    return session.scalar(query) or 0


def _normalised(name: str) -> str:
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise DeskError("name_invalid")
    return name


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _account(row: AccountRow) -> Account:
    return Account(row.name, cast(AccountRole, row.role), row.created, row.disabled_at)
