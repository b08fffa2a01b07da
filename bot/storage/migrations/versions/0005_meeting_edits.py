"""Meetings that change: pauses, and what a meeting was before each change."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.add_column("meetings", sa.Column("sequence", sa.Integer, nullable=False, server_default="0"))
    op.add_column("meetings", sa.Column("paused_at", MOMENT))
    op.add_column("meetings", sa.Column("paused_until", MOMENT))
    op.create_table(
        "meeting_edits",
        sa.Column("id", ID, primary_key=True),
        sa.Column("meeting_id", ID, sa.ForeignKey("meetings.id"), nullable=False),
        sa.Column("made_id", ID),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("changed_by", sa.BigInteger),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("told_as", ID),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index("ix_meeting_edits_meeting_id", "meeting_edits", ["meeting_id"])
    op.create_index("ix_meeting_edits_changed_at", "meeting_edits", ["changed_at"])
    op.create_index("ix_meeting_edits_told_as", "meeting_edits", ["told_as"])
