"""Finding passages: dense and keyword scores, fused, of live chunks that the asker may see.

1. Both indexes name candidates. 2. SQL drops what is not live. 3. Every candidate gets its true score from both
sides, the cosine from its stored vectors and BM25 from the keyword index. 4. The two are standardised over the
candidates and mixed, with a weight for the language of the question: the default embedding model knows no Chinese, so
there the keywords lead. (Reciprocal-rank fusion trusts both sides alike and is far worse; see docs/decisions.md.)
5. The best of these are looked at again, for how the question's words stand together (`knowledge.second_look`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, bindparam, select

from knowledge.embedding import Embedder, Vectors
from knowledge.indexes import Audience, Indexes, IndexPair
from knowledge.language import terms
from knowledge.matching import QuestionTerms, analyse, content_terms, other_names, reworded
from knowledge.model import Passage, Place, Visibility
from knowledge.nearest_words import KnowsWords, NearestWords
from knowledge.preparing import rows_from
from knowledge.second_look import LOOKED_AT, look_again
from knowledge.tables import ChunkRow, DocumentRow, VersionRow
from storage.database import Database

CANDIDATES = 100  # asked of each index
LOOKS = 20  # at the indexes in one search, while documents come and go
DENSE_WEIGHT = {"en": 0.55, "zh": 0.2}


# Built once, of columns and not of objects, and with lists as parameters: for some hundred ids a statement that is put
# together anew costs SQLAlchemy more than the database's answer.
_OF_LIVE = (
    ChunkRow.id.in_(bindparam("ids", expanding=True)),
    DocumentRow.id == ChunkRow.document_id,
    DocumentRow.live_version == ChunkRow.version,
    DocumentRow.visibility.in_(bindparam("visible", expanding=True)),
)
_SCORED = select(ChunkRow.id, ChunkRow.document_id, ChunkRow.vector, ChunkRow.spans).where(*_OF_LIVE)
_SHOWN = select(
    ChunkRow.id, ChunkRow.document_id, ChunkRow.version, ChunkRow.n, ChunkRow.text, ChunkRow.headings, ChunkRow.place,
    ChunkRow.rows, DocumentRow.name.label("document"), DocumentRow.visibility, VersionRow.title,
).where(
    *_OF_LIVE, VersionRow.document_id == ChunkRow.document_id, VersionRow.number == ChunkRow.version
)  # fmt: skip


@dataclass(frozen=True)
class _Candidate:
    id: str
    document_id: str
    dense: float
    keyword: float


class Search:
    """Answers `search` from the indexes and SQL."""

    def __init__(self, database: Database, indexes: Indexes, embedder: Embedder) -> None:
        self._database = database
        self._indexes = indexes
        self._embedder = embedder
        self._words = NearestWords(embedder.word_vectors) if isinstance(embedder, KnowsWords) else None

    def search(
        self, question: str, *, audience: Audience = "public", limit: int = 10, hidden: Collection[str] = (),
        also: Collection[str] = (),
    ) -> list[Passage]:  # fmt: skip
        """The best passages, best first; of documents in `hidden` none. `also`: further index terms for the keywords.

        `Passage.score` is the final score: comparable within one search, not between two.
        """
        question = reworded(question)
        question_terms = [*terms(question), *other_names(terms(question)), *also]
        asked = analyse(question, self.term_weights(content_terms(question), audience))
        vector = self._embedder.embed_question(question)
        for _ in range(LOOKS):
            moves = self._indexes.moves
            candidates = self._candidates(audience, question_terms, vector, hidden)
            passages, is_whole = self._best(asked, candidates, limit, audience) if candidates else ([], True)
            if is_whole and self._indexes.moves == moves:
                break  # else a passage may have slipped from where we had not yet looked
        return passages

    def term_weights(self, question_terms: Collection[str], audience: Audience = "public") -> dict[str, float]:
        """Inverse document frequency of each term over the chunks of that audience.

        As in BM25: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009). A term that no chunk has
        weighs like one that a single chunk has.
        """
        frequencies, total = self._indexes.document_frequencies(question_terms, audience)
        return {
            term: log(1 + max(total - count + 0.5, 0.5) / (count + 0.5))
            for term, count in ((term, max(count, 1)) for term, count in frequencies.items())
        }

    def frequencies(self, wanted: Collection[str], audience: Audience = "public") -> dict[str, int]:
        """In how many chunks of that audience each index term stands."""
        return self._indexes.document_frequencies(wanted, audience)[0]

    def _candidates(
        self, audience: Audience, question_terms: Sequence[str], vector: Vectors, hidden: Collection[str]
    ) -> list[_Candidate]:
        """What the indexes name and SQL confirms, each with both of its true scores."""
        pairs = self._indexes.visible_to(audience)
        found: list[tuple[IndexPair, list[str]]] = []
        keyword: dict[str, float] = {}
        for _, pair in pairs:
            scores = pair.keywords.search(question_terms, CANDIDATES)
            found.append((pair, [*scores, *pair.nearest(vector, CANDIDATES)]))
            keyword |= scores
        ids = list(dict.fromkeys(id_ for _, named in found for id_ in named))
        dense, owners = self._live_scores(ids, [visibility for visibility, _ in pairs], vector)
        for pair, named in found:
            missing = [id_ for id_ in dict.fromkeys(named) if id_ in dense and id_ not in keyword]
            keyword |= pair.keywords.search(question_terms, len(missing), only=missing)
        return [
            _Candidate(id_, owners[id_], dense[id_], keyword.get(id_, 0.0))
            for id_ in dense
            if owners[id_] not in hidden
        ]

    def _best(
        self, asked: QuestionTerms, candidates: Sequence[_Candidate], limit: int, audience: Audience
    ) -> tuple[list[Passage], bool]:
        """The best of the candidates, and whether all of them were still there when SQL was asked for their text."""
        dense = np.array([c.dense for c in candidates])
        keyword = np.array([c.keyword for c in candidates])
        fused = fuse(dense, keyword, DENSE_WEIGHT[asked.language])
        order = np.argsort(-fused, kind="stable")[: max(limit, LOOKED_AT)]
        passages = self._passages([(candidates[i], float(fused[i])) for i in order], audience)
        index = {candidate.id: i for i, candidate in enumerate(candidates)}
        is_whole = len(passages) == len(order)
        top, rest = passages[:LOOKED_AT], passages[LOOKED_AT:]
        if not top:
            return [], is_whole
        places = [index[passage.id] for passage in top]
        texts = [(" ".join([passage.title, *passage.headings]), passage.text) for passage in top]
        standing = _standardised(dense)[places], _standardised(keyword)[places]
        scores = look_again(asked, texts, *standing, self._words)
        floor = float(scores.min()) - (rest[0].score if rest else 0.0)
        again = [replace(passage, score=float(score)) for passage, score in zip(top, scores, strict=True)]
        again.sort(key=lambda passage: -passage.score)
        return [*again, *(replace(passage, score=floor + passage.score) for passage in rest)][:limit], is_whole

    def _live_scores(
        self, ids: Sequence[str], visible: Sequence[Visibility], vector: Vectors
    ) -> tuple[dict[str, float], dict[str, str]]:
        """Cosine and document of those chunks that are live and visible; the rest are left out."""
        with self._database.read() as session:
            rows = session.execute(_SCORED, {"ids": ids, "visible": visible}).all()
        if not rows:
            return {}, {}
        flat = np.frombuffer(b"".join(row.vector for row in rows), np.float32).reshape(-1, len(vector)) @ vector
        ends = np.cumsum([row.spans for row in rows])
        best = np.maximum.reduceat(flat, np.concatenate([[0], ends[:-1]]))
        return (
            {row.id: float(score) for row, score in zip(rows, best, strict=True)},
            {row.id: row.document_id for row in rows},
        )

    def _passages(self, best: Sequence[tuple[_Candidate, float]], audience: Audience) -> list[Passage]:
        parameters = {
            "ids": [candidate.id for candidate, _ in best],
            "visible": [visibility for visibility, _ in self._indexes.visible_to(audience)],
        }
        with self._database.read() as session:
            rows = {row.id: row for row in session.execute(_SHOWN, parameters)}
        return [_passage(rows[c.id], c, score) for c, score in best if c.id in rows]


def fuse(dense: NDArray[np.float64], keyword: NDArray[np.float64], weight: float) -> NDArray[np.float64]:
    """weight · z(dense) + (1 − weight) · z(keyword), z over the candidates."""
    return weight * _standardised(dense) + (1 - weight) * _standardised(keyword)


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return (scores - scores.mean()) / (scores.std() + 1e-9)


def _passage(row: Row[Any], candidate: _Candidate, score: float) -> Passage:
    return Passage(
        id=row.id, document_id=row.document_id, document=row.document, title=row.title, version=row.version, n=row.n,
        text=row.text, headings=tuple(row.headings), place=Place(**row.place),
        visibility="public" if row.visibility == "public" else "staff", score=score, dense=candidate.dense,
        keyword=candidate.keyword, rows=rows_from(row.rows),
    )  # fmt: skip
