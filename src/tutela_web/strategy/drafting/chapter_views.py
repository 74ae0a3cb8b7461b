"""A strategy in a mission's own chapters: brought, each heading placed, laid on the sections."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.strategy.elements import SECTIONS
from tutela.strategy.text.chapters import (
    ABOVE,
    BESIDE,
    OUT,
    Chapter,
    laid_out,
    places_for,
    settle_places,
)
from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import number_said
from tutela_web.base.values import Words
from tutela_web.look.translate import word
from tutela_web.records.pages import read_line
from tutela_web.strategy.drafting import chapter_verbs as verbs
from tutela_web.strategy.drafting.edited_verbs import KINDS
from tutela_web.strategy.edition import queries as found
from tutela_web.strategy.edition.models import BroughtFile, Section, Strategy
from tutela_web.strategy.edition.taking import may_take

DONE = {
    "": gettext_lazy("first words"),
    verbs.REPLACE: gettext_lazy("replaced"),
    verbs.APPEND: gettext_lazy("put below what stood there"),
}
"""What was done to a section, as it is said."""

OFFERS = {
    verbs.REPLACE: gettext_lazy("replace them"),
    verbs.APPEND: gettext_lazy("put these below them"),
    verbs.LEAVE: gettext_lazy("leave them, and keep these beside the strategy"),
}
"""What may be done where a section has words, as it is asked."""


@dataclass(frozen=True)
class Placing:
    """A heading as the page asks where it goes: name of its control, the place it begins with."""

    name: str
    chapter: Chapter
    place: str


@dataclass(frozen=True)
class SideBySide:
    """A section with words, and those the file brings; `choice`, what is done, as it stands or is
    proposed; `product` where all of them are ours."""

    section: Section
    words: str
    choice: str
    product: bool


@mission_page("drafts")
def chapters(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Bring a file, place its headings, lay its chapters: one after the other, on one page."""
    strategy = get_object_or_404(found.strategies_for(standing).select_related("mission"), pk=pk)
    brought = verbs.brought_by(standing, strategy)
    if request.method == "POST":
        if not standing.may(verbs.ACT):
            raise PermissionDenied
        return _act_asked(request, standing, strategy, brought)
    read_line(standing, strategy)
    return _page(request, standing, strategy, brought)


def _act_asked(
    request: HttpRequest, standing: Standing, strategy: Strategy, brought: BroughtFile | None
) -> HttpResponse:
    """What the form of the page asks for."""
    here = redirect("strategy:chapters", standing.mission.code, strategy.pk)
    do, upload = request.POST.get("do"), request.FILES.get("file")
    if do == "print":
        with refused_atop(request):
            verbs.print_beside(strategy, request.POST.getlist("printed"), by=standing)
            messages.success(request, _("Saved."))
        return here
    if do == "bring":
        if upload is None:
            messages.error(request, _("No file was chosen. Next: choose the DOCX."))
            return here
        with refused_atop(request):
            verbs.bring_file(strategy, upload, by=standing)
        return here
    if brought is None:
        messages.error(request, _("No file waits to be laid. Next: bring it again."))
        return here
    chapters = verbs.chapters_brought(brought)
    if do == "away":
        verbs.put_away(brought, by=standing)
    elif do == "place":
        places = [request.POST.get(f"place-{number}", "") for number in range(len(chapters))]
        with refused_atop(request):
            verbs.place_chapters(brought, places, by=standing)
            return here
        return _page(request, standing, strategy, brought, places=places)
    elif do == "lay":
        choices = {letter: request.POST.get(f"choice-{letter}", "") for letter in SECTIONS}
        versions = {
            letter: number_said(request.POST.get(f"version-{letter}")) for letter in SECTIONS
        }
        with refused_atop(request):
            laid = verbs.lay_chapters(brought, choices, versions, by=standing)
            return _page_of_laid(request, standing, strategy, laid)
        return _page(request, standing, strategy, brought, choices=choices)
    return here


def _page(
    request: HttpRequest,
    standing: Standing,
    strategy: Strategy,
    brought: BroughtFile | None,
    *,
    places: list[str] | None = None,
    choices: dict[str, str] | None = None,
) -> HttpResponse:
    """The page as it stands: a file to be brought, its headings to be placed, or to be laid."""
    chapters = verbs.chapters_brought(brought) if brought is not None else []
    chosen = brought.places if brought is not None else []
    asks = brought is not None and (
        places is not None or not chosen or request.GET.get("places") == "1"
    )
    begun = places or chosen or places_for(chapters)
    sections = {
        section.letter: section
        for section in found.sections_for(standing).filter(strategy=strategy)
    }
    context = {
        "strategy": strategy,
        "brought": brought,
        "asks": asks,
        "placings": [
            Placing(f"place-{number}", chapter, place)
            for number, (chapter, place) in enumerate(zip(chapters, begun, strict=True))
        ],
        "places": _places_offered(sections),
        "offers": OFFERS.items(),
        "sides": [] if asks or not chosen else _sides(sections, chapters, chosen, choices or {}),
        "kept_beside": _headings_at(chapters, chosen, BESIDE),
        "left_out": _headings_at(chapters, chosen, OUT),
        "not_taken": [(heading, KINDS[one.kind], one) for heading, one in verbs.named_of(chapters)],
        "words": sum(chapter.words for chapter in chapters),
        "beside": found.beside_for(standing).filter(strategy=strategy),
        "may_draft": standing.may(verbs.ACT) and strategy.writable,
        "may_take": may_take(standing),
    }
    status = 200 if places is None and choices is None else 400
    return render(request, "strategy/chapters.html", context, status=status)


def _places_offered(sections: dict[str, Section]) -> list[tuple[str, Words]]:
    """The places of the control: the sections this person may read, and what is no section."""
    return [
        *((letter, f"{letter}. {word(SECTIONS[letter])}") for letter in sorted(sections)),
        (ABOVE, _("with the heading above")),
        (BESIDE, _("kept beside the strategy")),
        (OUT, _("not brought in")),
    ]


def _sides(
    sections: dict[str, Section],
    chapters: list[Chapter],
    places: list[str],
    choices: dict[str, str],
) -> list[SideBySide]:
    """Each section the file has words for, with what stands there now."""
    texts = laid_out(chapters, places).texts
    sides = []
    for letter, words in sorted(texts.items()):
        if (section := sections.get(letter)) is not None:
            product = bool(section.text) and section.text == section.prefill
            choice = choices.get(letter) or (verbs.REPLACE if product else "")
            sides.append(SideBySide(section, words, choice, product))
    return sides


def _headings_at(chapters: list[Chapter], places: list[str], place: str) -> list[Chapter]:
    if not places:
        return []
    return [
        chapter
        for chapter, at in zip(chapters, settle_places(chapters, places), strict=True)
        if at == place and chapter.as_text
    ]


def _page_of_laid(
    request: HttpRequest, standing: Standing, strategy: Strategy, laid: verbs.PlacedChapters
) -> HttpResponse:
    """What came of the file: said once, for what was not taken is kept nowhere."""
    context = {
        "strategy": strategy,
        "laid": [(section, DONE[done]) for section, done in laid.sections],
        "beside": laid.beside,
        "out": laid.out,
        "not_taken": [(heading, KINDS[one.kind], one) for heading, one in laid.not_taken],
    }
    return render(request, "strategy/chapters_laid.html", context)
