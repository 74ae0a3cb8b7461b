"""How a contact of the network stands to its community: the advice a trusted partner gave before
contact, and the part of the community it stands for.

What lacks is said beside the contact and the part, and stops nothing: in an emergency a person is
called first and asked about afterwards.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.places.profile.models import CommunityRole, PartnerAdvice
from tutela_web.places.profile.queries import KIND as COMMUNITY
from tutela_web.places.profile.queries import advice_for, roles_for
from tutela_web.records import verbs as records
from tutela_web.records.acts import Act, ActsOn, LinkField, one_of
from tutela_web.records.models import Record
from tutela_web.records.panels import PANELS, PanelAbove
from tutela_web.warning.models import NetworkContact
from tutela_web.warning.network.queries import contacts_for

FOR_NETWORK = (CommunityRole.Part.WARN, CommunityRole.Part.INFORM)
"""The parts of a community that somebody takes by a channel."""


def advice_before(standing: Standing, contact: NetworkContact) -> list[PartnerAdvice] | None:
    """What trusted partners advised before contact with the community of a contact, as far as this
    person may read it; None where they read nothing of communities or the community is not said."""
    if contact.place_id is None or not standing.reads(COMMUNITY):
        return None
    rows = advice_for(standing).filter(place=contact.place_id)
    return list(rows.filter(before=PartnerAdvice.Before.CHANNEL))


def parts_taken(standing: Standing) -> QuerySet[CommunityRole]:
    """The parts that communities took, agreed or by an informal understanding, which somebody of
    theirs carries by a channel."""
    if not standing.reads(COMMUNITY):
        return CommunityRole.objects.none()
    rows = roles_for(standing).filter(state=CommunityRole.State.ACCEPTED, part__in=FOR_NETWORK)
    return rows.order_by("place__name", "part")


def part_of(standing: Standing, contact: NetworkContact) -> CommunityRole | None:
    """The part a contact stands for, where this person reads it."""
    if contact.part_id is None or not standing.reads(COMMUNITY):
        return None
    return roles_for(standing).filter(pk=contact.part_id).first()


@one_at_a_time(hold)
def tie_to_part(
    contact: NetworkContact, part: CommunityRole | None = None, *, version: int, by: Standing
) -> NetworkContact:
    """Say which part of its community a contact stands for; none, that it stands for none.

    Raises  Denied without the act keep_network there; BadParameter for a part of another
            community, or one that was not taken; Conflict.
    """
    by.require("keep_network", area=contact.area_id, of=contact)
    by.require_ours(part)
    if part is not None and part.place_id != contact.place_id:
        raise BadParameter(
            say("this part is of another community"),
            where="part",
            next=say("choose a part that the community of this contact took"),
        )
    if part is not None and part.state != CommunityRole.State.ACCEPTED:
        raise BadParameter(
            say("the community did not take this part"),
            where="part",
            next=say("ask it first, and record what it answered"),
        )
    return records.edit(
        contact, {"part": part}, version=version, by=by.person, seen=contacts_for(by)
    )


TIE = Act(
    tie_to_part,
    on=ActsOn(("network",), "warning:contact", find=one_of(contacts_for)),
    path="network/<uuid:pk>/part/",
    name="contact_part",
    fields={
        "part": LinkField(
            gettext_lazy("Part of its community"),
            parts_taken,
            required=False,
            empty_label=gettext_lazy("none"),
        )
    },
    begins=lambda standing, contact: {"part": contact.part_id},
    auto_id="part_%s",
    says=gettext_lazy("It is recorded."),
)


# --- beside the part


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of contacts beside a part of a community. No query."""
    if not isinstance(record, CommunityRole) or record.part not in FOR_NETWORK:
        return None
    if not standing.reads("network"):
        return None
    url = reverse("warning:contacts_of_part", args=[standing.mission.code, record.pk])
    return PanelAbove(url, _("Contacts of the alert network"))


@mission_page("network")
def contacts_of_part(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The contacts of the network that stand for a part of a community; that none does is said."""
    rows = roles_for(standing) if standing.reads(COMMUNITY) else CommunityRole.objects.none()
    part = get_object_or_404(rows, pk=pk)
    there = contacts_for(standing).filter(retired=False)
    contacts = there.filter(Q(part=part) | Q(place=part.place_id)).order_by("pseudonym")
    context = {
        "part": part,
        "tied": [contact for contact in contacts if contact.part_id == part.pk],
        "others": [contact for contact in contacts if contact.part_id != part.pk],
        "taken": part.state == CommunityRole.State.ACCEPTED,
    }
    fragment = request.htmx  # type: ignore[attr-defined]
    page = "warning/_contacts_of_part.html" if fragment else "warning/contacts_of_part.html"
    return render(request, page, context)


def connect() -> None:
    """Show it beside the parts of communities."""
    PANELS.append(panel_beside)
