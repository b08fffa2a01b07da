"""A group's check-in prompt comes with a question of the day, unless it is switched off."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("asks", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("question", sa.String(80)),
        sa.Column("told", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column("checkin_prompts", column)
