"""Anybody in a server can report a number: it is hidden there at once, and moderators hear of it.

It stays where nobody to talk to would be left on the card. Who reported it is kept nowhere.
"""

from bot.core.errors import Refused
from bot.core.message import Answer, Edit
from bot.core.press import Press, Who
from bot.delivery.incidents import describe_incident, record_incidents
from bot.privacy.service import language_for
from bot.reach.confirming import rules, store
from bot.reach.confirming.messages import too_late
from bot.reach.confirming.service import look, spread
from bot.reach.directory import HelpSnapshot
from bot.reach.flagging import messages
from bot.reach.rules import Country, shown_lines
from bot.servers import service as servers
from bot.servers.messages import WRONG_LINE
from bot.storage.database import Tx


async def ask_report(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Ask which of the shown lines is wrong."""
    country = await _shown(tx, who, press.ref, snapshot)
    lang = await language_for(tx, who)
    return messages.which_is_wrong(lang, shown_lines(country), country.country)


async def _shown(tx: Tx, who: Who, code: str, snapshot: HelpSnapshot) -> Country:
    """Find the country whose card it is about, as this server has its lines."""
    if who.server_id is None:
        raise Refused(messages.report_elsewhere(await language_for(tx, who)))
    view, said = await look(tx, who.server_id, snapshot)
    country = snapshot.directory.countries.get(code) or view.country
    if country is None:
        raise Refused(messages.which_country(await language_for(tx, who)))
    return rules.lay_over(country, said)


async def report(tx: Tx, who: Who, press: Press, *, snapshot: HelpSnapshot) -> Answer:
    """Hide the line at once and tell the moderators; who reported it is kept nowhere."""
    lang, country = await language_for(tx, who), await _shown(tx, who, press.ref, snapshot)
    picked = [line for line in country.lines if line.id in press.values]
    if not picked or who.server_id is None:
        raise Refused(too_late(lang))
    line, said = picked[0], await store.lines_of(tx, who.server_id)
    hidden = await servers.is_moderator(tx, who) or rules.may_hide(country, said, line.id)
    if hidden:
        day = said.checked.get(line.id)
        await store.say(tx, who.server_id, line.id, None, hidden=True, checked_on=day)
        await spread(tx, who.server_id, snapshot)
    code = f"{WRONG_LINE}{line.id}"[:40]
    wrong = describe_incident("help_line", code, server_id=who.server_id)
    await record_incidents(tx, [wrong])
    return Edit(messages.reported(lang, line, hidden=hidden))


PRESSES = {"wrong": ask_report, "wrong_pick": report}
