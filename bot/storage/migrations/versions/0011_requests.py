"""Calls for help, who is asked, and what remains of them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# As it was when this was written: bot.storage.types may change, this may not.
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("asker_key", sa.String(40), nullable=False),
        sa.Column("server_id", sa.BigInteger, sa.ForeignKey("servers.server_id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("step_ends", MOMENT),
        sa.Column("calls", sa.Integer, nullable=False, server_default="0"),
        sa.Column("taker", sa.String(16)),
        sa.Column("drill", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("asker_key"),
    )
    op.create_index("ix_requests_server_id", "requests", ["server_id"])
    op.create_table(
        "request_people",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("request_id", sa.String(16), sa.ForeignKey("requests.id"), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("why", sa.String(12), nullable=False, server_default=""),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT),
        sa.Column("free_at", MOMENT),
        sa.Column("unreal", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_request_people_request_id", "request_people", ["request_id"])
    op.create_table(
        "request_counts",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("ended", sa.String(10), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "asking_pauses",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
    )
    op.create_index("ix_asking_pauses_until", "asking_pauses", ["until"])
