"""Messages and moods that were not learnt from, as `benchmarks.understanding` asks them."""

from assistant.understanding.keeping import Learnt
from assistant.understanding.understander import Understander
from benchmarks.understanding import measure
from knowledge.embedding import load_embedder
from storage.folder import user_cache


def test_messages_written_for_it_are_understood() -> None:
    embedder = load_embedder(threads=1)
    learnt = Learnt(embedder, cache=user_cache())
    learnt.load()
    found = measure(Understander(lambda: learnt.current, embedder.embed))
    assert found["first_route"] >= 0.93, found["wrong"]
    assert found["intent"] >= 0.9, found["wrong"]
    assert found["mood"] >= 0.8
    assert found["urgency"] >= 0.9
