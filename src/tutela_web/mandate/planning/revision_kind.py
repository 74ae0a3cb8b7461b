"""A document to revise because a resolution changed the mandate, as a kind of record: it stands on
the resolution's list. How far it is, is said there (`planning_verbs.move_revision`)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Revision
from tutela_web.mandate.planning.queries import revisions_for
from tutela_web.mandate.planning.verbs import tell_owner
from tutela_web.mandate.queries import ACT, KIND, resolutions_for
from tutela_web.records.kinds import Field, Parent, RecordKind, Titles


def _posts(standing: Standing) -> QuerySet[Post]:
    return Post.objects.filter(mission=standing.mission).order_by("title")


REVISION = RecordKind(
    Revision,
    name="revision",
    room="mandate",
    path="revisions",
    listed=False,
    list_name="list",
    new_name="revision_list",
    parent=Parent(
        "resolution",
        resolutions_for,
        "<uuid:pk>/revisions/new/",
        "mandate:revisions",
        back=True,
    ),
    reads=KIND,
    act=ACT,
    rows=revisions_for,
    titles=Titles(
        one=_("Document"),
        many=_("Mandate"),
        add=_("List a document"),
        none=_("Nothing is listed. That is not to say nothing need change."),
    ),
    fields=(
        Field("kind", _("Document")),
        Field("title", _("Title")),
        Field("owner", _("Post that owns it"), choices=_posts),
        Field("due", _("Due on")),
        Field("state", _("State"), asked=False),
        Field("note", _("Note"), asked=False, applies=lambda record: bool(record.note)),
    ),
    columns=(),
    initial=lambda standing: {},
    follows=tell_owner,
    history=("state", "note"),
)
