"""How the messages to the one who came are named: by the random id of the request."""

from datetime import timedelta
from typing import Final

FEATURE: Final = "reach"
NEWS, QUESTION, MOVED = "talk_news", "talk_question", "talk_moved"  # what a note is about
PAGE: Final = "talk_page"  # their page, where it stands, worded anew
# Why somebody is let go who then leaves the thread of the two; silence may mean that they talk.
APART: Final = frozenset({"asker_no", "helper_no", "unreachable", "blocked"})
IN_ROOM: Final = "reach.talk_room"  # the same, said in the thread in which they were asked
NOTES_LAST: Final = timedelta(hours=2)


def note_ref(request_id: str, number: int, why: str = "") -> str:
    """Name a message: which talk, the how-manieth, and why they are let go."""
    return ".".join([request_id, str(number), *([why] if why else [])])


def read_ref(ref: str) -> tuple[str, str]:
    """Read which talk a message is about, and why they are let go."""
    request_id, _, rest = ref.partition(".")
    return request_id, rest.partition(".")[2]
