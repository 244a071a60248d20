"""The keyword index: BM25 over stemmed and segmented terms, on disk, in tantivy.

Rebuildable from SQL. Questions are built from terms, never parsed, so no character of a question is special.
"""

import logging
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

import tantivy
from tantivy import Index, Occur, Query, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from knowledge.language import terms

logger = logging.getLogger(__name__)

TITLE_BOOST = 0.4  # of the title and headings beside the text; measured, see docs/decisions.md
PASSAGES = {"text": 1.0, "title": TITLE_BOOST}  # the fields of an index of passages, each with its weight
WRITER_BYTES = 30_000_000
MAX_TERMS = 64  # of one question; the rest of a pasted page would only cost time


class Indexed(Protocol):
    """What an index holds of one thing: its id, and a text for each field."""

    @property
    def id(self) -> str: ...
    @property
    def texts(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class KeywordEntry:
    """What is indexed of one chunk."""

    id: str
    title: str  # title, headings and file name
    text: str

    @property
    def texts(self) -> Mapping[str, str]:
        return {"text": self.text, "title": self.title}


class KeywordIndex:
    """One index in one folder. Any thread may search; writes wait for each other.

    `weights` names the fields of the index and how much a word counts in each.
    """

    def __init__(self, folder: Path, weights: Mapping[str, float] = PASSAGES) -> None:
        self._folder = folder
        self._weights = dict(weights)
        self._writing = Lock()
        self._schema = _schema(self._weights)
        self._index = self._open()

    def put(self, entries: Sequence[Indexed]) -> None:
        """Add or replace entries; they are found, and on disk, when this returns."""
        with self._writing:
            writer = self._index.writer(WRITER_BYTES, num_threads=1)
            for entry in entries:
                writer.delete_documents_by_term("id", entry.id)
                document = tantivy.Document()
                document.add_text("id", entry.id)
                for name, text in entry.texts.items():
                    document.add_text(name, " ".join(terms(text)))
                writer.add_document(document)
            self._commit(writer)

    def remove(self, ids: Iterable[str]) -> None:
        with self._writing:
            present = self.existing({*ids})
            if not present:  # a commit waits for the disk
                return
            writer = self._index.writer(WRITER_BYTES, num_threads=1)
            for id_ in present:
                writer.delete_documents_by_term("id", id_)
            self._commit(writer)

    def search(
        self, question_terms: Sequence[str], limit: int, only: Collection[str] | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> dict[str, float]:  # fmt: skip
        """BM25 scores by chunk id, best first, at most `limit`; of the chunks in `only` alone where it is given.

        `weights` says how much a word counts in each field of this search, where not as in the others.
        """
        query = self._query(question_terms, weights or self._weights)
        if query is None or limit < 1:
            return {}
        if only is not None:
            wanted = Query.term_set_query(self._schema, "id", list(only))
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(wanted, 0.0))])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        return {searcher.doc(address)["id"][0]: score for score, address in hits}

    def holders(self, term: str, fields: Collection[str], only: Collection[str] | None = None) -> set[str]:
        """The ids in which a term stands, in any of these fields; of `only` where it is given."""
        stands = Query.boolean_query([(Occur.Should, Query.term_query(self._schema, f, term)) for f in fields])
        if only is None:
            return self._ids(stands, len(self))
        wanted = Query.term_set_query(self._schema, "id", list(only))
        return self._ids(Query.boolean_query([(Occur.Must, stands), (Occur.Must, wanted)]), len(only))

    def document_frequencies(self, question_terms: Collection[str]) -> dict[str, int]:
        """In how many chunks each term stands, in that field that has the most."""
        searcher = self._index.searcher()
        return {t: max(searcher.doc_freq(name, t) for name in self._weights) for t in question_terms}

    def ids(self) -> set[str]:
        """Every id in the index."""
        return self._ids(Query.all_query(), len(self))

    def existing(self, ids: Collection[str]) -> set[str]:
        """Those of `ids` that are really stored."""
        return self._ids(Query.term_set_query(self._schema, "id", list(ids)), len(ids))

    def _ids(self, query: Query, limit: int) -> set[str]:
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits if limit else []
        return {searcher.doc(address)["id"][0] for _, address in hits}

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def clear(self) -> None:
        """Forget everything, on disk too."""
        with self._writing:
            try:
                writer = self._index.writer(WRITER_BYTES, num_threads=1)
                writer.delete_all_documents()
                self._commit(writer)
            except ValueError:  # too damaged even for that
                shutil.rmtree(self._folder, ignore_errors=True)
                self._index = self._open()

    def _query(self, question_terms: Sequence[str], weights: Mapping[str, float]) -> Query | None:
        clauses = []
        for term in list(dict.fromkeys(question_terms))[:MAX_TERMS]:
            for name, weight in weights.items():
                found = Query.term_query(self._schema, name, term)
                clauses.append((Occur.Should, found if weight == 1.0 else Query.boost_query(found, weight)))
        return Query.boolean_query(clauses) if clauses else None

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def _open(self) -> Index:
        try:
            return self._load()
        except ValueError:  # damaged, or of another version: it is only an index, start anew
            logger.warning("A keyword index was damaged and is built anew.", exc_info=True)
            shutil.rmtree(self._folder)
            return self._load()

    def _load(self) -> Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        index = Index(self._schema, path=str(self._folder))
        index.register_tokenizer("terms", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        index.config_reader("manual")
        index.reload()
        return index


def _schema(fields: Iterable[str]) -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in sorted(fields, reverse=True):  # one order, whatever the mapping's: an index is opened by its schema
        builder.add_text_field(name, tokenizer_name="terms", index_option="freq")
    return builder.build()
