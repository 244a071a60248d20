"""What every section of the staff area is: a list, a detail, and the deeds that its buttons do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from desk.accounts import Account, AccountRole
from web.asker import Asker
from web.rendering import block
from web.services import Services
from web.staff.place import Place
from web.strings import text


@dataclass
class Turn:
    """One message of a page and what becomes of it; deeds change `place` and say what they have done."""

    account: Account
    asker: Asker
    place: Place
    subject: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    is_problem: bool = False
    is_moving: bool = False  # what the list shows changes by itself
    secret: str = ""  # shown once, kept nowhere: a generated password

    @property
    def language(self) -> str:
        return self.asker.language

    def say(self, key: str, **values: object) -> None:
        """Tell what was done, by the key of a string."""
        self.sentences.append(text(key, self.language, **values))

    def complain(self, sentence: str) -> None:
        """Tell what could not be done and what to do, as a finished sentence."""
        self.sentences.append(sentence)
        self.is_problem = True

    def field(self, name: str) -> str:
        """What was typed into a field of the form; empty where it has none of that name."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def rows_before(self, count: int, size: int) -> int:
        """How many rows stand before those of the page that is shown, of `count` in pages of `size`.

        A page behind the last becomes the last one: the list has grown shorter since its address was written.
        """
        page = max(1, min(self.place.page, -(-count // size)))
        if page != self.place.page:
            self.place = self.place.moved(page=page)
        return (page - 1) * size

    def show(self, template: str, **values: Any) -> str:
        """A piece of the page, by its template."""
        return block(template, turn=self, place=self.place, language=self.language, root=self.asker.root, **values)


# Sections that share an entry of the rail, the first one's, and stand as tabs in it.
TABS: Sequence[Sequence[str]] = (("training", "runs", "adapters"), ("recommendations", "campaigns"))

Deed = Callable[[Turn], None]


class Section(Protocol):
    """One entry of the rail. Its parts are HTML on one line each; an empty detail leaves the list all the room."""

    name: str
    role: AccountRole
    deeds: Mapping[str, Deed]

    def tools(self, turn: Turn) -> str:
        """Title, search and filters. Sent when the section opens, so that nobody is disturbed while typing."""
        ...

    def list(self, turn: Turn) -> str: ...

    def detail(self, turn: Turn) -> str: ...

    def is_moving(self, turn: Turn) -> bool:
        """Whether what is shown changes by itself, so that the page looks again soon."""
        ...


def record(services: Services, turn: Turn, action: str, subject: str, **details: Any) -> None:
    """Write into the audit trail what somebody did."""
    services.audit.record(f"{turn.account.role}:{turn.account.name}", action, subject, **details)


def tabs_of(section: str) -> Sequence[str]:
    """The sections that stand beside this one as tabs, itself among them."""
    return next((tabs for tabs in TABS if section in tabs), (section,))
