"""Rows from what the company has: each question looked up as a customer's would be, and its answer with its sources.

About a fifth of the rows are of questions that their sources do not answer; a few sources carry an instruction that
is not to be followed; a few rows are small talk. What is built again finds its row again (`desk.examples`).
"""

import hashlib
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.tuning.arranging import Arranged, Sources, kept, with_planted
from assistant.tuning.asked import (
    Asked,
    from_conversations,
    from_document,
    from_imports,
    passage_of,
    passages_of_public,
)
from assistant.tuning.ready_made import ELSEWHERE, PLANTED, SMALL_TALK
from assistant.tuning.studio import Built, OnProgress
from desk.conversations import Conversations
from desk.examples import Added, Draft, Examples, Filter, Note
from desk.feedback import Feedback
from knowledge.base import KnowledgeBase
from knowledge.errors import DocumentNotFound
from knowledge.language import Language
from knowledge.model import Passage

FOUND = 12  # passages looked at for each question: twice what a prompt has
SILENT = 0.27  # of the answered questions are asked once more with sources that do not answer
NEAR = 0.65  # of these, sources are near the matter; of the rest, of quite another
ELSEWHERE_SHARE = 0.04  # questions that no front desk answers, of all rows
PLANTED_SHARE = 0.05
SMALL_TALK_SHARE = 0.06
OTHERS = 400  # passages of any document that distractors are taken from by chance
OF_ONE = 4  # of them of one document
BATCH = 100  # rows stored at once


class RowBuilder:
    """Builds all rows of a data folder."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        conversations: Conversations,
        feedback: Feedback,
        examples: Examples,
        can_answer: Callable[[str], bool],
    ) -> None:
        """`can_answer` tells whether the documents answer a question."""
        self._knowledge = knowledge
        self._conversations = conversations
        self._feedback = feedback
        self._examples = examples
        self._can_answer = can_answer

    def __call__(self, on_progress: OnProgress, stopped: Callable[[], bool]) -> Built:
        """Build and store; `stopped` is asked between two questions, and then what was built until then stays."""
        others: list[Passage] = []
        every = [*from_conversations(self._conversations, self._feedback), *from_imports(self._examples)]
        for info, chunks in passages_of_public(self._knowledge):
            if self._examples.forgotten_of([info.id]):
                continue
            every += from_document(info, chunks)
            others += [passage_of(info, chunk) for chunk in chunks[:OF_ONE]] if len(others) < OTHERS else []
        asked = _distinct(every)
        totals, skipped, languages = Added(), Counter[str](), Counter[Language]()
        waiting: list[Draft] = []
        for done, question in enumerate(asked):
            on_progress(done, len(asked))
            if stopped():
                return Built(self._stored(totals, waiting), skipped)
            drafts = self._drafts(question, others)
            if isinstance(drafts, str):
                skipped[drafts] += 1
                continue
            languages[question.language] += any(draft.kind == "answer" for draft in drafts)
            waiting += drafts
            if len(waiting) >= BATCH:
                totals, waiting = self._stored(totals, waiting), []
        for language, count in languages.items():
            waiting += _small_talk(language, count)
            waiting += self._elsewhere(language, count, others)
        totals = self._stored(totals, waiting)
        self._drop_outdated(totals.ids)
        on_progress(len(asked), len(asked))
        return Built(totals, dict(skipped))

    def _stored(self, before: Added, drafts: Sequence[Draft]) -> Added:
        added = self._examples.add(drafts)
        return Added(
            before.new + added.new, before.updated + added.updated, before.unchanged + added.unchanged,
            (*before.ids, *added.ids), before.forgotten + added.forgotten,
        )  # fmt: skip

    def _drop_outdated(self, ids: Sequence[str]) -> None:
        """Rows of documents that nobody has reviewed and that are no longer built: the document says it no more."""
        built = set(ids)
        rows = self._examples.list(Filter(status="new", source="document"))
        self._examples.drop([row.id for row in rows if row.id not in built and not row.is_edited])

    def _drafts(self, asked: Asked, others: Sequence[Passage]) -> list[Draft] | str:
        """The rows of one question, or why there is none."""
        found = self._found(asked.question)
        sources = Sources(asked.origin, asked.answer, asked.language, found, others, asked.known)
        arranged = sources.answering()
        if arranged is None:
            return self._unsupported(asked, sources)
        drafts = [_answer(asked, arranged)]
        if _share(asked.origin, "silent") < SILENT:
            near = _share(asked.origin, "near") < NEAR
            if passages := sources.silent(near=near):
                note: Note = "gold_removed" if near else "off_topic"
                drafts.append(_not_found(asked, passages, note, arranged.document))
        if _share(asked.origin, "planted") < PLANTED_SHARE:
            drafts.append(_planted(asked, arranged))
        return drafts

    def _found(self, question: str) -> list[Passage]:
        """What a customer's search finds, but for the words of forgotten documents."""
        found = self._knowledge.search(question, audience="public", limit=FOUND)
        forgotten = self._examples.forgotten_of({passage.document_id for passage in found})
        return [passage for passage in found if passage.document_id not in forgotten]

    def _unsupported(self, asked: Asked, sources: Sources) -> list[Draft] | str:
        """No passage says the answer: the documents have changed since, or never said it."""
        if asked.source == "document":
            return "not_found_again"
        if asked.cited and not any(self._still_says(*cited) for cited in asked.cited):
            passages = sources.silent(near=True)
            return [_not_found(asked, passages, "stale", "")] if passages else "no_source"
        if asked.source in ("corrected", "import"):  # for a person to judge
            return [replace(_draft(asked), kind="chat", note="no_source")]
        return "no_source"

    def _still_says(self, document_id: str, quote: str) -> bool:
        try:
            return any(quote in chunk.text for chunk in self._knowledge.passages(document_id))
        except DocumentNotFound:
            return False

    def _elsewhere(self, language: Language, count: int, others: Sequence[Passage]) -> Iterator[Draft]:
        wanted = math.ceil(ELSEWHERE_SHARE * count)
        questions = (question for question in ELSEWHERE[language] if not self._can_answer(question))
        for question in itertools.islice(questions, wanted):
            found = self._found(question)
            origin = f"elsewhere:{language}:{question}"
            if passages := Sources(origin, "", language, found, others).silent(near=True):
                asked = Asked("general", question, "", language, origin)
                yield _not_found(asked, passages, "off_topic", "", is_variant=False)


