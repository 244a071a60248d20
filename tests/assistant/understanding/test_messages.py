"""Messages and moods that were not learnt from, as `benchmarks.understanding` asks them."""

from collections.abc import Sequence

import numpy as np

from assistant.understanding.keeping import Learnt
from assistant.understanding.understander import Understander
from benchmarks.understanding import measure, rows
from knowledge.embedding import MiniLM, Vectors
from storage.folder import user_cache


class Remembering:
    """Embeds all messages in one go, which takes a quarter of the time, and a text never twice."""

    def __init__(self, embedder: MiniLM, texts: Sequence[str]) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.embed(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if new := list(dict.fromkeys(text for text in texts if text not in self._known)):
            self._known |= zip(new, self._embedder.embed(new), strict=True)
        return np.stack([self._known[text] for text in texts])


def test_messages_written_for_it_are_understood(minilm: MiniLM) -> None:
    learnt = Learnt(minilm, cache=user_cache())
    learnt.load()
    asked = [row["text"] for name in ("messages.jsonl", "feelings.jsonl") for row in rows(name)]
    found = measure(Understander(lambda: learnt.current, Remembering(minilm, asked).embed))
    assert found["first_route"] >= 0.93, found["wrong"]
    assert found["intent"] >= 0.9, found["wrong"]
    assert found["mood"] >= 0.8
    assert found["urgency"] >= 0.9
