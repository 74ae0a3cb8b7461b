"""A renewal: task by task what becomes of the old resolution, confirmed by a person on one page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.mandate import verbs
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.programme.objectives.models import ChainLink

OLD = """\
Resolution 9001 (2031)
Adopted by the Security Council at its 9999th meeting, on 3 March 2017
The Security Council,
1. Decides that the mandate of UNMIKA shall be the following:
(a) To protect civilians under imminent threat of physical violence;
(b) To provide security around camps of displaced persons in Luma and Osila;
(c) To support reconciliation between communities;
2. Requests UNMIKA to evacuate civilians at risk in the north.
"""

NEW = """\
Resolution 9050 (2032)
Adopted by the Security Council at its 10050th meeting, on 1 March 2018
The Security Council,
1. Decides that the mandate of UNMIKA shall be the following:
(a) To protect civilians under imminent threat of physical violence;
(b) To provide security around camps of displaced persons in Luma, Osila and Tera;
(c) To support dialogue, mediation and reconciliation among all people of the country;
"""


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["luma", *args])


@pytest.fixture
def old(cast: Cast, sign_in: Any) -> Resolution:
    """The text before, each of its suggested tasks confirmed on one page."""
    text = verbs.load(OLD, {}, by=standing_of(cast.adviser, cast.mission))
    page = sign_in(cast.adviser).get(url("mandate:suggested", text.pk))
    sent = {
        f"{row.paragraph.pk}:{task.task}": "confirm"
        for row in page.context["rows"]
        for task in row.suggested
    }
    assert sign_in(cast.adviser).post(url("mandate:suggested", text.pk), sent).status_code == 302
    return text


def test_every_suggested_task_is_confirmed_on_one_page_and_what_is_left_waits(
    cast: Cast, sign_in: Any
) -> None:
    text = verbs.load(OLD, {}, by=standing_of(cast.adviser, cast.mission))
    client = sign_in(cast.adviser)
    assert b"5 tasks are suggested" in client.get(url("mandate:resolution", text.pk)).content
    page = client.get(url("mandate:suggested", text.pk))
    body = page.content.decode()
    assert body.count('<option value="confirm" selected>') == 5
    names = [
        f"{row.paragraph.pk}:{task.task}" for row in page.context["rows"] for task in row.suggested
    ]
    sent = dict.fromkeys(names, "confirm") | {names[-1]: "reject", names[0]: ""}
    client.post(url("mandate:suggested", text.pk), sent)
    states = list(MandatedTask.objects.values_list("state", flat=True))
    assert (states.count("confirmed"), states.count("rejected")) == (3, 1)
    assert {one.number for one in text.paragraphs.filter(poc=True)} == {"2"}
    assert len(client.get(url("mandate:suggested", text.pk)).context["rows"]) == 1
    assert sign_in(cast.boris).get(url("mandate:suggested", text.pk)).status_code == 403


def test_what_only_the_heading_above_says_is_unsure_and_waits_for_a_reader(
    cast: Cast, sign_in: Any
) -> None:
    words = OLD.replace("1. Decides", "Protection of civilians\n1. Decides").replace(
        "To support reconciliation between communities",
        "To help the authorities agree on corridors for cattle",
    )
    text = verbs.load(words, {}, by=standing_of(cast.adviser, cast.mission))
    body = sign_in(cast.adviser).get(url("mandate:suggested", text.pk)).content.decode()
    unsure = body.split("corridors for cattle")[1].split("</tr>")[0]
    assert "not sure: only what it stands under" in unsure and "selected" not in unsure
    assert "selected" in body.split("camps of displaced")[1].split("</tr>")[0]


def test_a_renewal_retires_nothing_until_a_person_says_what_becomes_of_each_task(
    cast: Cast, sign_in: Any, old: Resolution
) -> None:
    client = sign_in(cast.adviser)
    protect = MandatedTask.objects.get(paragraph__label="(a)")
    objective = client.post(
        url("programme:objective_new"),
        {
            "words": "Fewer killed",
            "term": "immediate",
            "tiers": [2],
            "classification": 1,
            "tasks": [protect.pk],
        },
    )["Location"]
    answer = client.post(url("mandate:new"), {"words": NEW, "supersedes": old.pk})
    new = Resolution.objects.get(symbol="S/RES/9050 (2032)")
    assert not MandatedTask.objects.exclude(until=None).exists(), "loading retires nothing"
    body = client.get(answer["Location"]).content.decode()
    assert "5 tasks of S/RES/9001 (2031) stand beside this text" in body
    renewal = url("programme:renewal", new.pk)
    page = client.get(renewal)
    told = {
        row.succeeded.task.paragraph.number: (
            row.succeeded.to.number if row.succeeded.to else "",
            row.succeeded.succession.sure,
        )
        for row in page.context["rows"]
    }
    assert told == {
        "1 (a)": ("1 (a)", True),
        "1 (b)": ("1 (b)", True),
        "1 (c)": ("1 (c)", False),
        "2": ("", True),
    }
    assert "Fewer killed" in page.content.decode()
    sent: dict[str, Any] = {"on": "2018-02-28", "reason": "renewed", "move": []}
    for row in page.context["rows"]:
        one = row.succeeded
        sent[f"version_{one.task.pk}"] = one.task.version
        if one.succession.sure:
            sent[f"to_{one.task.pk}"] = str(one.to.pk) if one.to else "none"
        sent["move"] += [str(rest.link.pk) for rest in row.resting]
    assert client.post(renewal, sent).status_code == 302
    protect.refresh_from_db()
    after = protect.superseded_by
    assert after is not None
    assert (str(protect.until), after.cited) == ("2018-02-28", "S/RES/9050 (2032), 1 (a)")
    assert after.what == protect.what and after.state == "confirmed"
    moved = ChainLink.objects.get(ended_on=None)
    assert moved.task == after
    assert "S/RES/9050 (2032), 1 (a)" in client.get(objective).content.decode()
    gone = MandatedTask.objects.filter(paragraph__resolution=old, paragraph__label="2.")
    assert {(one.superseded_by, str(one.until)) for one in gone} == {(None, "2018-02-28")}
    old.refresh_from_db()
    assert old.retired_on is None, "one task stands still"
    assert f"1 task of {old.symbol}" in client.get(answer["Location"]).content.decode()
    last = client.get(renewal).context["rows"][0].succeeded
    sent = {"on": "2018-02-28", "reason": "renewed", f"to_{last.task.pk}": str(last.to.pk)}
    client.post(renewal, sent)
    old.refresh_from_db()
    assert str(old.retired_on) == "2018-02-28", "nothing of it stands"
    assert client.get(renewal).context["rows"] == []


def test_what_rests_on_a_task_stays_where_nobody_moved_it_and_is_shown(
    cast: Cast, sign_in: Any, old: Resolution
) -> None:
    client = sign_in(cast.adviser)
    protect = MandatedTask.objects.get(paragraph__label="(a)")
    sent = {"words": "Fewer killed", "term": "immediate", "tiers": [2], "classification": 1}
    client.post(url("programme:objective_new"), sent | {"tasks": [protect.pk]})
    client.post(url("mandate:new"), {"words": NEW, "supersedes": old.pk})
    new = Resolution.objects.get(symbol="S/RES/9050 (2032)")
    renewal = url("programme:renewal", new.pk)
    row = client.get(renewal).context["rows"][0].succeeded
    client.post(
        renewal, {"on": "2018-02-28", "reason": "renewed", f"to_{row.task.pk}": str(row.to.pk)}
    )
    page = client.get(renewal)
    assert "Rests on a task that ended" in page.content.decode()
    resting = page.context["left"][0].resting
    client.post(renewal, {"move": [str(one.link.pk) for one in resting]})
    protect.refresh_from_db()
    assert ChainLink.objects.get(ended_on=None).task == protect.superseded_by
    assert client.get(renewal).context["left"] == []


def test_who_keeps_no_mandate_settles_none_and_of_two_the_second_hears_of_the_first(
    cast: Cast, sign_in: Any, old: Resolution
) -> None:
    by = standing_of(cast.adviser, cast.mission)
    new = verbs.load(NEW, {"supersedes": old}, by=by)
    renewal = url("programme:renewal", new.pk)
    assert sign_in(cast.boris).get(renewal).status_code == 403
    assert sign_in(cast.chen).get(renewal).status_code == 404
    assert sign_in(cast.adviser).get(url("programme:renewal", old.pk)).status_code == 404
    client = sign_in(cast.adviser)
    task = MandatedTask.objects.get(paragraph__label="(a)")
    client.post(url("mandate:task_end", task.pk), {"on": "2018-12-01", "reason": "x", "version": 1})
    sent = {"on": "2018-02-28", "reason": "r", f"to_{task.pk}": "none", f"version_{task.pk}": 1}
    answer = client.post(renewal, sent, follow=True)
    assert "settled by somebody else meanwhile" in answer.content.decode()
