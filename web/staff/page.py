"""The staff page: who asks, what they may do, and the parts of the page that changed by it.

Every handler asks who is signed in; hiding a button protects nothing.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from desk.accounts import Account
from desk.errors import DeskError
from knowledge.catalog.errors import CatalogError, sentence
from knowledge.errors import DocumentNotFound
from web.asker import Asker, account_of
from web.cookies import Cookies
from web.rendering import block
from web.roles import may
from web.services import Services
from web.staff.accounts import AccountsSection
from web.staff.activity import ActivitySection
from web.staff.adapters import AdaptersSection
from web.staff.campaigns import CampaignsSection
from web.staff.catalog import CatalogSection
from web.staff.conversations import ConversationsSection
from web.staff.documents import DocumentsSection
from web.staff.inbox import InboxSection
from web.staff.intents import IntentsSection
from web.staff.message import LOOK, Message
from web.staff.models import ModelsSection
from web.staff.orders import OrdersSection
from web.staff.place import Place
from web.staff.recommendations import RecommendationsSection
from web.staff.runs import RunsSection
from web.staff.section import Deed, Section, Turn, tabs_of
from web.staff.settings import SettingsSection
from web.staff.training import TrainingSection
from web.staff.uploads import Uploads
from web.strings import text

logger = logging.getLogger(__name__)

HTML: dict[str, Any] = {"sanitize_html": False, "latex_delimiters": []}  # what we show is escaped by web.rendering
LOOK_AGAIN = 1500  # milliseconds, while something is under way

Updates = dict[Any, Any]
Handler = Callable[..., Updates]


class StaffPage:
    """The handlers of the page. They return updates by component; see `_checked` for what stands before each."""

    def __init__(
        self, services: Services, cookies: Cookies, *, upload_folder: Path, upload_limit: int = 100 * 2**20
    ) -> None:
        self._services = services
        self._cookies = cookies
        uploads = Uploads(upload_folder)
        sections: Sequence[Section] = (
            InboxSection(services),
            DocumentsSection(services, uploads, upload_limit=upload_limit),
            CatalogSection(services, uploads, upload_limit=upload_limit),
            OrdersSection(services, uploads),
            ConversationsSection(services),
            IntentsSection(services, uploads),
            RecommendationsSection(services, uploads),
            CampaignsSection(services, uploads),
            SettingsSection(services, uploads),
            ModelsSection(services),
            TrainingSection(services, uploads),
            RunsSection(services),
            AdaptersSection(services),
            AccountsSection(services),
            ActivitySection(services),
        )
        self.sections: Mapping[str, Section] = {section.name: section for section in sections}
        self.verbs: Mapping[str, Deed] = {
            verb: deed for section in sections for verb, deed in section.deeds.items()
        }  # what a button may ask for; `web.roles` says of each who may

    def build(self) -> gr.Blocks:
        with gr.Blocks(analytics_enabled=False, delete_cache=(600, 3600), fill_width=True) as page:
            with gr.Row(elem_id="header"):
                self.header = gr.Markdown(**HTML)
            self.rail = gr.Markdown(elem_id="rail", **HTML)
            with gr.Column(elem_id="staff"):
                self.said = gr.Markdown(elem_id="said", **HTML)
                self.tools = gr.Markdown(elem_id="tools", **HTML)
                with gr.Row(elem_id="desk"):
                    self.list = gr.Markdown(block("staff/skeleton.html"), elem_id="list", **HTML)
                    self.detail = gr.Markdown(elem_id="detail", **HTML)
            self.state = gr.Markdown(elem_id="state", **HTML)
            action = gr.Textbox(elem_id="action", visible="hidden", label="action")

            parts = [self.header, self.rail, self.said, self.tools, self.list, self.detail, self.state]
            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            page.load(self._checked(self.open), None, parts, **quiet)
            action.change(self._checked(self.act), action, parts, concurrency_limit=8, trigger_mode="multiple", **quiet)
        return page

    def _checked(self, handler: Handler) -> Handler:
        """Run `handler(account, asker, request, *values)` for whom `web.roles` says, and tell failures as sentences."""

        # No functools.wraps: Gradio must see this signature, not the handler's.
        def run(request: gr.Request, *values: Any) -> Updates:
            asker = Asker.of(request, self._cookies)
            account = account_of(request, self._cookies)
            if account is None:
                return self._refused(asker, "signed_out", values)
            if not may(account, handler):
                return self._refused(asker, "admins_only", values)
            try:
                return handler(account, asker, request, *values)
            except Exception:
                logger.exception("A staff page's request failed: %s", handler.__name__)
                return self._refused(asker, "not_done", values)

        run.__name__ = handler.__name__
        run.handler = handler  # type: ignore[attr-defined]  # the tests of access ask it for its role
        return run

    def _refused(self, asker: Asker, key: str, values: Sequence[Any]) -> Updates:
        """One sentence; what stands on the page stays."""
        html = block("staff/said.html", sentences=[text(key, asker.language)], is_problem=True, secret="",
                     is_signed_out=key == "signed_out", n=_number(values), root=asker.root,
                     language=asker.language)  # fmt: skip
        return {self.said: html}

    def open(self, account: Account, asker: Asker, request: gr.Request) -> Updates:
        """All parts of the page, at the place that its address says."""
        address = request.request.url.query if request.request is not None else ""
        return self._shown(Turn(account, asker, Place.of(address)), Message(is_whole=True))

    def act(self, account: Account, asker: Asker, request: gr.Request, given: str) -> Updates:
        """Do what a button says, then show what has changed."""
        try:
            message = Message.of(given or "{}")
        except ValueError:
            return {}
        turn = Turn(account, asker, Place.of(message.at), message.subject, message.form)
        if message.verb != LOOK and not self._do(message.verb, turn):
            return self._refused(asker, "admins_only", [given])
        return self._shown(turn, message)

    def _do(self, verb: str, turn: Turn) -> bool:
        """False where this account may not."""
        deed = self.verbs.get(verb)
        if deed is None:
            return True
        if not may(turn.account, deed):
            return False
        try:
            deed(turn)
        except DeskError as refusal:
            turn.complain(refusal.in_language(turn.language))
        except CatalogError as error:
            turn.complain(sentence(error.code, error.details, turn.language))
        except DocumentNotFound:
            turn.complain(text("gone", turn.language))
        return True

    def _shown(self, turn: Turn, message: Message) -> Updates:
        """The parts that differ from what the page says it shows."""
        section = self._section(turn)
        detail = section.detail(turn)  # before the list: it may find that what was chosen is gone
        parts = {self.list: ("list", section.list(turn)), self.detail: ("detail", detail)}
        if message.is_whole or message.verb != LOOK:  # the company may have another name now
            parts[self.header] = ("header", turn.show("staff/header.html", company=self._company(turn)))
        if message.is_whole:
            parts |= {
                self.rail: ("rail", turn.show("staff/rail.html", entries=self._entries(turn.account))),
                self.tools: ("tools", section.tools(turn)),
            }
        updates: Updates = {}
        for component, (name, html) in parts.items():
            fingerprint = hashlib.blake2b(html.encode(), digest_size=8).hexdigest()
            # A part that is drawn again loses the reader's place in it.
            if message.seen.get(name) != fingerprint:
                updates[component] = f'<div class="part" data-part="{name}" data-print="{fingerprint}">{html}</div>'
        if turn.sentences or turn.secret or message.verb != LOOK:
            updates[self.said] = turn.show(
                "staff/said.html", sentences=turn.sentences, is_problem=turn.is_problem, secret=turn.secret,
                is_signed_out=False, n=message.n,
            )  # fmt: skip
        updates[self.state] = turn.show(
            "staff/state.html",
            n=message.n,
            again=LOOK_AGAIN if section.is_moving(turn) else 0,
            is_problem=turn.is_problem,
        )
        return updates

    def _section(self, turn: Turn) -> Section:
        """The section of the place, or the first where there is none of that name for this account."""
        section = self.sections.get(turn.place.section)
        if section is None or section.name not in self._open_to(turn.account):
            turn.place = Place()
            section = self.sections[turn.place.section]
        return section

    def _open_to(self, account: Account) -> list[str]:
        return [name for name, section in self.sections.items() if section.role == "staff" or account.is_admin]

    def _entries(self, account: Account) -> dict[str, str]:
        """Each entry of the rail with the sections that it leads to."""
        groups = {tabs_of(name)[0]: tabs_of(name) for name in self._open_to(account)}
        return {name: " ".join(sections) for name, sections in groups.items()}

    def _company(self, turn: Turn) -> str:
        return self._services.preferences.get().name(turn.language)


def _number(values: Sequence[Any]) -> int:
    """Of the message that is refused, so that the page knows that it was heard."""
    try:
        return Message.of(str(values[-1])).n if values else 0
    except ValueError:
        return 0
