"""How a defect of a site is told of, given to somebody, fixed, and shown on a photo."""

from __future__ import annotations

import base64
from datetime import date
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.perimeter import DEFECTS, REFUGE, due_on
from tutela_web.access.audit import trail
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.judging import Verdict, judge
from tutela_web.base.values import FieldValue
from tutela_web.places.models import Place
from tutela_web.places.sites.models import Site
from tutela_web.places.sites.photos import draw_small
from tutela_web.places.sites.safety_models import DefectPhoto, SiteDefect, SitePlan
from tutela_web.places.sites.safety_queries import (
    defects_for,
    kept_sites,
    managed_sites,
    photos_for,
)
from tutela_web.records import verbs as records

LONGEST_SIDE = 800
"""Pixels of a photo of a defect: a cut fence is seen, a face at three metres is hardly made out."""

MOST_PHOTOS = 4


def refuse_misconduct(*texts: str) -> None:
    """Refuse words that tell, or may tell, of misconduct by personnel: nothing of it stands here.

    Raises  BadParameter, which repeats nothing.
    """
    written = [text for text in texts if text]
    if written and judge(written) is not Verdict.NO:
        raise BadParameter(
            say("these words may tell of misconduct by personnel, or could not be judged now"),
            next=say("leave them out here: Conduct and Discipline has a form of its own"),
        )


def is_refuge(place: Place | None) -> bool:
    """Whether a place has a perimeter to look after."""
    if place is None:
        return False
    return place.kind in REFUGE or Site.objects.filter(place=place).exists()


@transaction.atomic
def take_told_defect(
    place: Place,
    *,
    report: UUID,
    what: str,
    where: str,
    people_pass: bool | None,
    words: str,
    seen_on: date,
    corrects: UUID | None,
    by: Standing,
) -> SiteDefect:
    """Keep a defect that a report from the field tells of: the reader of the report has looked
    whether its sender may send it. The same report tells of one defect; a correction corrects it.

    It is owed by the post that manages the site, by a day that follows from whether people get
    through, until the office sets another.
    """
    by.require_ours(place)
    fields: dict[str, FieldValue] = {
        "what": what if what in DEFECTS else "other",
        "where": where[:200],
        "people_pass": people_pass,
        "words": words[:2000],
    }
    of = SiteDefect.objects.filter(mission=by.mission, report__in=[report, corrects or report])
    before = of.first()
    if before is not None:
        if before.author_id != by.person.pk or before.report == report:
            return before
        said = {name: value for name, value in fields.items() if value not in (None, "")}
        return records.edit(before, said, version=before.version, by=by.person)
    plan = SitePlan.objects.filter(place=place).first()
    defect = SiteDefect(
        place=place,
        area=place.area,
        classification=max(1, place.classification),
        compartment=place.compartment,
        known_at=clock.now(by.mission),
        seen_on=seen_on,
        owner=plan.manager if plan else None,
        due=due_on(seen_on, people_pass=people_pass),
        report=report,
        **fields,
    )
    return records.create(defect, mission=by.mission, by=by.person)


@one_at_a_time(hold)
def assign_defect(
    defect: SiteDefect, owner: Post | None, due: date, *, version: int, by: Standing
) -> SiteDefect:
    """Say which post fixes a defect, and by when.

    Raises  Denied for who does not answer for the site; NotNow once it is fixed; Conflict.
    """
    _require_keeper(defect, by)
    by.require_ours(owner)
    _require_unmended(defect)
    changes: dict[str, FieldValue] = {"owner": owner, "due": due}
    return records.edit(defect, changes, version=version, by=by.person)


@one_at_a_time(hold)
def mend_defect(
    defect: SiteDefect, on: date, how: str, *, version: int, by: Standing
) -> SiteDefect:
    """Say that a defect was fixed, on which day and how. Nothing else fixes it.

    Raises  Denied for who neither reads the site whole nor holds the post that fixes it;
            BadParameter for a day ahead, before it was seen, or without words; NotNow; Conflict.
    """
    by.require_ours(defect)
    owns = posts_held(by).filter(post=defect.owner_id).exists() if defect.owner_id else False
    if not owns and not kept_sites(by).filter(pk=defect.place_id).exists():
        raise Denied(
            say("who fixes it, or keeps the site, says that it is fixed"),
            next=say("tell the head of the field office"),
        )
    _require_unmended(defect)
    if on > clock.today(by.mission):
        raise BadParameter(
            say("this lies in the future"), where="on", next=say("record it when it happens")
        )
    if on < defect.seen_on:
        raise BadParameter(
            say("it was seen broken after that day"), where="on", next=say("put the day right")
        )
    if not how.strip():
        raise BadParameter(say("it is not said how"), where="how", next=say("say it in a line"))
    refuse_misconduct(how)
    changes: dict[str, FieldValue] = {
        "mended_on": on,
        "mended_by": by.as_said,
        "mended_how": how.strip(),
    }
    return records.edit(defect, changes, version=version, by=by.person)


