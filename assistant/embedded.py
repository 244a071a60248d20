"""Answers without a language model: the sentences and table rows that answer, quoted, with their sources.

Nothing is generated, so nothing is invented, and nothing a document says is ever obeyed: text is text.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant import grounding
from assistant.across import PutAcross
from assistant.answers import Citation
from assistant.confidence import Calibration, Confidence
from assistant.evidence import Statement, passage_heading, rank_statements, statements
from assistant.grounding import Quotation
from assistant.meaning import Read, ReadingCache
from assistant.measures import as_measured
from assistant.misspelled import as_meant
from assistant.places import as_called
from assistant.rows import say_row
from assistant.sections import that_says_how
from assistant.standing_out import columns, standing_out
from assistant.synonyms import as_written
from knowledge.kinds import Wanted
from knowledge.language import Language, detect_language
from knowledge.matching import QuestionTerms, analyse, content_terms, reworded, text_terms
from knowledge.model import Passage

TermWeights = Callable[[Collection[str]], Mapping[str, float]]
"""Inverse document frequency of index terms: `KnowledgeBase.term_weights`."""

PASSAGES = 20  # to search for; the confidence compares the best with the rest
SENTENCES = 3  # most that are shown
ENOUGH = 0.995  # of the probability that some statement answers; then no more are shown
WORTHWHILE = 0.003  # least share of a further sentence: most that are added do hold the answer when the first doesn't
RIVAL = 0.5  # share of the best one's, of a statement that may stand in its stead
WORTHWHILE_ROW = 0.06  # and of a further table row, which is wrong when it isn't right
PLAIN_KINDS: tuple[Wanted, ...] = ("duration", "money", "hours", "address")  # that are surely seen where they stand
QUOTE = 600  # characters of a source's quote, about
NEAREST = 2  # passages offered with a refusal
ITEM = 80  # a text shorter than this without a full stop is read together with its heading
_ENDS = ".!?。！？…:："
_LEANING = re.compile(r"(?:It|They|This|These|Those|Its|Their|He|She)\b|它|其(?![他它中实])|这(?!里)|该")


@dataclass(frozen=True)
class Reply:
    """What the embedded answerer has to say."""

    text: str  # with [n] marks; empty when abstained
    language: Language
    abstained: bool
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()  # when abstained
    score: float = 0.0  # probability that the answer is right, 0.5 where answering begins by default
    explanation: dict[str, Any] = field(default_factory=dict)
    words: float = 0.0  # share of what is asked that the best statement and its headings have
    is_across: bool = False  # whether it quotes documents in another language than the customer's; `language` is theirs


class EmbeddedAnswerer:
    """Picks, quotes and cites. Knows nothing of conversations, routes or how passages are found."""

    name = "embedded"

    def __init__(self, term_weights: TermWeights, read: Read | None) -> None:
        self._term_weights = term_weights
        self._read = ReadingCache(read) if read else None
        self._confidence = Confidence()

    def calibrate(self, calibration: Calibration) -> None:
        """From now on judge by this calibration (`assistant.calibration.calibrate`)."""
        self._confidence = Confidence(calibration)

    def answer(self, question: str | PutAcross, passages: Sequence[Passage], *, refusal: float = 0.5) -> Reply:
        """Answer from `passages`, best first, about PASSAGES of them; abstain when they don't seem to answer.

        `refusal`: 0 answers whatever it can, 1 never, 0.5 at the calibrated point.
        """
        asked = self._asked(question, passages)
        speaks = question.language if isinstance(question, PutAcross) else asked.language
        eased = isinstance(question, PutAcross) and question.is_all
        read = asked
        measured = as_measured(asked.text, columns(passages))
        if measured != asked.text:
            read = analyse(measured, self._term_weights(content_terms(measured)))
        found = rank_statements(read, passages, self._read) if passages else []
        if not found:
            return Reply("", asked.language, True)
        sure = self._confidence.judge(read, passages, found, is_across=eased)
        nearest = tuple(_near(asked, passages, found, sure.probability, speaks))
        refused = Reply("", asked.language, True, (), nearest, sure.probability, sure.explanation)
        if not sure.answers(refusal):
            return refused
        chosen = (
            standing_out(asked, passages, found[0]) or that_says_how(asked, passages) or choose(found, asked.wanted)
        )
        akin = headings_akin(passages)
        quotations = [q for q in (_quote(asked, statement, akin) for statement in chosen) if grounding.stands(q)]
        citations = _cite(quotations, speaks, sure.probability)
        kept = {citation.passage_id for citation in grounding.verify(citations, passages)}
        quotations = [quotation for quotation in quotations if quotation.passage.id in kept]
        if not quotations:
            return refused
        citations = _cite(quotations, speaks, sure.probability)
        is_across = all(_spoken(quotation.passage) != speaks for quotation in quotations)
        return Reply(
            _join(quotations, citations, asked.language), asked.language, False, tuple(citations), (),
            sure.probability, sure.explanation, found[0].features["words"], is_across,
        )  # fmt: skip

    def _asked(self, question: str | PutAcross, passages: Sequence[Passage]) -> QuestionTerms:
        """The question as the passages would put it, taken apart."""
        if isinstance(question, PutAcross):
            weights = self._term_weights(content_terms(question.text))
            asked = analyse(question.text, weights)
            things = question.things & asked.weights.keys()
            return replace(asked, reading=question.reading, names=asked.names | things)
        question = as_written(as_called(reworded(question), passages), passages)
        question = as_meant(question, passages, self._read) if self._read else question
        return analyse(question, self._term_weights(content_terms(question)))


def choose(found: Sequence[Statement], wanted: Wanted = "other") -> list[Statement]:
    """The few statements to show: the best, and more only while they may well hold what it lacks.

    In the order of their passages and, within one, of the text. `found` is ranked, best first.
    """
    best = _first(found)
    chosen: list[Statement] = []
    share = 0.0
    for statement in (best, *(one for one in found if one is not best)):
        if len(chosen) >= SENTENCES or share >= ENOUGH:
            break
        share += statement.share
        if any(_same(statement.text, other.text) for other in chosen):
            continue
        places = {(one.passage.id, one.start) for one in chosen}
        more = [*(one for one in _meant_by(statement) if (one.passage.id, one.start) not in places), statement]
        if not chosen or (_adds(statement, best, wanted) and len(chosen) + len(more) <= SENTENCES):
            chosen += more
    order = list(dict.fromkeys(statement.passage.id for statement in chosen))
    return sorted(chosen, key=lambda statement: (order.index(statement.passage.id), statement.start))


def _meant_by(statement: Statement) -> list[Statement]:
    """The statement before it that says what its 'It ...' means; [] where it names its own subject."""
    if statement.cells or not _LEANING.match(statement.text):
        return []
    passage = statement.passage
    before = [one for one in statements(passage, statement.rank) if one.end <= statement.start]
    is_near = before and not before[-1].cells and "\n" not in passage.text[before[-1].end : statement.start]
    return before[-1:] if is_near else []


def _first(found: Sequence[Statement]) -> Statement:
    """The best; one of its passage that is nearly as good and says itself what it is about, where it does not."""
    best = found[0]
    if not _meant_by(best):
        return best
    rivals = (one for one in found[1:] if one.passage.id == best.passage.id and one.share >= best.share * RIVAL)
    return next((one for one in rivals if one.features["own_words"] > 0 and not _meant_by(one)), best)


def _adds(statement: Statement, best: Statement, wanted: Wanted) -> bool:
    """Whether a further statement is worth its place: likely enough, and of the best one's passage or to the point."""
    if (statement.cells or best.cells) and statement.features["names_missing"] > best.features["names_missing"]:
        return False  # 'to Spain' is not answered by the row for Germany too
    if statement.cells and best.cells and statement.named < best.named:
        return False  # nor the e-bike's week by that of the city bike; of 'flyers or leaflets' each row names one
    if _spoken(statement.passage) != _spoken(best.passage):
        return False
    if wanted in PLAIN_KINDS and statement.features["type"] < 0 < best.features["type"]:
        return False  # 'how long' is not answered by what names no time
    if statement.cells and best.cells and _section(statement.passage) != _section(best.passage):
        return False  # what a return costs from Spain is no cost of delivery there
    least = WORTHWHILE_ROW if statement.cells or best.cells else WORTHWHILE
    flows_on = statement.passage.id == best.passage.id and (bool(statement.cells) or statement.text[-1:] in _ENDS)
    return statement.share >= least and (flows_on or statement.features.get("own_words", 0.0) > 0)


