"""A cleared copy carries the matrix and what belongs to it, struck row by row for its reader; the
account of the body it was sent to opens it, and nothing else."""

from __future__ import annotations

import io
import json
from typing import Any

import pypdf
import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_dissemination import (
    DECIDED,
    begun,
    by,
    cast,
    copy_for,
    strategy,
    url,
    world,
)
from tutela.base.errors import BadParameter
from tutela_web.access.models import Post
from tutela_web.base.errors import Denied, NotNow
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk
from tutela_web.strategy.disseminating import verbs
from tutela_web.strategy.disseminating.models import Recipient, RedactedCopy
from tutela_web.strategy.disseminating.queries import unreached_recipients
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.models import FrozenStrategy

__all__ = ["begun", "cast", "strategy", "world"]


@pytest.fixture
def with_lines(cast: Cast, strategy: Strategy) -> Strategy:
    """Three lines, an objective and an indicator in the text that was endorsed."""
    frozen = FrozenStrategy.objects.get(
        holds="open", digest=strategy.steps.get(step="endorsed_head").digest
    )
    line = frozen.content["tables"]["lines"][0]
    frozen.content["tables"]["lines"] = [
        line | {"code": f"M-00{n}", "measure": f"MEASURE{n}", "serves": ["2"], "resources": "FUEL"}
        for n in (1, 2, 3)
    ]
    frozen.content["tables"]["lines"].append(line | {"code": "M-004", "status": "stopped"})
    frozen.content["tables"]["objectives"] = [
        {
            "code": str(n),
            "words": f"OBJECTIVE{n}",
            "end_state": "",
            "term_label": "immediate",
            "tiers": [2],
            "marking": 1,
            "area": "",
        }
        for n in (1, 2)
    ]
    FrozenStrategy.objects.filter(pk=frozen.pk).update(content=frozen.content)
    return strategy


def ready(cast: Cast, strategy: Strategy, audience: str = "cluster") -> RedactedCopy:
    copy = copy_for(cast, strategy, audience)
    adviser = by(cast, "poc_adviser")
    return verbs.strike(copy, "C", "Kestrel company", "unit", version=copy.version, by=adviser)


def test_the_cluster_gets_the_lines_and_no_trace_of_those_that_were_struck(
    cast: Cast, with_lines: Strategy, sign_in: Any
) -> None:
    copy = ready(cast, with_lines)
    desk, page = sign_in(cast.adviser), url("redacted", copy.pk)
    shown = text_of(desk.get(page))
    assert "MEASURE2" in shown and "3 of 3 rows are in this copy." in shown
    struck = {"do": "rows", "table": "lines", "row": ["0", "2"], "version": copy.version}
    assert desk.post(url("redacted_change", copy.pk), struck).status_code == 302
    copy.refresh_from_db()
    aims = {"do": "rows", "table": "objectives", "row": ["1"], "version": copy.version}
    answer = desk.post(url("redacted_change", copy.pk), aims)
    assert answer.status_code == 302 and answer["Location"].endswith("#table-objectives")
    strange = {"do": "rows", "table": "none", "letter": "\n"}
    answer = desk.post(url("redacted_change", copy.pk), strange)
    assert answer.status_code == 302 and "#" not in answer["Location"]
    copy.refresh_from_db()
    head = sign_in(cast["head_of_mission"])
    assert head.post(page, {"version": copy.version}).status_code == 302
    copy.refresh_from_db()
    lines = copy.content["tables"]["lines"]
    assert [(row["number"], row["measure"], row["serves"]) for row in lines] == [
        (1, "MEASURE1", [1]),
        (2, "MEASURE3", [1]),
    ]
    told = json.dumps(copy.content)
    for word in ("MEASURE2", "M-00", "OBJECTIVE1", "FUEL", "rows"):
        assert word not in told, word
    made = desk.get(url("redacted_file", copy.pk) + "?form=pdf").content
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "MEASURE3" in text and "MEASURE2" not in text and "M-00" not in text
    assert "MEASURE3" in desk.get(url("redacted_file", copy.pk)).content.decode()


def test_a_copy_for_others_begins_without_rows_and_who_took_them_in_does_not_clear(
    cast: Cast, with_lines: Strategy
) -> None:
    adviser, head = by(cast, "poc_adviser"), by(cast, "head_of_mission")
    copy = ready(cast, with_lines, "host")
    assert copy.rows == {}
    with pytest.raises(BadParameter, match="not there"):
        verbs.take_rows(copy, "lines", [3], version=copy.version, by=adviser)  # it was stopped
    with pytest.raises(Denied):
        verbs.take_rows(copy, "lines", [1], version=copy.version, by=by(cast, "drafter"))
    make.post(cast.mission, "chief_of_staff", cast["head_of_mission"])
    both = by(cast, "head_of_mission")
    copy = verbs.take_rows(copy, "lines", [1], version=copy.version, by=both)
    with pytest.raises(NotNow, match="a second person"):
        verbs.clear_copy(copy, {"checked": "x"}, version=copy.version, by=head)


