"""Every word of the help cards. The emergency number stands in the first line of each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from bot.core.language import words
from bot.core.message import Message
from bot.core.text import join_words, timestamp
from bot.reach import rules
from bot.reach.lines import messages as lines
from bot.reach.rules import Line, View


def help_card(lang: str, view: View) -> Message:
    """Say whom to call now, for somebody in danger or in despair."""
    if view.country is None:
        return picker_card(lang, view)
    people = lines.people(lang, view)
    no_answer = lines.if_no_answer(lang, view)
    parts = [lines.danger(lang, view), *people, no_answer, _until_then(lang)]
    return _card(lang, view, parts, numbers=bool(people))


def picker_card(lang: str, view: View) -> Message:
    """Ask which country's numbers to show; good enough to help before the answer."""
    _ = words(lang)
    here = _(" In {country} that is {number}.") if view.country and view.tel else ""
    lost = _("I could not load the numbers for your country just now. ") if view.missing else ""
    body = _(
        "**In immediate danger, call your local emergency number.**{here}\n"
        "That is also for thoughts of ending your life, or someone who will not wake up or breathe "
        "well.\n"
        "You can also go to the nearest emergency room, or ask someone to take you.\n"
        "{lost}Choose a country below, and you see the numbers there.\n"
        "Not in the list? A hospital, a doctor or a pharmacy can tell you whom to call."
    )
    here = here.format(country=view.called, number=view.tel)
    body = body.format(here=here, lost=lost)
    return Message(body=f"{body}\n{_until_then(lang)}", help_now=False)


def _until_then(lang: str) -> str:
    return words(lang)(
        "Until then: be near someone, and move away from anything you could use to hurt yourself.\n"
        "I am a bot. I cannot see if you are safe, and nobody is watching this chat.\n"
        "Only you can see this. The bot keeps no words from this card."
    )


def overdose_card(lang: str, view: View) -> Message:
    """Say what to do, step by step, when somebody will not wake up."""
    _ = words(lang)
    steps = _(
        "**Overdose? Call {number} now.** Say “not waking up, not breathing well” and where you "
        "are.\n"
        "Signs: will not wake · slow, gurgling or no breathing · blue or grey lips · tiny pupils\n"
        "1. Shout their name. Rub your knuckles hard on the breastbone.\n"
        "2. Give naloxone if you have it. Still not breathing well after 2-3 minutes: give "
        "another. Breathing is the goal; waking can take longer.\n"
        "3. Not breathing well: head back, chin up, 1 slow breath every 5 seconds, or do what the "
        "call-taker says.\n"
        "4. Breathing again: roll them onto their side so they cannot choke.\n"
        "5. Stay. Naloxone wears off and breathing can stop again.\n"
        "Do not: cold shower, make them vomit, leave them to “sleep it off”, let them use more.\n"
        "In many places the law protects people who call for help. Rules differ. General first "
        "aid, not training. Sources: CDC, SAMHSA."
    ).format(number=lines.number(lang, view))
    alone = _overdose_lines(
        lang,
        view,
        _("Another time, someone who uses alone can have a person on the phone: {lines}."),
    )
    return _card(lang, view, [steps, *alone], numbers=bool(alone))


def elsewhere_card(lang: str, view: View) -> Message:
    """Say how to get help to somebody who overdoses in another place."""
    body = words(lang)(
        "**Call the emergency number where they are.** If you only know the town, call {number} "
        "and say so.\n"
        "Are they in another country? **Other country** shows the number there.\n"
        "Ask: “Where are you? Is the door open? Is anyone near?”\n"
        "Stay with them, in the chat or on the call."
    )
    return _card(lang, view, [body.format(number=lines.number(lang, view))])


def me_card(lang: str, view: View) -> Message:
    """Say what to do first to somebody who may be overdosing alone."""
    body = words(lang)(
        "**Call {number} now, on speaker.** Say where you are.\n"
        "Unlock the door.\n"
        "Put naloxone where it can be seen.\n"
        "Shout for someone.\n"
        "In many places the law protects people who call for help. Rules differ."
    )
    return _card(lang, view, [body.format(number=lines.number(lang, view))])


def withdrawal_card(lang: str, view: View) -> Message:
    """Say that withdrawal can be treated, and when it cannot wait."""
    _ = words(lang)
    drugs = [lines.mention(lang, view, line) for line in rules.drug_lines(view.country)]
    ask = [_("a clinic"), _("an emergency room"), *drugs]
    body = _(
        "**Call {number}** for: vomiting or diarrhea that will not stop, confusion, a seizure, "
        "chest pain, fainting.\n"
        "This can be treated, often the same day. Medicine such as buprenorphine or methadone can "
        "ease it: ask {whom}.\n"
        "**Drink or take benzos too? Stopping those suddenly can kill: get care now.**\n"
        "Pregnant? Get care today. Do not stop on your own.\n"
        "After even a few days your body can take much less: a former amount can kill."
    ).format(number=lines.number(lang, view), whom=join_words(lang, ask, either=True))
    return _card(lang, view, [body], numbers=bool(drugs))


def hard_card(lang: str, view: View) -> Message:
    """Keep somebody company through a strong craving, without sending them to an ambulance."""
    _ = words(lang)
    body = _(
        "**In danger? Call {number}.**\n"
        "That is a lot. Let's get through the next ten minutes.\n"
        "Feet on the floor. Breathe in, then breathe out slowly, longer than you breathed in. Five "
        "times.\n"
        "If breathing like that is hard now, name five things you can see.\n"
        "Then write to one person you trust: “Rough night. Can you talk?”"
    ).format(number=lines.number(lang, view))
    drugs = rules.drug_lines(view.country)
    named = join_words(lang, [lines.mention(lang, view, line) for line in drugs], either=True)
    drug_line = [f"{lines.drug_label(lang, line)} {named}." for line in drugs[:1]]
    alone = _overdose_lines(
        lang, view, _("Using alone tonight? Someone can stay on the phone with you: {lines}.")
    )
    return _card(lang, view, [body, *drug_line, *alone], numbers=bool(drugs or alone))


