"""Everything the bot remembers, on one page.

A column that says something about a person carries ``info={"personal": "<in plain words>"}``.
``MEMBER_ID`` columns say whose row it is; ``erase`` says what erasing that member does:
"row" removes the row, "null" only forgets who it was (the row belongs to the server).
Export, erase and retention work from these marks alone. Sealed columns are encrypted by
`bot.storage.vault` with the key of one member and end with ``sealed``.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.storage.types import Id, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def member_id(name: str, means: str, *, erase: str = "row", **options: Any) -> Column[int]:
    """Make a column that holds a member's Discord id."""
    info = {"personal": means, "member": True, "erase": erase}
    options.setdefault("nullable", erase == "null")
    return Column(name, BigInteger, info=info, **options)


def personal(means: str) -> dict[str, str]:
    """Mark a column that says something about the member of its row."""
    return {"personal": means}


def only(condition: str) -> dict[str, Any]:
    """Make an index cover only the rows that meet a condition, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


OPEN = only("state IN ('waiting', 'unknown')")

# ---------------------------------------------------------------- servers: bot/servers

servers = Table(
    "servers",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("zone", String(64)),
    Column("country", String(2)),
    Column("language", String(8)),
    Column("announcements_channel_id", BigInteger),
    Column("moderator_role_id", BigInteger),
    Column("set_up_at", Moment),
    # When somebody asks for help: where helpers and moderators are asked, where two people talk,
    # who may be mentioned, whose role needs no further approval, and after how many minutes the
    # next are asked.
    Column("helpers_channel_id", BigInteger),
    Column("moderators_channel_id", BigInteger),
    Column("threads_channel_id", BigInteger),
    Column("on_call_role_id", BigInteger),
    Column("helper_role_id", BigInteger),
    Column("sponsor_word", String(20), nullable=False, server_default="sponsor"),
    Column("sponsor_minutes", Integer, nullable=False, server_default="5"),
    Column("helper_minutes", Integer, nullable=False, server_default="5"),
    Column("moderator_minutes", Integer, nullable=False, server_default="10"),
    Column("helper_limit", Integer, nullable=False, server_default="3"),  # people in seven days
)

# Who is trusted to be asked for help: adults by their own word, approved by a moderator or because
# they have the server's helper role. `what`: helper | sponsor.
vouchings = Table(
    "vouchings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), nullable=False),
    member_id("member_id", "that you offered to be there for others", index=True),
    Column("what", String(10), nullable=False, info=personal("as what you offered it")),
    Column("adult_at", Moment, info=personal("when you said that you are an adult")),
    Column("asked_at", Moment, info=personal("when moderators were asked to approve you")),
    Column("approved_at", Moment, info=personal("when you were approved")),
    member_id("approved_by", "that you approved somebody", erase="null"),
    Column(
        "by_role",
        Boolean,
        nullable=False,
        server_default=false(),
        info=personal("whether a role approved you"),
    ),
    Column("declined_at", Moment, info=personal("when moderators said not now")),
    Column("suspended_at", Moment, info=personal("when moderators paused it")),
    Column("suspended_until", Moment, info=personal("until when it is paused")),
    UniqueConstraint("server_id", "member_id", "what"),
)

# What moderators are shown: something was not delivered, or a timer keeps failing. No text, no ids
# of members.
incidents = Table(
    "incidents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("server_id", BigInteger, index=True),
    Column("reference", String(12), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("code", String(40), nullable=False),
    Column("channel_id", BigInteger),
    Column("at", Moment, nullable=False, index=True),
)

# ---------------------------------------------------------------- members: bot/privacy

members = Table(
    "members",
    metadata,
    member_id("member_id", "your Discord id", primary_key=True, autoincrement=False),
    Column("zone", String(64), info=personal("your time zone")),
    Column("country", String(2), info=personal("the country whose numbers you see")),
    Column("language", String(8), info=personal("your language")),
    Column("quiet_from", String(5), info=personal("when your quiet hours begin")),
    Column("quiet_until", String(5), info=personal("when your quiet hours end")),
    Column(
        "text_at_once",
        Boolean,
        nullable=False,
        server_default=false(),
        info=personal("whether private notes show their text at once"),
    ),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(16), primary_key=True),
    member_id("member_id", "whose unfinished form it is", index=True),
    Column("feature", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False, info=personal("an unfinished form (15 minutes)")),
    Column("expires", Moment, nullable=False, index=True),
)

# An erasure that was asked for and is not finished; taken up again after a crash.
erasures = Table(
    "erasures",
    metadata,
    member_id("member_id", "who asked to be erased", primary_key=True, autoincrement=False),
    Column("asked_at", Moment, nullable=False),
)

# ---------------------------------------------------------------- groups: bot/groups

groups = Table(
    "groups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("admission", String(8), nullable=False),  # open | ask
    Column("medicine", String(8), nullable=False),  # welcome | ask | unsaid
    member_id("created_by", "that you created this group", erase="null"),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
)

facilitators = Table(
    "facilitators",
    metadata,
    Column("group_id", Id, ForeignKey("groups.id"), primary_key=True),
    member_id("member_id", "a group you facilitate", primary_key=True, index=True),
)

memberships = Table(
    "memberships",
    metadata,
    Column("group_id", Id, ForeignKey("groups.id"), primary_key=True),
    member_id("member_id", "a group you joined or asked to join", primary_key=True, index=True),
    Column("state", String(8), nullable=False, info=personal("joined, asked, or not now")),
    Column("since", Moment, nullable=False, info=personal("since when")),
    Column(
        "tell",
        Boolean,
        nullable=False,
        server_default=false(),
        info=personal("whether you want a private note when you are answered"),
    ),
)

# ---------------------------------------------------------------- meetings: bot/meetings

meetings = Table(
    "meetings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("group_id", Id, ForeignKey("groups.id"), nullable=False, index=True),
    Column("title", String(80), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("rule", Text, nullable=False),  # bot.core.recurrence, as JSON; wall dates and time
    Column("minutes", Integer, nullable=False),
    Column("place", String(400), nullable=False, server_default=""),
    Column("place_in_public", Boolean, nullable=False, server_default=false()),
    Column("note", String(500), nullable=False, server_default=""),
    Column("leads", String(60), nullable=False),  # minutes before the start, "1440,60,10"
    member_id("created_by", "that you scheduled this meeting", erase="null"),
    Column("created_at", Moment, nullable=False),
    Column("cancelled_at", Moment),
    Column("planned_until", Moment, nullable=False),  # reminders up to here are posted
    Column("sequence", Integer, nullable=False, server_default="0"),  # counts its changes
    Column("paused_at", Moment),  # dates from here on are left out …
    Column("paused_until", Moment),  # … up to before here; empty: until somebody resumes it
)

# One date of a series that differs from its rule. `date` is the wall date the rule gives.
occurrence_changes = Table(
    "occurrence_changes",
    metadata,
    Column("meeting_id", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("date", String(10), primary_key=True),
    Column("change", String(10), nullable=False),  # skipped | moved | own: as below
    Column("moved_to", Moment),
    Column("changed_at", Moment, nullable=False),
    # What this date has of its own; null is as in the series.
    Column("title", String(80)),
    Column("minutes", Integer),
    Column("place", String(400)),
    Column("place_in_public", Boolean),
    Column("note", String(500)),
)

# What a meeting was before somebody changed it: to undo it for ten minutes, and to tell once what
# changed. `before` is the meeting's own row and changed dates, as JSON; no member is named in it.
meeting_edits = Table(
    "meeting_edits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("meeting_id", Id, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("made_id", Id),  # the series that "this and following" began
    Column("before", Text, nullable=False),
    member_id("changed_by", "that you changed this meeting", erase="null"),
    Column("changed_at", Moment, nullable=False, index=True),
    Column("told_as", Id, index=True),  # the edit whose number names the news that told of it
    Column("undone_at", Moment),
)

answers = Table(
    "answers",
    metadata,
    Column("meeting_id", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("start", Moment, primary_key=True),
    member_id("member_id", "a meeting you said you will be at", primary_key=True, index=True),
    Column(
        "notify", Boolean, nullable=False, server_default=true(), info=personal("told of changes")
    ),
)

# Private reminders somebody asked for: of one meeting, or of every meeting of a group.
reminders = Table(
    "reminders",
    metadata,
    Column("id", Id, primary_key=True),
    member_id("member_id", "private reminders you asked for", index=True),
    Column("group_id", Id, ForeignKey("groups.id"), nullable=False, index=True),
    Column("meeting_id", Id, ForeignKey("meetings.id"), index=True),
    Column("lead_minutes", Integer, nullable=False, info=personal("how long before")),
    Column("since", Moment, nullable=False, info=personal("since when")),
    Column("muted_until", Moment, info=personal("until when they pause")),
    UniqueConstraint("member_id", "group_id", "meeting_id", name="one_reminder"),
)
Index(
    "one_group_reminder",
    reminders.c.member_id,
    reminders.c.group_id,
    unique=True,
    sqlite_where=reminders.c.meeting_id.is_(None),
    postgresql_where=reminders.c.meeting_id.is_(None),
)

# The digest of a week that a group's channel gets. It stands in one message, renewed every week.
group_digests = Table(
    "group_digests",
    metadata,
    Column("group_id", Id, ForeignKey("groups.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),  # bot.core.recurrence, as JSON; one day a week
    Column("planned_until", Moment, nullable=False),  # digests up to here are posted
    Column("shown", Moment),  # the start of the one that stands in the channel
    Column("version", Integer, nullable=False, server_default="0"),  # how often it was renewed
)

# ---------------------------------------------------------------- sponsors: bot/sponsors

# A pair of people. No row says who: each side's entry in the vault names the other, sealed with
# that side's own key. `slot` holds the one place a member has for a sponsor, or a stand-in.
sponsor_pairs = Table(
    "sponsor_pairs",
    metadata,
    Column("pair_id", String(16), primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),  # asked | accepted | active | declined
    Column("expires", Moment, index=True),
)

sponsor_sides = Table(
    "sponsor_sides",
    metadata,
    Column("side_key", String(40), primary_key=True),  # the subject_id of its entry in the vault
    Column("pair_id", String(16), ForeignKey("sponsor_pairs.pair_id"), nullable=False, index=True),
    Column("slot", String(40), unique=True),
)

# An open report. Who sent it, and about whom, is sealed with the reporter's key under `entry_key`.
# `about` is a mark that only the operator's key can compare with an id.
sponsor_reports = Table(
    "sponsor_reports",
    metadata,
    Column("report_id", String(16), primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("about", String(64), nullable=False, index=True),
    Column("entry_key", String(40), nullable=False, unique=True),
    Column("told", Integer, nullable=False, server_default="0"),  # how often moderators were told
    Column("pausing", Boolean, nullable=False, server_default=true()),  # else a moderator decides
)

# Who was seen to be a moderator of a server, so that a report can reach them privately.
known_moderators = Table(
    "known_moderators",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    member_id(
        "member_id",
        "that you moderate a server",
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("seen_at", Moment, nullable=False, info=personal("when that was last seen")),
)

# ---------------------------------------------------------------- check-ins: bot/checkins

# The prompt that a group's channel gets. A member's own times are no row: they stand in the vault.
checkin_prompts = Table(
    "checkin_prompts",
    metadata,
    Column("group_id", Id, ForeignKey("groups.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),  # bot.core.recurrence, as JSON; weekly
    Column("planned_until", Moment, nullable=False),  # prompts up to here are posted
    Column("shown", Moment),  # the start of the one that stands in the channel
    Column("asks", Boolean, nullable=False, server_default=true()),  # with a question of the day
    Column("question", String(80)),  # its id
    Column("told", Text, nullable=False, server_default=""),  # the ids of this round, and a space
)

# ---------------------------------------------------------------- coping: bot/coping

# The tip a day of a group's channel. Somebody's own daily tip, and what they let the bot remember,
# are no rows: they stand in the vault.
group_tips = Table(
    "group_tips",
    metadata,
    Column("group_id", Id, ForeignKey("groups.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),  # bot.core.recurrence, as JSON; every day
    Column("planned_until", Moment, nullable=False),  # tips up to here are posted
    Column("shown", Moment),  # the start of the one that stands in the channel
    Column("tip", Integer),  # its number
    Column("told", String(60), nullable=False, server_default=""),  # the numbers told this round
)

# ---------------------------------------------------------------- reach: bot/reach

# Each time the front-door message of a server was posted. `fingerprint`: of the words last owed.
front_doors = Table(
    "front_doors",
    metadata,
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),  # owed | standing | gone | failed | replaced
    Column("trouble", String(40)),  # the code of what did not work last
    Column("fingerprint", String(64), nullable=False),
    Column("edits", Integer, nullable=False, server_default="0"),
    Column("changed_at", Moment, nullable=False),
)

# Helpers of a server and their duty. `hours` is a week such as "Mon-Fri 18:00-22:00" by the wall
# clock of `zone`; `on_until` and `off_since` … `off_until` overrule it.
helpers = Table(
    "helpers",
    metadata,
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), primary_key=True),
    member_id("member_id", "that you are a helper", primary_key=True, index=True),
    Column("zone", String(64), info=personal("the time zone of your duty hours")),
    Column("hours", String(200), info=personal("your weekly duty hours")),
    Column("on_until", Moment, info=personal("until when you are on duty now")),
    Column("off_since", Moment, info=personal("since when you are off duty")),
    Column("off_until", Moment, info=personal("until when you are off duty")),
    Column("most", Integer, info=personal("how many people in seven days you set as your limit")),
    Column("rest_until", Moment, info=personal("until when you rest after a hard talk")),
    Column("asked_last", Moment, info=personal("when you were last asked to help")),
    Column(
        "remind",
        Boolean,
        nullable=False,
        server_default=true(),
        info=personal("whether you are reminded before a shift"),
    ),
    Column("drills_since", Moment, info=personal("since when you take part in drills")),
)

# One shift of a helper about which something was said. `state`: asked | confirmed | out | offered |
# handed (to `taken_by`, who was offered it or took it).
duty_shifts = Table(
    "duty_shifts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), nullable=False),
    member_id("member_id", "a shift of yours as a helper", index=True),
    Column("starts", Moment, nullable=False, info=personal("when it begins")),
    Column("ends", Moment, nullable=False, index=True, info=personal("when it ends")),
    Column("state", String(10), nullable=False, info=personal("what you said about it")),
    member_id("taken_by", "a shift you were asked to take over", erase="null", index=True),
    UniqueConstraint("server_id", "member_id", "starts"),
)

# That a helper was with somebody, to spread the load; the request says nothing of who asked.
duty_takings = Table(
    "duty_takings",
    metadata,
    Column("request_id", String(40), primary_key=True),
    member_id("member_id", "that you helped somebody lately", primary_key=True, index=True),
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), nullable=False),
    Column("taken_at", Moment, nullable=False, info=personal("when that was")),
    Column("hard", Boolean, nullable=False, info=personal("whether it may have been hard")),
)

# What moderators of a server said of a help line: right on that day, or hidden there.
line_checks = Table(
    "line_checks",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line_id", String(40), primary_key=True),
    Column("hidden", Boolean, nullable=False),
    Column("checked_on", String(10)),  # the day somebody called it
    member_id("said_by", "that you checked or hid a help line", erase="null"),
    Column("said_at", Moment, nullable=False),
)

# Help lines that a server added for its people. `line` is bot.reach.rules.Line, as JSON.
own_lines = Table(
    "own_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("server_id", BigInteger, nullable=False, index=True),
    Column("country", String(2), nullable=False),
    Column("line", Text, nullable=False),
    member_id("added_by", "that you added a help line", erase="null"),
    Column("added_at", Moment, nullable=False),
)

# A call for help that is open. Who asked, whom not to ask and how to meet stand sealed in the vault
# (bot/reach/asking); `asker_key` is a random name that only their own key leads to. The row goes
# when the request is over.
requests = Table(
    "requests",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("asker_key", String(40), nullable=False, unique=True),
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),  # asking | taken | nobody
    Column("step", Integer, nullable=False),
    Column("step_ends", Moment),  # when the next step is asked, if nobody answers
    Column("calls", Integer, nullable=False, server_default="0"),  # notes to moderators so far
    Column("taker", String(16)),  # the row below that is with them
    Column("drill", Boolean, nullable=False, server_default=false()),
)

# Somebody who is asked for a request, or will be; who it is stands sealed with their own key.
request_people = Table(
    "request_people",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("request_id", String(16), ForeignKey("requests.id"), nullable=False, index=True),
    Column("step", Integer, nullable=False),
    Column("turn", Integer, nullable=False),  # their place in the step
    Column("role", String(10), nullable=False),  # sponsor | stand_in | helper | moderator
    Column("state", String(10), nullable=False),  # waiting | asked | no | skipped | taken | left
    Column("why", String(12), nullable=False, server_default=""),  # why they are skipped
    Column("due", Moment, nullable=False),  # when they are asked, if it comes to that
    Column("asked_at", Moment),
    Column("answered_at", Moment),  # when they said that they can, or can't
    Column("free_at", Moment),  # they said that they can then
    Column("unreal", Boolean, nullable=False, server_default=false()),  # "not a real one"
)

# What remains of requests: how many ended in which way, by month.
request_counts = Table(
    "request_counts",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    Column("month", String(7), primary_key=True),
    Column("ended", String(10), primary_key=True),
    Column("number", Integer, nullable=False),
)

# A call for help that was only played, and how long each of its steps took. `report`: JSON without
# any member.
drills = Table(
    "drills",
    metadata,
    Column("id", Id, primary_key=True),
    Column("server_id", BigInteger, ForeignKey("servers.server_id"), nullable=False, index=True),
    Column("request_id", String(16), nullable=False),
    member_id("started_by", "that you started a drill", erase="null"),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("report", Text, nullable=False, server_default=""),
)

# That a member cannot ask people in a server for a while. `id` is a random name that only their own
# key leads to; why, and who decided it, stand sealed in the vault.
asking_pauses = Table(
    "asking_pauses",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("server_id", BigInteger, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)

# ---------------------------------------------------------------- delivery: bot/delivery

# The earliest thing still ahead of each subject. Private timers have the kind "note" and a keyed
# random subject_id: what they are about stands only in the vault.
timers = Table(
    "timers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject_id", String(40), nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    UniqueConstraint("kind", "subject_id"),
    Index("timers_due", "due", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("kind", String(40), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("verb", String(12), nullable=False),
    Column("address_kind", String(12), nullable=False),
    Column("address_id", BigInteger),  # channel or thread; NULL for a note
    Column("server_id", BigInteger),
    Column("target", String(120)),  # the key of the row whose message is edited or deleted
    Column("lane", Integer, nullable=False),
    Column("due", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("state", String(10), nullable=False, server_default="waiting"),
    Column("try_after", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_tried", Moment),
    Column("nonce", String(25), nullable=False),
    Column("message_id", BigInteger),
    Column("channel_id", BigInteger),  # where the message landed
    Column("cancel_group", String(80)),
    Column("code", String(40)),  # why it was skipped, refused or expired
    Column("closed_at", Moment),
    # Whose turn is it? The last two columns let a pass over waiting rows stay inside the index.
    Index("outbox_turns", "lane", "server_id", "try_after", "id", "address_id", **OPEN),
    Index("outbox_due", "try_after", **OPEN),
    Index("outbox_not_after", "not_after", **OPEN),
    Index("outbox_lease", "lease_until", **only("state = 'sending'")),
    Index("outbox_closed", "closed_at", **only("closed_at IS NOT NULL")),
    Index("outbox_cancel_group", "cancel_group", **only("cancel_group IS NOT NULL")),
    Index("outbox_target", "target", **only("target IS NOT NULL")),
)

# What a private timer or outbox row is about. `key_id` is random; only the key store knows whose.
# A member's own times of check-ins are such an entry too: even that there are any is nobody's.
vault_entries = Table(
    "vault_entries",
    metadata,
    Column("subject_id", String(40), primary_key=True),
    Column("key_id", String(32), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False, info=personal("a private note you asked for")),
)

dm_channels = Table(
    "dm_channels",
    metadata,
    member_id(
        "member_id",
        "your Discord id, as we have a private chat",
        primary_key=True,
        autoincrement=False,
    ),
    Column("channel_id", BigInteger, info=personal("the id of our private chat")),
    Column(
        "closed_at", Moment, info=personal("when Discord last refused a private message to you")
    ),
)

# Whether a member could see a channel when it was last checked; counts for 24 hours.
sightings = Table(
    "sightings",
    metadata,
    Column("server_id", BigInteger, primary_key=True, autoincrement=False),
    member_id(
        "member_id",
        "that you were seen in a server",
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sees", Boolean, nullable=False, info=personal("whether you can see a channel")),
    Column("checked_at", Moment, nullable=False, info=personal("when that was checked")),
)

# Single facts of the installation: the hash of the synced commands, and the like.
installation = Table(
    "installation",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# What one of several processes holds, until when by the database's own clock (PostgreSQL only):
# "shard:3/16", the next turn of "identify:0", "request:2" of the requests they share.
leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(16), nullable=False),
    Column("until", Moment, nullable=False),
)

# ---------------------------------------------------------------- the key store (another database)

key_metadata = MetaData()

member_keys = Table(
    "member_keys",
    key_metadata,
    member_id("member_id", "that you have a key", primary_key=True, autoincrement=False),
    Column("key_id", String(32), nullable=False, unique=True),
    Column("wrapped", LargeBinary, nullable=False),
)

erased_keys = Table(
    "erased_keys",
    key_metadata,
    Column("key_id", String(32), primary_key=True),
    Column("erased_at", Moment, nullable=False),
)

# Who was erased, as a keyed mark that only the operator's key can compare with an id: after an old
# backup is put back, they are erased from it too.
erased_members = Table(
    "erased_members",
    key_metadata,
    Column("mark", String(64), primary_key=True),
    Column("erased_at", Moment, nullable=False),
)

# Single facts of the key store: what the operator's key must yield.
key_facts = Table(
    "key_facts",
    key_metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
