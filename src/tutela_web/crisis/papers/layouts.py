"""How a paper of the mission is laid out: as it says for the kind, else as shipped."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.layout import Layout, ShippedLayout, lay_out, shipped_layouts
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import named
from tutela_web.base.markings import Classification
from tutela_web.crisis.papers.abbreviations import confirmed_meanings
from tutela_web.crisis.papers.models import PaperLayout
from tutela_web.look.translate import say_in_page_language


def layouts_for(standing: Standing) -> QuerySet[PaperLayout]:
    """The layouts of the mission's papers; who reads its mandates reads them."""
    rows = PaperLayout.objects.filter(standing.sees_open("mandates"), mission=standing.mission)
    return rows.order_by("kind", "pk")


def layout_of(standing: Standing, kind: str) -> Layout:
    """How papers of a kind are laid out. Whoever takes a paper, it is the mission's. Two queries at
    most."""
    shipped = shipped_layouts()[kind]
    paper_layout = PaperLayout.objects.filter(mission=standing.mission, kind=kind).first()
    letterhead = _lines(paper_layout.letterhead) if paper_layout else ()
    signatory = paper_layout.signatory if paper_layout else ""
    return Layout(
        kind,
        letterhead or (_("United Nations"), named.in_language(standing.mission.name)),
        paper_layout.symbol if paper_layout else "",
        _lines(paper_layout.distribution) if paper_layout else (),
        signatory or _office(standing, shipped),
        paper_layout.numbered if paper_layout else shipped.numbered,
        paper_layout.contents if paper_layout else shipped.contents,
        paper_layout.abbreviations if paper_layout else shipped.abbreviations,
    )


def laid_out(
    standing: Standing, kind: str, document: d.Document, *, layout: Layout | None = None
) -> d.Document:
    """A document, already said in the language that is switched on, as its kind is laid out, its
    marking in that language too.

    Takes   layout, where the caller changed it; else that of the kind.
    """
    marking = Classification[document.marking.upper().replace(" ", "_")]
    said = replace(document, marked=document.marked or str(marking.label))
    how = layout or layout_of(standing, kind)
    meanings = confirmed_meanings(standing.mission, said.language) if how.abbreviations else {}
    return lay_out(said, how, tell=say_in_page_language, meanings=meanings)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _office(standing: Standing, shipped: ShippedLayout) -> str:
    """The title of the post that signs papers of a kind; nothing where nobody signs them."""
    if not shipped.role:
        return ""
    posts = Post.objects.filter(mission=standing.mission, role=shipped.role).order_by("pk")
    return posts.values_list("title", flat=True).first() or ""
