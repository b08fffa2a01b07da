"""Pairs of people that no row names, reports, and moderators whom reports can reach."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
MOMENT = sa.BigInteger


def upgrade() -> None:
    _create_pairs()
    op.create_table(
        "sponsor_reports",
        sa.Column("report_id", sa.String(16), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("entry_key", sa.String(40), nullable=False),
        sa.Column("told", sa.Integer, nullable=False, server_default="0"),
        sa.UniqueConstraint("entry_key", name="uq_sponsor_reports_entry_key"),
    )
    op.create_index("ix_sponsor_reports_about", "sponsor_reports", ["about"])
    op.create_table(
        "known_moderators",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_index("ix_known_moderators_member_id", "known_moderators", ["member_id"])


def _create_pairs() -> None:
    op.create_table(
        "sponsor_pairs",
        sa.Column("pair_id", sa.String(16), primary_key=True),
        sa.Column("server_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("expires", MOMENT),
    )
    op.create_index("ix_sponsor_pairs_expires", "sponsor_pairs", ["expires"])
    op.create_table(
        "sponsor_sides",
        sa.Column("side_key", sa.String(40), primary_key=True),
        sa.Column("pair_id", sa.String(16), sa.ForeignKey("sponsor_pairs.pair_id"), nullable=False),
        sa.Column("slot", sa.String(40)),
        sa.UniqueConstraint("slot", name="uq_sponsor_sides_slot"),
    )
    op.create_index("ix_sponsor_sides_pair_id", "sponsor_sides", ["pair_id"])