def professional_card(lang: str, view: View) -> Message:
    """Show where treatment, advice and others in recovery are, and what to say there."""
    _ = words(lang)
    said = [
        f"{lines.kind_label(lang, line, kind)} {lines.describe(lang, view, line)}"
        for kind in rules.PROFESSIONAL
        for line in rules.professional_lines(view.country, kind)
    ]
    found = any("treatment" in line.kinds for line in rules.shown_lines(view.country))
    ask = [] if found else [_("A doctor, a clinic or a pharmacy can tell you where treatment is.")]
    say = _(
        "**What can I say when I call?** “I use opioids and I want help with that.” “I am safe"
        " right now”, or “I don't feel safe.” “What can I do today?”"
    )
    danger = _("**In danger now? Call {number}.**").format(number=lines.number(lang, view))
    return _card(lang, view, [danger, *said, *ask, say], numbers=bool(said))


def sources_card(lang: str, view: View) -> Message:
    """Say where each number and step was read, and whether a person has checked it."""
    _ = words(lang)
    country, steps = view.country, view.card_sources
    said = [_("**In immediate danger, call your local emergency number.**")]
    if country and country.emergency.tel:
        number = _("**{number}**, emergency").format(number=country.emergency.tel)
        said = [_source(lang, number, country.emergency.sources, country.read_on)]
    for line in rules.shown_lines(country):
        source = _source(lang, f"**{lines.name_of(line)}**", line.sources, line.read_on)
        said.append(f"{source} {_checked(lang, line)}")
    if steps:
        said.append(_source(lang, _("Overdose steps"), steps.overdose, steps.read_on))
        said.append(_source(lang, _("Withdrawal"), steps.withdrawal, steps.read_on))
    said.append(_("I read saved copies of these. No doctor or nurse has reviewed my cards yet."))
    return _card(lang, view, said, numbers=country is not None)


def out_of_reach(lang: str, *, asking: bool) -> str:
    """Say above the numbers that nobody was asked, or that an open call cannot be looked at."""
    _ = words(lang)
    if asking:
        return _("**I could not ask anybody just now.** Press it again in a minute, or call:")
    return _(
        "**I cannot look at your call just now.** It goes on by itself. Press again in a minute,"
        " or call:"
    )


def label(lang: str, button: str) -> str:
    """Give the words on a button: the name of the card it shows, or of what it does."""
    _ = words(lang)
    return {
        "help": _("Help numbers"),
        "overdose": _("Overdose"),
        "elsewhere": _("They are somewhere else"),
        "me": _("It is me"),
        "withdrawal": _("I'm in withdrawal"),
        "hard": _("Something for right now"),
        "professional": _("Professional help"),
        "slip": _("I used / had a slip"),
        "slip_with": _("Someone is with me"),
        "slip_alone": _("I'm alone"),
        "slip_wrong": _("Something is wrong"),
        "slip_nobody": _("Tell nobody"),
        "worried": _("Worried about someone"),
        "words": _("What to say"),
        "give": _("Give them this card"),
        "sponsor": _("Ask my sponsor"),
        "helper": _("Ask a helper"),
        "with_me": _("Ask a helper with me"),
        "exercise": _("An exercise"),
        "tip": _("A tip"),
        "stay": _("Stay with me"),
        "wrong": _("A number is wrong"),
        "sources": _("Where is this from?"),
        "choose": _("Other country"),
        "pick": _("Choose a country"),
        "back": _("Back"),
        "just_now": _("Just now"),
        "remember": _("Remember for me"),
        "emergency": _("Emergency: {number}"),
    }[button]


def _card(lang: str, view: View, parts: Sequence[str], *, numbers: bool = False) -> Message:
    body = "\n".join([*parts, *_after_choice(lang, view)])
    return Message(body=body, small=lines.small_print(lang, view, numbers=numbers), help_now=False)


def _after_choice(lang: str, view: View) -> list[str]:
    _ = words(lang)
    said = {
        "": "",
        "ask": _("These are the numbers for {country}. Just now, or remember it for you?"),
        "kept": _("From now on you see the numbers for {country}. You can change that any time."),
        "not kept": _("I could not save that just now. These are the numbers for {country}."),
    }[view.said]
    return [said.format(country=view.called)] if said else []


def _overdose_lines(lang: str, view: View, sentence: str) -> list[str]:
    named = [lines.mention(lang, view, line) for line in rules.overdose_lines(view.country)]
    return [sentence.format(lines=join_words(lang, named, either=True))] if named else []


def _checked(lang: str, line: Line) -> str:
    _ = words(lang)
    if line.checked_on is None:
        return _("No person has checked it yet.")
    return _("A person checked it on {date}.").format(date=_day(line.checked_on))


def _source(lang: str, what: str, sources: Sequence[str], read_on: date) -> str:
    said = words(lang)("{what}: {sources}, read {date}.")
    named = [rules.link(one) if one.startswith("http") else one for one in sources]
    return said.format(what=what, sources=join_words(lang, named), date=_day(read_on))


def _day(day: date) -> str:
    # Noon in UTC is the same date for nearly everybody.
    return timestamp(datetime.combine(day, time(12), UTC), "D")
