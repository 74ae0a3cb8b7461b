"""The panels of who reports from the field, and of who waits for those who did."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela_web.access.people.contact import pauses_for
from tutela_web.access.policy import Standing
from tutela_web.field.queries import handsets_for
from tutela_web.intake.queries import ACT, calls_climbed, calls_waiting, reports_for
from tutela_web.look.translate import day_and_hour, with_label
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import SHOWN, HomePanel, make_panel
from tutela_web.site.situation import address


def report_now(standing: Standing) -> HomePanel | None:
    """The two buttons of who is in the field: a danger, and a report; and the app that needs no
    network."""
    if not (standing.reads("reports") and standing.may_somewhere(ACT)):
        return None
    return HomePanel(
        "report", _("Report"), template="site/_home_report.html", more={"always": True}
    )


def own_reports(standing: Standing) -> HomePanel | None:
    """What this person sent: received when, and what became of it; the last first."""
    if not standing.reads("reports"):
        return None
    sent = reports_for(standing).filter(author=standing.person).select_related("mission")
    rows = [
        HomeRow(
            with_label(str(one), str(one.get_kind_display())),
            address("intake:report", standing, one.pk),
            str(one.get_state_display()),
            localtime(one.entered_at),
        )
        for one in sent.defer("answers")[:SHOWN]
    ]
    return HomePanel(
        "sent",
        _("My reports that were received"),
        rows,
        sent.count(),
        0,
        address("intake:reports", standing),
        _("No report of yours is on record here. What waits on a telephone is not here yet."),
    )


def own_telephones(standing: Standing) -> HomePanel | None:
    """What waits, sealed, on this person's telephones, as each said at its last contact."""
    if not (standing.reads("reports") and standing.may_somewhere(ACT)):
        return None
    handsets = handsets_for(standing).filter(
        person=standing.person, wiped_at=None, lost_at=None, device__ended_at=None
    )
    rows = [
        HomeRow(
            ngettext("%(n)s waited, sealed", "%(n)s waited, sealed", handset.waiting)
            % {"n": handset.waiting}
            if handset.waiting is not None
            else _("never in contact: what waits there is not known"),
            address("field:handsets", standing),
            _("at its last contact, %(at)s") % {"at": day_and_hour(localtime(handset.contact_at))}
            if handset.contact_at
            else "",
        )
        for handset in handsets
    ]
    return make_panel(
        "telephones",
        _("What waits on my telephone"),
        rows,
        all_url=address("field:handsets", standing),
        empty=_("No telephone of yours is set up for the field app."),
    )


def adviser_calls(standing: Standing) -> HomePanel | None:
    """Who waits for this person's office, and calls that climbed to their post because nobody of
    the office answered; nothing of what they are about."""
    waiting, climbed = calls_waiting(standing), calls_climbed(standing)
    if not (waiting or climbed):
        return None
    rows = [
        HomeRow(
            _("Somebody waits for you: call") if one.call.due_at else _("Not asked yet: no call"),
            address("site:inbox", standing) + "#calls",
            _("care is needed now") if one.call.care_now else "",
            one.call.due_at,
            one.late,
        )
        for one in waiting
    ]
    rows += [
        HomeRow(
            _("A call for an adviser is not answered"),
            address("site:inbox", standing) + "#calls",
            ", ".join(post.title for post in one.posts),
            one.due_at,
            True,
        )
        for one in climbed
    ]
    return make_panel(
        "adviser-calls",
        _("Waiting for an adviser"),
        rows,
        all_url=address("site:inbox", standing),
        empty="",
    )


def second_pins(standing: Standing) -> HomePanel | None:
    """To whom nobody calls or writes, because their telephone was opened with its second PIN."""
    paused = list(pauses_for(standing))
    if not paused:
        return None
    more: dict[str, Any] = {"paused": paused}
    return HomePanel(
        "paused",
        _("Call nobody here: opened with a second PIN"),
        paused,
        len(paused),
        len(paused),
        template="site/_home_paused.html",
        more=more,
    )
