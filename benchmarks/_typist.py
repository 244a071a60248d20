"""The app with an assistant that types: 20 pieces a second for two seconds, from a real store of conversations.

    python -m benchmarks._typist FOLDER PORT

Run by `benchmarks.load`, in a process of its own. Nothing is thought about: what is measured is the way of an answer
to the page.
"""

import asyncio
import dataclasses
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import desk.tables  # noqa: F401  (declares the tables that are made below)
from assistant.answers import Answer, Audience, Citation
from desk.conversations import Conversations
from storage.database import Base, Database
from tests.web.fakes import FakeKnowledge, FakeServices

PIECES, PIECES_PER_SECOND = 40, 20
PASSWORD = "correct horse battery"
FIRST, LAST = "piece01", f"piece{PIECES}"


class Typist:
    """Stands for an assistant; stores question and answer as the real one does."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    def answer(
        self, conversation_id: str, text: str, language: str = "auto", audience: Audience = "public"
    ) -> Iterator[Answer]:
        self._conversations.add(conversation_id, "customer", text)
        citation = Citation(
            1, "d0", "shipping.txt", "Shipping", "page 3", "Standard shipping takes days. " * 12, ((0, 29),), 0.9, "p1"
        )
        state = Answer("", "question", "en", False, "embedded", conversation_id, (citation,))
        try:
            for number in range(1, PIECES + 1):
                state = dataclasses.replace(state, text=f"{state.text}piece{number:02} and words ")
                yield state
                time.sleep(1 / PIECES_PER_SECOND)
            state = dataclasses.replace(state, text=f"{state.text}[1]", done=True)
        finally:
            self._conversations.add(conversation_id, "assistant", state.text, dataclasses.asdict(state))
        yield state


class TypingServices(FakeServices):
    """All that the pages need, with the typist."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.assistant = Typist(self.conversations)  # type: ignore[assignment]
        self.knowledge = FakeKnowledge()
        for number in range(50):
            self.knowledge.put(f"document-{number}.txt", "Standard shipping takes 3 days.")


def main(folder: Path, port: int) -> None:
    """Serve until stopped."""
    uploads = folder / "gradio"
    uploads.mkdir(parents=True, exist_ok=True)
    os.environ |= {"GRADIO_TEMP_DIR": str(uploads), "GRADIO_ANALYTICS_ENABLED": "False"}
    import uvicorn

    from web.app import create_app

    database = Database(f"sqlite:///{(folder / 'load.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    services = TypingServices(database)
    services.accounts.add("anna", PASSWORD)

    async def serve() -> None:
        app = create_app(
            services,
            secret="s" * 40,
            upload_folder=uploads,
            requests_per_minute=10**6,
            questions_per_minute=10**6,
        )
        config = uvicorn.Config(app, port=port, log_level="warning", proxy_headers=False, access_log=False)
        await uvicorn.Server(config).serve()

    asyncio.run(serve())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