@one_at_a_time(hold)
def break_again(defect: SiteDefect, why: str, *, version: int, by: Standing) -> SiteDefect:
    """Take back that a defect was fixed: it is open again, with the day it had.

    Raises  Denied for who does not read the site whole; NotNow while it is open; BadParameter
            without a reason; Conflict.
    """
    by.require_ours(defect)
    if not kept_sites(by).filter(pk=defect.place_id).exists():
        raise Denied(
            say("who keeps the site says so"), next=say("tell the head of the field office")
        )
    if defect.mended_on is None:
        raise NotNow(say("this is not fixed"), next=say("nothing needs doing"))
    if not why.strip():
        raise BadParameter(say("it is not said why"), where="why", next=say("say it in a line"))
    changes: dict[str, FieldValue] = {"mended_on": None, "mended_by": "", "mended_how": ""}
    return records.edit(defect, changes, version=version, by=by.person, reason=why.strip()[:100])


def _require_keeper(defect: SiteDefect, by: Standing) -> None:
    by.require_ours(defect)
    if not managed_sites(by).filter(pk=defect.place_id).exists():
        raise Denied(
            say("the head of the field office or the manager of the site says this"),
            next=say("ask one of them"),
        )


def _require_unmended(defect: SiteDefect) -> None:
    if defect.mended_on is not None:
        raise NotNow(say("this was fixed"), next=say("look at it again"))


# --- photos


@transaction.atomic
def add_photo(defect: SiteDefect, content: bytes, *, faceless: bool, by: Standing) -> DefectPhoto:
    """Keep a photo of a defect, drawn anew and small, without where and when.

    Takes   faceless, whether who adds it looked, and no face can be recognised: others see it then.
    Raises  Denied for who may not see the defect; BadParameter for what is no photo, or one more
            than a defect has.
    """
    by.require_ours(defect)
    if not defects_for(by).filter(pk=defect.pk).exists():
        raise Denied(say("this is not open to you"), next=say("ask who may open it"))
    if defect.photos.count() >= MOST_PHOTOS:
        raise BadParameter(
            say("a defect has {n} photos at most", n=MOST_PHOTOS),
            where="file",
            next=say("destroy one first"),
        )
    return _keep_photo(defect, content, faceless=faceless, by=by)


def keep_photo_of_report(
    report: UUID, corrects: UUID | None, content: bytes, *, by: Standing
) -> None:
    """Keep the photo that came beside a report from the field with the defect it tells of, where it
    tells of one: small, and shown to nobody but who answers for the site until somebody looked."""
    reports = [report, corrects or report]
    defect = SiteDefect.objects.filter(mission=by.mission, report__in=reports).first()
    if defect is not None and defect.photos.count() < MOST_PHOTOS:
        _keep_photo(defect, content, faceless=False, by=by)


def _keep_photo(defect: SiteDefect, content: bytes, *, faceless: bool, by: Standing) -> DefectPhoto:
    drawn = draw_small(content, longest_side=LONGEST_SIDE)
    photo = DefectPhoto.objects.create(
        mission=by.mission,
        defect=defect,
        content=base64.b64encode(drawn).decode(),
        faceless_by=by.person if faceless else None,
        faceless_at=real_now() if faceless else None,
    )
    _note("receive", photo, by)
    return photo


@transaction.atomic
def say_faceless(photo: DefectPhoto, *, by: Standing) -> DefectPhoto:
    """Say that nobody can be recognised on a photo: who reads the site whole sees it from now on.

    Raises  Denied for who does not answer for the site.
    """
    by.require_ours(photo)
    _require_keeper(photo.defect, by)
    if photo.faceless_at is None:
        photo.faceless_by, photo.faceless_at = by.person, real_now()
        photo.save(update_fields=["faceless_by", "faceless_at"])
        _note("confirm", photo, by)
    return photo


@transaction.atomic
def remove_photo(photo: DefectPhoto, *, by: Standing) -> None:
    """Destroy a photo of a defect: a face can be recognised, or it is needed no longer.

    Raises  Denied for who does not answer for the site.
    """
    by.require_ours(photo)
    _require_keeper(photo.defect, by)
    _note("erase", photo, by)
    photo.delete()


def open_photo(photo: DefectPhoto, *, by: Standing) -> bytes:
    """A photo, for who may open it; each opening is a line in the audit first.

    Raises  Denied.
    """
    by.require_ours(photo)
    if not photos_for(by, photo.defect).filter(pk=photo.pk).exists():
        raise Denied(say("this is not open to you"), next=say("ask who may open it"))
    _note("open", photo, by)
    return base64.b64decode(photo.content)


def _note(act: str, photo: DefectPhoto, by: Standing) -> None:
    trail.record(act, mission=by.mission, by=by.person, kind="defectphoto", subject=photo.pk)
