"""Everything behind the pages and the command line, built once and handed to each other.

`Services.open` is quick: it takes the data folder and opens the database. `start` loads the rest (indexes, embedding
model, dictionaries) in the background, so that the first page does not wait for it.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Event, Thread
from typing import Literal

import samples
from assistant.assistant import Assistant
from assistant.confidence import SCALE
from assistant.engines.choosing import EMBEDDED, Wish
from assistant.engines.chosen import ChosenModel
from assistant.engines.room import EngineRoom
from assistant.fitted import Fitted, read_fitted, write_fitted
from assistant.from_settings import OFFERED, ServiceSettings, awaits_samples, preference_store, training_rows
from assistant.order_files import import_orders, match_columns, read_sheet
from assistant.service.actions import Action, usual_action
from assistant.service.filing import Filing
from assistant.service.forms import FORMS
from assistant.service.looking_up import LookUp
from assistant.skills.questions import Questions
from assistant.skills.recommendations import Recommendations
from assistant.skills.service import Service
from assistant.skills.talk import OutOfScope, SmallTalk
from assistant.starters import find_starters
from assistant.tastes.kept import FOLDER as TASTES
from assistant.tastes.learner import Learner
from assistant.tastes.orders import bought
from assistant.tastes.ranking import Ranking
from assistant.trade import Trade, trade_of
from assistant.tuning.adapters import AdapterShelf
from assistant.tuning.building import RowBuilder
from assistant.tuning.errors import TuningError
from assistant.tuning.studio import Built, OnProgress, Studio
from assistant.tuning.switching import AdapterSwitch, at_work
from assistant.understanding.keeping import Learnt
from assistant.understanding.learning import starter_intents
from assistant.understanding.tie_break import by_model
from assistant.understanding.understander import Understander
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
from desk.product_rules import ProductRules
from desk.tickets import Tickets
from knowledge.base import KnowledgeBase
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.errors import CatalogError
from knowledge.catalog.store import CatalogStore
from knowledge.embedding import has_gpu, load_embedder
from knowledge.language import Language
from knowledge.loading import Limits
from knowledge.preparing import PreparerProcess
from knowledge.records import DocumentRecords
from storage.database import Database, open_database
from storage.folder import DataFolder, user_cache

logger = logging.getLogger(__name__)

State = Literal["starting", "ready", "failed"]

CALIBRATION_SECONDS = 5.0  # between two looks at whether documents have changed
CALIBRATION_PAUSE = 0.1
FITTED = "fitted.json"
MOST_PRODUCTS = 1_000_000


class Services:
    """One data folder at work. `knowledge` and `assistant` may be used once `state` is 'ready'."""

    def __init__(self, settings: ServiceSettings, folder: DataFolder, database: Database, threads: int | None) -> None:
        self.folder = folder
        self.database = database
        self.accounts = Accounts(database, session_hours=settings.session_hours)
        self.conversations = Conversations(database)
        self.audit = Audit(database)
        self.overview = ConversationOverview(database)
        self.feedback = Feedback(database)
        self.intents = Intents(database, [name for name, form in FORMS.items() if form.end == "send"])
        self.orders = Orders(database)
        self.tickets = Tickets(database, self.conversations)
        self.preferences = preference_store(settings, database)
        self.customers = Customers(database)
        self.behaviour = Behaviour(database)
        self.product_rules = ProductRules(database)
        self.demand = Demand(database)
        self.campaigns = Campaigns(database)
        self.learner = Learner(folder.path / TASTES, database, self.behaviour, self._bring_orders)
        self.ranking = Ranking(self.behaviour, self.product_rules, lambda: self.learner.current, self._alike)
        self.engines = EngineRoom(settings, has_gpu=has_gpu, tuned=at_work(folder.path))
        self.chosen = ChosenModel(self.engines, self.preferences, folder.secrets)
        self.adapters = AdapterSwitch(AdapterShelf(folder.path), self.engines, self.audit)
        # one thread: two wait for each other busily as soon as anything else runs
        self._embedder = load_embedder(settings.embedding_model, threads=1)
        packaged = load_embedder(threads=1) if settings.embedding_model else self._embedder
        self.examples = training_rows(database, self.preferences, packaged)
        self.studio = Studio(
            folder.path, settings, self.examples, self.preferences.get, self.audit, builder=self._build_rows
        )
        self.state: State = "starting"
        self.import_at = ("", 0, 0)  # stage, done, of how many: how far the command line's import of a catalog is
        self._settings = settings
        self._threads = threads
        self._knowledge: KnowledgeBase | None = None
        self._catalog: Catalog | None = None
        self._on_sale = CatalogStore(database)
        self._documents = DocumentRecords(database)
        self._learnt: Learnt | None = None
        self._assistant: Assistant | None = None
        self._background: Thread | None = None
        self._closing = Event()
        self._fitted = Fitted()
        self._embedding = ""  # the name of the model

    @classmethod
    def open(cls, settings: ServiceSettings, *, threads: int | None = None) -> "Services":
        """Become the owner of the data folder and bring its database up to date.

        `threads` are the compute threads of ingestion where nobody chats meanwhile; without it, ingestion has what the
        settings say and yields to everything else.
        Raises StorageError (FolderInUse among them) with a sentence for the operator.
        """
        folder = DataFolder(settings.data_path)
        folder.acquire()
        try:
            database = open_database(settings.database_url or folder.database_url, folder.backups)
        except BaseException:
            folder.release()
            raise
        return cls(settings, folder, database, threads)

    @property
    def knowledge(self) -> KnowledgeBase:
        assert self._knowledge is not None, "the services are not ready yet"
        return self._knowledge

    @property
    def catalog(self) -> Catalog:
        assert self._catalog is not None, "the services are not ready yet"
        return self._catalog

    @property
    def assistant(self) -> Assistant:
        assert self._assistant is not None, "the services are not ready yet"
        return self._assistant

    @property
    def learnt(self) -> Learnt:
        """What was learnt of messages and what they want."""
        assert self._learnt is not None, "the services are not ready yet"
        return self._learnt

    def start(self) -> None:
        """Load everything in the background; `state` tells when it is ready."""
        self._background = Thread(target=self._start, name="services", daemon=True)
        self._background.start()

    def _start(self) -> None:
        try:
            self.load()
            self.knowledge.prepare()
            self.catalog.prepare()
            self.state = "ready"
            self.catalog.embed_anew()
            self.chosen.start()
            self.welcome()
            self.studio.drop_forgotten()
            self.knowledge.resume()
        except Exception:  # whatever it is, the pages say that the start failed instead of waiting for ever
            logger.exception("Frontdesk could not start.")
            self.state = "failed"
            return
        self._keep_fitted()

    def _keep_fitted(self) -> None:
        """Whenever documents have changed and no more are under way, fit the answers to them."""
        while not self._closing.wait(CALIBRATION_SECONDS):
            try:
                if not self.knowledge.statistics()["unfinished"]:
                    # a pause between its searches leaves the processor to the chats
                    self.fit(stopped=lambda: self._closing.wait(CALIBRATION_PAUSE))
                self.learner.keep_up()
            except Exception:  # SQL, an index, a full disk: the next round tries again
                logger.exception("Fitting the answers to the documents failed; what was fitted last stays in use.")

    def fit(self, *, stopped: Callable[[], bool] = lambda: False) -> None:
        """Fit the answers to the documents, and find questions to begin with, unless that is done; may take a minute.

        `stopped` is asked between its searches; then nothing is kept.
        """
        documents, embedding = self._documents.edition(), self._embedding
        if (documents, embedding, SCALE) == (self._fitted.documents, self._fitted.embedding, self._fitted.scale):
            return
        calibrations = self.assistant.calibrate(stopped=stopped)
        starters = find_starters(self.knowledge, self.assistant.can_answer, stopped=stopped)
        if self._closing.is_set():
            return
        self._fitted = Fitted(
            documents,
            embedding,
            {str(audience): {str(k): v for k, v in found.points.items()} for audience, found in calibrations.items()},
            {str(language): questions for language, questions in starters.items()},
            SCALE,
        )
        write_fitted(self.folder.path / FITTED, self._fitted)

    def _build_rows(self, on_progress: OnProgress, stopped: Callable[[], bool]) -> Built:
        if self._knowledge is None or self._assistant is None:
            raise TuningError("no_index")
        return RowBuilder(self.knowledge, self.conversations, self.feedback, self.examples, self.assistant.can_answer)(
            on_progress, stopped
        )

    def load(self) -> None:
        """Load everything now; unfinished uploads wait until `knowledge.resume`."""
        settings, embedder = self._settings, self._embedder
        preparer = PreparerProcess(
            embedder.name, settings.embedding_model, self._threads or settings.ingest_threads,
            yields=self._threads is None,
        )  # fmt: skip
        limits = Limits(
            size=settings.upload_limit, unpacked=settings.unpacked_limit, pages=settings.page_limit,
            seconds=settings.reading_seconds, memory=settings.reading_memory,
        )  # fmt: skip
        self._knowledge = KnowledgeBase(self.folder, self.database, embedder, preparer, limits)
        self._catalog = Catalog(self.folder.indexes / "catalog", self.database, embedder, preparer, limits)
        has_more_to_learn = self.intents.keep_up_with(starter_intents()) > 0
        self._learnt = Learnt(embedder, folder=self.folder.path, cache=user_cache(), intents=self.intents)
        self._learnt.load(anew=has_more_to_learn)
        questions = Questions(self._knowledge, embedder, self.feedback)
        self._assistant = Assistant(
            Understander(lambda: self.learnt.current, embedder.embed, tie_break=by_model(lambda: self.engines.current)),
            {"smalltalk": SmallTalk(), "out_of_scope": OutOfScope()},
            questions,
            Service(
                questions,
                LookUp(self.orders, self.tickets, self.conversations),
                Filing(self.tickets, self.conversations, self.audit),
                action=self._action,
                trade=lambda: self.trade,
            ),
            self.conversations,
            recommendations=Recommendations(
                self._catalog,
                self.ranking,
                missed=self._missed,
                chosen=lambda conversation, product: self.behaviour.keep(conversation, [product], "choose"),
                image_hosts=[h.strip() for h in settings.image_hosts.split(",") if h.strip()],
            ),
            preferences=self.preferences.get,
            engine=lambda: self.engines.current,
            trade=lambda: self.trade,
        )
        self._embedding = embedder.name
        self._fitted = read_fitted(self.folder.path / FITTED)
        if self._fitted.embedding == embedder.name:
            self._assistant.use(self._fitted.calibrations())

    def _alike(self, item: str, others: Collection[str]) -> Mapping[str, float]:
        """How alike products are by what they are; nothing before the catalog is there."""
        return self._catalog.alike(item, others) if self._catalog is not None else {}

    def _missed(self, conversation: str, words: str, blame: str, language: Language) -> None:
        self.demand.record(conversation, words, blame=blame, language=language)

    def _bring_orders(self) -> None:
        """Let what orders say be learned too."""
        if self._catalog is not None:
            products = self._catalog.list(limit=MOST_PRODUCTS)[0]
            self.behaviour.put_orders(bought(self.orders.list(), products))

    def _action(self, intent: str) -> Action | None:
        """What the company does for an intent; for what it has not in its list, what shops do."""
        own = self.intents.what(intent)
        return Action(*own) if own else usual_action(intent)

    def welcome(self) -> None:
        """Put the sample company into a data folder that has never had a document, once."""
        if not awaits_samples(self._settings) or self.knowledge.count():
            return
        for document in samples.documents():
            self.knowledge.submit(document.path, folder=document.folder, visibility=document.visibility, is_sample=True)
        for path in samples.ORDERS:
            sheet = read_sheet(path)
            import_orders(self.orders, sheet, match_columns(sheet.headers, {}), is_sample=True)
        self._welcome_catalog()
        (self.folder.path / OFFERED).touch()

    def _welcome_catalog(self) -> None:
        if self.catalog.count():
            return
        try:
            self.catalog.import_file(samples.CATALOG, samples.CATALOG.name, is_sample=True)
        except CatalogError:
            logger.exception("The sample catalog could not be imported.")

    @property
    def trade(self) -> Trade:
        """What the company has beside documents, as it is now; known from the first moment."""
        return trade_of(self.orders, self._on_sale)

    @property
    def engine(self) -> str:
        """Who answers: the name of a language model, or 'embedded'."""
        current = self.engines.current
        return current.name if current else EMBEDDED

    def choose_model(self, wish: Wish) -> None:
        """Let an admin's choice answer from now on, and after a restart; raises EngineError where it may not."""
        self.chosen.choose(wish)

    def starters(self, language: str) -> Sequence[str]:
        """Questions to begin with: the company's choice, the sample company's while it is there, else found ones.

        Those found in documents that have changed since are not shown: they may speak of what is gone.
        """
        spoken: Language = "zh" if language == "zh" else "en"
        if chosen := self.preferences.get().starters[spoken]:
            return chosen
        if self.state == "ready" and self.knowledge.count(is_sample=True):
            return samples.STARTERS[spoken] if self.trade.has_products else samples.STARTERS[spoken][:-1]
        return self._fitted.starters_in(spoken) if self._fitted.documents == self._documents.edition() else ()

    def close(self) -> None:
        """Stop, give back every process, file and the lock."""
        self._closing.set()
        self.studio.close()
        self.engines.close()
        if self._background is not None:
            self._background.join(60)
        if self._catalog is not None:
            self._catalog.close()
        if self._knowledge is not None:
            self._knowledge.close()
        self.database.close()
        self.folder.release()
