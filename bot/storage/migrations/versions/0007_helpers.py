"""When somebody asks for help: a server's choices, who is trusted, who is on duty."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# As they were when this was written: bot.storage.types may change, this may not.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger


def upgrade() -> None:
    _extend_servers()
    _make_vouchings()
    _make_helpers()
    _make_shifts()
    _make_takings()


def _extend_servers() -> None:
    places = ("helpers_channel", "moderators_channel", "threads_channel", "on_call_role")
    for name in (*places, "helper_role"):
        op.add_column("servers", sa.Column(f"{name}_id", sa.BigInteger))
    word = sa.Column("sponsor_word", sa.String(20), nullable=False, server_default="sponsor")
    op.add_column("servers", word)
    numbers = {"sponsor_minutes": "5", "helper_minutes": "5", "moderator_minutes": "10"}
    for name, default in (*numbers.items(), ("helper_limit", "3")):
        number = sa.Column(name, sa.Integer, nullable=False, server_default=default)
        op.add_column("servers", number)


def _server(*, key: bool = False) -> sa.Column[int]:
    servers = sa.ForeignKey("servers.server_id")
    return sa.Column("server_id", sa.BigInteger, servers, primary_key=key, nullable=False)


def _make_vouchings() -> None:
    op.create_table(
        "vouchings",
        sa.Column("id", ID, primary_key=True),
        _server(),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("adult_at", MOMENT),
        sa.Column("asked_at", MOMENT),
        sa.Column("approved_at", MOMENT),
        sa.Column("approved_by", sa.BigInteger),
        sa.Column("by_role", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("declined_at", MOMENT),
        sa.Column("suspended_at", MOMENT),
        sa.Column("suspended_until", MOMENT),
        sa.UniqueConstraint(
            "server_id", "member_id", "what", name="uq_vouchings_server_id_member_id_what"
        ),
    )
    op.create_index("ix_vouchings_member_id", "vouchings", ["member_id"])


def _make_helpers() -> None:
    op.create_table(
        "helpers",
        _server(key=True),
        sa.Column("member_id", sa.BigInteger, primary_key=True),
        sa.Column("zone", sa.String(64)),
        sa.Column("hours", sa.String(200)),
        sa.Column("on_until", MOMENT),
        sa.Column("off_since", MOMENT),
        sa.Column("off_until", MOMENT),
        sa.Column("most", sa.Integer),
        sa.Column("rest_until", MOMENT),
        sa.Column("asked_last", MOMENT),
        sa.Column("remind", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("drills_since", MOMENT),
    )
    op.create_index("ix_helpers_member_id", "helpers", ["member_id"])


def _make_shifts() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("id", ID, primary_key=True),
        _server(),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("starts", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("taken_by", sa.BigInteger),
        sa.UniqueConstraint(
            "server_id", "member_id", "starts", name="uq_duty_shifts_server_id_member_id_starts"
        ),
    )
    for column in ("member_id", "ends", "taken_by"):
        op.create_index(f"ix_duty_shifts_{column}", "duty_shifts", [column])


def _make_takings() -> None:
    op.create_table(
        "duty_takings",
        sa.Column("request_id", sa.String(40), primary_key=True),
        sa.Column("member_id", sa.BigInteger, primary_key=True),
        _server(),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("hard", sa.Boolean, nullable=False),
    )
    op.create_index("ix_duty_takings_member_id", "duty_takings", ["member_id"])
