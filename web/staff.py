"""The staff area: documents in, their list and states, who may see them, and out again.

Every handler asks who is signed in; hiding a button protects nothing.
"""

import functools
import logging
import re
import shutil
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from desk.accounts import Account
from knowledge.errors import DocumentNotFound, KnowledgeError, sentence
from knowledge.model import Visibility
from web.asker import Asker, account_of
from web.chat import HTML
from web.cookies import Cookies
from web.listing import PAGE_SIZE, detail, is_moving, listing
from web.rendering import block
from web.roles import may
from web.services import Document, Services
from web.strings import plural, text

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.5


@dataclass
class View:
    """What one staff page shows. Lives on the server."""

    query: str = ""
    page: int = 1
    selected: str = ""
    confirming: bool = False
    samples: int = 0
    shown: str = ""  # the list as last sent


Updates = dict[Any, Any]
Handler = Callable[..., Updates]
Action = Callable[[Account, Asker, "View", str], str]  # what a pressed button does; returns what is said of it


class StaffPage:
    """The handlers of the page. They return updates by component; see `_checked` for what stands before each."""

    def __init__(self, services: Services, cookies: Cookies, *, upload_folder: Path) -> None:
        self._services = services
        self._cookies = cookies
        self._upload_folder = upload_folder.resolve()
        self.verbs: Mapping[str, Action] = {
            "select": self._select,
            "page": self._turn_page,
            "retry": self._retry,
            "public": functools.partial(self._show, visibility="public"),
            "staff": functools.partial(self._show, visibility="staff"),
            "delete": self._ask_to_delete,
            "delete-yes": self._delete,
            "samples-yes": self._remove_samples,
            "samples-no": lambda *_: "",
        }

    def build(self) -> gr.Blocks:
        with gr.Blocks(analytics_enabled=False, delete_cache=(600, 3600), fill_width=True) as page:
            view = gr.State(View())
            with gr.Row(elem_id="header"):
                self.header = gr.Markdown(**HTML)
            with gr.Column(elem_id="staff"):
                self.title = gr.Markdown(**HTML)
                self.said = gr.Markdown(visible=False, elem_id="said", **HTML)
                with gr.Row(elem_id="intake"):
                    self.drop = gr.File(elem_id="drop", file_count="multiple", height=112, scale=3, label=" ")
                    self.audience = gr.Radio(choices=[""], elem_id="audience", scale=1, label=" ", min_width=220)
                with gr.Row(elem_id="tools"):
                    self.search = gr.Textbox(elem_id="search", label=" ", scale=1)
                    self.samples = gr.Button("", elem_id="samples", visible=False, scale=0)
                with gr.Row(elem_id="desk"):
                    self.list = gr.Markdown(elem_id="list", min_height=60, **HTML)
                    self.detail = gr.Markdown(elem_id="detail", **HTML)
            action = gr.Textbox(elem_id="action", visible="hidden", label="action")
            self.timer = gr.Timer(POLL_SECONDS)

            body = [self.said, self.list, self.detail, self.samples, self.timer]
            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            words = [self.header, self.title, self.drop, self.audience, self.search]
            page.load(self._checked(self.open), view, [*words, *body], **quiet)
            self.timer.tick(self._checked(self.refresh), view, body, **quiet)
            action.change(self._checked(self.act), [view, action], body, concurrency_limit=4, **quiet)
            self.search.change(self._checked(self.find), [view, self.search], body, trigger_mode="always_last", **quiet)
            self.drop.upload(
                self._checked(self.take_in),
                [view, self.drop, self.audience],
                [self.drop, *body],
                preprocess=False,  # the names that files have on the sender's disk come only so
                **quiet,
            )
            self.samples.click(self._checked(self.ask_about_samples), view, body, **quiet)
        return page

    def _checked(self, handler: Handler) -> Handler:
        """Run `handler(account, asker, view, *values)` for whom `web.roles` says, and tell failures as sentences."""

        # No functools.wraps: Gradio must see this signature, not the handler's.
        def run(request: gr.Request, *values: Any) -> Updates:
            asker = Asker.of(request, self._cookies)
            account = account_of(request, self._cookies)
            if account is None:
                return {self.said: self._saying(text("signed_out", asker.language), is_problem=True)}
            if not may(account, handler):
                return self._refused(asker)
            try:
                return handler(account, asker, *values)
            except DocumentNotFound:
                return self._list(asker, values[0]) | {
                    self.said: self._saying(text("gone", asker.language), is_problem=True)
                }
            except Exception:
                logger.exception("A staff page's request failed: %s", handler.__name__)
                return {self.said: self._saying(text("not_done", asker.language), is_problem=True)}

        run.__name__ = handler.__name__
        run.handler = handler  # type: ignore[attr-defined]  # the tests of access ask it for its role
        return run

    def _refused(self, asker: Asker) -> Updates:
        return {self.said: self._saying(text("admins_only", asker.language), is_problem=True)}

    def open(self, account: Account, asker: Asker, view: View) -> Updates:
        language = asker.language
        header = block(
            "header.html",
            company=self._services.preferences.get().company[language],
            language=language,
            other="en" if language == "zh" else "zh",
            home="/staff/",
            root=asker.root,
            account=account.name,
        )
        choices = [(text(f"visibility_{value}", language), value) for value in ("public", "staff")]
        self._count_samples(view)
        return {
            self.header: header,
            self.title: block("title.html", language=language),
            self.drop: gr.File(label=text("upload_hint", language)),
            self.audience: gr.Radio(choices=choices, value="public", label=text("upload_for", language)),
            self.search: gr.Textbox(label=text("search", language), placeholder=text("search_hint", language)),
            **self._list(asker, view, is_new=True),
        }

    def refresh(self, account: Account, asker: Asker, view: View) -> Updates:
        if not view.samples:
            self._count_samples(view)
        return self._list(asker, view)

    def find(self, account: Account, asker: Asker, view: View, query: str) -> Updates:
        view.query, view.page = (query or "").strip()[:200], 1
        return self._list(asker, view)

    def take_in(
        self, account: Account, asker: Asker, view: View, files: list[dict[str, Any]] | None, audience: str
    ) -> Updates:
        """Move the files out of Gradio's folder, into the queue. `files` is the browser's word: it is not believed."""
        visibility: Visibility = "staff" if audience == "staff" else "public"
        taken, refused = 0, []
        for file in files or []:
            source = Path(str(file.get("path", ""))).resolve()
            name = plain_name(str(file.get("orig_name") or source.name))
            if source.parent.parent != self._upload_folder or not source.is_file():
                refused.append(text("upload_lost", asker.language, name=name))
                continue
            try:
                document_id = self._services.knowledge.submit(source, name=name, visibility=visibility)
            except KnowledgeError as error:
                reason = sentence(error.code, error.details, asker.language)
                refused.append(text("upload_refused", asker.language, name=name, reason=reason))
                continue
            finally:
                shutil.rmtree(source.parent, ignore_errors=True)
            taken += 1
            self._record(account, "document.upload", document_id, name=name, visibility=visibility)
        sentences = [plural("uploaded", taken, asker.language)] if taken else []
        view.query, view.page = "", 1
        return {
            self.drop: None,
            **self._list(asker, view),
            self.said: self._saying(" ".join([*sentences, *refused]), is_problem=bool(refused)),
            self.timer: gr.Timer(active=True),
        }

    def act(self, account: Account, asker: Asker, view: View, words: str) -> Updates:
        """A pressed button of the list or the detail: 'verb id number'."""
        verb, _, rest = (words or "").partition(" ")
        action = self.verbs.get(verb)
        if action is None:
            return {}
        if not may(account, action):
            return self._refused(asker)
        outcome = action(account, asker, view, rest.rpartition(" ")[0])
        return self._list(asker, view) | {self.said: self._saying(outcome)}

    def ask_about_samples(self, account: Account, asker: Asker, view: View) -> Updates:
        self._count_samples(view)
        return {
            self.said: gr.Markdown(block("samples.html", count=view.samples, language=asker.language), visible=True)
        }

    def _select(self, account: Account, asker: Asker, view: View, document_id: str) -> str:
        view.selected, view.confirming = document_id, False
        return ""

    def _turn_page(self, account: Account, asker: Asker, view: View, number: str) -> str:
        view.page = max(1, int(number)) if number.isdecimal() else 1
        return ""

    def _retry(self, account: Account, asker: Asker, view: View, document_id: str) -> str:
        name = self._name(document_id)
        self._services.knowledge.retry(document_id)
        self._record(account, "document.retry", document_id, name=name)
        return text("retrying", asker.language, name=name)

    def _show(self, account: Account, asker: Asker, view: View, document_id: str, visibility: Any) -> str:
        name = self._name(document_id)
        self._services.knowledge.set_visibility(document_id, visibility)
        self._record(account, "document.visibility", document_id, name=name, visibility=visibility)
        return text(f"shown_{visibility}", asker.language, name=name)

    def _ask_to_delete(self, account: Account, asker: Asker, view: View, document_id: str) -> str:
        view.selected, view.confirming = document_id, True
        return ""

    def _delete(self, account: Account, asker: Asker, view: View, document_id: str) -> str:
        name = self._name(document_id)
        self._services.knowledge.remove(document_id)
        self._record(account, "document.delete", document_id, name=name)
        view.selected, view.confirming = "", False
        return text("deleted", asker.language, name=name)

    def _remove_samples(self, account: Account, asker: Asker, view: View, _: str) -> str:
        for document in self._samples():
            self._services.knowledge.remove(document.id)
        self._record(account, "samples.remove", "samples", count=view.samples)
        self._count_samples(view)
        view.selected = ""
        return text("samples_removed", asker.language)

    def _list(self, asker: Asker, view: View, *, is_new: bool = False) -> Updates:
        """The list, and the detail beside it, where they changed; polling goes on while something is under way."""
        if self._services.state != "ready":
            key = "failed_to_start" if self._services.state == "failed" else "staff_starting"
            return {self.list: block("note.html", sentence=text(key, asker.language)), self.detail: ""}
        knowledge = self._services.knowledge
        count = knowledge.count(query=view.query)
        view.page = max(1, min(view.page, -(-count // PAGE_SIZE)))
        documents = list(knowledge.list(query=view.query, offset=(view.page - 1) * PAGE_SIZE, limit=PAGE_SIZE))
        rows = listing(documents, view, count=count, language=asker.language)
        chosen = knowledge.get(view.selected) if view.selected else None
        beside = detail(chosen, view, language=asker.language)
        updates: Updates = {
            self.timer: gr.Timer(active=is_moving(documents) or is_moving([chosen.info] if chosen else [])),
            self.samples: gr.Button(text("remove_samples", asker.language), visible=view.samples > 0),
        }
        # A list that is drawn again loses the reader's place in it.
        if is_new or rows + beside != view.shown:
            view.shown = rows + beside
            updates |= {self.list: rows, self.detail: beside}
        return updates

    def _name(self, document_id: str) -> str:
        return str(self._services.knowledge.get(document_id).info.name)

    def _samples(self) -> list[Document]:
        return [document for document in self._services.knowledge.list() if document.is_sample]

    def _count_samples(self, view: View) -> None:
        view.samples = len(self._samples()) if self._services.state == "ready" else 0

    def _saying(self, words: str, *, is_problem: bool = False) -> Any:
        html = block("said.html", sentence=words, is_problem=is_problem) if words else ""
        return gr.Markdown(html, visible=bool(html))

    def _record(self, account: Account, action: str, subject: str, **details: Any) -> None:
        self._services.audit.record(f"{account.role}:{account.name}", action, subject, **details)


def plain_name(name: str) -> str:
    """The last part of a file name, without characters that hide or reorder what it says; at most 200 characters."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in last)
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if len(stem) + len(ending) >= 200:
        stem, ending = stem[: 199 - len(ending[:20])], ending[:20]
    return f"{stem}{dot}{ending}".strip() or "document"
