"""Where the front-door message of each server was posted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As it was when this was written: bot.storage.types may change, this may not.
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.create_table(
        "front_doors",
        sa.Column("server_id", sa.BigInteger, sa.ForeignKey("servers.server_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("trouble", sa.String(40)),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
