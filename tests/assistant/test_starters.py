"""Questions to begin with come from the documents, and are answered by them."""

from types import SimpleNamespace
from typing import Any

from assistant.starters import find_starters
from knowledge.model import Chunk


class Documents:
    """Chunks by document."""

    def __init__(self, **documents: list[Chunk]) -> None:
        self._documents = documents

    def list(self, *, visibility: str | None = None, limit: int | None = None) -> list[Any]:
        assert visibility == "public"
        return [SimpleNamespace(id=name, status="ready") for name in self._documents][:limit]

    def get(self, document_id: str) -> Any:
        return SimpleNamespace(chunks=self._documents[document_id])


FAQ = [
    Chunk(0, "You have 30 days. Is that all?", ("FAQ", "1. How long can I return a tent?")),
    Chunk(1, "Q: Do you repair zips?\nYes, for ten years.", ("FAQ", "Repairs")),
]
CARE = [Chunk(0, "Hand wash only.", ("Care of down",)), Chunk(1, "Keep it dry.", ("Storage in 2026",))]
CHINESE = [Chunk(0, "三十天。", ("常见问题", "多久可以退货？")), Chunk(1, "顺丰。", ("配送方式",))]


def test_documents_take_turns_and_their_own_questions_come_first() -> None:
    found = find_starters(Documents(faq=FAQ, care=CARE, zh=CHINESE), lambda _: True)
    assert found["en"] == (
        "How long can I return a tent?", "Is that all?", "Do you repair zips?", "What can you tell me about repairs?",
    )  # fmt: skip
    assert found["zh"][:2] == ("多久可以退货？", "请介绍一下配送方式")


def test_where_documents_are_in_one_language_what_any_front_desk_is_asked_is_offered_in_the_other() -> None:
    found = find_starters(Documents(zh=CHINESE), lambda question: "book?" in question or "多久" in question)
    assert found == {"en": ("How can I book?",), "zh": ("多久可以退货？",)}


def test_headings_are_written_as_in_a_sentence_and_names_as_they_are() -> None:
    shop = [
        Chunk(n, "We are open daily; pay as you like.", (h,)) for n, h in enumerate(("Opening hours", "Galway shop"))
    ]
    assert find_starters(Documents(shop=shop), lambda _: True)["en"][:2] == (
        "What can you tell me about opening hours?", "What can you tell me about Galway shop?",
    )  # fmt: skip


def test_what_is_not_answered_is_not_offered() -> None:
    found = find_starters(Documents(faq=FAQ, care=CARE), lambda question: "zips" in question)
    assert found["en"] == ("Do you repair zips?",)
    assert found["zh"] == ()


def test_it_ends_when_it_is_told_to() -> None:
    asked: list[str] = []

    def answers(question: str) -> bool:
        asked.append(question)
        return True

    assert find_starters(Documents(faq=FAQ), answers, stopped=lambda: bool(asked)) == {
        "en": ("How long can I return a tent?",),
        "zh": (),
    }
