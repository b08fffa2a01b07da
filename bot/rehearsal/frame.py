"""What the rehearsal says or shows otherwise than simcord's page: it is for trying the bot."""

from collections.abc import Mapping
from types import MappingProxyType

# By file: what stands there, and what shall stand.
MENDED: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "app.js": (
            ('from "./actions.js"', 'from "./patience.js"'),
            # A page that could not begin tries again, as it says of a lost connection.
            (
                'addDiagnostic({ code: "bootstrap-failed"',
                'setTimeout(bootstrap, 1000); addDiagnostic({ code: "bootstrap-failed"',
            ),
        ),
        # One may press Send at any time: patience.js keeps what is sent too early.
        "composer.js": (
            ("sendButton.disabled = Boolean(state.pendingAction) ||", "sendButton.disabled ="),
        ),
        "index.html": (("No messages in this channel.", "Nothing is said here yet."),),
        # Ready with the letters it shows; 27 MB of other fonts come when a message needs them.
        "presentation.js": (
            ("FONT_REQUIREMENTS.map(async", "FONT_REQUIREMENTS.slice(0, 1).map(async"),
        ),
        # Where the list stays is known in one place, room.js; two that scroll it undo each other.
        "timeline.js": (
            ("clientHeight <= 1 ?", "clientHeight <= 1 || window.staysAtNewest?.() ?"),
            (
                "state.scrollIntent = snapshot.targetId && String(",
                "state.scrollIntent = previousTargetId && snapshot.targetId && String(",
            ),
        ),
        # A relative time ("in 2 hours") is marked as one, so that room.js can keep it right.
        "text.js": (
            (
                'node("time", "discord-timestamp", rendered);',
                'node("time", "discord-timestamp", rendered); time.dataset.style = style;',
            ),
        ),
        "commands.js": (
            # An option says what it is for, and then what was chosen by its name, as on Discord.
            ('"command-suggestion-ellipsis", "…"', '"command-suggestion-about", value.description'),
            ('String(value?.raw ?? "")', 'String(value?.label ?? value?.raw ?? "")'),
        ),
        "select-drafts.js": (
            ("Math.min(list.scrollHeight, 220)", "Math.min(list.scrollHeight, 340)"),
            ("Math.min(220, available)", "Math.min(340, available)"),
        ),
        # A thread is marked as it is in the list of channels.
        "workbench.js": (
            (
                '?.name || "Unavailable channel", glyph: "#"',
                '?.name || "", glyph: location.pathname.includes("/thread-") ? "↳ " : "#"',
            ),
        ),
        "selects.js": (
            ('"SimCord selection draft actions"', '"Your choice"'),
            ('"SimCord selection draft"', '""'),
        ),
    }
)


def mend(name: str, text: str) -> str:
    """Change one file of simcord's page."""
    for found, mended in MENDED.get(name, ()):
        text = text.replace(found, mended)
    return text
