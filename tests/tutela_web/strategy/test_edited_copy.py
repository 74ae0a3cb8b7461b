"""A draft goes out as DOCX, is edited in an office program, and comes back as suggestions."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela.base.documents.docx import to_docx
from tutela.base.documents.model import Document
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing, standing_of
from tutela_web.strategy.drafting.verbs import open_strategy, save_section
from tutela_web.strategy.edition.models import Section, SectionComment, Strategy

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "We protect the people of Luma.\n\nWe patrol:\n- by day\n- in the market"
COMMENT = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="Legal Affairs">'
    "<w:p><w:r><w:t>Cite paragraph 1.</w:t></w:r></w:p></w:comment></w:comments>"
)


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    chief = by(cast, "chief_of_staff")
    draft = open_strategy({"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=chief)
    for letter in ("A", "F"):
        save_section(draft.sections.get(letter=letter), TEXT, version=1, by=chief)
    return draft


def taken(browser: Any, strategy: Strategy, closed: str = "") -> bytes:
    answer = browser.get(url("strategy_docx", strategy.pk) + closed)
    assert answer.status_code == 200
    return answer.content


def edited(data: bytes, *edits: tuple[str, str], comments: str = "") -> SimpleUploadedFile:
    """The copy as an office program leaves it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                xml = part.decode()
                for was, now in edits:
                    assert was in xml, was
                    xml = xml.replace(was, now, 1)
                part = xml.encode()
            new.writestr(name, part)
        if comments:
            new.writestr("word/comments.xml", comments)
    return SimpleUploadedFile("my edits.docx", kept.getvalue())


NIGHT = (
    ">by day</w:t></w:r>",
    '></w:t></w:r><w:del w:id="1" w:author="Amina"><w:r><w:delText>by day</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="Amina"><w:r><w:t>by day and by night</w:t></w:r></w:ins>',
)
PLAIN = (">We patrol:</w:t>", ">We patrol, on foot:</w:t>")
REMARK = (
    ">We protect the people of Luma.</w:t></w:r>",
    '></w:t></w:r><w:commentRangeStart w:id="7"/><w:r>'
    "<w:t>We protect the people of Luma.</w:t></w:r>"
    '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>',
)


BELOW = (
    ">in the market</w:t></w:r></w:p>",
    ">in the market</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>No base is left without radio.</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Report</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Daily hotspot note</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
)
BOOKMARK_BEFORE = ('</w:r><w:bookmarkEnd w:id="10002"/></w:p>', "</w:r></w:p>")


def give(browser: Any, strategy: Strategy, file: SimpleUploadedFile) -> Any:
    return browser.post(url("edited_copy", strategy.pk), {"file": file}, follow=True)


def test_changes_and_comments_of_a_copy_are_accepted_or_answered_on_the_section(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, drafter = sign_in(cast.adviser), sign_in(cast["drafter"])
    assert "Upload and compare" in adviser.get(url("strategy", strategy.pk)).content.decode()
    copy = edited(taken(adviser, strategy), NIGHT, PLAIN, REMARK, comments=COMMENT)
    page = squeezed(give(adviser, strategy, copy).content.decode())
    assert "2 suggested changes" in page and "1 comment" in page
    section = Section.objects.get(letter="A")
    assert section.text == TEXT, "nothing is changed by it"
    shown = drafter.get(url("section", section.pk)).content.decode()
    for said in ("by night", "by Amina", "on foot", "Cite paragraph 1."):
        assert said in shown, said
    assert AuditEntry.objects.filter(act="upload", kind="strategy").count() == 1

    for suggestion in SectionComment.objects.filter(suggests=True):
        drafter.post(url("comment_decide", suggestion.pk), {"do": "accept"})
    section.refresh_from_db()
    assert section.text == TEXT.replace("by day", "by day and by night").replace(
        "We patrol:", "We patrol, on foot:"
    )


def test_what_stands_below_the_last_paragraph_is_of_the_section_and_so_is_a_table(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    page = give(adviser, strategy, edited(taken(adviser, strategy), BOOKMARK_BEFORE, BELOW))
    shown = squeezed(page.content.decode())
    assert "1 suggested change" in shown and "Nothing new" not in shown
    assert "Not taken" not in shown, "the text of a section holds a table"
    change = SectionComment.objects.get()
    below = "No base is left without radio.\n\n| Report | Daily hotspot note |"
    assert change.proposed == f"- in the market\n\n{below}"
    sign_in(cast["drafter"]).post(url("comment_decide", change.pk), {"do": "accept"})
    assert Section.objects.get(letter="A").text == f"{TEXT}\n\n{below}"


def test_the_first_words_of_an_empty_section_come_with_a_copy(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    heading = "B. Analysis of POC risks</w:t></w:r>"
    out = taken(adviser, strategy)
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        xml = archive.read("word/document.xml").decode()
    end = xml.index("</w:p>", xml.rindex(heading)) + len("</w:p>")
    after = xml[xml.rindex(heading) : end]
    words = f"{after}<w:p><w:r><w:t>Armed men come at night.</w:t></w:r></w:p>"
    give(adviser, strategy, edited(out, (after, words)))
    change = SectionComment.objects.get()
    assert (change.section.letter, change.proposed) == ("B", "Armed men come at night.")


def test_the_same_copy_again_adds_nothing_and_what_moved_meanwhile_is_told(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    out = taken(adviser, strategy)
    give(adviser, strategy, edited(out, NIGHT))
    page = squeezed(give(adviser, strategy, edited(out, NIGHT)).content.decode())
    assert "Nothing new" in page and "lay there already" in page
    assert SectionComment.objects.count() == 1
    section = Section.objects.get(letter="A")
    moved = TEXT.replace("We patrol:", "Patrols go out:")
    save_section(section, moved, version=section.version, by=by(cast, "chief_of_staff"))
    page = squeezed(give(adviser, strategy, edited(out, PLAIN)).content.decode())
    assert "no longer stands there" in page and "We patrol, on foot:" in page
    assert SectionComment.objects.count() == 1


def test_a_section_its_giver_may_not_read_stays_unread(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    whole = taken(sign_in(cast["chief_of_staff"]), strategy, "?closed=1")
    page = give(sign_in(cast.adviser), strategy, edited(whole, NIGHT)).content.decode()
    assert "Not read: section F" in squeezed(page)
    assert set(SectionComment.objects.values_list("section__letter", flat=True)) == {"A"}


def test_what_is_no_copy_of_this_draft_is_refused_and_keeps_nothing(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = sign_in(cast.adviser)
    for file, said in (
        (SimpleUploadedFile("a.docx", b"no archive"), "this is no DOCX document"),
        (
            SimpleUploadedFile("b.docx", to_docx(Document("Minutes", date(2018, 12, 31), ()))),
            "no section of this strategy",
        ),
    ):
        page = give(adviser, strategy, file).content.decode()
        assert said in page and "a.docx" not in page
    assert give(sign_in(cast.boris), strategy, SimpleUploadedFile("a.docx", b"")).status_code in (
        200,
        403,
    )
    assert not SectionComment.objects.exists()
