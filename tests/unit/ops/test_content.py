"""`aftercare content check`, with a fault of every kind planted in a folder that has none."""

import pytest

from bot.ops.content import check_content, draw_coverage
from tests.support.small_content import CONTENT, make_content, spoil, write_files

LONG = "You can rest now. " * 40
HARD = "Contemplate unconditional, multidimensional self-actualization opportunities immediately."
COPIED = "The river was high that spring."


@pytest.fixture
def content(tmp_path):
    return make_content(tmp_path)


def faults(content, own=None):
    return [str(finding) for finding in check_content(own, content).findings]


def test_a_good_folder_has_no_findings(content):
    assert faults(content) == []


def test_our_own_texts_are_in_order():
    assert [str(finding) for finding in check_content().findings] == []


TIPS, LESSONS, EXERCISES = "tips/calm.yaml", "lessons/ways.yaml", "exercises/all.yaml"
LOOK = "Find the farthest thing you can see. Rest your eyes on it for ten slow breaths."


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        # the shape of the files
        (TIPS, "minutes: 2", "minutes: soon", "7: minutes: Input should be a valid integer"),
        (TIPS, "minutes: 2", "minuets: 2", "7: minuets is not known here; is it minutes?"),
        (TIPS, "    way: senses\n", "", "3: way is missing"),
        (TIPS, "way: senses", "way: shopping", "6: way: Input should be 'senses', 'breath'"),
        (TIPS, "tips:", "tip:", "2: tip is not known here; is it tips?"),
        (TIPS, "tags: [stress, grief]", "tags: []", "5: tags: Tuple should have at least 1 item"),
        (TIPS, "id: look-far", "id: Look far", "3: Look far is no id: small letters, digits"),
        (TIPS, "[S0-1]", "[page 3]", "8: page 3 is no section of a document; they look like"),
        (TIPS, "id: one-call", "id: look-far", "10: look-far is already the id of another entry"),
        (TIPS, "number: 2", "number: 1", "11: 1 is already the number of look-far; 2 is free"),
        (TIPS, "locale: en", "locale: en\nreviewed_by: A nurse", "4: reviewed_by and reviewed_on"),
        (TIPS, "locale: en", "locale: 'en", "1: this is no YAML: "),
        (
            TIPS,
            "    seed_refs: [S0-1]\n",
            "",
            "3: look-far names no section it came from; give seed",
        ),
        (EXERCISES, "question: How is it?", "to: close", "12: a question and choices (or a scale)"),
        (EXERCISES, "to: close", "to: nowhere", "2: nowhere is no screen of this exercise"),
        (EXERCISES, "- id: close", "- id: out", "2: two screens of this exercise have the same id"),
        ("checkin.yaml", "{card: crisis}", "{card: crisis, tip: stress}", "4: an offer is one of"),
        (
            "checkin.yaml",
            "not_safe: yes",
            "craving: lots",
            "3: lots is no range from 0 to 10; they look",
        ),
        (
            "checkin.yaml",
            "tip: stress",
            "tip: sress",
            "7: there is no tip sress to offer; is it str",
        ),
        # what a text refers to
        (
            TIPS,
            "[stress, grief]",
            "[sress, grief]",
            "5: tags names sress, which there is not; is it",
        ),
        (
            TIPS,
            "not_for: []",
            "not_for: [nobody]",
            "23: not_for names nobody, which there is not",
        ),
        (TIPS, "not_for: []", "not_for: [grief]", "23: grief stands in tags and in not_for; keep"),
        (TIPS, "[S0-1]", "[S0-9]", "8: seed_refs names S0-9, which there is not"),
        (TIPS, "[S0-1]", "[S0-AD]", "8: nothing may carry S0-AD: it is an advert"),
        (
            LESSONS,
            "fills: [quiet]",
            "fills: [noise, quiet]",
            "8: fills names noise, which there is",
        ),
        # how a text is written
        (TIPS, LOOK, HARD, "9: reading grade"),
        (TIPS, LOOK, LONG, "9: 160 words are too many for a tip; keep it to 60"),
        (TIPS, LOOK, LONG, "9: 719 characters are too many for a tip; keep it to 400"),
        (
            TIPS,
            "Rest your eyes",
            "You should rest your eyes",
            "9: “should” pushes; offer it instead",
        ),
        (TIPS, "slow breaths", "addicts", "9: “addicts” hurts people; say who somebody is"),
        (TIPS, "slow breaths", "mg", "9: “mg” is medical advice; leave amounts to a professional"),
        (TIPS, "Rest your", "Skip your medicine. Rest your", "9: “Skip your medicine” is medical"),
        (TIPS, "Rest your", "You can detox at home. Rest your", "9: “detox at home” is dangerous"),
        (TIPS, "slow breaths", "needles", "9: “needles” can set off a craving; leave it out"),
        (TIPS, "slow breaths", "breaths. I promise", "9: “I promise” promises something; say what"),
        (TIPS, "slow breaths", "failures", "9: “failures” blames; say what happened"),
        (TIPS, "slow breaths", "sober breaths", "9: “sober” say slip, return to use, in recovery"),
        (
            TIPS,
            LOOK,
            COPIED,
            "9: “river was high that spring” stands in document S0; say it in your",
        ),
        (LESSONS, "Rest is more than sleep.", COPIED, "9: “river was high that spring” stands in"),
        (LESSONS, "Rest is more than sleep.", LONG, "9: 172 words are too many for a lesson"),
        (EXERCISES, "Let the air go.", HARD, "14: reading grade"),
        (
            EXERCISES,
            "Not while you drive.",
            "Never while you drive.",
            "6: “Never” pushes; offer it",
        ),
        ("prompts/all.yaml", "What was good today?", LONG[:190], "3: 43 words are too many"),
        ("guides/all.yaml", "Begin on time and", "Addicts begin on time and", "6: “Addicts” hurts"),
        ("needs.yaml", "name: Stress", "name: Relapse", "2: “Relapse” say slip, return to use"),
        (EXERCISES, "label: Enough", "label: I failed", "16: “failed” blames; say what happened"),
        ("checkin.yaml", "Thank you.", "You must rest.", "6: “must” pushes; offer it instead"),
        # tips among each other
        (
            TIPS,
            "Write to one friend",
            "Find the farthest friend",
            "16: begins like look-far; begin",
        ),
        (
            TIPS,
            "Write to one friend and ask how their day was. A short line is enough.",
            f"Now {LOOK}",
            "16: is nearly the same as look-far; keep one of the two",
        ),
        (
            TIPS,
            "way: senses",
            "way: words",
            "6: a tip for grief only grounds and connects; its way",
        ),
        (TIPS, "tags: [stress, grief]", "tags: [stress]", "needs.yaml:3: grief has 2 tips; 3 are"),
        # what holds the rest together
        (
            EXERCISES,
            "{label: Enough, to: close}",
            "{label: Enough, to: out}",
            "19: no screen leads",
        ),
        (
            "checkin.yaml",
            "    say: Thank you.\n",
            "    when: {wish: [tip]}\n",
            "5: an empty form fits",
        ),
        ("checkin.yaml", "    when: {not_safe: yes}\n", "", "4: danger fits anything, so this row"),
        (
            "phrases/en.yaml",
            "[want to die of]",
            "[dying of]",
            "5: “dying of” holds none of the words",
        ),
        (LESSONS, "    fills: [quiet]\n", "", "coverage.yaml:11: no lesson or guide fills the gap"),
        ("coverage.yaml", "sha256: ", "sha256: 0", "5: sha256: String should match pattern"),
        ("coverage.yaml", "line: 1", "lines: 1", "7: lines is not known here; is it line?"),
        ("needs.yaml", "number: 2", "number: 1", "needs.yaml:3: 1 is already the number of stress"),
        (
            "help/IE.yaml",
            "emergency:",
            "emergensy:",
            "5: emergensy is not known here; is it emergency?",
        ),
    ],
)
def test_a_planted_fault_is_named_with_its_line(content, name, old, new, fault):
    spoil(content, name, old, new)
    found = faults(content)
    wanted = fault if ".yaml:" in fault else f"{name}:{fault}"
    assert any(one.startswith(f"content/{wanted}") for one in found), found


