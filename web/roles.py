"""Who may use what of the staff area: said once, where it is written, and checked before it runs.

    @admins_only
    def save(self, account, asker, view, ...): ...

Nothing else has to be said: `StaffPage._checked` refuses staff before such a handler runs, and the tests of access
find the mark and try it. What one handler chooses from a table by a verb is marked the same way and asked with `may`.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from desk.accounts import Account, AccountRole

_MARK = "needed_role"

Marked = TypeVar("Marked", bound=Callable[..., Any])


def admins_only(handler: Marked) -> Marked:
    """Mark a handler, or what a handler chooses by a verb, as one for admins."""
    setattr(handler, _MARK, "admin")
    return handler


def needed_role(handler: Callable[..., Any]) -> AccountRole:
    """The role that a handler asks for; 'staff' where nothing is said."""
    while isinstance(handler, functools.partial):
        handler = handler.func
    role: AccountRole = getattr(handler, _MARK, "staff")
    return role


def may(account: Account, handler: Callable[..., Any]) -> bool:
    """Whether this account may use it."""
    return account.is_admin or needed_role(handler) == "staff"
