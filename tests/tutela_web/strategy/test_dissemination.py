"""Who receives a strategy, and what others read of it: never a unit, never section F."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.html import squeezed
from tests.tutela_web.strategy.endorsed import waive_all
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.capacity.models import Unit
from tutela_web.channels.models import Message
from tutela_web.crisis.papers.signing import verify
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.strategy.content.snapshot import digest
from tutela_web.strategy.disseminating import verbs
from tutela_web.strategy.disseminating.models import Recipient, RedactedCopy
from tutela_web.strategy.disseminating.queries import (
    names_known,
    result,
    sheets,
    unreached_recipients,
)
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing import verbs as sign_verbs

DECIDED = {
    "who": "OCHA",
    "kind": "cluster",
    "gives": "full",
    "political": "low",
    "operational": "low",
    "why": "They plan with us",
}
SAID = "Kestrel company guards the market of Norden. People go to the water point at dawn."

IN_SHORT = "The mission guards the market of Norden."


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def begin() -> tuple[Cast, Strategy]:
    """A strategy in force that names a unit and a place, and has a gap."""
    cast = assemble()
    chief, head = by(cast, "chief_of_staff"), by(cast, "head_of_mission")
    place = make.place(cast.mission, "Norden", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    make_lines([{"risk": risk, "activity": "day_patrol", "lead": "Police"}], by=chief)
    unit = Unit(code="KESTREL", name="Kestrel company", known_at=clock.now(cast.mission))
    records.create(unit, mission=cast.mission, by=None)
    accept_risk(
        {
            "what": "Herders east of the river cannot be reached in the rains",
            "why": "No air",
            "changes_if": "A helicopter",
            "until": head.on + timedelta(days=60),
            "classification": 1,
        },
        by=head,
    )
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=chief
    )
    for letter, text in (("C", SAID), ("F", "CLOSEDWORD: Kestrel drives no road by night.")):
        one = Section.objects.get(strategy=made, letter=letter)
        draft_verbs.save_section(one, text, version=1, by=chief)
    draft_verbs.sum_up(
        Section.objects.get(strategy=made, letter="C"), IN_SHORT, version=0, by=chief
    )
    waive_all(cast, made)
    sign_verbs.endorse(made, {}, by=head)
    sign_verbs.put_in_force(made, {}, by=head)
    return cast, Strategy.objects.get(pk=made.pk)


@pytest.fixture(scope=once_a_file)
def begun(build_once: Any) -> tuple[Cast, Strategy]:
    made: tuple[Cast, Strategy] = build_once(begin)
    return made


@pytest.fixture
def world(begun: tuple[Cast, Strategy], db: None) -> tuple[Cast, Strategy]:
    return deepcopy(begun)


@pytest.fixture
def cast(world: tuple[Cast, Strategy]) -> Cast:
    return world[0]


@pytest.fixture
def strategy(world: tuple[Cast, Strategy]) -> Strategy:
    return world[1]


def copy_for(cast: Cast, strategy: Strategy, audience: str = "public") -> RedactedCopy:
    return verbs.begin_copy(strategy, audience, "full", by=by(cast, "poc_adviser"))


def cleared(cast: Cast, strategy: Strategy, audience: str = "public") -> RedactedCopy:
    copy, adviser = copy_for(cast, strategy, audience), by(cast, "poc_adviser")
    copy = verbs.strike(copy, "C", "Kestrel company", "unit", version=copy.version, by=adviser)
    return verbs.clear_copy(
        copy, {"checked": "File HR-3"}, version=copy.version, by=by(cast, "head_of_mission")
    )


def test_a_summary_for_others_begins_from_what_each_section_says_in_short(
    cast: Cast, strategy: Strategy
) -> None:
    short = verbs.begin_copy(strategy, "public", "summary", by=by(cast, "poc_adviser"))
    assert result(short)["sections"]["C"]["text"] == IN_SHORT
    assert result(copy_for(cast, strategy))["sections"]["C"]["text"] == SAID
    told = result(short)["sections"]["F"]["text"]
    assert "Herders east of the river" in told and "Kestrel" not in told
    with pytest.raises(BadParameter, match="do not stand"):
        verbs.strike(short, "C", "Kestrel company", "unit", version=1, by=by(cast, "poc_adviser"))
    with pytest.raises(NotNow, match="endorsed"):
        draft_verbs.sum_up(
            Section.objects.get(strategy=strategy, letter="C"),
            "More.",
            version=1,
            by=by(cast, "chief_of_staff"),
        )


def test_each_recipient_is_decided_with_both_risks_and_a_reason(
    cast: Cast, strategy: Strategy
) -> None:
    chief = by(cast, "chief_of_staff")
    names = [one.name for one in unreached_recipients(chief, strategy)]
    assert names == ["Police", "Protection Cluster"]
    one = verbs.decide_recipient(strategy, DECIDED, by=chief)
    verbs.decide_recipient(strategy, DECIDED | {"who": "police", "kind": "component"}, by=chief)
    assert unreached_recipients(chief, strategy) == []
    for wrong, said in (
        ({"who": "ocha"}, "on the list already"),
        ({"who": "X", "why": ""}, "reason"),
        ({"who": "X", "political": ""}, "both risks"),
    ):
        with pytest.raises(BadParameter, match=said):
            verbs.decide_recipient(strategy, DECIDED | wrong, by=chief)
    changed = verbs.change_recipient(one, {"gives": "summary"}, version=1, by=chief)
    assert changed.gives == "summary" and changed.why == "They plan with us"
    for who in ("drafter", "analyst", "boris", "head_of_field_office"):
        with pytest.raises(Denied):
            verbs.decide_recipient(strategy, DECIDED | {"who": "X"}, by=by(cast, who))


def test_a_component_receives_the_text_reads_back_its_part_and_is_overdue_until_then(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    chief = by(cast, "chief_of_staff")
    fields = DECIDED | {"who": "Police", "kind": "component"}
    one = verbs.decide_recipient(strategy, fields, by=chief)
    one = verbs.send(one, {}, version=one.version, by=chief)
    assert one.digest == strategy.steps.get(step="endorsed_head").digest
    assert not one.overdue(chief.on + timedelta(days=14))
    assert one.overdue(chief.on + timedelta(days=15))
    with pytest.raises(NotNow, match="sent already"):
        verbs.change_recipient(one, {"gives": "nothing"}, version=one.version, by=chief)
    long_ago = {"sent_on": chief.on, "due": chief.on - timedelta(days=1)}
    one = records.edit(one, long_ago, version=one.version, by=None)
    page = sign_in(cast["poc_adviser"]).get(url("dissemination", strategy.pk)).content.decode()
    assert "1 receipt is overdue" in page and "overdue since" in page
    with pytest.raises(BadParameter, match="its responsibility"):
        verbs.acknowledge(one, {"received_by": "Police"}, version=one.version, by=chief)
    said = {"received_by": "Police", "read_back": "Day patrols in Norden"}
    one = verbs.acknowledge(one, said, version=one.version, by=chief)
    assert one.received_on == chief.on and not one.overdue(chief.on + timedelta(days=99))


def test_nothing_goes_to_others_before_a_copy_was_cleared_for_them(
    cast: Cast, strategy: Strategy
) -> None:
    chief = by(cast, "chief_of_staff")
    one = verbs.decide_recipient(strategy, DECIDED, by=chief)
    with pytest.raises(NotNow, match="no copy was cleared"):
        verbs.send(one, {}, version=1, by=chief)
    cleared(cast, strategy, "public")
    with pytest.raises(NotNow, match="no copy was cleared"):
        verbs.send(one, {}, version=1, by=chief)  # a copy for others is none for the cluster
    copy = cleared(cast, strategy, "cluster")
    assert verbs.send(one, {}, version=1, by=chief).digest == copy.digest
    nothing = DECIDED | {"who": "Ministry", "kind": "host", "gives": "nothing"}
    none = verbs.decide_recipient(strategy, nothing, by=chief)
    with pytest.raises(NotNow, match="nothing more"):
        verbs.send(none, {}, version=1, by=chief)


@pytest.mark.parametrize("audience", ["cluster", "host", "public"])
def test_a_copy_never_holds_section_f_nor_a_unit_and_tells_gaps_by_their_effect(
    cast: Cast, strategy: Strategy, audience: str
) -> None:
    copy = copy_for(cast, strategy, audience)
    with pytest.raises(NotNow, match="still stand in it: 1"):
        verbs.clear_copy(copy, {"checked": "x"}, version=1, by=by(cast, "head_of_mission"))
    copy = cleared(cast, strategy, audience)
    words = json.dumps(copy.content)
    assert "Kestrel" not in words and "CLOSEDWORD" not in words
    assert copy.content["sections"]["C"]["text"] == (
        "[…] guards the market of Norden. People go to the water point at dawn."
    )
    assert copy.content["sections"]["F"]["text"] == (
        "Herders east of the river cannot be reached in the rains"
    )
    assert copy.digest == digest(copy.content)
    paper, _key = verify(copy.signed.encode())
    assert (paper["digest"], paper["of"], paper["audience"]) == (
        copy.digest,
        strategy.steps.get(step="endorsed_head").digest,
        audience,
    )


def test_who_struck_does_not_clear_and_a_copy_for_the_host_says_what_was_checked(
    cast: Cast, strategy: Strategy
) -> None:
    adviser, head = by(cast, "poc_adviser"), by(cast, "head_of_mission")
    copy = copy_for(cast, strategy, "host")
    copy = verbs.strike(copy, "C", "Kestrel company", "unit", version=1, by=adviser)
    for who in ("poc_adviser", "chief_of_staff", "boris"):
        with pytest.raises(Denied):
            verbs.clear_copy(copy, {"checked": "x"}, version=copy.version, by=by(cast, who))
    with pytest.raises(NotNow, match="changed since you read it"):
        verbs.clear_copy(copy, {"checked": "x"}, version=1, by=head)
    with pytest.raises(BadParameter, match="due diligence"):
        verbs.clear_copy(copy, {}, version=copy.version, by=head)
    make.post(cast.mission, "chief_of_staff", cast["head_of_mission"])
    both = by(cast, "head_of_mission")
    copy = verbs.leave_out(copy, "C", out=True, version=copy.version, by=both)
    with pytest.raises(NotNow, match="a second person"):
        verbs.clear_copy(copy, {"checked": "x"}, version=copy.version, by=both)


def test_striking_leaves_every_other_word_as_it_was_and_can_be_undone(
    cast: Cast, strategy: Strategy
) -> None:
    adviser = by(cast, "poc_adviser")
    copy = copy_for(cast, strategy)
    with pytest.raises(BadParameter, match="do not stand"):
        verbs.strike(copy, "C", "Heron company", "unit", version=1, by=adviser)
    with pytest.raises(BadParameter, match="a reason is needed"):
        verbs.strike(copy, "C", "market", "", version=1, by=adviser)
    copy = verbs.strike(copy, "C", "market of Norden", "place", version=1, by=adviser)
    copy = verbs.strike_passage(copy, "C", 0, 15, "", version=copy.version, by=adviser)
    assert result(copy)["sections"]["C"]["text"].startswith("[…] guards the […]. People go")
    copy = verbs.unstrike(copy, "C", 0, version=copy.version, by=adviser)
    assert "Kestrel company guards the […]" in result(copy)["sections"]["C"]["text"]
    left = {n.kind for sheet in sheets(copy, names_known(cast.mission)) for n in sheet.names}
    assert left == {"unit"}  # the place was struck
    copy = verbs.leave_out(copy, "C", out=True, version=copy.version, by=adviser)
    assert result(copy)["sections"]["C"] == {"name": "POC activities", "text": "", "withheld": True}


def test_the_pages_take_a_copy_from_the_first_strike_to_the_file_in_hand(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    adviser, head = sign_in(cast.adviser), sign_in(cast["head_of_mission"])
    page = url("dissemination", strategy.pk)
    assert adviser.post(page, DECIDED).status_code == 302
    assert adviser.post(page, DECIDED).status_code == 400
    assert sign_in(cast.boris).post(page, DECIDED | {"who": "X"}).status_code == 403
    begin = url("copy_new", strategy.pk)
    assert adviser.post(begin, {"audience": "cluster", "gives": "full"}).status_code == 302
    copy = RedactedCopy.objects.get()
    here = url("redacted", copy.pk)
    shown = adviser.get(here).content.decode()
    assert "1 name of a unit or a person still stands in it" in shown and "CLOSEDWORD" not in shown
    assert sign_in(cast["head_of_field_office"]).get(here).status_code == 404  # gaps elsewhere
    assert head.post(here, {"version": 1}).status_code == 400
    struck = {"do": "words", "letter": "C", "words": "Kestrel company", "why": "unit", "version": 1}
    assert sign_in(cast.boris).post(url("redacted_change", copy.pk), struck).status_code == 403
    assert adviser.post(url("redacted_change", copy.pk), struck).status_code == 302
    assert adviser.get(url("redacted_file", copy.pk)).status_code == 404
    assert head.post(here, {"version": 2}).status_code == 302
    copy.refresh_from_db()
    text = adviser.get(url("redacted_file", copy.pk)).content.decode()
    assert "[…] guards the market" in text and text.rstrip().endswith(copy.digest)
    made = adviser.get(url("redacted_file", copy.pk) + "?form=pdf").content
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert all(copy.digest in page and "Confidential" in page for page in pages)
    assert "[…] guards the market" in " ".join(pages)
    assert adviser.get(url("redacted_file", copy.pk) + "?form=docx").content[:2] == b"PK"
    assert adviser.get(url("redacted_file", copy.pk) + "?form=exe").status_code == 404
    whole = adviser.get(url("redacted_file", copy.pk) + "?form=json").content
    assert digest(json.loads(whole)) == copy.digest
    told = adviser.post(url("verify", strategy.pk), {"digest": copy.digest}).content.decode()
    assert "a copy for others, as the Head of Mission cleared it" in told
    one = Recipient.objects.get()
    line = url("recipient", one.pk)
    sent = {"do": "send", "version": 1, "on": str(by(cast, "poc_adviser").on)}
    assert adviser.post(line, sent).status_code == 302
    got = sent | {"do": "receive", "version": 2, "received_by": "OCHA"}
    assert adviser.post(line, got).status_code == 302
    one.refresh_from_db()
    assert one.received_by == "OCHA" and one.digest == copy.digest


def test_the_list_asks_as_often_for_many_as_for_one(
    cast: Cast, strategy: Strategy, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(15):
        verbs.decide_recipient(
            strategy, DECIDED | {"who": f"Office {n}"}, by=by(cast, "chief_of_staff")
        )
    adviser = sign_in(cast.adviser)
    adviser.get(url("dissemination", strategy.pk))
    with django_assert_max_num_queries(22):
        adviser.get(url("dissemination", strategy.pk))


def test_a_cleared_copy_is_withdrawn_for_a_reason_and_who_was_sent_it_is_listed(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    chief, head = by(cast, "chief_of_staff"), by(cast, "head_of_mission")
    copy = cleared(cast, strategy)
    donor = verbs.decide_recipient(
        strategy, DECIDED | {"who": "Donors", "kind": "donors"}, by=chief
    )
    verbs.send(donor, {}, version=donor.version, by=chief)
    with pytest.raises(Denied):
        verbs.withdraw_copy(copy, "A village is named", version=copy.version, by=chief)
    with pytest.raises(BadParameter):
        verbs.withdraw_copy(copy, " ", version=copy.version, by=head)
    client = sign_in(cast["head_of_mission"])
    sent = {"why": "A village is named", "version": copy.version}
    there = url("redacted_withdraw", copy.pk)
    assert client.post(there, sent).status_code == 302
    page = client.get(url("redacted", copy.pk)).content.decode()
    assert "A village is named" in page and "Donors" in page and "to be told" in page
    assert client.get(url("redacted_file", copy.pk)).status_code == 404
    with pytest.raises(NotNow):
        verbs.withdraw_copy(copy, "Again", version=copy.version + 1, by=head)
    others = DECIDED | {"who": "Friends of Luma", "kind": "donors"}
    late = verbs.decide_recipient(strategy, others, by=chief)
    with pytest.raises(NotNow):
        verbs.send(late, {}, version=late.version, by=chief)


def test_holders_of_a_withdrawn_copy_are_told_by_a_notice_and_answer(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    chief, adviser = by(cast, "chief_of_staff"), sign_in(cast.adviser)
    copy = cleared(cast, strategy)
    donor = verbs.decide_recipient(
        strategy, DECIDED | {"who": "Donors", "kind": "donors"}, by=chief
    )
    verbs.send(donor, {}, version=donor.version, by=chief)
    here, notice = url("recipient", donor.pk), url("recall_notice", donor.pk)
    assert adviser.get(notice).status_code == 404, "nothing was withdrawn"
    before = set(Message.objects.values_list("pk", flat=True))
    sign_in(cast["head_of_mission"]).post(
        url("redacted_withdraw", copy.pk), {"why": "Luvu is named", "version": copy.version}
    )
    told = Message.objects.filter(about_kind="strategy").exclude(pk__in=before)
    assert {cast.adviser.pk, cast["chief_of_staff"].pk} <= {one.to_id for one in told}
    assert "have not said what became of it" in page_of(adviser, "dissemination", strategy.pk)
    shown = page_of(adviser, "recipient", donor.pk)
    assert "They were not told yet" in shown and notice in shown
    text = adviser.get(notice).content.decode()
    assert "To: Donors" in text and copy.digest in text and "Luvu" not in text
    for answer, said in (("", "no answer yet"), ("Destroyed, three prints", "Destroyed, three")):
        version = Recipient.objects.get(pk=donor.pk).version
        sent = {"do": "recall", "version": version, "on": str(chief.on), "answer": answer}
        assert adviser.post(here, sent).status_code == 302
        assert said in page_of(adviser, "recipient", donor.pk)
    assert "have not said what became of it" not in page_of(adviser, "dissemination", strategy.pk)
    assert "told, answered" in page_of(adviser, "redacted", copy.pk)
    assert sign_in(cast["drafter"]).get(notice).status_code == 404, "who sends no copies"
    assert sign_in(cast.chen).get(notice).status_code == 404


def page_of(browser: Any, name: str, pk: Any) -> str:
    return squeezed(browser.get(url(name, pk)).content.decode())


def test_a_copy_of_what_is_not_endorsed_is_not_offered_and_the_page_says_who_can(
    cast: Cast, sign_in: Any
) -> None:
    draft = open_strategy({"title": "Not endorsed"}, by=by(cast, "chief_of_staff"))
    shown = page_of(sign_in(cast.adviser), "dissemination", draft.pk)
    assert "the Head of Mission has not endorsed this strategy yet" in shown
    assert "disabled>Begin it" in shown.replace("disabled >", "disabled>")


def test_a_component_is_read_by_its_read_back_its_lines_and_the_note_on_its_coherence(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    chief = by(cast, "chief_of_staff")
    fields = DECIDED | {"who": "Police", "kind": "component"}
    one = verbs.decide_recipient(strategy, fields, by=chief)
    one = verbs.send(one, {}, version=one.version, by=chief)
    back = {"received_by": "Police planning", "read_back": "We hold the market by night."}
    one = verbs.acknowledge(one, back, version=one.version, by=chief)
    client = sign_in(cast["poc_adviser"])
    sent = {"do": "note", "coherence": "Nights are not covered.", "version": one.version}
    assert client.post(url("recipient", one.pk), sent).status_code == 302
    page = client.get(url("recipient", one.pk)).content.decode()
    assert "We hold the market by night." in page and "Nights are not covered." in page
    assert "to look at" in page and "M-001" in page and "Nothing shows whether it works" in page
    with pytest.raises(Denied):
        verbs.note_coherence(one, sent, version=one.version, by=by(cast, "drafter"))


def test_amber_sections_and_reviews_are_read_by_programs_as_by_people(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    there = "/api/v1/missions/luma/strategy/review"
    told = sign_in(cast["drafter"]).get(there).json()
    assert told["strategy"] == str(strategy.pk) and told["amber"] == []
    [review] = told["reviews"]
    assert (review["kind"], review["late"], review["closed_on"]) == ("annual", False, None)
    duty = sign_in(cast["joc_duty_officer"]).get(there).json()
    assert duty["strategy"] == str(strategy.pk) and duty["reviews"] == []
    assert sign_in(cast["chen"]).get(there).status_code == 404
