"""The tables Aftercare begins with."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    create_servers_and_members()
    create_groups_and_meetings()
    create_delivery()


def create_servers_and_members() -> None:
    op.create_table(
        "servers",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("zone", sa.String(64)),
        sa.Column("country", sa.String(2)),
        sa.Column("language", sa.String(8)),
        sa.Column("announcements_channel_id", sa.BigInteger),
        sa.Column("moderator_role_id", sa.BigInteger),
        sa.Column("set_up_at", MOMENT),
    )
    op.create_table(
        "incidents",
        sa.Column("id", ID, primary_key=True),
        sa.Column("server_id", sa.BigInteger, index=True),
        sa.Column("reference", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "members",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("zone", sa.String(64)),
        sa.Column("country", sa.String(2)),
        sa.Column("language", sa.String(8)),
        sa.Column("quiet_from", sa.String(5)),
        sa.Column("quiet_until", sa.String(5)),
        sa.Column("text_at_once", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("member_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("feature", sa.String(20), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "erasures",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asked_at", MOMENT, nullable=False),
    )


def create_groups_and_meetings() -> None:
    op.create_table(
        "groups",
        sa.Column("id", ID, primary_key=True),
        sa.Column(
            "server_id",
            sa.BigInteger,
            sa.ForeignKey("servers.server_id"),
            nullable=False,
            index=True,
        ),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("admission", sa.String(8), nullable=False),
        sa.Column("medicine", sa.String(8), nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
    )
    op.create_table(
        "facilitators",
        sa.Column("group_id", ID, sa.ForeignKey("groups.id"), primary_key=True),
        sa.Column("member_id", sa.BigInteger, primary_key=True, index=True),
    )
    op.create_table(
        "memberships",
        sa.Column("group_id", ID, sa.ForeignKey("groups.id"), primary_key=True),
        sa.Column("member_id", sa.BigInteger, primary_key=True, index=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("tell", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "meetings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("group_id", ID, sa.ForeignKey("groups.id"), nullable=False, index=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("place", sa.String(400), nullable=False, server_default=""),
        sa.Column("place_in_public", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("note", sa.String(500), nullable=False, server_default=""),
        sa.Column("leads", sa.String(60), nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT),
        sa.Column("planned_until", MOMENT, nullable=False),
    )
    op.create_table(
        "occurrence_changes",
        sa.Column("meeting_id", ID, sa.ForeignKey("meetings.id"), primary_key=True),
        sa.Column("date", sa.String(10), primary_key=True),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("moved_to", MOMENT),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("meeting_id", ID, sa.ForeignKey("meetings.id"), primary_key=True),
        sa.Column("start", MOMENT, primary_key=True),
        sa.Column("member_id", sa.BigInteger, primary_key=True, index=True),
        sa.Column("notify", sa.Boolean, nullable=False, server_default=sa.true()),
    )
    op.create_table(
        "reminders",
        sa.Column("id", ID, primary_key=True),
        sa.Column("member_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("group_id", ID, sa.ForeignKey("groups.id"), nullable=False, index=True),
        sa.Column("meeting_id", ID, sa.ForeignKey("meetings.id"), index=True),
        sa.Column("lead_minutes", sa.Integer, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.UniqueConstraint("member_id", "group_id", "meeting_id", name="one_reminder"),
    )
    op.create_index(
        "one_group_reminder",
        "reminders",
        ["member_id", "group_id"],
        unique=True,
        sqlite_where=sa.text("meeting_id IS NULL"),
        postgresql_where=sa.text("meeting_id IS NULL"),
    )


def create_delivery() -> None:
    op.create_table(
        "timers",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(40), nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.UniqueConstraint("kind", "subject_id"),
    )
    op.create_index("timers_due", "timers", ["due", "id"])
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("ref", sa.String(80), nullable=False),
        sa.Column("verb", sa.String(12), nullable=False),
        sa.Column("address_kind", sa.String(12), nullable=False),
        sa.Column("address_id", sa.BigInteger),
        sa.Column("server_id", sa.BigInteger),
        sa.Column("target", sa.String(120)),
        sa.Column("lane", sa.Integer, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("not_after", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default="waiting"),
        sa.Column("try_after", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("first_tried", MOMENT),
        sa.Column("nonce", sa.String(25), nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("cancel_group", sa.String(80)),
        sa.Column("code", sa.String(40)),
        sa.Column("closed_at", MOMENT),
    )
    op.create_index("outbox_cancel_group", "outbox", ["cancel_group"])
    op.create_index(
        "outbox_closed",
        "outbox",
        ["closed_at"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "outbox_due",
        "outbox",
        ["try_after"],
        sqlite_where=sa.text("state IN ('waiting', 'unknown')"),
        postgresql_where=sa.text("state IN ('waiting', 'unknown')"),
    )
    op.create_index(
        "outbox_lease",
        "outbox",
        ["lease_until"],
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "outbox_not_after",
        "outbox",
        ["not_after"],
        sqlite_where=sa.text("state IN ('waiting', 'unknown')"),
        postgresql_where=sa.text("state IN ('waiting', 'unknown')"),
    )
    op.create_index("outbox_target", "outbox", ["target"])
    op.create_index(
        "outbox_turns",
        "outbox",
        ["lane", "server_id", "try_after", "id", "address_id"],
        sqlite_where=sa.text("state IN ('waiting', 'unknown')"),
        postgresql_where=sa.text("state IN ('waiting', 'unknown')"),
    )
    op.create_table(
        "vault_entries",
        sa.Column("subject_id", sa.String(40), primary_key=True),
        sa.Column("key_id", sa.String(32), nullable=False, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "dm_channels",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("closed_at", MOMENT),
    )
    op.create_table(
        "sightings",
        sa.Column("server_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sees", sa.Boolean, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
