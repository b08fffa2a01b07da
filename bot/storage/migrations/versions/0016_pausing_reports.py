"""Whether a report pauses whom it is about, or a moderator decides that."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pausing = sa.Column("pausing", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("sponsor_reports", pausing)
