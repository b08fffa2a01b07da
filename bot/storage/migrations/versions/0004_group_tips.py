"""The tip a day of groups."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    op.create_table(
        "group_tips",
        sa.Column(
            "group_id", ID, sa.ForeignKey("groups.id"), primary_key=True, autoincrement=False
        ),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("planned_until", MOMENT, nullable=False),
        sa.Column("shown", MOMENT),
        sa.Column("tip", sa.Integer),
        sa.Column("told", sa.String(60), nullable=False, server_default=""),
    )
