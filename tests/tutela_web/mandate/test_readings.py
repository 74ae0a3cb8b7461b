"""What the mission takes the mandate to ask: readings, questions, the Charter, order, themes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import by, confirmed, loaded, paragraph, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.mandate import verbs
from tutela_web.mandate.models import MandatedTask, ParagraphQuestion, Resolution
from tutela_web.mandate.queries import task_list
from tutela_web.mandate.reading import verbs as reading_verbs
from tutela_web.mandate.reading.queries import not_asked
from tutela_web.mandate.task_kind import TASK
from tutela_web.records.kind_verbs import edit_record

THEMATIC = """\
Resolution 1894 (2009)
Adopted by the Security Council at its 6216th meeting, on 11 November 2009
The Security Council,
1. Requests all peacekeeping missions to protect civilians first;
"""


def test_a_paragraph_has_a_reading_with_its_source_and_a_question_until_headquarters_answers(
    cast: Cast, sign_in: Any
) -> None:
    part = paragraph(loaded(cast), "2 (a)")
    client = sign_in(cast.adviser)
    sent = {"words": "Threats from any side", "source": "Cable 41"}
    assert client.post(url("read", part.pk), sent).status_code == 302
    assert client.post(url("read", part.pk), {"words": "Any", "source": " "}).status_code == 400
    client.post(url("ask", part.pk), {"words": "Does it reach the border camps?"})
    (question,) = ParagraphQuestion.objects.all()
    text = sign_in(cast.boris).get(url("resolution", part.resolution_id)).content.decode()
    assert "Threats from any side" in text and "Cable 41" in text and "1 open question" in text
    assert "poc adviser" in client.get(url("paragraph", part.pk)).content.decode()
    assert "border camps" in client.get(url("questions")).content.decode()
    outside = sign_in(cast["partner"]).get(url("paragraph", part.pk)).content.decode()
    assert "imminent threat" in outside and "Threats from any side" not in outside
    late = {
        "answer": "Yes",
        "source": "Cable 50",
        "version": 1,
        "on": make.TODAY + timedelta(days=1),
    }
    refused = client.post(url("answer", question.pk), late)
    assert refused.status_code == 400 and "between the day" in refused.content.decode()
    assert client.post(url("answer", question.pk), late | {"on": ""}).status_code == 302
    page = client.get(url("resolution", part.resolution_id)).content.decode()
    assert "open question" not in page
    question.refresh_from_db()
    with pytest.raises(NotNow):
        reading_verbs.record_answer(question, "No", "x", None, version=2, by=by(cast, "drafter"))
    with pytest.raises(Denied):
        reading_verbs.read_paragraph(part, "x", "y", by=by(cast, "boris"))
    with pytest.raises(BadParameter, match="operative"):
        reading_verbs.ask_headquarters(
            part.resolution.paragraphs.filter(kind="preambular")[0], "Why?", by=by(cast, "drafter")
        )


def test_a_task_says_its_chapter_and_an_ambiguous_one_waits_to_be_asked(
    cast: Cast, sign_in: Any
) -> None:
    task = confirmed(cast, paragraph(loaded(cast), "2 (a)"))
    adviser, client = by(cast, "poc_adviser"), sign_in(cast.adviser)
    assert not not_asked(adviser)
    task = edit_record(TASK, task, {"chapter": "split"}, version=1, by=adviser)
    page = client.get(url("task", task.pk)).content.decode()
    assert "ambiguous: a question to headquarters" in page and "Ask headquarters" in page
    assert not_asked(adviser) == [task]
    assert "not asked yet" in client.get(url("questions")).content.decode()
    sent = {"words": "Chapter VI or VII?", "task": task.pk}
    client.post(url("ask", task.paragraph_id), sent)
    assert not not_asked(adviser)
    assert "Chapter VI or VII?" in client.get(url("task", task.pk)).content.decode()
    edit_record(TASK, task, {"chapter": "7"}, version=2, by=adviser)
    assert "force as far as its words" in client.get(url("task", task.pk)).content.decode()


def test_tasks_stand_in_an_order_with_its_authority_and_day(cast: Cast, sign_in: Any) -> None:
    one = loaded(cast)
    camps = confirmed(cast, paragraph(one, "2 (b)"), "camps")
    protect = confirmed(cast, paragraph(one, "2 (a)"))
    client = sign_in(cast.adviser)
    sent: dict[str, Any] = {
        f"rank_{camps.pk}": 1,
        f"rank_{protect.pk}": 2,
        f"after_{protect.pk}": camps.pk,
        "authority": "Head of Mission, directive 3",
        "on": make.TODAY,
    }
    assert client.post(url("order"), sent | {"authority": ""}).status_code == 400
    both = client.post(url("order"), sent | {f"after_{camps.pk}": protect.pk})
    assert both.status_code == 400 and "wait for each other" in both.content.decode()
    assert client.post(url("order"), sent).status_code == 302
    assert [task for task, _holds in task_list(by(cast, "boris"), {})] == [camps, protect]
    page = sign_in(cast.boris).get(url("tasks")).content.decode()
    assert "only after" in page and "Head of Mission, directive 3" in page
    assert sign_in(cast.boris).get(url("order")).status_code == 403
    with pytest.raises(Denied):
        verbs.order_tasks({camps: (2, None)}, "me", None, by=by(cast, "boris"))


def test_two_who_put_tasks_in_order_at_once_hear_of_each_other(cast: Cast, sign_in: Any) -> None:
    one = loaded(cast)
    camps = confirmed(cast, paragraph(one, "2 (b)"), "camps")
    protect = confirmed(cast, paragraph(one, "2 (a)"))
    adviser, drafter = sign_in(cast.adviser), sign_in(cast["drafter"])
    begun = {f"version_{task.pk}": task.version for task in (camps, protect)}
    mine = begun | {f"rank_{camps.pk}": 1, "authority": "Head of Mission"}
    assert adviser.post(url("order"), mine).status_code == 302
    theirs = begun | {f"rank_{protect.pk}": 2, "authority": "Head of Mission"}
    assert drafter.post(url("order"), theirs).status_code == 302, "another task: both stand"
    camps.refresh_from_db()
    protect.refresh_from_db()
    assert (camps.rank, protect.rank) == (1, 2)
    same = begun | {f"rank_{camps.pk}": 3, f"rank_{protect.pk}": 2, "authority": "The Council"}
    answer = drafter.post(url("order"), same)
    assert answer.status_code == 409
    assert (f"{camps.named}: Rank", "–", "1", "3") in answer.context["conflicts"]
    camps.refresh_from_db()
    assert camps.rank == 1, "nothing is saved over somebody"
    again = {
        name: bound.value()
        for name in answer.context["form"].fields
        if (bound := answer.context["form"][name]).value()
    }
    assert drafter.post(url("order"), again).status_code == 302
    camps.refresh_from_db()
    assert (camps.rank, camps.ordered_by) == (3, "The Council")


def test_a_task_of_a_thematic_resolution_stands_with_its_source_beside_the_missions_own(
    cast: Cast, sign_in: Any
) -> None:
    confirmed(cast, paragraph(loaded(cast), "2 (a)"))
    adviser = sign_in(cast.adviser)
    assert adviser.post(url("new"), {"words": THEMATIC, "series": "poc"}).status_code == 302
    first = paragraph(Resolution.objects.get(series="poc"), "1")
    sent = {"what": "Protect first", "tier": "2", "phases": ["prevention"], "classification": 1}
    assert adviser.post(url("task_new", first.pk), sent).status_code == 302
    task = MandatedTask.objects.get(what="Protect first")
    client = sign_in(cast.boris)
    page = client.get(url("tasks")).content.decode()
    assert "Protect first" in page and "S/RES/1894 (2009)" in page and "S/RES/9001 (2031)" in page
    assert "thematic: protection of civilians" in page
    assert [t for t, holds in task_list(by(cast, "boris"), {"series": "thematic"}) if holds] == [
        task
    ]
    assert "in force" in client.get(url("list")).content.decode()
