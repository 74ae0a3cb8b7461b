"""A cleared copy for others on paper: what was cleared, to the letter, and its digest."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.strategy.document import prose
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.crisis.layouts import laid_out
from tutela_web.crisis.report import watermarks
from tutela_web.look.said import in_language, with_label, word
from tutela_web.strategy.disseminating.models import RedactedCopy
from tutela_web.strategy.edition.amended import adopted_words


def copy_document(standing: Standing, copy: RedactedCopy) -> d.Document:
    """A cleared copy as a document, in the language that is switched on.

    What the Head of Mission cleared for the public is unclassified; another copy keeps its marking.
    """
    content = copy.content
    public = copy.audience == "public"
    marking = Classification.UNCLASSIFIED if public else Classification(copy.classification)
    blocks: list[d.Block] = []
    for letter, section in content["sections"].items():
        blocks.append(d.Heading(f"{letter}. {word(section['name'])}"))
        blocks += (
            prose(section["text"])
            if section["text"]
            else [d.Note((d.Paragraph(_("Left out of this copy.")),))]
        )
        told = _("%(amended)s: the words of the amendment do not stand in this copy.")
        blocks += (
            d.Note((d.Paragraph(told % {"amended": one.heading}),))
            for one in adopted_words(standing, copy.strategy)
            if one.letter == letter
        )
    paper = d.Document(
        title=content["title"],
        kicker=_("Strategy for the protection of civilians"),
        subtitle=with_label(copy.get_audience_display(), copy.get_gives_display()),
        frozen=copy.cleared_on or standing.on,
        blocks=tuple(blocks),
        meta=(content["mission"], _("Edition %(n)s") % {"n": content["edition"]}),
        marking=marking.word,
        marked=str(marking.label),
        stamp=(
            _("Digest of this copy: %(digest)s") % {"digest": copy.digest},
            *watermarks(standing),
        ),
        **in_language(),
    )
    return laid_out(standing, "copy", paper)