def test_a_row_that_names_a_unit_is_not_cleared(cast: Cast, with_lines: Strategy) -> None:
    adviser, head = by(cast, "poc_adviser"), by(cast, "head_of_mission")
    frozen = FrozenStrategy.objects.filter(holds="open").latest("entered_at")
    frozen.content["tables"]["lines"][1]["measure"] = "Kestrel company holds the ford"
    FrozenStrategy.objects.filter(pk=frozen.pk).update(content=frozen.content)
    copy = ready(cast, with_lines)
    with pytest.raises(NotNow, match="still stand in it: 1"):
        verbs.clear_copy(copy, {}, version=copy.version, by=head)
    copy = verbs.take_rows(copy, "lines", [0, 2], version=copy.version, by=adviser)
    assert verbs.clear_copy(copy, {}, version=copy.version, by=head).digest


def test_the_body_that_was_sent_a_copy_opens_it_and_no_other_does(
    cast: Cast, with_lines: Strategy, sign_in: Any
) -> None:
    adviser, partner = by(cast, "poc_adviser"), sign_in(cast["partner"])
    desk = sign_in(cast.adviser)
    post = Post.objects.get(mission=cast.mission, role="partner")
    copy = ready(cast, with_lines)
    copy = verbs.clear_copy(copy, {}, version=copy.version, by=by(cast, "head_of_mission"))
    here = url("given", copy.pk)
    assert partner.get(here).status_code == 404, "cleared, and sent to nobody"
    assert partner.get(url("redacted_file", copy.pk)).status_code == 404
    wrong = Post.objects.get(mission=cast.mission, role="analyst")
    page = url("dissemination", with_lines.pk)
    assert desk.post(page, DECIDED | {"post": wrong.pk}).status_code == 400
    assert desk.post(page, DECIDED | {"post": post.pk}).status_code == 302
    one = Recipient.objects.get(who="OCHA")
    assert one.post == post and partner.get(here).status_code == 404, "decided, and not sent"
    verbs.send(one, {}, version=one.version, by=adviser)
    page = text_of(partner.get(here))
    assert "MEASURE2" in page and "Confidential" in page and "Unclassified" not in page
    assert partner.get(here + "?form=pdf").content[:5] == b"%PDF-"
    assert "as it was cleared for you" in text_of(partner.get("/m/luma/trends/"))
    copy.content["sections"]["C"]["text"] = "## At night\n\n| Town |\n| Osila |"
    RedactedCopy.objects.filter(pk=copy.pk).update(content=copy.content)
    read = partner.get(here).content.decode()
    assert "<h3>At night</h3>" in read and "<td>Osila</td>" in read, "as paper prints it"
    host = ready(cast, with_lines, "host")
    host = verbs.clear_copy(
        host, {"checked": "File 3"}, version=host.version, by=by(cast, "head_of_mission")
    )
    for closed in (
        url("given", host.pk),
        url("redacted", copy.pk),
        url("strategy", with_lines.pk),
        url("dissemination", with_lines.pk),
    ):
        assert partner.get(closed).status_code == 404, closed
    for who in ("conduct_officer", "field_reporter", "chen", "administrator"):
        assert sign_in(cast[who]).get(here).status_code == 404, who
    verbs.withdraw_copy(copy, "A name", version=copy.version, by=by(cast, "head_of_mission"))
    assert partner.get(here).status_code == 404
    assert "as it was cleared for you" not in text_of(partner.get("/m/luma/trends/"))


def test_recipients_are_posts_and_bodies_once_each_and_spellings_are_merged_once(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    risk = Risk.objects.get()
    more = [
        ("Civil Affairs", ["The bishop"]),
        ("Civil affairs", ["Protection NGO"]),
        ("Force commander", []),
        ("FC", []),
        ("A stopped office", []),
    ]
    make_lines(
        [
            {"risk": risk, "activity": "day_patrol", "lead": lead, "support": support}
            for lead, support in more
        ],
        by=adviser,
    )
    last = MatrixLine.objects.get(lead="A stopped office")
    records.edit(last, {"status": "stopped"}, version=last.version, by=None)
    body = {"name": "Protection NGO", "kind": "ngo", "depth": "joint", "classification": 1}
    create_record(PARTNER, body, by=adviser)

    def named() -> list[tuple[str, str]]:
        return [(one.name, one.kind) for one in unreached_recipients(adviser, strategy)]

    assert sorted(named()) == [
        ("Civil Affairs", "said"),
        ("FC", "said"),
        ("Police", "said"),
        ("Protection Cluster", "cluster"),
        ("Protection NGO", "body"),
        ("force commander", "post"),
    ]
    desk = sign_in(cast.adviser)
    same = {"written": "FC", "means": "force commander"}
    assert sign_in(cast["drafter"]).post(url("spelling_merge", strategy.pk), same).status_code in (
        302,
        403,
    )
    assert ("FC", "said") in named(), "who drafts merges nothing"
    assert desk.post(url("spelling_merge", strategy.pk), same).status_code == 302
    assert ("FC", "said") not in named() and ("force commander", "post") in named()
    chosen = DECIDED | {"who": "civil affairs", "kind": "component"}
    verbs.decide_recipient(strategy, chosen, by=adviser)
    with pytest.raises(BadParameter, match="on the list already"):
        verbs.decide_recipient(strategy, chosen | {"who": "CIVIL-AFFAIRS"}, by=adviser)
    assert "Civil Affairs" not in [name for name, _kind in named()]
    page = text_of(desk.get(url("dissemination", strategy.pk) + "?who=FC"))
    assert "The bishop" not in page and "A stopped office" not in page
