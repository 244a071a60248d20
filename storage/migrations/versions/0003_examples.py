"""Rows that a model may learn from, with their review and where they come from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "examples",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("gold", sa.JSON(), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=32), nullable=True),
        sa.Column("message", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=32), nullable=False),
        sa.Column("masked", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("reviewed", sa.DateTime(), nullable=True),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_examples_status_created", "examples", ["status", "created"], unique=False)
    op.create_index(op.f("ix_examples_source"), "examples", ["source"], unique=False)
    op.create_index(op.f("ix_examples_document"), "examples", ["document"], unique=False)
    op.create_index(op.f("ix_examples_conversation"), "examples", ["conversation"], unique=False)
    op.create_table(
        "example_documents",
        sa.Column("example", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["example"], ["examples.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("example", "document"),
    )
    op.create_index(op.f("ix_example_documents_document"), "example_documents", ["document"], unique=False)
