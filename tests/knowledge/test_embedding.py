"""The packaged model: the official weights, the same vectors as sentence-transformers gives."""

import numpy as np
import pytest

from knowledge import embedding
from knowledge.embedding import EmbeddingError, LangChainEmbeddings, MiniLM, load_embedder, model_folder

TEXTS = ["How long does delivery take?", "标准配送需要三到五天。", "word " * 600, "", "Tents dry in the shade."]


def test_vectors_equal_those_of_sentence_transformers(minilm: MiniLM) -> None:
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(model_folder()), device="cpu").encode(TEXTS, normalize_embeddings=True)
    vectors = minilm.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimension)
    assert vectors.dtype == np.float32
    assert (vectors * reference).sum(1).min() > 0.9995


def test_a_text_has_the_same_vector_alone_and_among_others(minilm: MiniLM) -> None:
    together = minilm.embed(TEXTS)
    assert float(together[0] @ minilm.embed_question(TEXTS[0])) > 0.9995


def test_tokens_are_counted_without_a_limit(minilm: MiniLM) -> None:
    assert minilm.count_tokens(["word " * 600]) == [602]


def test_weights_that_are_not_the_official_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(EmbeddingError, match="Reinstall"):
        MiniLM().embed(["text"])


def test_an_unknown_model_is_refused_in_words(tmp_path) -> None:
    with pytest.raises(EmbeddingError, match="FRONTDESK_EMBEDDING_MODEL"):
        load_embedder(str(tmp_path / "no-such-model")).embed(["text"])


def test_any_sentence_transformers_model_may_take_its_place(minilm: MiniLM) -> None:
    other = load_embedder(str(model_folder()))
    assert other.window == minilm.window
    assert other.count_tokens(["two words"]) == minilm.count_tokens(["two words"])
    assert float(other.embed_question(TEXTS[0]) @ minilm.embed_question(TEXTS[0])) > 0.9995


def test_a_reading_tells_where_each_piece_stands(minilm: MiniLM) -> None:
    texts = ["Tents dry in the shade.", "Zeltstangen"]
    for embedder in (minilm, load_embedder(str(model_folder()))):
        readings = embedder.read([*texts, "word " * 600, ""])
        assert [texts[0][start:end] for start, end in readings[0].places] == ["Tents", "dry", "in", "the", "shade", "."]
        assert "".join(texts[1][start:end] for start, end in readings[1].places) == texts[1]
        assert [len(reading.pieces) for reading in readings[2:]] == [minilm.window - 2, 0]
        assert np.allclose(np.linalg.norm(readings[0].pieces.astype(np.float32), axis=1), 1, atol=1e-2)


def test_it_is_a_langchain_embeddings(minilm: MiniLM) -> None:
    langchain = LangChainEmbeddings(minilm)
    assert len(langchain.embed_query("text")) == minilm.dimension
    assert len(langchain.embed_documents(["a", "b"])) == 2