def _same(text: str, other: str) -> bool:
    """Whether one text says the other again."""
    a, b = ("".join(filter(str.isalnum, t)).lower() for t in (text, other))
    return a in b or b in a


def _spoken(passage: Passage) -> Language:
    """The language of a passage, headings included: an address alone tells none."""
    return detect_language(f"{passage_heading(passage)} {passage.text}")


def _section(passage: Passage) -> tuple[str, tuple[str, ...]]:
    return passage.document_id, passage.headings


def headings_akin(passages: Sequence[Passage]) -> frozenset[str]:
    """The headings that name one of several things of a kind, 'Galway shop' beside 'Suzhou shop' in one document.

    What stands below them must not be told without them.
    """
    found: dict[tuple[str, tuple[str, ...]], dict[str, frozenset[str]]] = {}
    for passage in passages:
        if passage.headings:
            *above, own = passage.headings
            found.setdefault((passage.document_id, tuple(above)), {})[own] = text_terms(own).terms
    return frozenset(
        heading
        for headings in found.values()
        for heading, own in headings.items()
        if any(own & other and own - other and other - own for other in headings.values())
    )


def _quote(question: QuestionTerms, statement: Statement, akin: Collection[str]) -> Quotation:
    passage = statement.passage
    if statement.cells:
        said = say_row(question, statement.cells, question.language)
        words = [said.label, *(value for _, value in said.cells)]
        places = [_find(passage.text, word, statement.start, statement.end) for word in words]
        spans = tuple(place for place in places if place is not None)
        pieces = (said.label, *(part for cell in said.cells for part in cell if part))
        shown, heading = said.shown, passage.headings[-1] if passage.headings else ""
        if heading in akin and not text_terms(heading).terms <= question.weights.keys():
            shown, pieces = f"{heading} – {shown}", (heading, *pieces)
        return Quotation(shown, pieces, spans or ((statement.start, statement.end),), passage)
    text = statement.text
    span = ((statement.start, statement.end),)
    if len(text) < ITEM and text[-1:] not in _ENDS and passage.headings:
        heading = passage.headings[-1].rstrip("?？:：")
        if not _same(heading, text):
            colon = "：" if question.language == "zh" else ": "
            return Quotation(f"{heading}{colon}{text}", (heading, text), span, passage)
    return Quotation(text, (text,), span, passage)


