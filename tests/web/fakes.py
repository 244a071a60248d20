"""A small knowledge base and assistant that work, in memory, so that the pages are tried without models and indexes."""

import dataclasses
import re
import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from assistant.answers import Answer, Audience, Citation
from assistant.engines.choosing import Wish
from assistant.engines.engine import Engine
from assistant.engines.room import EngineRoom
from assistant.service.forms import FORMS
from assistant.tastes.learner import Learner
from assistant.tastes.ranking import Ranking
from assistant.trade import Trade
from assistant.tuning.adapters import AdapterShelf
from assistant.tuning.studio import Studio
from assistant.tuning.switching import AdapterSwitch
from assistant.understanding.keeping import Learnt
from assistant.understanding.learning import starter_intents
from desk.accounts import Accounts
from desk.audit import Audit
from desk.behaviour import Behaviour
from desk.campaigns import Campaigns
from desk.conversations import Conversations
from desk.customers import Customers
from desk.demand import Demand
from desk.examples import Examples
from desk.feedback import Feedback
from desk.intents import Intents
from desk.orders import Orders
from desk.overview import ConversationOverview
from desk.preferences import Preferences, PreferenceStore
from desk.product_rules import ProductRules
from desk.tickets import Tickets
from knowledge.catalog.catalog import Tally
from knowledge.catalog.importing import Imported, Progress
from knowledge.catalog.product import Product
from knowledge.catalog.reading import Preview
from knowledge.catalog.store import ImportInfo, PastProduct
from knowledge.embedding import Vectors
from knowledge.errors import DocumentNotFound
from knowledge.model import Chunk, Place, Visibility
from knowledge.overview import Filters, Order
from knowledge.overview import State as DocumentState
from settings import Settings
from storage.database import Database, utc_now
from tests.minilm import MODEL
from web.services import State

COMPANY = {"en": "Linden & Tea", "zh": "菩提与茶"}


@dataclass(frozen=True)
class FakeInfo:
    id: str
    name: str
    text: str
    visibility: Visibility = "public"
    folder: str = ""
    title: str = ""
    version: int = 1
    status: str = "ready"
    stage_progress: float = 1.0
    format: str = "txt"
    pages: int | None = None
    chunks: int = 1
    size: int = 100
    error_code: str | None = None
    error_details: dict[str, str] | None = None
    warnings: tuple[str, ...] = ()
    is_live: bool = True
    updated_at: datetime = field(default_factory=utc_now)
    is_sample: bool = False


@dataclass(frozen=True)
class FakeDetail:
    info: FakeInfo
    text: str


Infos = list[FakeInfo]  # inside the class, `list` is its method
Chunks = list[Chunk]


def _state(document: FakeInfo) -> DocumentState:
    if document.status == "failed":
        return "failed"
    return "ready" if document.status == "ready" else "moving"


@dataclass(frozen=True)
class FakeLive:
    info: FakeInfo
    original: Path


