"""Rankings of products are measured as the definition says."""

import pytest

from assistant.evaluation.products import figures


def test_a_query_to_which_nothing_is_relevant_is_counted_apart():
    judged = {"tent": {"a": 3.0, "b": 1.0}, "spaceship": {"a": 0.0}}
    found = figures({"tent": ["b", "a"], "spaceship": ["a"]}, judged)
    assert (found["queries"], found["without_relevant"], found["recall@10"]) == (1, 1, 1.0)
    assert found["ndcg@10"] == pytest.approx(0.7967, abs=1e-4)  # (1 + 3 / log2(3)) / (3 + 1 / log2(3))