def _distinct(every: Sequence[Asked]) -> list[Asked]:
    """The first of those that ask and say the same."""
    found: dict[tuple[str, str], Asked] = {}
    for asked in every:
        found.setdefault((_plain(asked.question), _plain(asked.answer)), asked)
    return list(found.values())


def _draft(asked: Asked) -> Draft:
    return Draft(
        source=asked.source, kind="answer", language=asked.language, question=asked.question, answer=asked.answer,
        origin=asked.origin, history=asked.history, conversation=asked.conversation, message=asked.message,
    )  # fmt: skip


def _answer(asked: Asked, arranged: Arranged) -> Draft:
    return replace(
        _draft(asked), answer=arranged.answer, passages=tuple(map(kept, arranged.passages)), gold=arranged.gold,
        document=arranged.document,
    )  # fmt: skip


def _planted(asked: Asked, arranged: Arranged) -> Draft:
    texts = PLANTED[asked.language]
    instruction = texts[int(_share(asked.origin, "which") * len(texts))]
    return replace(
        _answer(asked, with_planted(arranged, instruction, asked.origin)), kind="planted",
        variant="planted",
    )  # fmt: skip


def _not_found(
    asked: Asked, passages: Sequence[Passage], note: Note, document: str, *, is_variant: bool = True
) -> Draft:
    return replace(
        _draft(asked), kind="not_found", answer="", passages=tuple(map(kept, passages)), note=note, document=document,
        variant="silent" if is_variant else "",
    )  # fmt: skip


def _small_talk(language: Language, count: int) -> Iterator[Draft]:
    for said, reply in SMALL_TALK[language][: math.ceil(SMALL_TALK_SHARE * count)]:
        yield Draft("general", "chat", language, said, reply, f"general:{language}:{said}")


def _share(origin: str, purpose: str) -> float:
    """0..1, the same for the same row everywhere."""
    return int(hashlib.sha256(f"{origin} {purpose}".encode()).hexdigest()[:12], 16) / 16**12


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
