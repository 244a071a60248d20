"""Train, validation and test: nothing that hangs together is divided, and what is there stays where it was."""

import random
from datetime import UTC, datetime

from assistant.tuning.splitting import near_duplicates, split
from desk.examples import Example

WORDS = [
    "parcel",
    "desk",
    "lamp",
    "monday",
    "return",
    "price",
    "tent",
    "wool",
    "order",
    "shop",
    "week",
    "road",
    "boot",
    "paper",
    "chair",
    "glass",
    "river",
    "stone",
]


def example(id_: str, question: str, answer: str, document: str = "") -> Example:
    return Example(
        id_, "document", "answer", "en", question, answer, (), (), (1,), document, None, None, "", {}, "approved",
        "anna", None, False, datetime(2026, 11, 25, tzinfo=UTC),
    )  # fmt: skip


def some(count: int, documents: int, seed: int = 1) -> list[Example]:
    chance = random.Random(seed)
    return [
        example(f"{seed}-{n}", " ".join(chance.choices(WORDS, k=8)), " ".join(chance.choices(WORDS, k=12)),
                f"d{n % documents}")
        for n in range(count)
    ]  # fmt: skip


def test_the_rows_of_a_document_stay_together_and_every_part_has_some() -> None:
    rows = some(200, 40)
    found = split(rows)
    assert found.by == "document"
    parts = {document: {found.parts[row.id] for row in rows if row.document == document} for document in
             {row.document for row in rows}}  # fmt: skip
    assert all(len(part) == 1 for part in parts.values())
    assert {part for group in parts.values() for part in group} == {"train", "validation", "test"}
    train = sum(part == "train" for part in found.parts.values())
    assert 0.6 * len(rows) < train < 0.95 * len(rows)


def test_near_duplicates_never_cross_whatever_document_they_are_of() -> None:
    rows = some(120, 60)
    twins = [example(f"twin-{row.id}", row.question, f"{row.answer} please [2]", f"other-{row.id}") for row in rows]
    found = split([*rows, *twins])
    assert found.near_duplicates >= len(rows)
    assert all(found.parts[row.id] == found.parts[twin.id] for row, twin in zip(rows, twins, strict=True))
    assert len(set(found.parts.values())) == 3
    assert [*near_duplicates(some(60, 60, seed=5))] == []


def test_rows_stay_in_their_part_when_others_come() -> None:
    rows = some(150, 50)
    before, after = split(rows).parts, split([*rows, *some(50, 25, seed=9)]).parts
    moved = sum(before[row.id] != after[row.id] for row in rows)
    assert moved <= 0.1 * len(rows)


def test_few_documents_are_split_by_question() -> None:
    found = split(some(40, 2))
    assert found.by == "question"
    assert set(found.parts.values()) == {"train", "validation", "test"}
