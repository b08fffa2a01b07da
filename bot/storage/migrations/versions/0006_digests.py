"""A group's digest of the week, and private reminders that pause."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.add_column("reminders", sa.Column("muted_until", MOMENT))
    op.create_table(
        "group_digests",
        sa.Column(
            "group_id", ID, sa.ForeignKey("groups.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("planned_until", MOMENT, nullable=False),
        sa.Column("shown", MOMENT),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
    )
