"""Joining, asking, being answered and told, leaving: what each person sees."""

import pytest

from bot.core.errors import Refused
from bot.core.message import Edit, Tone
from bot.core.press import Place, Press
from bot.delivery.notes import open_notes
from bot.delivery.owed import LookFirst, Skip
from bot.delivery.private import dm_of, remember_closed
from bot.delivery.sightings import remember_sighting
from bot.groups import service as groups
from bot.privacy import service as privacy
from bot.privacy.trying.messages import neutral_note
from bot.storage.tables import outbox
from tests.support.who import ANA, BEN, CHANNEL, CLEO, SERVER, buttons_of, mona, somebody
from tests.unit.groups.test_groups import card, make, press

PLACE = Place(SERVER, CHANNEL)


async def notes_of(db, member_id):
    """Open what waits in the outbox for one member, in order."""
    async with db.begin() as tx:
        rows = await tx.rows(outbox.select().order_by(outbox.c.id))
        notes = await open_notes(tx, [row["key"] for row in rows])
    return [n for n in (notes.get(row["key"]) for row in rows) if n and n.member_id == member_id]


async def render(db, note):
    async with db.read() as tx:
        return await groups.render_note(tx, note)


async def see(db, member_id, sees=True):
    async with db.begin() as tx:
        await remember_sighting(tx, PLACE, member_id, sees)


async def test_who_will_see_it_is_said_before_anything_is_kept(db):
    ref, _said = await make(db)
    asked, _none = await press(db, somebody(), "join", ref)
    assert "facilitators and moderators of this group can see that you joined" in asked.body
    assert "roles and permissions stay" in asked.body
    assert [b.action for b in buttons_of(asked).values()] == ["join_yes", "card"]
    async with db.read() as tx:
        assert await groups.joined_groups(tx, ANA) == []


async def test_an_open_group_is_joined_and_left(db):
    ref, _said = await make(db)
    joined, _none = await press(db, somebody(), "join_yes", ref)
    assert "You joined this group" in joined.body
    assert "Leave" in buttons_of(joined)
    again, _none = await press(db, somebody(), "join", ref)
    assert "You joined this group" in again.body
    left, _none = await press(db, somebody(), "leave", ref)
    assert "You left" in left.body
    with pytest.raises(Refused, match="not in that group"):
        await press(db, somebody(), "leave", ref)


async def test_facilitators_and_moderators_see_who_joined_and_nobody_else(db):
    ref, _said = await make(db)
    await press(db, somebody(), "join_yes", ref)
    for who in (mona(), somebody(BEN)):
        shown, _none = await press(db, who, "joined", f"{ref}.0")
        assert f"1 person joined:\n<@{ANA}>" in shown.body
    with pytest.raises(Refused, match="Only the facilitators"):
        await press(db, somebody(CLEO), "joined", f"{ref}.0")
    assert str(ANA) not in (await card(db, somebody(CLEO), ref)).body


async def test_a_big_group_is_shown_in_pages(db):
    ref, _said = await make(db)
    for number in range(53):
        await press(db, somebody(900 + number), "join_yes", ref)
    page, _none = await press(db, mona(), "joined", f"{ref}.0")
    assert page.body.count("<@") == 50
    onward = buttons_of(page)["More"].ref
    last, _none = await press(db, mona(), "joined", onward)
    assert last.body.count("<@") == 3
    assert "More" not in buttons_of(last)


async def test_asking_first_waits_for_an_answer(db):
    ref, _said = await make(db, admission="ask")
    asked, _none = await press(db, somebody(), "join", ref)
    assert "can see that you asked to join" in asked.body
    waiting, _none = await press(db, somebody(), "join_yes", ref)
    assert "You asked to join" in waiting.body
    assert "Take my request back" in buttons_of(waiting)
    shown, _none = await press(db, somebody(BEN), "requests")
    assert f"<@{ANA}> asked to join" in shown.body
    after, _none = await press(db, somebody(BEN), "accept", buttons_of(shown)["Accept 1"].ref)
    assert "Nobody is waiting" in after.body
    assert "You joined this group" in (await card(db, somebody(), ref)).body
    assert await notes_of(db, ANA) == [], "nobody asked for a note"


async def test_not_now_is_said_gently_and_asking_again_is_open(db):
    ref, _said = await make(db, admission="ask")
    await press(db, somebody(), "join_yes", ref)
    await press(db, mona(), "notnow", f"{ref}.{ANA}")
    shown = await card(db, somebody(), ref)
    assert "could not say yes this time" in shown.body
    assert "Ask to join" in buttons_of(shown)
    async with db.read() as tx:
        assert "not now" in (await groups.describe_mine(tx, somebody()))[0]
    await press(db, somebody(), "join_yes", ref)
    assert "You asked to join" in (await card(db, somebody(), ref)).body


async def test_requests_are_for_those_who_run_the_group(db):
    ref, _said = await make(db, admission="ask")
    await press(db, somebody(), "join_yes", ref)
    shown, _none = await press(db, somebody(CLEO), "requests")
    assert "Nobody is waiting" in shown.body
    for action in ("accept", "notnow"):
        with pytest.raises(Refused, match="Only the facilitators"):
            await press(db, somebody(CLEO), action, f"{ref}.{ANA}")
        with pytest.raises(Refused, match="Only the facilitators"):
            await press(db, somebody(), action, f"{ref}.{ANA}")


