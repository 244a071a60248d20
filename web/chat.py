"""The customer page's conversation: a question in, an answer that grows; thumbs on it; all of it kept.

What is around it (the rail, the composer, the panel of sources) is plain HTML: `web.shell`, `assets/chat.js`.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import gradio as gr
from fastapi.concurrency import run_in_threadpool
from markupsafe import Markup

from assistant.answers import Answer
from desk.errors import ConversationNotFound, DeskError
from web.asker import Asker
from web.asking import MOST_CHARACTERS, Asked, UnderWay, conversation_id
from web.cookies import Cookies, new_visitor_id
from web.crowd import Crowd
from web.history import Exchange, told
from web.limits import RateLimit
from web.rendering import exchange
from web.services import Services
from web.streaming import paced
from web.strings import plural, text

logger = logging.getLogger(__name__)

UPDATE_SECONDS = 0.25  # the page is redrawn at most four times a second
START_SECONDS = 180  # how long a question waits for the assistant to start

HTML: dict[str, Any] = {"sanitize_html": False, "latex_delimiters": []}  # what we show is escaped by web.rendering


@dataclass
class Chat:
    """One open page. Lives on the server; handlers of the page change it in place."""

    visitor: str = ""  # where the browser keeps no cookie of ours, as inside another site's frame
    mark: str = ""
    shown: Exchange | None = None
    pressed: dict[tuple[str, str], int] = field(default_factory=dict)  # by conversation and answer, the last press


class ChatPage:
    """The handlers of the page; each looks at the visitor's cookie itself."""

    def __init__(
        self, services: Services, cookies: Cookies, questions: RateLimit, under_way: UnderWay, crowd: Crowd
    ) -> None:
        self._services = services
        self._cookies = cookies
        self._questions = questions
        self._crowd = crowd
        self._under_way = under_way
        self._rating = threading.Lock()

    def build(self) -> gr.Blocks:
        """The Gradio part of the page: what grows while an answer comes, and what the page's script writes into."""
        with gr.Blocks(analytics_enabled=False, delete_cache=(600, 3600), fill_width=True) as page:
            chat = gr.State(Chat())
            live = gr.Markdown(elem_id="live", **HTML)
            said = gr.Markdown(elem_id="said", visible="hidden", **HTML)
            ask = gr.Textbox(elem_id="ask", visible="hidden", label="ask")
            action = gr.Textbox(elem_id="action", visible="hidden", label="action")
            stop = gr.Button("stop", elem_id="stop-answer", visible="hidden")

            quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
            # "multiple": with a new conversation a question may follow while the answer to the last is being stopped
            many: dict[str, Any] = {"concurrency_limit": None, "trigger_mode": "multiple"}
            # What we yield is finished HTML: Gradio's own treatment of Markdown would be a thread for every update.
            answering = ask.change(self.respond, [ask, chat], live, postprocess=False, **many, **quiet)
            stop.click(self.stop, chat, live, cancels=[answering], **quiet)
            action.change(self.act, [action, chat], said, **many, **quiet)
        return page

    async def respond(self, given: str, chat: Chat, request: gr.Request) -> AsyncIterator[Any]:
        """Show the question at once, then the answer as it grows."""
        self._crowd.arrived()
        asker = Asker.of(request, self._cookies)
        try:
            asked = Asked.of(given or "")
        except ValueError:
            yield gr.skip()
            return
        visitor = chat.visitor = asker.visitor or chat.visitor or new_visitor_id()
        chat.mark, chat.shown = asked.mark, Exchange(asked.text, is_under_way=True)
        if refusal := self._refusal(asked, asker, visitor):
            yield self._live(chat, asker, note=refusal, is_refused=True)
            return
        async with (
            self._crowd.turn() as begun,
            aclosing(self._growing(asked, chat, asker, visitor, begun)) as pieces,
        ):
            async for html in pieces:
                yield html

    async def _growing(
        self, asked: Asked, chat: Chat, asker: Asker, visitor: str, begun: Callable[[], None]
    ) -> AsyncGenerator[str, None]:
        """The question with its answer, again and again; `begun` is called once there is something of it."""
        asked = await run_in_threadpool(self._taken_up, asked, visitor, asker)
        chat.shown = Exchange(asked.text, conversation=asked.conversation, is_under_way=True)
        with self._under_way.answering(asked.conversation), self._crowd.one_more():
            was_ready = self._services.state == "ready"
            status = await run_in_threadpool(self._status, asker)
            yield self._live(chat, asker, status=status)
            note = ""
            try:
                if not was_ready and not await self._is_ready():
                    note = text("failed_to_start", asker.language)
                else:
                    if not was_ready:
                        status = await run_in_threadpool(self._status, asker)
                        yield self._live(chat, asker, status=status)
                    async for state in paced(lambda: self._answer(asked, asker.address), self._interval):
                        begun()
                        chat.shown = replace(chat.shown, answer=state)
                        if not state.done:
                            yield self._live(chat, asker, status="" if state.text else status)
            except Exception:
                logger.exception("An answer failed.")
                note = text("answer_failed", asker.language)
        await run_in_threadpool(self._showed, chat.shown)
        stored = await run_in_threadpool(self._stored, asked)
        chat.shown = stored or replace(chat.shown, is_under_way=False)
        yield self._live(chat, asker, note=note, is_refused=stored is None)

    def stop(self, chat: Chat, request: gr.Request) -> Any:
        """What there is of the answer stays. (Gradio has already ended `respond`, and that the answerer.)"""
        if chat.shown is None:
            return gr.skip()
        asker = Asker.of(request, self._cookies)
        stored = self._stored(Asked(chat.shown.question, chat.shown.conversation))
        # The answerer may still be at its last word; what was shown is then newer than what is stored.
        chat.shown = replace(stored, answer=chat.shown.answer or stored.answer) if stored else chat.shown
        return self._live(chat, asker, note=text("stopped", asker.language), is_refused=stored is None)

    def act(self, words: str, chat: Chat, request: gr.Request) -> Any:
        """A pressed thumb: 'rate conversation number value reason moment'. Says what came of it."""
        asker = Asker.of(request, self._cookies)
        said, _, moment = (words or "").rpartition(" ")
        verb, conversation, n, value, reason = [*said.split(" ", 4), *[""] * 5][:5]
        visitor = asker.visitor or chat.visitor
        known = conversation_id(conversation)
        if verb != "rate" or value not in ("-1", "0", "1") or not n.isdecimal() or not known:
            return gr.skip()
        try:
            if not self._services.conversations.belongs_to(known, visitor):
                return self._saying("gone_answer", asker)
            with self._rating:
                pressed = int(moment[:15]) if moment.isdecimal() else 0
                if pressed < chat.pressed.get((known, n), 0):
                    return gr.skip()  # one pressed later was quicker here, and holds
                self._services.feedback.rate(known, int(n), int(value), reason)
                chat.pressed[known, n] = pressed
        except DeskError:
            return self._saying("gone_answer", asker)
        return self._saying("rated_off" if value == "0" else "rated", asker)

    def _interval(self) -> float:
        return self._crowd.interval(UPDATE_SECONDS)

    def _saying(self, key: str, asker: Asker) -> str:
        return str(Markup("<p>{}</p>").format(text(key, asker.language)))

    def _taken_up(self, asked: Asked, visitor: str, asker: Asker) -> Asked:
        """The question with its conversation: the one it names, if it is this visitor's, else a new one."""
        conversations = self._services.conversations
        if asked.conversation and conversations.belongs_to(asked.conversation, visitor):
            return asked
        return replace(asked, conversation=conversations.start(visitor, asker.language, "public"), start=None)

    def _answer(self, asked: Asked, address: str) -> Iterator[Answer]:
        if asked.start is not None:
            self._services.conversations.supersede(asked.conversation, asked.start)
        return self._services.assistant.answer(asked.conversation, asked.text, "auto", "public", address=address)

    def _stored(self, asked: Asked) -> Exchange | None:
        """The question with its answer as it now stands in the store."""
        services = self._services
        exchanges = told(asked.conversation, services.conversations, services.feedback, is_under_way=False, last=6)
        asked_last = next((one for one in reversed(exchanges) if not one.author), None)
        return asked_last if asked_last and asked_last.question == asked.text else None

    def _showed(self, shown: Exchange) -> None:
        """Keep which products the answer showed, to tell later what became of them."""
        if shown.answer is not None and shown.answer.products:
            items = [card.id for card in shown.answer.products]
            with suppress(ConversationNotFound):  # deleted meanwhile
                self._services.behaviour.keep(shown.conversation, items, "show")

    def _refusal(self, asked: Asked, asker: Asker, visitor: str) -> str:
        if not asked.text:
            return text("question_empty", asker.language)
        if len(asked.text) > MOST_CHARACTERS:
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

    def _live(self, chat: Chat, asker: Asker, **more: Any) -> str:
        assert chat.shown is not None
        contact = self._services.preferences.get().contact[asker.language] if chat.shown.n is not None else ""
        return exchange(
            chat.shown, language=asker.language, root=asker.root, contact=contact, mark=chat.mark, **more
        )  # fmt: skip
