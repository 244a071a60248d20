"""What `evaluate recommendations` measures."""

import json
from pathlib import Path

import pytest

from assistant.evaluation.recommendations import evaluate_recommendations
from desk.event_files import BadRow, read_events

RETAILROCKET = Path(__file__).resolve().parents[4] / "shared" / "data" / "retailrocket" / "events.jsonl.gz"


def test_only_users_with_three_items_take_part_and_one_item_of_each_is_held_out():
    pairs = [(f"u{n}", item) for n in range(8) for item in ("a", "b", "c")] + [("short", "a"), ("short", "b")]
    figures = evaluate_recommendations(pairs)
    assert figures["users"] == 8
    assert figures["hit@10"] == 1.0  # one item alone is left to recommend
    assert figures["ndcg@10"] == figures["popularity_ndcg@10"] == 1.0


def test_no_users_give_no_figures():
    assert evaluate_recommendations([("u", "a")]) == {
        "users": 0, "hit@10": None, "ndcg@10": None, "popularity_ndcg@10": None,
    }  # fmt: skip


@pytest.mark.skipif(not RETAILROCKET.exists(), reason="needs the public evaluation data")
def test_it_recommends_far_better_than_popularity():
    rows = [event for _, event in read_events(RETAILROCKET) if not isinstance(event, BadRow)]
    some = [(event.user, event.item) for event in rows[:12_000]]
    figures = evaluate_recommendations(some)
    assert figures["ndcg@10"] > 5 * figures["popularity_ndcg@10"] > 0


def test_rows_are_read_by_column_name_and_bad_ones_told(tmp_path: Path):
    path = tmp_path / "events.csv"
    path.write_text(
        "\ufeffCustomer ID;SKU;Event type;Quantity;Date\nu1;A-1;Transaction;2;2026-11-25\n;A-2;view;;\n"
        "u2;A-3;view;0;\nu2;A-3;pageview;;yesterday\nu2;A-3;Add to cart;;1764081000\n",
        encoding="utf-8",
    )
    rows = dict(read_events(path))
    first, last = rows[1], rows[5]
    assert not isinstance(first, BadRow)
    assert not isinstance(last, BadRow)
    assert (first.user, first.item, first.event, first.count) == ("u1", "A-1", "purchase", 2)
    assert last.event == "cart"
    assert last.time is not None
    assert last.time.year == 2025
    refusals = {row.row: row.refusal for row in rows.values() if isinstance(row, BadRow)}
    assert {n: refusal.code for n, refusal in refusals.items()} == {
        2: "event_no_user", 3: "event_count", 4: "event_time",
    }  # fmt: skip
    assert "yesterday" in refusals[4].in_language("zh")


def test_json_lines_are_read_too_and_a_file_without_users_is_refused(tmp_path: Path):
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps({"用户": "u1", "商品": "灯", "事件": "购买"}) + "\n[1]\n", encoding="utf-8")
    rows = dict(read_events(path))
    assert isinstance(rows[2], BadRow)
    assert getattr(rows[1], "event", None) == "purchase"
    (tmp_path / "none.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(Exception, match="no columns 'user' and 'item'"):
        list(read_events(tmp_path / "none.csv"))