def _find(text: str, word: str, start: int, end: int) -> tuple[int, int] | None:
    at = text.find(word, start, end)
    return (at, at + len(word)) if at >= 0 and word else None


def _cite(quotations: Sequence[Quotation], language: Language, score: float) -> list[Citation]:
    """One citation for each passage, numbered in the order they are quoted."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for quotation in quotations:
        spans.setdefault(quotation.passage.id, []).extend(quotation.spans)
    passages = {quotation.passage.id: quotation.passage for quotation in quotations}
    return [cite(passages[id_], n, spans[id_], language, score) for n, id_ in enumerate(spans, 1)]


def cite(passage: Passage, n: int, spans: Sequence[tuple[int, int]], language: Language, score: float) -> Citation:
    """A citation of a passage with the words at `spans` of its text highlighted in the quote."""
    start, end = _window(passage, spans)
    inside = sorted({(a - start, b - start) for a, b in spans if start <= a and b <= end})
    return Citation(
        n=n, document_id=passage.document_id, document=passage.document, title=passage.title,
        location=location(passage, language), quote=passage.text[start:end], highlights=tuple(inside), score=score,
        passage_id=passage.id, version=passage.version, start=start,
    )  # fmt: skip


def location(passage: Passage, language: Language) -> str:
    """Heading path and place: 'Delivery › Costs, page 3'."""
    headings = " › ".join(heading for heading in dict.fromkeys(passage.headings) if heading != passage.title)
    parts = [part for part in (headings, passage.place.label(language)) if part]
    return ("，" if language == "zh" else ", ").join(parts)


def _window(passage: Passage, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The part of a passage to quote: all of it when short, else whole statements around the spans."""
    text = passage.text
    if len(text) <= QUOTE or not spans:
        return 0, len(text)
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    room = max(0, QUOTE - (last - first)) // 2
    edges = statements(passage, 0)
    start = min((s.start for s in edges if s.start >= first - room), default=first)
    end = max((s.end for s in edges if s.end <= last + room), default=last)
    return min(start, first), max(end, last)


def _near(
    question: QuestionTerms, passages: Sequence[Passage], found: Sequence[Statement], score: float, speaks: Language
) -> list[Citation]:
    """The nearest passages in the question's language, for a refusal, each with its best statement highlighted."""
    best: dict[str, Statement] = {}
    for statement in found:
        best.setdefault(statement.passage.id, statement)
    nearest = [passage for passage in passages if _spoken(passage) == question.language][:NEAREST]
    return [
        cite(p, n, [(best[p.id].start, best[p.id].end)] if p.id in best else [], speaks, score)
        for n, p in enumerate(nearest, 1)
    ]


def _join(quotations: Sequence[Quotation], citations: Sequence[Citation], language: Language) -> str:
    """Sentences in a line, rows and items one a line, with [n] after the last of each source in a run."""
    numbers = {citation.passage_id: citation.n for citation in citations}
    text = ""
    for index, quotation in enumerate(quotations):
        following = quotations[index + 1] if index + 1 < len(quotations) else None
        shown = " ".join(quotation.shown.split())
        flows = shown[-1:] in _ENDS or (shown[-2:-1] in _ENDS)
        gap = "" if not text else "\n" if not flows or text.endswith("\n") else "" if language == "zh" else " "
        text += gap + shown
        if following is None or following.passage.id != quotation.passage.id:
            text += f"{'' if language == 'zh' else ' '}[{numbers[quotation.passage.id]}]"
        if not flows and following is not None:
            text += "\n"
    return text
