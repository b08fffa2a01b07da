"""Rows without a group or a target, which are most, are not in the indexes of those."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("cancel_group", "target"):
        name, some = f"outbox_{column}", sa.text(f"{column} IS NOT NULL")
        op.drop_index(name, "outbox")
        op.create_index(name, "outbox", [column], sqlite_where=some, postgresql_where=some)
