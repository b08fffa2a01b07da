"""A small content folder that keeps every rule, to be spoilt or laid over in tests."""

import hashlib
import shutil
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "content"
DOCUMENT = "The river was high that spring and everybody in the village spoke of nothing else.\n"
FILES = {
    "needs.yaml": """\
needs:
  - {id: stress, number: 1, name: Stress, aliases: [pressure]}
  - {id: grief, number: 2, name: Grief, only_asked: yes, grounding: yes}
""",
    "tips/calm.yaml": """\
locale: en
tips:
  - id: look-far
    number: 1
    tags: [stress, grief]
    way: senses
    minutes: 2
    seed_refs: [S0-1]
    text: Find the farthest thing you can see. Rest your eyes on it for ten slow breaths.
  - id: one-call
    number: 2
    tags: [stress, grief]
    way: people
    minutes: 5
    seed_refs: [S0-1]
    text: Write to one friend and ask how their day was. A short line is enough.
  - id: warm-cup
    number: 3
    tags: [stress, grief]
    way: care
    minutes: 4
    seed_refs: [S0-1]
    not_for: []
    text: Warm both hands on a cup. If it is too hot, hold your sleeves instead.
""",
    "lessons/ways.yaml": """\
lessons:
  - id: rest
    title: Rest
    kind: living
    tags: [stress]
    aliases: [sleep]
    seed_refs: [S0-2]
    fills: [quiet]
    what: Rest is more than sleep.
    you_can: You can sit down for a while.
    ask: Ask what keeps you awake.
    sources:
      - name: A page about rest
        url: https://example.org/rest
""",
    "exercises/all.yaml": """\
exercises:
  - id: two-breaths
    number: 1
    title: Two breaths
    about: Breathe out twice.
    care: Not while you drive.
    help: Press Help now if you feel worse.
    minutes: 1
    tags: [stress]
    seed_refs: [S0-1]
    screens:
      - id: out
        title: Out
        text: Let the air go.
        question: How is it?
        choices:
          - {label: Once more, to: out}
          - {label: Enough, to: close}
      - id: close
        title: Done
        text: Stay a bit.
        end: yes
""",
    "prompts/all.yaml": """\
prompts:
  - id: good-thing
    text: What was good today?
    tags: [stress]
    seed_refs: [S0-1]
""",
    "guides/all.yaml": """\
guides:
  - id: begin-on-time
    audience: facilitator
    title: Begin on time
    seed_refs: [S0-2]
    body: Begin on time and end on time.
""",
    "checkin.yaml": """\
rows:
  - id: danger
    when: {not_safe: yes}
    offer: [{card: crisis}]
  - id: rest
    say: Thank you.
    offer: [{tip: stress}, {exercise: two-breaths}, {lesson: rest}]
    seed_refs: [S0-1]
""",
    "phrases/en.yaml": """\
locale: en
phrases:
  - id: en-die
    words: [want to die, end ... life]
    unless: [want to die of]
""",
    "coverage.yaml": f"""\
documents:
  - id: S0
    about: A letter
    file: letter.txt
    sha256: {hashlib.sha256(DOCUMENT.encode()).hexdigest()}
topics:
  - {{id: S0-1, line: 1, section: First, topic: calm}}
  - {{id: S0-2, line: 2, section: Second, topic: rest}}
  - {{id: S0-AD, line: 3, section: advert, topic: a shop, left_out: it is an advert}}
gaps:
  - {{id: quiet, topic: quiet hours}}
""",
}


def make_content(folder: Path) -> Path:
    """Write the small content folder of a project in `folder`, with its document beside it."""
    content = folder / "project" / "content"
    write_files(content, FILES)
    (content / "help").mkdir()
    for name in ("cards.yaml", "outdated.yaml", "IE.yaml"):
        shutil.copy(CONTENT / "help" / name, content / "help" / name)
    write_files(folder / "shared" / "seeds", {"letter.txt": DOCUMENT})
    return content


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Put a fault into a file, at the first place where `old` stands."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
