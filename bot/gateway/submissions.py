"""Forms that came back: hand them to their feature; refused ones keep what was typed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.core.errors import Refused
from bot.core.message import Answer, Field, File, Form, Message, Reply
from bot.core.press import Press, Submission
from bot.gateway import messages
from bot.gateway.forms import read_submission
from bot.gateway.render import ID_LIMIT, TEXT_LIMIT
from bot.gateway.replies import (
    Answering,
    Attempt,
    answer_failure,
    answer_instantly,
    answering,
    describe_failure,
    put_in_order,
)
from bot.gateway.rights import with_rights
from bot.gateway.typed import quote_values, read_values, show_value
from bot.gateway.who import Interaction, who_of
from bot.journeys import BuildForm, Feature

log = structlog.get_logger()

BETWEEN = "~"  # between feature, form and ref in the id of **Correct it**; in no feature's name


async def answer_form(interaction: Interaction) -> None:
    """Answer a submitted form, whether it was opened before or after a restart."""
    name, submission = read_submission(interaction)
    feature = interaction.client.app.features.get(name)
    heard = _hear(interaction, submission)
    if feature is not None and submission.form in feature.instant_submit:
        with Attempt() as attempt:
            message = feature.instant_submit[submission.form](who_of(interaction), submission)
            if message is not None:
                await answer_instantly(interaction, message, name, heard=heard)
                return
        if attempt.error is not None:
            await answer_failure(interaction, attempt.error)
            return
    await _answer_in_transaction(interaction, feature, submission, heard)


async def _answer_in_transaction(
    interaction: Interaction,
    feature: Feature | None,
    submission: Submission,
    heard: Sequence[Message],
) -> None:
    async with answering(interaction) as answer:
        if feature is None or feature.submit is None:
            raise Refused(messages.outdated(answer.lang))
        with Attempt() as attempt:
            answer.say(await _submit(answer, feature, submission))
        if attempt.error is not None:
            answer.say(await _explain(answer, feature, submission, attempt.error))
        answer.said = put_in_order(answer.said, heard)


def _hear(interaction: Interaction, submission: Submission) -> list[Message]:
    """Collect the cards that a form's words call for. Nothing here can keep the answer back."""
    return hear(
        interaction, "\n".join(one for one in submission.values.values() if isinstance(one, str))
    )


def hear(interaction: Interaction, typed: str) -> list[Message]:
    """Collect the cards that words typed into a form or a command call for, or none."""
    heard: list[Message] = []
    with Attempt() as attempt:
        who = who_of(interaction)
        for feature in interaction.client.app.features.values():
            card = feature.hear(who, typed) if feature.hear else None
            heard += [] if card is None else [card]
    if attempt.error is not None:
        log.error("hearing_failed", exc_info=attempt.error)
    return heard


async def _explain(
    answer: Answering, feature: Feature, submission: Submission, error: Exception
) -> Answer:
    """Put a failure in words, or answer from memory where the feature can."""
    from_memory = feature.submit_without_database.get(submission.form)
    if from_memory is not None and not isinstance(error, Refused):
        message = from_memory(answer.who, submission)
        if message is not None:
            log.warning("answered_from_memory", feature=feature.name, exc_info=error)
            return message
    failed = describe_failure(error, answer.lang)
    return await _keep_typed(answer, feature, submission, failed)


async def correct_form(interaction: Interaction, press: Press) -> None:
    """Open a refused form again, filled in with what the pressed message quotes."""
    name, form_name, ref = press.ref.split(BETWEEN, 2)
    async with answering(interaction, opens_form=True) as answer:
        feature = answer.app.features.get(name)
        build = feature.forms.get(form_name) if feature else None
        if feature is None or build is None:
            raise Refused(messages.outdated(answer.lang))
        who = await with_rights(answer, feature, Press(form_name, ref))
        async with answer.db.begin() as tx:
            blank = await build(tx, who, ref, defaultdict(str))
            values = read_values(press.text, blank.fields)
            answer.say(await build(tx, who, ref, values))


async def _submit(answer: Answering, feature: Feature, submission: Submission) -> Answer:
    assert feature.submit is not None
    who = await with_rights(answer, feature, Press(submission.form, submission.ref))
    async with answer.db.begin() as tx:
        said = await feature.submit(tx, who, submission)
    if isinstance(said, Form):
        raise TypeError("a form cannot answer a form")
    return said


async def _keep_typed(
    answer: Answering, feature: Feature, submission: Submission, failed: Message
) -> Message | Reply:
    """Add what was typed to the words, with **Correct it** where the feature can build the form."""
    build = feature.forms.get(submission.form)
    fields = await _fields(answer, feature, build, submission) if build else {}
    names = list(submission.values)
    labels = [messages.quoted(fields[name].label if name in fields else name) for name in names]
    shown = [show_value(fields.get(name), submission.values[name]) for name in names]
    quoted = quote_values(labels, shown, messages.left_empty(answer.lang))
    ref = BETWEEN.join((feature.name, submission.form, submission.ref))
    button = messages.correct_it(answer.lang, ref)
    closing = messages.keep_typing(answer.lang)
    body = f"{failed.body}\n\n{quoted}\n\n{closing}"
    if build is None or len(button.custom_id) > ID_LIMIT or len(body) > TEXT_LIMIT:
        return _attach_typed(answer.lang, failed, quoted)
    return replace(failed, body=body, rows=((button,),))


async def _fields(
    answer: Answering, feature: Feature, build: BuildForm, submission: Submission
) -> dict[str, Field]:
    """Build the form for its labels; when that fails too, the names of the fields must do."""
    form: Form | None = None
    with Attempt() as attempt:
        who = await with_rights(answer, feature, Press(submission.form, submission.ref))
        async with answer.db.begin() as tx:
            form = await build(tx, who, submission.ref, submission.values)
    if form is None:
        log.warning("form_not_built", feature=feature.name, exc_info=attempt.error)
        return {}
    return {field.name: field for field in form.fields}


def _attach_typed(lang: str, failed: Message, quoted: str) -> Reply:
    body = f"{failed.body}\n\n{messages.typed_attached(lang)}"
    file = File(messages.typed_file_name(lang), quoted.encode("utf-8"))
    return Reply(replace(failed, body=body), file)
