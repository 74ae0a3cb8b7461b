"""How long is retained what an attacker would want of communities, and what was said of defects.

That anything of it stands is told to nobody but its readers: each month is reviewed, whether or not
anything was written in it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Mission
from tutela_web.outreach.escorts.models import EscortAsk
from tutela_web.places.models import Place
from tutela_web.places.profile.models import ClosedFact
from tutela_web.places.sites.safety_models import DefectPhoto, SiteDefect
from tutela_web.safeguards.retained import RetainedClass, declare

ENDED = (EscortAsk.State.REFUSED, EscortAsk.State.DONE, EscortAsk.State.WITHDRAWN)


def first_place_entered(mission: Mission) -> datetime | None:
    """When the first place of a mission was entered: nothing of a community is older."""
    entered: datetime | None = Place.objects.filter(mission=mission).aggregate(
        first=Min("entered_at")
    )["first"]
    return entered


def _destroy_photos(defect: models.Model) -> None:
    DefectPhoto.objects.filter(defect=defect.pk).delete()


def connect() -> None:
    """Tell the room of safeguards, which lies below, what is reviewed here."""
    declare(
        RetainedClass(
            name="closed_facts",
            label=_("Closed facts of communities, whether or not any stand"),
            months=12,
            model=ClosedFact,
            over=Q(),
            sealed=True,
            deletes=True,
            blind=first_place_entered,
        ),
        RetainedClass(
            name="escorts",
            label=_("What was asked of units for communities, once ended, whether or not any was"),
            months=12,
            model=EscortAsk,
            over=Q(state__in=ENDED),
            sealed=True,
            deletes=True,
            blind=first_place_entered,
        ),
        RetainedClass(
            name="site_defects",
            label=_("Words and photos of fixed defects of sites, whether or not any stand"),
            months=12,
            model=SiteDefect,
            over=Q(mended_on__isnull=False),
            since="mended_on",
            blanks={"where": "", "words": "", "mended_how": ""},
            sealed=True,
            blind=first_place_entered,
            erases=_destroy_photos,
        ),
    )