async def test_a_request_that_is_gone_is_not_answered_twice(db):
    ref, _said = await make(db, admission="ask")
    await press(db, somebody(), "join_yes", ref)
    await press(db, somebody(), "leave", ref)
    for forged in (f"{ref}.{ANA}", f"{ref}", f"{ref}.{CLEO}"):
        with pytest.raises(Refused, match="no longer open"):
            await press(db, mona(), "accept", forged)


async def test_five_requests_stand_on_a_page_that_fits_discord(db):
    ref, _said = await make(db, admission="ask")
    for number in range(7):
        await press(db, somebody(900 + number), "join_yes", ref)
    shown, _none = await press(db, mona(), "requests")
    assert len(shown.rows) == 5
    assert "2 more after these" in shown.body


async def test_a_note_comes_only_to_who_asked_and_says_nothing_by_itself(db):
    ref, _said = await make(db, "Quiet mornings", admission="ask")
    await press(db, somebody(), "join_yes", ref)
    shown, _none = await press(db, somebody(), "tell", ref)
    assert "private note" in shown.body
    await press(db, somebody(BEN), "accept", f"{ref}.{ANA}")
    trial, answer = await notes_of(db, ANA)
    assert await render(db, answer) == LookFirst(PLACE)
    await see(db, ANA)
    said = await render(db, answer)
    opened, stop = buttons_of(said).values()
    assert said == neutral_note("en", opened, stop), "as every private note looks"
    assert opened.tone is Tone.MAIN
    assert list(buttons_of(said)) == ["Open", "Stop these"]
    assert trial.what != answer.what
    async with db.begin() as tx:
        pressed = Press("open", buttons_of(said)["Open"].ref)
        assert await groups.find_place(tx, pressed) == PLACE
    opened, _none = await press(db, somebody(), "open", pressed.ref)
    assert "said yes" in opened.body
    assert "Quiet mornings" in opened.title


async def test_open_answers_beside_the_note_and_stop_replaces_it(db):
    ref, _said = await make(db, admission="ask")
    await press(db, somebody(), "join_yes", ref)
    await press(db, somebody(), "tell", ref)

    async def cancel(_tx, _group_id):
        raise AssertionError

    async with db.begin() as tx:
        opened = await groups.press(
            tx, somebody(), Press("open", f"{ref}.1"), cancel_meetings=cancel
        )
        stopped = await groups.press(
            tx, somebody(), Press("stop", f"{ref}.1"), cancel_meetings=cancel
        )
    assert not isinstance(opened, Edit)
    assert isinstance(stopped, Edit)
    await press(db, mona(), "accept", f"{ref}.{ANA}")
    assert len(await notes_of(db, ANA)) == 1, "only the trial note, from before"


async def test_text_at_once_is_for_who_chose_it(db):
    ref, _said = await make(db, "Quiet mornings", admission="ask")
    async with db.begin() as tx:
        await privacy.press(tx, somebody(), Press("text_on"), countries={})
    await press(db, somebody(), "join_yes", ref)
    await press(db, somebody(), "tell", ref)
    await see(db, ANA)
    said = await render(db, (await notes_of(db, ANA))[0])
    assert "Quiet mornings" in said.body
    assert list(buttons_of(said)) == ["Stop these"]


async def test_a_note_that_is_no_longer_true_is_not_sent(db):
    ref, _said = await make(db, admission="ask")
    await press(db, somebody(), "join_yes", ref)
    await press(db, somebody(), "tell", ref)
    (note,) = await notes_of(db, ANA)
    await see(db, ANA, sees=False)
    assert await render(db, note) == Skip("hidden"), "who cannot see the channel gets nothing"
    await press(db, somebody(), "leave", ref)
    assert await render(db, note) == Skip("gone")
    await press(db, mona(), "close_yes", ref)
    assert await render(db, note) == Skip("gone")
    async with db.read() as tx:
        assert await groups.find_place(tx, Press("open", note.ref)) is None


async def test_closed_private_messages_are_told_where_it_helps(db):
    ref, _said = await make(db, admission="ask")
    await press(db, somebody(), "join_yes", ref)
    await press(db, somebody(), "tell", ref)
    async with db.begin() as tx:
        await remember_closed(tx, ANA)
    shown = await card(db, somebody(), ref)
    assert "Direct Messages" in shown.body
    await press(db, somebody(), "tell", ref)
    async with db.read() as tx:
        assert (await dm_of(tx, ANA)).closed_at is None
    with pytest.raises(Refused, match="no open request"):
        await press(db, somebody(CLEO), "tell", ref)


async def test_a_facilitator_can_stop(db):
    ref, _said = await make(db)
    said, _none = await press(db, somebody(BEN), "step_down", ref)
    assert "no longer facilitate" in said.body
    assert "moderators look after it" in (await card(db, somebody(), ref)).body