class FakeKnowledge:
    """Takes text files; a file without text fails, as it would for real. Documents become ready after `seconds`."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.documents: dict[str, FakeInfo] = {}
        self.seconds = seconds
        self.originals = Path(tempfile.mkdtemp(prefix="originals-"))
        weakref.finalize(self, shutil.rmtree, self.originals, ignore_errors=True)

    def put(self, name: str, text: str, **more: Any) -> str:
        document_id = f"d{len(self.documents)}"
        values: dict[str, Any] = {
            "chunks": 1 + text.count("\n"),
            "size": len(text.encode()),
            "format": name.rpartition(".")[2],
        }
        self.documents[document_id] = FakeInfo(id=document_id, name=name, text=text, **(values | more))
        return document_id

    def submit(self, path: Path, *, name: str, folder: str = "", visibility: Visibility = "public") -> str:
        words = path.read_bytes().decode(errors="replace")
        known = next((document for document in self.documents.values() if document.name == name), None)
        given: dict[str, Any] = {"visibility": visibility, "status": "reading", "stage_progress": 0.4}
        if known is None:
            document_id = self.put(name, words, folder=folder, is_live=False, **given)
        else:
            document_id = known.id
            self._change(document_id, text=words, version=known.version + 1, **given)
        threading.Timer(self.seconds, self._finish, (document_id,)).start()
        return document_id

    def _finish(self, document_id: str) -> None:
        document = self.documents.get(document_id)
        if document is None:
            return
        if document.text.strip():
            self._change(document_id, status="ready", stage_progress=1.0, is_live=True)
        else:
            self._change(document_id, status="failed", error_code="empty", error_details={}, chunks=0)

    def _change(self, document_id: str, **changes: Any) -> None:
        self.documents[document_id] = dataclasses.replace(self.documents[document_id], updated_at=utc_now(), **changes)

    def _matching(self, filters: Filters) -> Infos:
        state, visibility, is_sample = (filters.get(name) for name in ("state", "visibility", "is_sample"))
        return [
            document
            for document in self.documents.values()
            if filters.get("query", "").lower() in document.name.lower()
            and visibility in (None, document.visibility)
            and state in (None, _state(document))
            and is_sample in (None, document.is_sample)
        ]

    def list(
        self,
        *,
        order: Order = "updated",
        descending: bool = True,
        offset: int = 0,
        limit: int | None = None,
        **filters: Unpack[Filters],
    ) -> Infos:
        by: dict[Order, Callable[[FakeInfo], Any]] = {
            "name": lambda document: document.name.lower(),
            "size": lambda document: document.size,
            "passages": lambda document: document.chunks,
            "updated": lambda document: 0,  # as they were put in
        }
        found = sorted(self._matching(filters), key=by[order], reverse=descending and order != "updated")
        return found[offset : None if limit is None else offset + limit]

    def count(self, **filters: Unpack[Filters]) -> int:
        return len(self._matching(filters))

    def tally(self, **filters: Unpack[Filters]) -> dict[DocumentState, int]:
        found: dict[DocumentState, int] = {"ready": 0, "moving": 0, "failed": 0}
        for document in self._matching(filters):
            found[_state(document)] += 1
        return found

    def info(self, document_id: str) -> FakeInfo:
        return self.get(document_id).info

    def live(self, document_id: str) -> FakeLive:
        info = self.info(document_id)
        if not info.is_live:
            raise DocumentNotFound("not_found", id=document_id)
        original = self.originals / document_id
        original.write_text(info.text, "utf-8")
        return FakeLive(info, original)

    def passages(self, document_id: str, *, offset: int = 0, limit: int | None = None) -> Chunks:
        document = self.info(document_id)
        lines = document.text.splitlines() if document.is_live else []
        chunks = [Chunk(n, line, (), Place(page=1 + n // 2)) for n, line in enumerate(lines)]
        return chunks[offset : None if limit is None else offset + limit]

    def get(self, document_id: str) -> FakeDetail:
        if document_id not in self.documents:
            raise DocumentNotFound("not_found", id=document_id)
        return FakeDetail(self.documents[document_id], self.documents[document_id].text)

    def remove(self, document_id: str) -> None:
        self.get(document_id)
        del self.documents[document_id]

    def retry(self, document_id: str) -> None:
        self.get(document_id)
        self._change(document_id, status="reading", stage_progress=0.1)
        threading.Timer(self.seconds, self._finish, (document_id,)).start()

    def set_visibility(self, document_id: str, visibility: Visibility) -> None:
        self.get(document_id)
        self._change(document_id, visibility=visibility)


class FakeAssistant:
    """Quotes the line that shares most words with the question, word by word; 'explode' makes it fail half-way."""

    def __init__(self, knowledge: FakeKnowledge, conversations: Conversations, pause: float = 0.0) -> None:
        self._knowledge = knowledge
        self._conversations = conversations
        self.pause = pause
        self.closed = 0

    def answer(
        self, conversation_id: str, text: str, language: str = "auto", audience: Audience = "public", *,
        address: str = "",
    ) -> Iterator[Answer]:  # fmt: skip
        chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
        self._conversations.add(conversation_id, "customer", text)
        state = Answer("", "question", "zh" if chinese else "en", False, "embedded", conversation_id)
        if "explode" in text:
            yield dataclasses.replace(state, text="Half of")
            raise RuntimeError("secret-path /srv/secret/key.pem")
        best, score = self._best(text, audience)
        if best is None:
            words = ["资料中没有找到相关内容，请联系人工客服。"] if chinese else ["Nothing found. Please ask a person."]
            state = dataclasses.replace(state, abstained=True, nearest=self._near(audience))
        else:
            document, line = best
            words = [*re.findall(r"[\u4e00-\u9fff]|\S+\s*", line), " [1]"]
            span = _span(document.text, line)
            n = document.text.splitlines().index(line)  # each line is a passage, here quoted with those around it
            citation = Citation(
                1, document.id, document.name, document.title, "page 3", document.text, (span,), score,
                f"{document.id}:{document.version}:{n}", document.version, -span[0],
            )  # fmt: skip
            state = dataclasses.replace(state, citations=(citation,))
        try:
            for word in words:
                state = dataclasses.replace(state, text=state.text + word)
                yield state
                time.sleep(self.pause)
            state = dataclasses.replace(state, done=True, score=score)
        finally:
            self.closed += 1
            self._conversations.add(conversation_id, "assistant", state.text, dataclasses.asdict(state))
        yield state

    def rehearse(self, text: str, engine: Engine | None, audience: Audience = "public") -> Iterator[Answer]:
        best, score = self._best(text, audience)
        words = best[1] if best else "Nothing found."
        name = engine.name if engine else "embedded"
        yield Answer(words, "question", "en", best is None, name, "", score=score, seconds=0.1, done=True)

    def _best(self, text: str, audience: Audience) -> tuple[tuple[FakeInfo, str] | None, float]:
        best, most = None, 0
        asked = _words(text)
        for document in self._knowledge.list(visibility=None if audience == "staff" else "public"):
            for line in document.text.splitlines() if document.status == "ready" else ():
                shared = len(asked & _words(line))
                if shared > most:
                    best, most = (document, line), shared
        return best, min(1.0, most / 5)

    def _near(self, audience: Audience) -> tuple[Citation, ...]:
        documents = self._knowledge.list(visibility=None if audience == "staff" else "public", limit=2)
        return tuple(
            Citation(n, document.id, document.name, document.title, "", document.text[:200], (), 0.1, f"p{n}")
            for n, document in enumerate(documents, 1)
        )


_COMMON = {"the", "a", "is", "what", "how", "do", "you", "and", "of", "to", "in", "are"}


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\u4e00-\u9fff]{2}|[a-z0-9]{2,}", text.lower())) - _COMMON


def _span(text: str, line: str) -> tuple[int, int]:
    start = text.index(line)
    return start, start + len(line)


class FakeCatalog:
    """Two products, and those that a test puts in."""

    def __init__(self) -> None:
        self.products = {
            "T-1": Product(
                "T-1", "Heron 2 tent", "A tent for two. It weighs 2.4 kg.", "Larkfell", ("Camping", "Tents"),
                price=Decimal("249"), currency="EUR", stock=3, rating=4.6, link="https://shop.example/heron",
                title_zh="苍鹭双人帐篷", description_zh="双人帐篷，重 2.4 公斤。",
            ),
            "M-7": Product(
                "M-7", "Moss mat", "A soft mat.", "Larkfell", ("Camping",), price=Decimal("59.90"), currency="EUR",
                stock=0,
            ),
        }  # fmt: skip

    def get(self, ids: Collection[str]) -> Sequence[Product]:
        return [self.products[id_] for id_ in ids if id_ in self.products]

    def list(self, *, search: str = "", offset: int = 0, limit: int = 50) -> tuple[Sequence[Product], int]:
        found = [each for each in self.products.values() if search.lower() in each.title.lower()]
        return found[offset : offset + limit], len(found)

    def count(self, *, is_sample: bool | None = None) -> int:
        return 0 if is_sample else len(self.products)

    def tally(self) -> Tally:
        return Tally(len(self.products), 1, 1)

    def remove_samples(self, actor: str = "") -> int:
        return 0

    def remove_own(self, actor: str = "") -> int:
        return 0

    def history(self, id_: str) -> Sequence[PastProduct]:
        return [PastProduct(1, None, self.products[id_])]

    def imports(self, limit: int = 20) -> Sequence[ImportInfo]:
        return []

    def preview(self, path: Path, name: str, mapping: Mapping[str, str] | None = None) -> Preview:
        return Preview((), {}, (), ())

    def import_file(
        self, path: Path, name: str, mapping: Mapping[str, str] | None = None, *, actor: str = "",
        is_sample: bool = False, keep_missing: bool = False, progress: Progress = lambda *_: None,
    ) -> Imported:  # fmt: skip
        return Imported(1, 0, 0, 0, 0, (), 0)


class Signs:
    """An embedder that only tells texts apart."""

    name = "signs"
    window = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.array([[1, *(text.count(letter) for letter in "aeiou我要吗")] for text in texts], np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def embed_question(self, text: str) -> Vectors:
        return self.embed([text])[0]


class FakeServices:
    """All that the pages need, with a real desk on a real database."""

    def __init__(self, database: Database, *, seconds: float = 0.0, pause: float = 0.0) -> None:
        self.database = database
        self.accounts = Accounts(database)
        self.conversations = Conversations(database)
        self.audit = Audit(database)
        self.overview = ConversationOverview(database)
        self.feedback = Feedback(database)
        self.tickets = Tickets(database, self.conversations)
        self.orders = Orders(database)
        self.intents = Intents(database, [name for name, form in FORMS.items() if form.end == "send"])
        self.intents.begin_with(starter_intents())
        self.learnt = Learnt(Signs(), intents=self.intents)
        own = Preferences(company=COMPANY, contact={"en": "help@linden.example", "zh": "help@linden.example"})
        self.preferences = PreferenceStore(database, lambda: own)
        self.catalog = FakeCatalog()
        self.customers = Customers(database)
        self.behaviour = Behaviour(database)
        self.product_rules = ProductRules(database)
        self.demand = Demand(database)
        self.campaigns = Campaigns(database)
        self.knowledge = FakeKnowledge(seconds)
        self.assistant = FakeAssistant(self.knowledge, self.conversations, pause)
        self.trade = Trade()
        self.state: State = "ready"
        self.engine = "embedded"
        self.engines = EngineRoom(dataclasses.replace(Settings(), model="embedded", model_hosts="127.0.0.1:9"))
        folder = Path(str(database.engine.url.database)).parent
        self.learner = Learner(folder / "tastes", database, self.behaviour)
        self.ranking = Ranking(self.behaviour, self.product_rules, lambda: self.learner.current)
        self.adapters = AdapterSwitch(AdapterShelf(folder), self.engines, self.audit)
        self.studio = Studio(folder, Settings(), Examples(database, MODEL), self.preferences.get, self.audit)

    def choose_model(self, wish: Wish) -> None:
        self.engines.start(wish)
        self.preferences.change(model={"kind": wish.kind, "model": wish.model, "url": wish.url})

    def starters(self, language: str) -> list[str]:
        if chosen := self.preferences.get().starters[language]:
            return [*chosen]
        if language == "zh":
            return ["退货期限是多久？", "送货需要几天？"]
        return ["How long does shipping take?", "What is the return window?", "Do you ship to Germany?"]
