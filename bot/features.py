"""The one list of features."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.checkins import service as checkins
from bot.coping import service as coping
from bot.coping.library import Library, load_library
from bot.delivery.handlers import (
    Handlers,
)
from bot.groups import service as groups
from bot.journeys import (
    Feature,
    Journey,
    join_journeys,
    wire,
)
from bot.meetings import service as meetings
from bot.privacy import service as privacy
from bot.reach import service as reach
from bot.reach.asking import service as asking
from bot.reach.clearing import service as clearing
from bot.reach.confirming import service as confirming
from bot.reach.directory import HelpSnapshot
from bot.reach.drilling import service as drilling
from bot.reach.duty import service as duty
from bot.reach.flagging import service as flagging
from bot.reach.front_door import service as front_door
from bot.reach.hearing.service import hear
from bot.reach.rota import service as rota
from bot.reach.serving import service as serving
from bot.reach.slips import service as slips
from bot.reach.staying import service as staying
from bot.reach.talking import service as talking
from bot.reach.trials import service as trials
from bot.servers import service as servers
from bot.sponsors import service as sponsors
from bot.storage.database import Tx

# What features keep under random names, which no mark in tables.py can find when somebody leaves.
FORGETS: tuple[privacy.Forget, ...] = (sponsors.forget, asking.forget)


def build_features(
    snapshot: HelpSnapshot, library: Library | None = None, *, contact: str = ""
) -> tuple[Feature, ...]:
    """List the features. Adding one here switches on its words, presses and timers.

    `contact` says how to reach whoever runs the bot.
    """
    library = library or load_library()
    others = (
        _servers(snapshot),
        _privacy(snapshot),
        _groups(),
        _sponsors(contact),
        _meetings(),
        _checkins(snapshot, library),
        _coping(library),
    )
    return (_reach(snapshot, library, [feature.name for feature in others]), *others)


def _reach(snapshot: HelpSnapshot, library: Library, others: Sequence[str]) -> Feature:
    """Make help, the front door (its buttons are those of the features there are), the ladder."""
    source = front_door.Source(snapshot, frozenset({"reach", *others}))
    parts = [_help(snapshot), _front_door(source), _lines(snapshot), *_ladder(snapshot)]
    journey = join_journeys(parts)
    outside = talking.make_outside(snapshot)
    look = partial(reach.press, snapshot=snapshot, features=source.features)
    return Feature(
        name="reach",
        hear=partial(hear, snapshot=snapshot, phrases=library.phrases),
        afterwards=partial(asking.state_of, outside=outside),
        **wire(journey, otherwise=look),
    )


def _help(snapshot: HelpSnapshot) -> Journey:
    return Journey(
        instant=reach.instant_actions(snapshot),
        without_database={
            "remember": partial(reach.show_unsaved, snapshot),
            **dict.fromkeys(asking.NEEDS_PEOPLE, partial(reach.show_numbers, snapshot)),
        },
    )


def _front_door(source: front_door.Source) -> Journey:
    render = partial(front_door.render, source=source)
    return Journey(
        at_start=(front_door.refresh_all,),
        plans={front_door.TIMER: partial(front_door.plan, source=source)},
        find_servers={front_door.TIMER: front_door.find_server},
        renders=dict.fromkeys(front_door.RENDERED, render),
        settles=dict.fromkeys(front_door.SETTLED, front_door.settle),
        housekeep=(front_door.housekeep,),
    )


def _lines(snapshot: HelpSnapshot) -> Journey:
    """Make the care for the numbers: checked, corrected and reported in each server."""
    handlers = {**confirming.PRESSES, **flagging.PRESSES}
    presses = {action: partial(handle, snapshot=snapshot) for action, handle in handlers.items()}
    return Journey(
        presses=presses,
        submits={confirming.FORM: partial(confirming.take_line, snapshot=snapshot)},
        forms={confirming.FORM: confirming.build_form},
        opens_form=confirming.OPENS_FORM,
        plans={confirming.TIMER: partial(confirming.plan, snapshot=snapshot)},
        find_servers={confirming.TIMER: confirming.find_server},
        renders={confirming.RENDERED: partial(confirming.render, snapshot=snapshot)},
    )


def _ladder(snapshot: HelpSnapshot) -> Sequence[Journey]:
    """List the parts of a call for help: asking, talking, being on duty, the days after."""
    outside = replace(talking.make_outside(snapshot), end_drill=drilling.answered)
    company = staying.Staying(snapshot)
    tried = {slips.TARGET: slips.TRIAL, "stay": company.trial, **serving.TRIALS}
    return (
        asking.make_journey(outside),
        talking.make_journey(outside),
        clearing.JOURNEY,
        slips.JOURNEY,
        company.journey,
        trials.make_journey(tried),
        *rota.JOURNEYS,
        drilling.JOURNEY,
    )


def _servers(snapshot: HelpSnapshot) -> Feature:
    shown = reach.SetUp(snapshot)
    hooks = servers.Hooks(
        on_paused=(asking.let_go, sponsors.on_paused), on_lifted=(sponsors.on_lifted,)
    )
    press = partial(servers.press, countries=snapshot.countries, front_door=shown, hooks=hooks)
    return Feature(
        name="servers",
        press=press,
        submit=partial(servers.submit, countries=snapshot.countries, front_door=shown),
        instant={"about": servers.show_about},
        forms=servers.FORMS,
        opens_form=servers.OPENS_FORM,
        renders=servers.RENDERS,
        render_note=servers.render_note,
        housekeep=servers.housekeep,
    )


def _privacy(snapshot: HelpSnapshot) -> Feature:
    return Feature(
        name="privacy",
        press=partial(
            privacy.press,
            countries=snapshot.countries,
            mine=(
                groups.describe_mine,
                meetings.describe_mine,
                sponsors.describe_mine,
                checkins.describe_mine,
                coping.describe_mine,
                serving.describe_mine,
                slips.describe_mine,
                asking.describe_mine,
                staying.describe_mine,
            ),
            leaves=(clearing.clear_before_erasing,),
        ),
        submit=partial(privacy.submit, countries=snapshot.countries),
        forms={"times": privacy.times_form},
        opens_form=frozenset({"times"}),
        plans={"privacy.erase": partial(privacy.plan_erasures, forgets=FORGETS)},
        housekeep=partial(privacy.housekeep, forgets=FORGETS),
    )


def _groups() -> Feature:
    return Feature(
        name="groups",
        press=partial(groups.press, cancel_meetings=meetings.cancel_group_meetings),
        find_place=groups.find_place,
        render_note=groups.render_note,
    )


def _sponsors(contact: str) -> Feature:
    sources = {"request": asking.find_other}
    above = sponsors.Above(
        sources,
        on_apart=asking.part,
        on_review=asking.let_go,
        is_last_on_duty=duty.is_last_on_duty,
        contact=contact,
    )
    return Feature(
        name="sponsors",
        has_news=sponsors.has_news,
        greet=sponsors.greet,
        **wire(sponsors.make_journey(above), otherwise=sponsors.press_old),
    )


def _meetings() -> Feature:
    return Feature(
        name="meetings",
        press=meetings.press,
        submit=meetings.submit,
        forms=meetings.FORMS,
        opens_form=meetings.OPENS_FORM,
        find_place=meetings.find_place,
        plans=meetings.PLANS,
        plan_notes=meetings.plan_notes,
        find_servers=meetings.FIND_SERVERS,
        renders=meetings.RENDERS,
        render_note=meetings.render_note,
        settle=meetings.settle,
        housekeep=meetings.forget_the_past,
    )


def _checkins(snapshot: HelpSnapshot, library: Library) -> Feature:
    from_memory = partial(checkins.answer_from_memory, snapshot=snapshot, library=library)
    at_once = partial(checkins.answer_at_once, snapshot=snapshot, library=library)
    return Feature(
        name="checkins",
        press=checkins.press,
        submit=partial(checkins.submit, snapshot=snapshot, library=library),
        forms=checkins.FORMS,
        opens_form=checkins.OPENS_FORM,
        instant=checkins.INSTANT,
        instant_submit={"checkin": at_once},
        submit_without_database={"checkin": from_memory},
        afterwards=checkins.after_answer,
        plans={checkins.TIMER: partial(checkins.plan_prompts, library=library)},
        plan_notes=checkins.plan_notes,
        find_servers={checkins.TIMER: checkins.find_server},
        renders={checkins.PROMPT: partial(checkins.render_prompt, library=library)},
        render_note=checkins.render_note,
        settle=checkins.settle,
    )


def _coping(library: Library) -> Feature:
    return Feature(
        name="coping",
        press=partial(coping.press, library=library),
        submit=coping.submit,
        forms=coping.FORMS,
        opens_form=coping.OPENS_FORM,
        instant=coping.instant_actions(library),
        instant_submit=coping.instant_submits(library),
        without_database=coping.without_database(library),
        plans={coping.TIMER: partial(coping.plan_group_tips, library=library)},
        plan_notes=coping.plan_notes,
        find_servers={coping.TIMER: coping.find_server},
        renders={coping.KIND: partial(coping.render_group_tip, library=library)},
        render_note=partial(coping.render_note, library=library),
        settle=coping.settle,
    )


def collect_handlers(features: tuple[Feature, ...]) -> Handlers:
    """Gather what the delivery engine may call, by timer kind, row kind and feature name."""
    return Handlers(
        plans={kind: plan for f in features for kind, plan in f.plans.items()},
        plan_notes={f.name: f.plan_notes for f in features if f.plan_notes},
        renders={kind: render for f in features for kind, render in f.renders.items()},
        render_notes={f.name: f.render_note for f in features if f.render_note},
        settles={f.name: f.settle for f in features if f.settle},
        find_servers={kind: find for f in features for kind, find in f.find_servers.items()},
        housekeeps={f.name: f.housekeep for f in features if f.housekeep},
        tell_language=_tell_language,
    )


async def _tell_language(tx: Tx, server_id: int | None, member_id: int | None) -> str:
    """Tell how a server's channels, or a member's private chat, are spoken to."""
    if member_id is not None:
        return (await privacy.member_of(tx, member_id)).language or ""
    return (await servers.server_of(tx, server_id)).language or "" if server_id else ""
