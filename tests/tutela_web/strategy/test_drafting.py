"""Writing a strategy together: who holds a section, and what becomes of two texts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela.base.writing import join_texts
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.records import verbs as records
from tutela_web.records.shared_texts.verbs import history_of_text
from tutela_web.records.versions.queries import versions_of
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import (
    Section,
    SectionComment,
    SectionLease,
    SetAside,
    Strategy,
)
from tutela_web.strategy.edition.queries import (
    asides_for,
    comments_for,
    sections_for,
    strategies_for,
)


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=by(cast, "drafter")
    )


def section(strategy: Strategy, letter: str = "A") -> Section:
    return Section.objects.get(strategy=strategy, letter=letter)


def test_a_new_strategy_has_ten_headings_and_there_is_one_at_a_time(
    cast: Cast, strategy: Strategy
) -> None:
    assert "".join(strategy.sections.order_by("letter").values_list("letter", flat=True)) == (
        "ABCDEFGHIJ"
    )
    assert (strategy.edition, strategy.state, strategy.valid_from) == (1, "draft", None)
    with pytest.raises(NotNow, match="being written already"):
        verbs.open_strategy(
            {"ahead_why": "Asked for now", "title": "Another"}, by=by(cast, "poc_adviser")
        )
    records.edit(strategy, {"state": "superseded"}, version=1, by=None)
    assert (
        verbs.open_strategy(
            {"ahead_why": "Asked for now", "title": "Another"}, by=by(cast, "poc_adviser")
        ).edition
        == 2
    )
    for who in ("analyst", "boris", "head_of_mission"):
        with pytest.raises(Denied):
            verbs.open_strategy({"ahead_why": "Asked for now", "title": "Mine"}, by=by(cast, who))


def test_section_f_is_read_by_those_who_hold_capacity_and_nobody_else(
    cast: Cast, strategy: Strategy
) -> None:
    command = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}
    chief = by(cast, "chief_of_staff")
    closed = verbs.save_section(section(strategy, "F"), "No night flights.", version=1, by=chief)
    verbs.comment(closed, {"body": "Which contingent?"}, by=by(cast, "head_of_mission"))
    with pytest.raises(Conflict):
        verbs.save_section(closed, "Some night flights.", version=1, by=chief)
    for who, person in cast.people.items():
        standing = standing_of(person, cast.mission)
        seen = sections_for(standing).filter(letter="F").exists()
        told = comments_for(standing).exists() or asides_for(standing).exists()
        assert seen == told == (who in command), who
    make.grant(cast.mission, cast["drafter"], "capacity", cast["chief_of_staff"])
    assert sections_for(by(cast, "drafter")).filter(letter="F").exists()


def test_a_draft_is_read_by_those_who_read_drafts_and_in_force_by_all_who_read_strategies(
    cast: Cast, strategy: Strategy
) -> None:
    for who in ("joc_duty_officer", "sector_operations", "unit_commander"):
        assert not strategies_for(by(cast, who)).exists()
        assert not sections_for(by(cast, who)).exists()
    records.edit(strategy, {"state": "in force"}, version=1, by=None)
    for who in ("joc_duty_officer", "sector_operations", "unit_commander"):
        assert sections_for(by(cast, who)).count() == 9
    for who in ("chen", "partner", "field_reporter", "auditor", "administrator"):
        assert not sections_for(by(cast, who)).exists()


def test_one_writes_at_a_time_and_the_hold_runs_out_by_itself(
    cast: Cast, strategy: Strategy
) -> None:
    drafter, adviser, one = by(cast, "drafter"), by(cast, "poc_adviser"), section(strategy)
    first = verbs.take_section(one, by=drafter)
    with pytest.raises(NotNow, match="is editing now"):
        verbs.take_section(one, by=adviser)
    verbs.leave_section(one, by=adviser)  # changes nothing: it is not theirs
    assert verbs.take_section(one, by=drafter).until >= first.until
    with pytest.raises(Conflict, match="is editing now"):
        verbs.save_section(one, "Purpose.", version=1, by=adviser)
    kept = SetAside.objects.get()
    assert (kept.text, kept.began, kept.author) == ("Purpose.", 1, cast.adviser)
    verbs.leave_section(one, by=drafter)
    assert verbs.save_section(one, "Purpose.", version=1, by=adviser).version == 2
    verbs.settle_aside(kept, version=1, by=adviser)
    assert SetAside.objects.get().settled_on == adviser.on
    verbs.take_section(one, by=drafter)
    SectionLease.objects.update(until=clock.now(cast.mission) - timedelta(seconds=1))
    assert verbs.take_section(one, by=adviser).person == cast.adviser


def test_who_saves_draws_out_the_own_hold(cast: Cast, strategy: Strategy) -> None:
    drafter, one = by(cast, "drafter"), section(strategy)
    verbs.take_section(one, by=drafter)
    soon = clock.now(cast.mission) + timedelta(minutes=1)
    SectionLease.objects.update(until=soon)
    verbs.save_section(one, "Purpose.", version=1, by=drafter)
    assert SectionLease.objects.get().until > soon


def test_two_write_in_one_section_forty_times_and_no_word_of_either_is_lost(
    cast: Cast, strategy: Strategy
) -> None:
    """Both save in turn what they had on their screen; who is refused brings both together."""
    writers = [by(cast, "drafter"), by(cast, "poc_adviser")]
    one = verbs.save_section(section(strategy), "Aim.\n\nScope.", version=1, by=writers[0])
    screens = {0: (one.version, one.text), 1: (one.version, one.text)}
    written, refused = [], 0
    for turn in range(40):
        who = turn % 2
        began, text = screens[who]
        lines = text.split("\n\n")
        place = (turn * 7) % (len(lines) + 1)
        written.append(f"Word {turn} of writer {who}.")
        mine = "\n\n".join([*lines[:place], written[-1], *lines[place:]])
        try:
            saved = verbs.save_section(one, mine, version=began, by=writers[who])
        except Conflict as conflict:
            refused += 1
            base, theirs, sent = conflict.fields["text"]
            assert sent == mine and SetAside.objects.filter(text=mine).exists()
            both = join_texts(base, theirs, sent)
            saved = verbs.save_section(one, both, version=conflict.version, by=writers[who])
        if turn % 3:  # the other opens the page anew only now and then
            screens[1 - who] = (saved.version, saved.text)
        screens[who] = (saved.version, saved.text)
    one.refresh_from_db()
    assert refused > 5
    assert [word for word in ["Aim.", "Scope.", *written] if word not in one.text] == []
    for word in written:
        assert any(word in was.text for was in versions_of(one))


def test_the_same_text_sent_again_is_neither_saved_nor_set_aside_twice(
    cast: Cast, strategy: Strategy
) -> None:
    drafter, adviser, one = by(cast, "drafter"), by(cast, "poc_adviser"), section(strategy)
    verbs.save_section(one, "Purpose.", version=1, by=drafter)
    assert verbs.save_section(one, "Purpose.", version=1, by=drafter).version == 2
    for _again in range(2):
        with pytest.raises(Conflict):
            verbs.save_section(one, "Aim.", version=1, by=adviser)
    assert SetAside.objects.count() == 1


def test_a_suggestion_accepted_stands_in_the_text_and_one_declined_says_why(
    cast: Cast, strategy: Strategy
) -> None:
    drafter, amina = by(cast, "drafter"), by(cast, "analyst")
    one = verbs.save_section(section(strategy), "We patrol at dawn.", version=1, by=drafter)
    dusk = verbs.comment(one, {"passage": "at dawn", "proposed": "at dawn and dusk"}, by=amina)
    also = verbs.comment(
        one, {"passage": "at dawn.", "proposed": "by day.", "body": "Fuel"}, by=amina
    )
    with pytest.raises(Denied):
        verbs.decide_comment(dusk, accept=True, version=1, by=amina)
    done = verbs.decide_comment(dusk, accept=True, version=1, by=drafter)
    one.refresh_from_db()
    assert one.text == "We patrol at dawn and dusk." and done.decided_by
    with pytest.raises(NotNow, match="decided already"):
        verbs.decide_comment(dusk, accept=True, version=2, by=drafter)
    with pytest.raises(NotNow, match="no longer stands"):
        verbs.decide_comment(also, accept=True, version=1, by=drafter)
    with pytest.raises(BadParameter, match="a reason is needed"):
        verbs.decide_comment(also, accept=False, version=1, by=drafter)
    why = "Patrols at night stay."
    assert verbs.decide_comment(also, accept=False, version=1, by=drafter, why=why).state == (
        SectionComment.State.DECLINED
    )
    steps = history_of_text(one)
    assert steps[0].changes == [("We patrol at dawn.", "We patrol at dawn and dusk.")]
    assert "suggested by" in steps[0].reason


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"suggests": True},
        {"passage": "at noon", "proposed": "at dusk"},
        {"passage": "We", "proposed": "They"},
    ],
)
def test_what_says_nothing_or_fits_nowhere_is_refused(
    cast: Cast, strategy: Strategy, said: dict[str, str]
) -> None:
    one = verbs.save_section(
        section(strategy), "We patrol. We listen.", version=1, by=by(cast, "drafter")
    )
    with pytest.raises(BadParameter) as fault:
        verbs.comment(one, said, by=by(cast, "analyst"))
    assert fault.value.next


def test_what_is_endorsed_changes_no_more_and_what_was_sent_is_kept(
    cast: Cast, strategy: Strategy
) -> None:
    drafter, one = by(cast, "drafter"), section(strategy)
    records.edit(strategy, {"state": "endorsed"}, version=1, by=None)
    with pytest.raises(NotNow, match="endorsed"):
        verbs.save_section(one, "A late thought.", version=1, by=drafter)
    assert SetAside.objects.get().text == "A late thought."
    for tried in (
        lambda: verbs.take_section(one, by=drafter),
        lambda: verbs.comment(one, {"body": "late"}, by=drafter),
        lambda: verbs.mark_element(one, "A.purpose", answered=True, by=drafter),
    ):
        with pytest.raises(NotNow):
            tried()


def test_the_trail_tells_that_a_section_was_written_and_none_of_its_words(
    cast: Cast, strategy: Strategy
) -> None:
    verbs.save_section(section(strategy), "SECRETPLAN.", version=1, by=by(cast, "drafter"))
    lines = AuditEntry.objects.filter(kind="section")
    assert lines.filter(act="edit").count() == 1
    assert not any("SECRETPLAN" in str(line.detail) for line in lines)