def test_a_lesson_about_danger_names_its_sources(content):
    spoil(content, LESSONS, "Rest is more than sleep.", "An overdose slows the breath.")
    assert faults(content) == []
    start = "    sources:\n      - name: A page about rest\n        url: https://example.org/rest\n"
    spoil(content, LESSONS, start, "")
    assert faults(content) == [
        "content/lessons/ways.yaml:2: this speaks of medicine or danger; name its sources"
    ]


def test_a_topic_that_nothing_carries_is_named(content):
    spoil(content, LESSONS, "[S0-2]", "[S0-1]")
    spoil(content, "guides/all.yaml", "[S0-2]", "[S0-1]")
    assert faults(content) == [
        "content/coverage.yaml:8: no text carries S0-2 (rest); name it in one's seed_refs"
    ]


def test_another_document_by_that_name_is_noticed(content, tmp_path):
    write_files(tmp_path / "shared" / "seeds", {"letter.txt": "Dear all,\n"})
    assert faults(content) == [
        "content/coverage.yaml:5: shared/seeds/letter.txt is missing or another text by now"
    ]


def test_without_the_documents_the_comparison_is_skipped_and_it_says_so(content, tmp_path):
    (tmp_path / "shared" / "seeds" / "letter.txt").unlink()
    (tmp_path / "shared" / "seeds").rmdir()
    spoil(content, TIPS, LOOK, COPIED)
    report = check_content(None, content)
    assert report.findings == ()
    assert any("Skipped: shared/seeds is not beside" in note for note in report.notes)


