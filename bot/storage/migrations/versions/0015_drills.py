"""Drills, and when somebody who is asked answered."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.add_column("request_people", sa.Column("answered_at", MOMENT))
    op.create_table(
        "drills",
        sa.Column("id", ID, primary_key=True),
        sa.Column("server_id", sa.BigInteger, sa.ForeignKey("servers.server_id"), nullable=False),
        sa.Column("request_id", sa.String(16), nullable=False),
        sa.Column("started_by", sa.BigInteger),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("report", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_drills_server_id", "drills", ["server_id"])
