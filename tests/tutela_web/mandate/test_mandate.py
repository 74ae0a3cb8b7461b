"""Mandates: a text loaded whole, suggestions decided by a named post, a renewal beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.mandate import verbs
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.mandate.queries import changes, resolution_list, rows_of, task_list
from tutela_web.mandate.task_kind import TASK
from tutela_web.records.kind_verbs import create_record, edit_record

YEAR = timedelta(days=365)

KARUNA = """\
Resolution 9001 (2031)
Adopted by the Security Council at its 9999th meeting, on 3 March 2031
The Security Council,
Gravely concerned at the attacks on civilians in Luma,
1. Decides to extend the mandate of UNMIKA until 3 March 2032;
2. Decides that the mandate of UNMIKA shall be the following:
(a) To protect civilians under imminent threat of physical violence;
(b) To provide security around camps of displaced persons;
3. Urges all parties to lay down their arms;
4. Decides to remain actively seized of the matter.
"""

RENEWAL = """\
Resolution 9050 (2032)
Adopted by the Security Council at its 10050th meeting, on 1 March 2032
The Security Council,
Gravely concerned at the attacks on civilians in Luma,
1. Decides to extend the mandate of UNMIKA until 3 March 2033;
2. Decides that the mandate of UNMIKA shall be the following:
(a) To protect civilians under imminent threat of physical violence;
(b) To monitor and report on violations of human rights;
3. Decides to remain actively seized of the matter.
"""


def url(name: str, *args: Any) -> str:
    return reverse(f"mandate:{name}", args=["luma", *args])


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def loaded(cast: Cast, text: str = KARUNA, **fields: Any) -> Resolution:
    return verbs.load(text, fields, by=by(cast, "poc_adviser"))


def paragraph(resolution: Resolution, number: str) -> Paragraph:
    return next(one for one in resolution.paragraphs.all() if one.number == number)


def confirmed(cast: Cast, one: Paragraph, kind: str = "physical_protection") -> MandatedTask:
    return verbs.decide(one, kind, confirm=True, by=by(cast, "poc_adviser"))


def test_the_adviser_pastes_a_resolution_boris_reads_it_and_chen_meets_404(
    cast: Cast, sign_in: Any
) -> None:
    adviser, boris, chen = (sign_in(p) for p in (cast.adviser, cast.boris, cast.chen))
    sent = {"words": KARUNA, "until": "2032-03-03"}
    answer = adviser.post(url("new"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    one = Resolution.objects.get()
    assert answer["Location"] == url("resolution", one.pk)
    assert (one.symbol, str(one.adopted), one.classification) == (
        "S/RES/9001 (2031)",
        "2031-03-03",
        0,
    )
    page = boris.get(url("resolution", one.pk)).content.decode()
    assert "security around camps" in page
    assert url("decide", paragraph(one, "2 (a)").pk) not in page
    assert "S/RES/9001 (2031)" in boris.get(url("list")).content.decode()
    assert boris.get(url("new")).status_code == 403
    assert boris.post(url("judge", paragraph(one, "2").pk), {"poc": "yes"}).status_code == 403
    again = adviser.post(url("new"), sent)
    assert again.status_code == 400 and b"is on record" in again.content
    for name, args in (("list", ()), ("new", ()), ("tasks", ()), ("resolution", (one.pk,))):
        assert chen.get(url(name, *args)).status_code == 404


def test_no_word_of_the_text_is_lost_and_what_has_no_place_is_shown(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    text = KARUNA.replace("3. Urges", "31-00001 (E)\n3. Urges") + "Printed at Headquarters\n"
    file = SimpleUploadedFile("9001.txt", f"\0{text}\0".encode("utf-8-sig"))  # NUL: no letter
    assert client.post(url("new"), {"file": file}).status_code == 302
    one = Resolution.objects.get()
    kept = " ".join(p.words for p in one.paragraphs.all()).split()
    assert sorted(kept) == sorted(text.split())
    astray = one.paragraphs.filter(kind__in=["unplaced", "page"])
    page = client.get(url("resolution", one.pk)).content.decode()
    assert {p.words for p in astray} == {"31-00001 (E)", "Printed at Headquarters"}
    assert all(p.words in page for p in astray)
    assert "Text that could not be placed" in page


def test_a_file_that_is_no_text_and_a_text_that_decides_nothing_are_refused(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    picture = SimpleUploadedFile("scan.txt", b"\x89PNG\r\n\x1a\n" + bytes(64))
    both = {"words": KARUNA, "file": SimpleUploadedFile("a.txt", KARUNA.encode())}
    sents: tuple[tuple[dict[str, Any], str], ...] = (
        ({"file": picture}, "not plain text"),
        ({"symbol": "x"}, "one of both"),
        (both, "one of both"),
        ({"words": "The market of Luma is open."}, "no operative paragraph"),
        ({"words": KARUNA, "until": "2030-01-01"}, "before it was adopted"),
    )
    for sent, why in sents:
        answer = client.post(url("new"), sent)
        assert answer.status_code == 400 and why in answer.content.decode()
    assert not Resolution.objects.exists()


def test_a_suggestion_says_by_which_words_and_becomes_a_task_only_by_a_posts_word(
    cast: Cast, sign_in: Any
) -> None:
    one = loaded(cast)
    part = paragraph(one, "2 (a)")
    client = sign_in(cast.adviser)
    page = client.get(url("resolution", one.pk) + "?show=open").content.decode()
    assert "civilians under imminent threat of physical violence" in page
    assert "protect civilians from physical violence" in page
    assert "lay down their arms" not in page, "parties are urged: nothing to decide"
    assert not task_list(by(cast, "boris"), {}), "suggested is not mandated"
    sent = {"task": "physical_protection", "answer": "confirm"}
    assert client.post(url("decide", part.pk), sent).status_code == 302
    client.post(url("judge", part.pk), {"poc": "yes", "version": part.version})
    part.refresh_from_db()
    assert (part.poc, part.judged_by.role) == (True, "poc_adviser")
    assert "threat" in part.poc_rules
    ((task, holds),) = task_list(by(cast, "boris"), {})
    assert holds and task.decided_by.role == "poc_adviser" and "threat" in task.rules
    assert (task.tier, task.phases) == (2, ["prevention", "pre-emption", "response"])
    with pytest.raises(NotNow, match="decided"):
        confirmed(cast, part)
    with pytest.raises(BadParameter, match="do not suggest"):
        confirmed(cast, part, "mine_action")
    with pytest.raises(Denied):
        verbs.decide(part, "presence", confirm=True, by=by(cast, "boris"))


FRENCH = """\
Résolution 9001 (2031)
du 3 mars 2031
Le Conseil de sécurité,
Agissant en vertu du Chapitre VII de la Charte des Nations Unies,
1. Décide que le mandat de la MINUKA sera le suivant :
a) Protéger les civils se trouvant sous la menace de violences physiques ;
b) Appuyer les élections ;
2. Autorise la MINUKA à user de tous les moyens nécessaires pour s’acquitter de son mandat ;
3. Décide de rester saisi de la question.
"""


def test_a_french_text_is_read_and_its_task_keeps_the_means_and_the_chapter(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    assert client.post(url("new"), {"words": FRENCH}).status_code == 302
    one = Resolution.objects.get()
    page = client.get(url("resolution", one.pk) + "?show=poc").content.decode()
    assert "tous les moyens nécessaires" in page and "Chapter VII" in page
    assert "Protection of civilians (2)" in page, "the tab counts the paragraphs it lists"
    assert "<bdi>Protéger les civils" in page and "a) Protéger" not in page, "its number once"
    part = paragraph(one, "1 (a)")
    client.post(url("decide", part.pk), {"task": "physical_protection", "answer": "confirm"})
    task = MandatedTask.objects.get()
    assert (task.means, task.chapter) == ("tous les moyens nécessaires (2)", "7")
    client.post(url("judge", part.pk), {"poc": "no", "version": part.version})
    page = client.get(url("resolution", one.pk) + "?show=poc").content.decode()
    assert "Protection of civilians (1)" in page and "Protéger les civils" not in page


def test_a_text_in_a_language_nobody_wrote_rules_for_is_refused_and_says_what_to_do(
    cast: Cast, sign_in: Any
) -> None:
    spanish = (
        "El Consejo de Seguridad,\n1. Decide prorrogar el mandato de la Misión para que proteja a"
        " los civiles en las zonas que están en peligro;"
    )
    answer = sign_in(cast.adviser).post(url("new"), {"words": spanish})
    assert answer.status_code == 400
    told = answer.content.decode()
    assert "Spanish, which is not read" in told and "English, French or Arabic text" in told
    assert not Resolution.objects.exists()


def test_a_resolution_is_loaded_from_its_pdf(cast: Cast, sign_in: Any) -> None:
    drawn = typst.compile(KARUNA.replace("(", "\\(").replace("\n", "\n\n").encode())
    file = SimpleUploadedFile("9001.pdf", bytes(drawn))
    answer = sign_in(cast.adviser).post(url("new"), {"file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    numbers = [one.number for one in Resolution.objects.get().paragraphs.filter(kind="operative")]
    assert numbers == ["1", "2", "2 (a)", "2 (b)", "3", "4"]


def test_the_code_of_a_mission_is_the_same_in_great_letters(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.boris).get(reverse("mandate:list", args=["LUMA"])).status_code == 200


def test_what_was_rejected_is_not_suggested_again_but_may_be_decided_anew(
    cast: Cast, sign_in: Any
) -> None:
    part = paragraph(loaded(cast), "2 (b)")
    adviser, duty = by(cast, "poc_adviser"), sign_in(cast["joc_duty_officer"])
    task = verbs.decide(part, "camps", confirm=False, by=adviser)
    row = next(r for r in rows_of(adviser, part.resolution) if r.paragraph == part)
    assert row.rejected == [task] and "camps" not in {t.task for t in row.suggested}
    assert not task_list(adviser, {})
    assert duty.get(url("task", task.pk)).status_code == 404
    answer = sign_in(cast.adviser).post(url("task_confirm", task.pk), {"version": 1})
    assert answer.status_code == 302
    assert duty.get(url("task", task.pk)).status_code == 200
    with pytest.raises(Conflict):
        verbs.reconsider(task, confirm=False, version=1, by=adviser)


def test_a_task_by_hand_finds_its_component_and_ends_for_a_reason(cast: Cast, sign_in: Any) -> None:
    part = paragraph(loaded(cast), "2")
    client = sign_in(cast.adviser)
    owner = cast["force_commander"].holdings.get().post
    sent = {
        "what": "Keep the market road open",
        "tier": "2",
        "phases": ["prevention"],
        "component": "military",
        "owner": owner.pk,
        "limit": "within its areas of deployment",
        "means": "all necessary means",
        "priority": "first",
        "classification": 1,
    }
    answer = client.post(url("task_new", part.pk), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    task = MandatedTask.objects.get()
    page = sign_in(cast.boris).get(url("task", task.pk)).content.decode()
    assert "all necessary means" in page and "nobody: written by hand" in page
    found = client.get(url("tasks") + "?component=military").content.decode()
    assert "Keep the market road open" in found
    changed = client.post(url("task", task.pk), sent | {"component": "police", "version": 1})
    assert changed.status_code == 302
    assert (
        "Keep the market" not in client.get(url("tasks") + "?component=military").content.decode()
    )
    client.post(url("task_end", task.pk), {"version": 2, "on": make.TODAY})
    task.refresh_from_db()
    assert task.until is None, "no reason, no end"
    ended = {"version": 2, "on": make.TODAY - timedelta(days=1), "reason": "Bridge rebuilt"}
    client.post(url("task_end", task.pk), ended)
    assert not task_list(by(cast, "boris"), {"state": "holds"})
    assert task_list(by(cast, "boris"), {"state": "not"})
    with pytest.raises(BadParameter, match="Confidential or lower"):
        create_record(
            TASK,
            {"what": "x", "tier": 2, "classification": 2},
            by=by(cast, "chief_of_staff"),
            beside=part,
        )
    with pytest.raises(BadParameter, match="operative"):
        create_record(
            TASK,
            {"what": "x", "tier": 2},
            by=by(cast, "chief_of_staff"),
            beside=part.resolution.paragraphs.filter(kind="preambular")[0],
        )


def test_the_public_text_is_open_to_the_partner_but_not_whose_task_it_is(
    cast: Cast, sign_in: Any
) -> None:
    one = loaded(cast)
    task = confirmed(cast, paragraph(one, "2 (a)"))
    partner = sign_in(cast["partner"])
    page = partner.get(url("resolution", one.pk)).content.decode()
    assert "security around camps" in page and "suggested" not in page
    assert partner.get(url("task", task.pk)).status_code == 404
    edit_record(TASK, task, {"classification": 0}, version=1, by=by(cast, "poc_adviser"))
    assert partner.get(url("task", task.pk)).status_code == 200


def test_a_renewal_shows_what_was_kept_reworded_new_and_dropped_and_whose_tasks_hang_on_it(
    cast: Cast, sign_in: Any
) -> None:
    old = loaded(cast)
    camps = confirmed(cast, paragraph(old, "2 (b)"), "camps")
    new = loaded(cast, RENEWAL, supersedes=old)
    boris = by(cast, "boris")
    found = {
        (row.new or row.old).number: row
        for row in changes(boris, new, old)
        if (row.new or row.old).kind == "operative"
    }
    states = {number: row.change.status for number, row in found.items()}
    assert states["1"] == "reworded" and states["2 (a)"] == "kept"
    assert ("del", "2032") in found["1"].pieces and ("ins", "2033") in found["1"].pieces
    dropped = [row for row in changes(boris, new, old) if row.change.status == "dropped"]
    assert [row.tasks for row in dropped if row.old.number == "2 (b)"] == [[camps]]
    client = sign_in(cast.boris)
    page = client.get(url("changes", new.pk) + "?state=dropped").content.decode()
    assert "secure camps" in page and "violations of human rights" not in page
    assert client.get(url("changes", old.pk)).status_code == 404, "it renews nothing"
    with pytest.raises(BadParameter, match="renew itself"):
        verbs.edit_resolution(old, {"supersedes": new}, version=1, by=by(cast, "poc_adviser"))


def test_a_retired_resolution_ends_its_tasks_and_keeps_its_words(cast: Cast, sign_in: Any) -> None:
    one = loaded(cast, adopted=make.TODAY - YEAR, until=make.TODAY + YEAR)
    task = confirmed(cast, paragraph(one, "2 (a)"))
    assert [state for _row, state in resolution_list(by(cast, "boris"))] == ["force"]
    client = sign_in(cast.adviser)
    day = make.TODAY - timedelta(days=1)
    client.post(url("retire", one.pk), {"version": 1, "on": day, "reason": ""})
    assert [state for _row, state in resolution_list(by(cast, "boris"))] == ["force"]
    client.post(url("retire", one.pk), {"version": 1, "on": day, "reason": "Renewed by 9050"})
    task.refresh_from_db()
    assert task.until == day
    ((row, state),) = resolution_list(by(cast, "boris"))
    assert (row.tasks, state) == (0, "retired")
    assert "security around camps" in client.get(url("resolution", one.pk)).content.decode()
    one.refresh_from_db()
    with pytest.raises(NotNow):
        verbs.retire(one, None, version=2, by=by(cast, "poc_adviser"), reason="again")


def test_a_list_takes_the_same_queries_for_one_task_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    boris, adviser = by(cast, "analyst"), by(cast, "poc_adviser")
    one = loaded(cast)
    new = loaded(cast, RENEWAL, supersedes=one)
    part = paragraph(one, "2")
    for number in range(5):
        create_record(TASK, {"what": f"Task {number}", "tier": 1}, by=adviser, beside=part)
        if number in (0, 4):
            with django_assert_num_queries(2):
                assert [row.tasks for row, _state in resolution_list(boris)] == [0, number + 1]
            with django_assert_num_queries(1):
                found = task_list(boris, {})
                assert all(row.paragraph.resolution.symbol for row, _holds in found)
            with django_assert_num_queries(2):
                assert any(row.tasks for row in rows_of(boris, one))
            with django_assert_num_queries(2):
                assert any(row.tasks for row in changes(boris, new, one))


def test_who_worked_on_a_text_and_why_is_not_for_those_outside_the_mission(
    cast: Cast, sign_in: Any
) -> None:
    one = loaded(cast)
    verbs.edit_resolution(
        one,
        {"title": "Karuna"},
        version=one.version,
        reason="the host asked",
        by=by(cast, "poc_adviser"),
    )
    page = url("resolution", one.pk)
    assert "the host asked" in sign_in(cast.adviser).get(page).content.decode()
    for who in ("partner", "field_reporter"):
        told = sign_in(cast[who]).get(page).content.decode()
        assert one.symbol in told and "the host asked" not in told and "poc adviser" not in told
