"""A conversation knows how its customer feels, so that staff find the upset ones in the list."""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FADING = 0.8  # as desk/feelings.py had it then


def upgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("mood", sa.Float(), nullable=True))
        conversations.add_column(sa.Column("urgency", sa.Float(), nullable=True))
        conversations.create_index(op.f("ix_conversations_mood"), ["mood"], unique=False)
        conversations.create_index(op.f("ix_conversations_urgency"), ["urgency"], unique=False)
    messages = sa.table("messages", sa.column("conversation"), sa.column("n"), sa.column("answer", sa.JSON()))
    rows = sa.table("conversations", sa.column("id"), sa.column("mood"), sa.column("urgency"))
    connection = op.get_bind()
    told = sa.select(messages.c.conversation, messages.c.answer["understood"])
    told = told.where(messages.c.answer.is_not(None)).order_by(messages.c.conversation, messages.c.n)
    found = []
    for conversation, group in groupby(connection.execute(told), key=lambda row: row[0]):
        felt = None
        for understood in (row[1] for row in group if isinstance(row[1], dict) and row[1].get("parts")):
            mood, urgency = float(understood.get("mood", 0.0)), float(understood.get("urgency", 0.0))
            if felt is not None:
                kept = FADING * felt[0]
                mood = (kept + mood) / 2 if kept * mood < 0 and abs(mood) >= 0.3 else max(kept, mood, key=abs)
                urgency = max(FADING * felt[1], urgency)
            felt = mood, urgency
        if felt is not None:
            found.append({"of": conversation, "new_mood": felt[0], "new_urgency": felt[1]})
    if found:
        change = rows.update().where(rows.c.id == sa.bindparam("of"))
        connection.execute(
            change.values(mood=sa.bindparam("new_mood"), urgency=sa.bindparam("new_urgency")), found
        )  # fmt: skip
