"""One date of a meeting with a name, length, place or note of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("title", sa.String(80)),
        sa.Column("minutes", sa.Integer),
        sa.Column("place", sa.String(400)),
        sa.Column("place_in_public", sa.Boolean),
        sa.Column("note", sa.String(500)),
    ):
        op.add_column("occurrence_changes", column)
