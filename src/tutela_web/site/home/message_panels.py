"""The panel of what waits on messages to people: to be checked, approved, read, told, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.look.translate import with_label
from tutela_web.outreach.messages import queries as found
from tutela_web.outreach.messages import verbs
from tutela_web.outreach.messages.message_kind import messages_to_look_at
from tutela_web.outreach.messages.models import MessageTelling, PublicMessage, Released
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address

ACTS = (
    verbs.KEEP,
    verbs.RELEASE,
    verbs.RELEASE_URGENT,
    verbs.CHECK_LIMITS,
    verbs.TELL,
)


def messages_waiting(standing: Standing) -> HomePanel | None:
    """What waits for this person on messages to people; None where nothing does."""
    if not standing.reads(found.KIND) or not any(standing.may_somewhere(act) for act in ACTS):
        return None
    rows = [
        *_to_approve(standing),
        *_to_check(standing),
        *_to_withdraw(standing),
        *_to_tell(standing),
    ]
    if not rows:
        return None
    return make_panel(
        "messages-waiting",
        _("Messages to people"),
        rows,
        all_url=address("outreach:messages", standing),
        empty="",
    )


def _row(standing: Standing, message: PublicMessage, words: str) -> HomeRow:
    to = address("outreach:message", standing, message.pk)
    return HomeRow(message.title, to, words, invented=message.invented)


def _to_approve(standing: Standing) -> Iterator[HomeRow]:
    if not standing.may_somewhere(verbs.RELEASE):
        return
    posts = set(posts_held(standing).values_list("post", flat=True))
    asked = found.messages_for(standing).filter(state=Released.ASKED, approver__in=posts)
    for message in asked:
        yield _row(standing, message, _("your post approves it, or sends it back"))
    for message in found.released_unread(standing):
        if standing.may(verbs.RELEASE, area=message.area_id):
            yield _row(standing, message, _("released without approval: read it"))


def _to_check(standing: Standing) -> Iterator[HomeRow]:
    if not standing.may_somewhere(verbs.CHECK_LIMITS):
        return
    for part in found.limits_to_check(standing):
        if standing.may(verbs.CHECK_LIMITS, area=part.area_id):
            to = address("outreach:part", standing, part.pk)
            words = _("check this limit before it is spoken")
            yield HomeRow(part.message.title, to, words, invented=part.invented)


def _to_withdraw(standing: Standing) -> Iterator[HomeRow]:
    if not (standing.may_somewhere(verbs.KEEP) or standing.may_somewhere(verbs.RELEASE)):
        return
    for message, _changed in messages_to_look_at(standing):
        area = message.area_id
        if standing.may(verbs.KEEP, area=area) or standing.may(verbs.RELEASE, area=area):
            yield _row(standing, message, _("the ground changed: withdraw it, or say it stands"))


def _to_tell(standing: Standing) -> Iterator[HomeRow]:
    if not standing.may_somewhere(verbs.TELL):
        return
    for telling in found.tellings_due(standing):
        if standing.may(verbs.TELL, area=telling.area_id):
            yield _telling_row(standing, telling)


def _telling_row(standing: Standing, telling: MessageTelling) -> HomeRow:
    again = telling.waits_to_hear
    return HomeRow(
        with_label(str(telling), telling.message.title),
        address("outreach:telling", standing, telling.pk),
        _("tell them that it is withdrawn") if again else _("to be told"),
        None if again else telling.planned_on,
        not again and telling.planned_on is not None and telling.planned_on < standing.on,
        telling.invented,
    )
