"""What moderators say of their server's help lines, and the lines they add."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.create_table(
        "line_checks",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("line_id", sa.String(40), primary_key=True),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("checked_on", sa.String(10)),
        sa.Column("said_by", sa.BigInteger),
        sa.Column("said_at", MOMENT, nullable=False),
    )
    op.create_table(
        "own_lines",
        sa.Column("id", ID, primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("added_by", sa.BigInteger),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_index("ix_own_lines_server_id", "own_lines", ["server_id"])
