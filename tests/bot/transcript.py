"""Reading what the rehearsal's story wrote."""

import re


def after(story: str, *passages: str) -> str:
    """Find passages one after the other; return what comes after the last."""
    rest = story
    for passage in passages:
        assert passage in rest, f"{passage!r} does not come after what was before it"
        rest = rest.split(passage, 1)[1]
    return rest


def chapter(story: str, title: str) -> str:
    """Give one chapter, by how its title begins."""
    return after(story, f"\n== {title}").split("\n\n==")[0]


def said(story: str, to: str) -> list[str]:
    """List what the bot said there or to somebody, each with its moment."""
    parts = story.split("\n\n")
    return [part for part in parts if re.match(rf"\w+ \d+ \w+, \S+ \S+  Aftercare.* {to}", part)]
