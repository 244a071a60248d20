"""Staff find conversations by words and by how they went."""

import pytest
from sqlalchemy import insert

from desk.conversations import Conversations
from desk.feedback import Feedback
from desk.overview import ConversationOverview, Kind
from desk.tables import ConversationRow, MessageRow
from storage.database import Database, utc_now
from tests.work import counted


@pytest.fixture
def overview(database: Database) -> ConversationOverview:
    conversations, feedback = Conversations(database), Feedback(database)

    def talk(question: str, answer: str, *, refused: bool = False, rating: int = 0, correction: str = "") -> None:
        conversation = conversations.start("visitor", "en")
        conversations.add(conversation, "customer", question)
        n = conversations.add(conversation, "assistant", answer, {"abstained": refused})
        if rating:
            feedback.rate(conversation, n, rating)
        feedback.correct(conversation, n, correction, author="mia")

    conversations.start("visitor")  # nothing was said: never listed
    talk("Where is my order?", "Nothing found.", refused=True, rating=-1, correction="Look at /orders.")
    talk("How long does delivery take?", "3–5 days [1]", rating=1)
    talk("帐篷防水吗？", "防水 100% [1]")
    return ConversationOverview(database)


def test_the_latest_comes_first_with_its_numbers(overview: ConversationOverview) -> None:
    rows = overview.list()
    assert [row.opening for row in rows] == ["帐篷防水吗？", "How long does delivery take?", "Where is my order?"]
    last = rows[-1]
    assert (last.questions, last.liked, last.disliked, last.refused, last.corrected) == (1, 0, 1, 1, 1)


@pytest.mark.parametrize(
    ("kind", "openings"),
    [
        ("all", 3),
        ("liked", 1),
        ("disliked", 1),
        ("refused", 1),
        ("corrected", 1),
    ],
)
def test_each_kind_lists_and_counts_its_own(overview: ConversationOverview, kind: Kind, openings: int) -> None:
    assert len(overview.list(kind=kind)) == overview.count(kind=kind) == openings


def test_the_upset_and_those_in_a_hurry_are_found_and_come_first(
    database: Database, overview: ConversationOverview
) -> None:
    conversations = Conversations(database)
    one, other = conversations.start("v"), conversations.start("v")
    for conversation, *moods in ((one, -0.9, -0.8), (other, -0.9, 0.6)):  # the second has calmed down
        for mood in moods:
            conversations.add(conversation, "customer", "?")
            understood = {"parts": [{"route": "question"}], "mood": mood, "urgency": 0.5 if mood > 0 else 0.0}
            conversations.add(conversation, "assistant", "!", {"understood": understood})
    assert [row.id for row in overview.list(kind="upset")] == [one]
    assert [row.id for row in overview.list(kind="pressing")] == [other]
    assert [row.id for row in overview.list(order="marks")][:2] == [one, other]
    assert [row.id for row in overview.list(order="marks", descending=False)][-2:] == [other, one]
    assert overview.list(kind="upset")[0].mood == pytest.approx(-0.8)


@pytest.mark.parametrize(("query", "found"), [("ORDER", 1), ("days", 1), ("防水", 1), ("100%", 1), ("_", 0), ("x", 0)])
def test_words_are_looked_for_in_every_message_as_they_are(
    overview: ConversationOverview, query: str, found: int
) -> None:
    assert overview.count(query=query) == len(overview.list(query=query)) == found


def test_pages_follow_each_other(overview: ConversationOverview) -> None:
    assert [overview.list(offset=n, limit=1)[0].id for n in range(3)] == [row.id for row in overview.list()]


def test_ten_thousand_conversations_take_two_statements_that_look_at_each_once(database: Database) -> None:
    now = utc_now()
    ids = [f"{n:032x}" for n in range(10_000)]
    conversation = {"visitor": "v", "language": "en", "audience": "public", "created": now, "updated": now}
    message = {"text": "Where is my order?", "created": now, "is_superseded": False}
    with database.write() as session:
        session.execute(insert(ConversationRow), [{"id": id_} | conversation for id_ in ids])
        session.execute(
            insert(MessageRow),
            [
                {"conversation": id_, "n": n, "role": role, "is_refusal": n == 1} | message
                for id_ in ids
                for n, role in enumerate(("customer", "assistant"))
            ],
        )
    overview = ConversationOverview(database)
    expected: list[tuple[Kind, int, int]] = [("all", 25, 10_000), ("refused", 25, 10_000), ("disliked", 0, 0)]
    for kind, shown, there in expected:
        with counted(database) as work:
            found, count = overview.list(kind=kind, limit=25), overview.count(kind=kind)
        assert (len(found), count) == (shown, there)
        assert work.statements == 2
        assert work.instructions < 3_000  # thousands; all conversations gone through for each of them: 100,000
