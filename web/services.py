"""What the pages need from the rest of the house, said as protocols, so that a page can be tried without it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, Unpack

from assistant.answers import Answer, Audience
from assistant.engines.choosing import Wish
from assistant.engines.engine import Engine
from assistant.engines.room import EngineRoom
from assistant.tastes.learner import Learner
from assistant.tastes.ranking import Ranking
from assistant.trade import Trade
from assistant.tuning.studio import Studio
from assistant.tuning.switching import AdapterSwitch
from assistant.understanding.keeping import Learnt
from desk.accounts import Accounts
from desk.audit import Audit
from desk.behaviour import Behaviour
from desk.campaigns import Campaigns
from desk.conversations import Conversations
from desk.customers import Customers
from desk.demand import Demand
from desk.feedback import Feedback
from desk.intents import Intents
from desk.orders import Orders
from desk.overview import ConversationOverview
from desk.preferences import PreferenceStore
from desk.product_rules import ProductRules
from desk.tickets import Tickets
from knowledge.catalog.catalog import Tally
from knowledge.catalog.importing import Imported, Progress
from knowledge.catalog.product import Product
from knowledge.catalog.reading import Preview
from knowledge.catalog.store import ImportInfo, PastProduct
from knowledge.model import Chunk, Visibility
from knowledge.overview import Filters, Order
from knowledge.overview import State as DocumentState

State = Literal["starting", "ready", "failed"]


class Document(Protocol):
    """One row of the list of documents (`knowledge.base.DocumentInfo`)."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def folder(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def status(self) -> str: ...  # queued, reading, embedding, ready, failed
    @property
    def stage_progress(self) -> float: ...  # 0..1
    @property
    def visibility(self) -> Visibility: ...
    @property
    def format(self) -> str: ...
    @property
    def pages(self) -> int | None: ...
    @property
    def chunks(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def error_code(self) -> str | None: ...
    @property
    def error_details(self) -> dict[str, str] | None: ...
    @property
    def warnings(self) -> Sequence[str]: ...  # parts that could not be read
    @property
    def is_live(self) -> bool: ...  # some version of it answers
    @property
    def updated_at(self) -> datetime: ...
    @property
    def is_sample(self) -> bool: ...


class LiveDocument(Protocol):
    """A document as it answers now (`knowledge.base.LiveDocument`)."""

    @property
    def info(self) -> Document: ...
    @property
    def original(self) -> Path: ...


class Knowledge(Protocol):
    """The part of `knowledge.base.KnowledgeBase` that pages use. An unknown id raises DocumentNotFound."""

    def submit(self, path: Path, *, name: str, folder: str = "", visibility: Visibility = "public") -> str: ...
    def list(
        self,
        *,
        order: Order = "updated",
        descending: bool = True,
        offset: int = 0,
        limit: int | None = None,
        **filters: Unpack[Filters],
    ) -> Sequence[Document]: ...
    def count(self, **filters: Unpack[Filters]) -> int: ...
    def tally(self, **filters: Unpack[Filters]) -> Mapping[DocumentState, int]: ...
    def info(self, document_id: str) -> Document: ...
    def live(self, document_id: str) -> LiveDocument: ...  # DocumentNotFound also where no version answers
    def passages(self, document_id: str, *, offset: int = 0, limit: int | None = None) -> Sequence[Chunk]: ...
    def get(self, document_id: str) -> Any: ...
    def remove(self, document_id: str) -> None: ...
    def retry(self, document_id: str) -> None: ...
    def set_visibility(self, document_id: str, visibility: Visibility) -> None: ...


class Catalog(Protocol):
    """The part of `knowledge.catalog.catalog.Catalog` that pages use."""

    def get(self, ids: Collection[str]) -> Sequence[Product]: ...
    def list(self, *, search: str = "", offset: int = 0, limit: int = 50) -> tuple[Sequence[Product], int]: ...
    def count(self, *, is_sample: bool | None = None) -> int: ...
    def tally(self) -> Tally: ...
    def remove_samples(self, actor: str = "") -> int: ...
    def remove_own(self, actor: str = "") -> int: ...
    def imports(self, limit: int = 20) -> Sequence[ImportInfo]: ...
    def history(self, id_: str) -> Sequence[PastProduct]: ...
    def preview(self, path: Path, name: str, mapping: Mapping[str, str] | None = None) -> Preview: ...
    def import_file(
        self, path: Path, name: str, mapping: Mapping[str, str] | None = None, *, actor: str = "",
        is_sample: bool = False, keep_missing: bool = False, progress: Progress = ...,
    ) -> Imported: ...  # fmt: skip


class Assistant(Protocol):
    """Answers, storing the question before and the answer (also a partial one) after."""

    def answer(
        self, conversation_id: str, text: str, language: str = "auto", audience: Audience = "public", *,
        address: str = "",
    ) -> Iterator[Answer]:  # fmt: skip
        """Yield the states of one answer; the last has `done`. Closing the iterator stops the work."""
        ...

    def rehearse(self, text: str, engine: Engine | None, audience: Audience = "public") -> Iterator[Answer]:
        """The same without storing anything, by one answerer; None is the embedded one."""
        ...


class Services(Protocol):
    """Everything behind the pages. Everything of the desk is there from the first moment;
    `knowledge` and `assistant` once `state` is 'ready'."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def overview(self) -> ConversationOverview: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def feedback(self) -> Feedback: ...
    @property
    def intents(self) -> Intents: ...
    @property
    def learnt(self) -> Learnt: ...  # once `state` is 'ready'
    @property
    def preferences(self) -> PreferenceStore: ...
    @property
    def knowledge(self) -> Knowledge: ...
    @property
    def catalog(self) -> Catalog: ...  # once `state` is 'ready'
    @property
    def customers(self) -> Customers: ...
    @property
    def behaviour(self) -> Behaviour: ...
    @property
    def product_rules(self) -> ProductRules: ...
    @property
    def demand(self) -> Demand: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def learner(self) -> Learner: ...
    @property
    def ranking(self) -> Ranking: ...
    @property
    def assistant(self) -> Assistant: ...
    @property
    def state(self) -> State: ...
    @property
    def engines(self) -> EngineRoom: ...
    @property
    def adapters(self) -> AdapterSwitch: ...
    @property
    def studio(self) -> Studio: ...
    @property
    def trade(self) -> Trade: ...  # what there is beside documents: orders, products
    def choose_model(self, wish: Wish) -> None: ...
    @property
    def engine(self) -> str: ...  # who answers: 'embedded', or a model's name
    def starters(self, language: str) -> Sequence[str]:
        """Questions a newcomer may begin with, in the language of the page; may be empty."""
        ...
