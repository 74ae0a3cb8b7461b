"""Who knew what, when: for a board of inquiry, signed; for the auditor, without a word."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import answered, refused, silent
from tests.tutela_web.warning.story import again, at_desk, call
from tutela.base.errors import TutelaError
from tutela.cli import main
from tutela.crisis.tables import options
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import taking
from tutela_web.base.clock import real_now
from tutela_web.channels.models import Message
from tutela_web.crisis.decisions.verbs import decide, dissent, record_outcome
from tutela_web.crisis.papers.signing import canonical, fingerprint, public_key, signer, verify
from tutela_web.crisis.timeline.export import export
from tutela_web.crisis.timeline.queries import clocks, measures_of, merge_entries, timeline_of
from tutela_web.warning.alerts.verbs import AlertReport, add_word, edit_alert
from tutela_web.warning.models import Alert


def kinds(cast: Cast, alert: Alert, who: str = "analyst", **how: Any) -> dict[str, list[str]]:
    told = timeline_of(at_desk(cast, who), again(alert), **({"narrative": True} | how))
    found: dict[str, list[str]] = {}
    for line in told.lines:
        found.setdefault(line.kind, []).append(line.what)
    return found


def test_everything_on_record_stands_in_the_order_it_happened(cast: Cast, sign_in: Any) -> None:
    alert = refused(cast)
    sign_in(cast.amina).get(f"/m/luma/alerts/{alert.pk}/")
    Message.objects.create(
        mission_id=cast.mission.pk,
        channel="mail",
        template="open_tutela",
        about_id=alert.pk,
        to_kind="person",
        to_id=cast.hofo.pk,
        state="sent",
        made_at=real_now(),
    )
    found = kinds(cast, alert)
    assert found["tasking"] == ["night_patrol"] and "not executed" in found["moment"]
    assert "answer" not in found and kinds(cast, alert, "force_commander")["answer"] == ["refused"]
    assert found["outcome"] == ["not_reached"] and "sent" in found["message"]
    assert found["read"] == ["read"] and found["version"] and found["told"]
    told = timeline_of(at_desk(cast, "analyst"), again(alert), narrative=True)
    assert [line.at for line in told.lines] == sorted(line.at for line in told.lines)
    read = next(line for line in told.lines if line.kind == "read")
    assert (read.post, read.who, read.detail["times"]) == ("analyst", "", 1)
    sent = next(line for line in told.lines if (line.kind, line.what) == ("message", "sent"))
    assert sent.post == "head of field office"


def test_a_decision_its_options_and_a_dissent_are_lines(cast: Cast) -> None:
    alert = answered(cast)
    dissent(alert.decisions.get(), "shelter them first", by=at_desk(cast, "poc_adviser"))
    told = timeline_of(at_desk(cast, "analyst"), again(alert), narrative=True)
    made = {line.kind: line for line in told.lines}
    assert made["decision"].detail["taken"] == ["night_patrol"]
    assert made["decision"].post == "unit commander"
    assert made["dissent"].why == "shelter them first"


def test_each_measure_is_taken_left_with_its_reason_or_not_considered(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    decide(
        alert,
        "act",
        by=at_desk(cast, "unit_commander"),
        authority="commands",
        taken=["night_patrol"],
        left={"interposition": "one platoon only"},
    )
    told = timeline_of(at_desk(cast, "analyst"), again(alert), narrative=True)
    found = {name: (state, why) for name, state, why in measures_of(told.lines)}
    assert found["night_patrol"] == ("taken", "")
    assert found["interposition"] == ("left", "one platoon only")
    assert found["evacuation"] == ("not considered", "") and found.keys() == options().keys()
    assert (
        measures_of(timeline_of(at_desk(cast, "analyst"), call(cast), narrative=True).lines) == []
    )
    page = f"/m/luma/alerts/{alert.pk}/timeline/"
    assert b"one platoon only" in sign_in(cast.boris).get(page).content
    assert b"one platoon only" not in sign_in(cast["auditor"]).get(page).content


def test_what_the_record_said_before_and_after_is_kept(cast: Cast) -> None:
    alert = call(cast)
    changes = {"whom": "the market quarter", "how_known": "her cousin saw them"}
    edit_alert(
        alert,
        changes,
        version=alert.version,
        by=at_desk(cast, "joc_duty_officer"),
        reason="second call",
    )
    told = timeline_of(at_desk(cast, "analyst"), again(alert), narrative=True)
    line = [line for line in told.lines if line.kind == "version"][-1]
    assert line.detail["words"] == [["whom", "", "the market quarter"]]
    assert "how_known" in line.detail["fields"] and line.why == "second call"
    assert "cousin" not in str(told.lines)


def test_an_alert_that_was_joined_to_another_is_a_line_that_names_it(
    cast: Cast, sign_in: Any
) -> None:
    first, second = call(cast), call(cast)
    desk = sign_in(cast["joc_duty_officer"])
    desk.post(f"/m/luma/alerts/{first.pk}/join/", {"alert": str(second.pk)})
    root = Alert.objects.get(merged_into=None)
    joined = second if root.pk == first.pk else first
    shown = desk.get(f"/m/luma/alerts/{root.pk}/timeline/").content.decode()
    assert f"{joined} was merged into another alert" in shown


def test_a_refusal_that_rests_on_a_caveat_is_only_not_able(cast: Cast) -> None:
    alert = refused(cast)
    known = ("force_commander", "declared_caveat", "no night moves")
    for who, reason, words in (("sector_operations", "not able", ""), known):
        told = timeline_of(at_desk(cast, who), again(alert), narrative=True)
        line = next(line for line in told.lines if line.kind == "answer")
        assert (line.detail["reason"], line.why) == (reason, words)


def test_words_beside_what_the_capital_said_are_for_who_holds_the_compartment(cast: Cast) -> None:
    alert, chief = refused(cast), at_desk(cast, "head_of_mission")
    decide(
        alert,
        "no_action",
        by=chief,
        authority="mission",
        reason_code="capital",
        reason="they asked home",
    )
    record_outcome(
        alert,
        "no_action",
        by=at_desk(cast, "force_commander"),
        why=["capital"],
        evidence="the answer was no",
        danger_ended="the chief, by telephone",
    )
    for who, held in (("analyst", False), ("human_rights", False), ("force_commander", True)):
        told = str(timeline_of(at_desk(cast, who), again(alert), narrative=True).lines)
        for words in ("they asked home", "the answer was no", "capital"):
            assert (words in told) is held, (who, words)


def test_people_told_together_are_one_line_of_the_page(cast: Cast) -> None:
    told = timeline_of(at_desk(cast, "analyst"), again(answered(cast)), narrative=True)
    issued = [one for one in told.lines if (one.kind, one.what) == ("told", "issued")]
    (line,) = [
        one for one in merge_entries(told.lines) if (one.kind, one.what) == ("told", "issued")
    ]
    assert line.detail["telling"].addressed == len(issued) > 3 and "unit commander" in line.post


def test_clocks_say_which_were_met_late_or_never(cast: Cast) -> None:
    alert = again(silent(cast))
    now = alert.known_at.replace(year=alert.known_at.year + 1)
    found = {one.name: one for one in clocks(alert, now)}
    assert found["acknowledge"].met is None and found["acknowledge"].late
    assert not {one.name for one in clocks(again(answered(cast)), now) if one.late} & {
        "issue",
        "acknowledge",
        "decide",
    }


# --- pages


def test_amina_and_boris_read_it_and_chen_finds_nothing(cast: Cast, sign_in: Any) -> None:
    alert = refused(cast, act="BURNWORD")
    address = f"/m/luma/alerts/{alert.pk}/timeline/"
    for person in (cast.amina, cast.boris):
        assert b"decision reopened" in sign_in(person).get(address).content
    assert sign_in(cast.chen).get(address).status_code == 404
    assert AuditEntry.objects.filter(subject_id=str(alert.pk), act="read").exists()


def test_the_auditor_sees_moments_steps_and_clocks_and_no_word(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "PLACEWORD")
    alert = refused(
        cast, act="BURNWORD", heading="WHOWORD", place=place, classification=1, note="NOTEWORD"
    )
    client = sign_in(cast["auditor"])
    assert str(alert) in client.get("/m/luma/timelines/").content.decode()
    text = client.get(f"/m/luma/alerts/{alert.pk}/timeline/").content.decode()
    assert "refused" in text and "sector operations" in text and "Clocks" in text
    for word in (
        "BURNWORD",
        "WHOWORD",
        "PLACEWORD",
        "NOTEWORD",
        "no night moves",
        "Coy",
        "Sector Operations",
        "Signed",
    ):
        assert word not in text, word
    assert client.post(f"/m/luma/alerts/{alert.pk}/timeline/signed/").status_code == 404
    assert sign_in(cast.amina).get("/m/luma/timelines/").status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    alert = answered(cast)
    client, address = sign_in(cast.amina), f"/m/luma/alerts/{alert.pk}/timeline/"
    client.get(address)
    with django_assert_max_num_queries(58):
        client.get(address)


# --- signed copies


def copy(cast: Cast, alert: Alert, who: str = "analyst") -> dict[str, bytes]:
    made = export(taking(at_desk(cast, who)), again(alert))
    with zipfile.ZipFile(io.BytesIO(made)) as folder:
        return {Path(name).suffix: folder.read(name) for name in folder.namelist()}


def test_a_signed_copy_is_checked_without_database_and_a_changed_one_is_refused(
    cast: Cast, tmp_path: Path
) -> None:
    files = copy(cast, refused(cast))
    paper, key = verify(files[".json"])
    assert paper["alert"] == "AL-0001" and key == fingerprint(public_key() or b"")
    kept = tmp_path / "timeline.json"
    kept.write_bytes(files[".json"])
    run = CliRunner().invoke(main, ["audit", "verify-timeline", str(kept), "--key", key])
    assert run.exit_code == 0 and "genuine" in run.output and "AL-0001" in run.output
    whole = json.loads(files[".json"])
    whole["paper"]["lines"][2]["at"] = "2018-12-20T00:00:00Z"
    with pytest.raises(TutelaError, match="changed after"):
        verify(json.dumps(whole).encode())
    with pytest.raises(TutelaError, match="another key"):
        verify(files[".json"], expected="0000 " * 8)
    for damaged in (b"", b"{}", b"[]", files[".json"][:-200], b"[" * 100_000):
        with pytest.raises(TutelaError, match="no signed paper"):
            verify(damaged)


def test_no_source_no_name_and_no_sealed_word_is_ever_in_it(cast: Cast) -> None:
    alert = call(cast, act="threat", how_known="HOWWORD", note="NOTEWORD")
    contact = make.contact(cast.mission, function="FUNCTIONWORD", area=cast.north)
    add_word(
        alert,
        AlertReport("call", said={"words": "CALLERWORD", "contact": contact}),
        by=at_desk(cast, "joc_duty_officer"),
    )
    files = copy(cast, alert)
    text = files[".json"].decode()
    for word in ("HOWWORD", "NOTEWORD", "FUNCTIONWORD", "CALLERWORD", "Joc Duty Officer"):
        assert word not in text, word
    paper = json.loads(text)["paper"]
    lines = [line for line in paper["lines"] if line["kind"] == "report"]
    assert {line["what"] for line in lines} == {"web", "call"}
    assert lines[0]["post"] == "joc duty officer"
    assert lines[0]["person"] == str(cast["joc_duty_officer"].pk)
    assert paper["left_out"] and files[".pdf"].startswith(b"%PDF")


def test_a_decision_outside_the_chain_is_marked_in_the_timeline_and_the_signed_copy(
    cast: Cast, sign_in: Any
) -> None:
    alert = call(cast)
    decide(alert, "act", by=at_desk(cast, "head_of_field_office"), authority="force")
    page = f"/m/luma/alerts/{alert.pk}/timeline/"
    for person in (cast.amina, cast["auditor"]):
        shown = sign_in(person).get(page).content.decode()
        assert "outside the chain; authority stated: Force Commander" in shown
    paper = json.loads(copy(cast, alert)[".json"])["paper"]
    (line,) = [line for line in paper["lines"] if line["kind"] == "decision"]
    assert line["detail"]["outside_chain"] is True and line["detail"]["authority"] == "force"
    assert line["post"] == "head of field office"


def test_the_copy_is_marked_audited_and_names_the_head_of_the_audit(
    cast: Cast, sign_in: Any
) -> None:
    alert = refused(cast)
    answer = sign_in(cast.amina).post(f"/m/luma/alerts/{alert.pk}/timeline/signed/")
    assert answer.status_code == 200 and 'timeline-AL-0001.zip"' in answer["Content-Disposition"]
    line = AuditEntry.objects.filter(kind="timeline").latest("number")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        paper = json.loads(folder.read("timeline-AL-0001.json"))["paper"]
    assert paper["marking"] == "CONFIDENTIAL" and paper["audit"]["head"] == line.before
    made = AuditEntry.objects.get(kind="signing_key")
    assert made.detail["fingerprint"] == fingerprint(public_key() or b"")


def test_only_who_may_take_away_signs_a_copy(cast: Cast, sign_in: Any) -> None:
    alert = refused(cast)
    address = f"/m/luma/alerts/{alert.pk}/timeline/signed/"
    for who in ("unit_commander", "chen", "partner"):
        assert sign_in(cast[who]).post(address).status_code == 404
    assert sign_in(cast.amina).get(address).status_code == 405


def test_the_key_is_made_once_kept_closed_and_a_damaged_one_is_said(settings: Any) -> None:
    first, again_ = signer(), signer()
    path = settings.KEY_FILE.with_name("signing.key")
    assert first.new and not again_.new and first.public == again_.public
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("not a key")
    with pytest.raises(TutelaError, match="damaged") as said:
        signer()
    assert "not a key" not in str(said.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(alphabet="abc_", min_size=1), inner, max_size=3)
        ),
    )
)
def test_one_paper_has_one_form_whatever_its_order(value: Any) -> None:
    paper = {"b": value, "a": value}
    turned = {"a": value, "b": value}
    assert canonical(paper) == canonical(turned)
    assert json.loads(canonical(paper)) == paper


def test_a_fraction_has_no_one_form_and_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"km": 1.5})