def test_what_nobody_has_reviewed_is_counted(content):
    assert check_content(None, content).notes[0].startswith("7 of 7 texts have not been reviewed")
    spoil(content, TIPS, "locale: en", "locale: en\nreviewed_by: A nurse\nreviewed_on: 2026-11-22")
    assert check_content(None, content).notes[0].startswith("4 of 7 texts have not been reviewed")


def test_texts_in_another_language_are_not_graded(content):
    spoil(content, TIPS, LOOK, HARD)
    spoil(content, TIPS, "id: look-far", "id: look-far\n    locale: es")
    assert [fault for fault in faults(content) if "grade" in fault] == []


def test_a_text_of_the_community_needs_no_document(content, tmp_path):
    tip = "tips:\n  - {id: our-lake, number: 201, tags: [stress], way: place, minutes: 9,"
    page = "guides:\n  - {id: our-house, audience: moderator, title: Our house, body: Be kind.}\n"
    own = write_files(tmp_path / "own", {"tips/a.yaml": f"{tip} text: Walk to the lake.}}\n"})
    assert faults(content, write_files(own, {"guides/a.yaml": page})) == []
    write_files(content, {"guides/more.yaml": page})
    assert faults(content)[-1].endswith("came from; give seed_refs or sources")


def test_the_own_folder_is_checked_too(content, tmp_path):
    own = write_files(tmp_path / "own", {"tips/calm.yaml": "tips:\n  - id: x\n    number: 2\n"})
    write_files(own, {"help/IE.yaml": "hide: [ie-none]\nread_on: 2026-11-22\n"})
    found = faults(content, own)
    assert f"{own}/tips/calm.yaml:2: text is missing" in found
    assert any(f"{own}/help/IE.yaml:1: our file has no ie-none to hide" in one for one in found)


def test_the_table_shows_every_topic_and_gap():
    drawn = draw_coverage()
    for name in ("S0-L1 ", "S4-AD ", "S4-END "):
        assert name in drawn
    assert "left out: it is an advertisement" in drawn
    assert "whom-to-ask" in drawn
    assert (CONTENT / "coverage.yaml").is_file()
