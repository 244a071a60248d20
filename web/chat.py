"""The customer page: a question in, an answer that grows, its sources, and this browser's conversation kept."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import gradio as gr
from fastapi.concurrency import run_in_threadpool

from assistant.answers import Answer
from storage.database import utc_now
from web.asker import Asker
from web.cookies import Cookies, new_visitor_id
from web.history import MOST_MESSAGES, rendered
from web.limits import RateLimit
from web.rendering import block, exchange
from web.services import Services
from web.streaming import paced
from web.strings import plural, text

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 2000
UPDATE_SECONDS = 0.25  # the page is redrawn at most four times a second
STARTERS = 4
WAKE_SECONDS = 2.0
START_SECONDS = 180  # how long a question waits for the assistant to start
RESTORED_FOR = timedelta(hours=24)  # a later visit begins with the greeting

HTML: dict[str, Any] = {"sanitize_html": False, "latex_delimiters": []}  # what we show is escaped by web.rendering


@dataclass
class Chat:
    """One open page. Lives on the server; handlers of the page change it in place."""

    conversation: str = ""
    visitor: str = ""  # where the browser keeps no cookie of ours, as inside another site's frame
    question: str = ""
    answer: Answer | None = None
    turn: int = 0


class ChatPage:
    """The handlers of the page; each looks at the visitor's cookie itself."""

    def __init__(self, services: Services, cookies: Cookies, questions: RateLimit) -> None:
        self._services = services
        self._cookies = cookies
        self._questions = questions

    def build(self) -> gr.Blocks:
        """The Gradio page; its words arrive with `open`, in the visitor's language."""
        with gr.Blocks(analytics_enabled=False, delete_cache=(600, 3600), fill_width=True) as page:
            chat = gr.State(Chat())
            with gr.Row(elem_id="header"):
                header = gr.Markdown(**HTML)
                renew = gr.Button("", elem_id="new-chat", visible=False)
            with gr.Column(elem_id="room"):
                with gr.Column(visible=False) as welcome:
                    greeting = gr.Markdown(**HTML)
                    with gr.Column(elem_id="starters"):
                        starters = [gr.Button("", visible=False) for _ in range(STARTERS)]
                with gr.Column(elem_id="conversation"):
                    history = gr.Markdown(**HTML)
                    live = gr.Markdown(elem_id="live", **HTML)
            with gr.Column(elem_id="composer"):
                box = gr.Textbox(
                    elem_id="question", lines=1, max_lines=6, max_length=MOST_CHARACTERS, label=" ", submit_btn=True
                )
                disclaimer = gr.Markdown(elem_classes="disclaimer", **HTML)

            waking = gr.Timer(WAKE_SECONDS, active=False)

            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            beginning = [greeting, *starters, waking]
            shown = [welcome, history, live, box]
            page.load(self.open, chat, [header, renew, *shown, disclaimer, *beginning], **quiet)
            waking.tick(self.wake, None, beginning, **quiet)
            asking = [box.submit, *(starter.click for starter in starters)]
            answering: list[Any] = [
                ask(self.respond, [source, chat], shown, concurrency_limit=None, **quiet)
                for ask, source in zip(asking, (box, *starters), strict=True)
            ]
            box.stop(self.stop, chat, [live, box], cancels=answering, **quiet)
            renew.click(self.renew, chat, [*shown], cancels=answering, **quiet)
        return page

    def open(self, chat: Chat, request: gr.Request) -> list[Any]:
        """The page's words, and the conversation of this browser where it is not long ago."""
        asker = self._asker(request)
        language = asker.language
        past = self._latest(chat, asker)
        header = block(
            "header.html",
            company=self._services.preferences.get().company[language],
            language=language,
            other="en" if language == "zh" else "zh",
            home="/",
            root=asker.root,
            account="",
        )
        return [
            header,
            gr.Button(text("new_chat", language), visible=True),
            gr.Column(visible=not past),
            past,
            "",
            gr.Textbox(label=text("question", language), placeholder=text("question_hint", language)),
            text("disclaimer", language),
            *self.wake(request),
        ]

    def wake(self, request: gr.Request) -> list[Any]:
        """The greeting and its questions; the page asks again while the assistant starts."""
        language, state = self._asker(request).language, self._services.state
        note = {"starting": text("starting", language), "failed": text("failed_to_start", language)}.get(state, "")
        suggestions = [*self._services.starters(language), *[""] * STARTERS][:STARTERS]
        return [
            block("welcome.html", language=language, note=note),
            *(gr.Button(suggestion, visible=bool(suggestion)) for suggestion in suggestions),
            gr.Timer(active=state == "starting"),
        ]

    async def respond(self, question: str, chat: Chat, request: gr.Request) -> AsyncIterator[Any]:
        """Show the question at once, then the answer as it grows. Yields (welcome, history, live, box)."""
        question = (question or "").strip()
        asker = self._asker(request)
        if not question:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        visitor = asker.visitor or chat.visitor or new_visitor_id()
        past = await run_in_threadpool(self._begin, chat, visitor, question, asker)
        busy, idle = gr.Textbox(value="", submit_btn=False, stop_btn=True), gr.Textbox(submit_btn=True, stop_btn=False)
        if refusal := self._refusal(question, asker, visitor):
            yield gr.Column(visible=False), past, self._live(chat, asker, note=refusal), gr.Textbox(value="")
            return
        yield gr.Column(visible=False), past, self._live(chat, asker, status=self._status(asker)), busy
        note = ""
        try:
            if not await self._is_ready():
                note = text("failed_to_start", asker.language)
            else:
                status = await run_in_threadpool(self._status, asker)
                yield gr.skip(), gr.skip(), self._live(chat, asker, status=status), gr.skip()
                async for state in paced(lambda: self._answer(chat, visitor, asker), UPDATE_SECONDS):
                    chat.answer = state
                    status = "" if state.text or state.done else status
                    yield gr.skip(), gr.skip(), self._live(chat, asker, status=status), gr.skip()
        except Exception:
            logger.exception("An answer failed.")
            note = text("answer_failed", asker.language)
        yield gr.skip(), gr.skip(), self._live(chat, asker, note=note), idle

    def stop(self, chat: Chat, request: gr.Request) -> tuple[str, Any]:
        """What there is of the answer stays. (Gradio has already ended `respond`, and that the answerer.)"""
        asker = self._asker(request)
        return self._live(chat, asker, note=text("stopped", asker.language)), gr.Textbox(
            submit_btn=True, stop_btn=False
        )

    def renew(self, chat: Chat) -> tuple[Any, ...]:
        """A new conversation; the old one stays in the store."""
        chat.conversation, chat.question, chat.answer, chat.turn = "", "", None, 0
        return gr.Column(visible=True), "", "", gr.Textbox(value="", submit_btn=True, stop_btn=False)

    def _asker(self, request: gr.Request) -> Asker:
        return Asker.of(request, self._cookies)

    def _latest(self, chat: Chat, asker: Asker) -> str:
        """The HTML of this browser's conversation of today, which the page goes on with; else nothing."""
        recent = self._services.conversations.list(asker.visitor, limit=1) if asker.visitor else []
        if not recent or utc_now() - recent[0].updated > RESTORED_FOR:
            return ""
        chat.conversation = recent[0].id
        return self._past(chat, asker)

    def _past(self, chat: Chat, asker: Asker) -> str:
        messages = self._services.conversations.messages(chat.conversation, last=MOST_MESSAGES)
        chat.turn = messages[-1].n + 1 if messages else 0
        return rendered(messages, chat.conversation, language=asker.language)

    def _begin(self, chat: Chat, visitor: str, question: str, asker: Asker) -> str:
        """Take up the page's conversation, if it is this visitor's; returns what was said before."""
        chat.visitor, chat.question, chat.answer = visitor, question, None
        if chat.conversation and not self._services.conversations.belongs_to(chat.conversation, visitor):
            chat.conversation = ""
        return self._past(chat, asker) if chat.conversation else ""

    def _answer(self, chat: Chat, visitor: str, asker: Asker) -> Iterator[Answer]:
        if not chat.conversation:
            chat.conversation = self._services.conversations.start(visitor, asker.language, "public")
        return self._services.assistant.answer(chat.conversation, chat.question, "auto", "public")

    def _refusal(self, question: str, asker: Asker, visitor: str) -> str:
        if len(question) > MOST_CHARACTERS:
            return text("question_long", asker.language, most=MOST_CHARACTERS)
        wait = self._questions.take(visitor if asker.visitor else asker.address)
        return text("asking_fast", asker.language, seconds=wait) if wait else ""

    def _status(self, asker: Asker) -> str:
        if self._services.state != "ready":
            return text("starting", asker.language)
        count = self._services.knowledge.count(visibility="public")
        return plural("searching", count, asker.language) if count else text("searching_none", asker.language)

    async def _is_ready(self) -> bool:
        for _ in range(int(START_SECONDS / UPDATE_SECONDS)):
            if self._services.state != "starting":
                break
            await asyncio.sleep(UPDATE_SECONDS)
        return self._services.state == "ready"

    def _live(self, chat: Chat, asker: Asker, *, status: str = "", note: str = "") -> str:
        return exchange(
            chat.question,
            chat.answer,
            turn=chat.turn,
            language=asker.language,
            status=status,
            note=note,
        )
