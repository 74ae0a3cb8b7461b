"""The small forms beside a practice, and a paper put into the library."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.searching.search import ids_matching
from tutela_web.lessons import forms, practice_paper, queries, verbs
from tutela_web.lessons.library_kinds import LIBRARY_PAPER, PRACTICE, passages_of
from tutela_web.records.create_page import new_page
from tutela_web.records.kind_views import find_record
from tutela_web.records.taken_files import record_as_file

LONGEST, MOST = 200, 20


@mission_page("lessons")
def practice_file(request: HttpRequest, standing: Standing, pk: UUID, form: str) -> HttpResponse:
    """The practice for other missions as a file, which senior management gives; in the audit."""
    standing.require(queries.VALIDATES)
    practice = find_record(PRACTICE, standing, pk)
    content, media_type = practice_paper.as_file(form, standing, practice)
    name = f"practice.{form}"
    return record_as_file(standing, practice, "practice", form, content, media_type, name=name)


@mission_page("lessons")
def paper_find(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Passages of the library that hold all words of a question, each with its page."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    named = ids_matching(standing.mission.pk, "librarypaper", asked) if asked else ()
    papers = queries.papers_for(standing).filter(pk__in=named, retired=False)
    quoted = [(paper, passages_of(paper, asked)) for paper in papers.order_by("title")[:MOST]]
    context = {"asked": asked, "quoted": quoted, "kind": LIBRARY_PAPER}
    return render(request, "lessons/passages.html", context)


@mission_page("lessons")
def paper_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Put a paper into the library."""
    form = forms.LibraryPaperForm(request.POST or None, request.FILES or None)
    name = getattr(request.FILES.get("file"), "name", "")
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.add_paper(data=given.pop("file"), file_name=name, by=standing, **given),
        allowed=standing.may(queries.KEEPS),
        title=LIBRARY_PAPER.titles.add,
        words=LIBRARY_PAPER.titles.about,
        trail=[(LIBRARY_PAPER.list_address(standing), LIBRARY_PAPER.titles.many)],
        to=lambda paper: LIBRARY_PAPER.address(standing, paper),
    )
