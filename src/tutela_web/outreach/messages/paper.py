"""A message as a paper: PDF to hand out, DOCX to be set; a draft says that it is one."""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.outreach import messages as core
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.crisis.metrics.report import DOCUMENTS, make_paper
from tutela_web.look.days import date_format
from tutela_web.outreach.messages.models import PublicMessage, Released
from tutela_web.outreach.messages.queries import parts_of
from tutela_web.outreach.messages.shown import PartShown, language_name, shown_parts

FORMS = tuple(DOCUMENTS)


def message_as_file(form: str, standing: Standing, message: PublicMessage) -> tuple[bytes, str]:
    """A message in all its languages, and how the web names the form.

    Takes   form, pdf or docx.
    """
    paper = message_document(standing, message)
    return make_paper(form, standing, paper, final_since=message.released_at)


def message_document(standing: Standing, message: PublicMessage) -> d.Document:
    """The words of a message, language by language, marked, with what it was released by."""
    parts = [] if message.frozen else parts_of(message)
    shown = shown_parts(message, parts, ())
    language = get_language() or "en"
    marking = Classification(message.classification)
    blocks: list[d.Block] = []
    for version in message.versions:
        blocks.append(d.Heading(language_name(version)))
        blocks += _version(version, shown)
    return d.Document(
        title=message.title,
        kicker=_("Message"),
        frozen=standing.on,
        blocks=tuple(blocks),
        marking=marking.word,
        marked=str(marking.label),
        meta=(str(message.get_audience_display()),),
        stamp=_stamp(message),
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        draft="" if message.frozen else _("DRAFT"),
    )


def _version(version: str, shown: list[PartShown]) -> list[d.Block]:
    """The parts in one language, each where its kind is told; what lacks is said."""
    blocks: list[d.Block] = []
    with override(version if version in core.RENDERED else None):
        for part in shown:
            words = next(said.words for said in part.said if said.language == version)
            if words:
                blocks.append(d.Paragraph(words))
            else:
                lacks = _("Part {n} lacks in this language.").format(n=part.number)
                blocks.append(d.Note((d.Paragraph(lacks),)))
    return blocks


def _stamp(message: PublicMessage) -> tuple[str, ...]:
    if not message.frozen or message.released_at is None or message.expires is None:
        return (_("Not released: nobody may be told it."),)
    released = _("Released {day} by {post}; holds until {until}.").format(
        day=date_format(message.released_at, "j M Y"),
        post=message.approved_by.title if message.approved_by else "",
        until=date_format(message.expires, "j M Y"),
    )
    withdrawn = (
        (_("WITHDRAWN: nobody may be told it any longer."),)
        if message.state == Released.WITHDRAWN
        else ()
    )
    return (*withdrawn, released, message.digest[:16])
