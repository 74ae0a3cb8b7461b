"""A renewal beside the mandate before it: the adviser sees what changed, and only that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.mandate.diff import diff
from tutela.mandate.read import parse, read_resolution
from tutela.mandate.types import Resolution


def of(*paragraphs: str) -> Resolution:
    lines = [f"{n}. {text}" for n, text in enumerate(paragraphs, start=1)]
    return parse("\n".join(["The Security Council,", "Recalling much,", *lines]))


EXTEND = "Decides to extend the mandate of UNMIKA until 3 March 2032;"
LATER = "Decides to extend the mandate of UNMIKA until 3 March 2033;"
PROTECT = "Authorizes UNMIKA to protect civilians under imminent threat of physical violence;"
RETURN = "Requests UNMIKA to help the return of refugees in safety and dignity;"
SEIZED = "Decides to remain seized of the matter."


def told(old: Resolution, new: Resolution) -> list[tuple[str, str, str]]:
    return [
        (one.status, one.old.number if one.old else "", one.new.number if one.new else "")
        for one in diff(old, new)
        if (one.new or one.old).kind == "operative"
    ]


def test_a_renewal_tells_what_was_kept_moved_reworded_added_and_dropped():
    old = of(EXTEND, RETURN, PROTECT, SEIZED)
    new = of(LATER, PROTECT, "Requests a report within ninety days on early warning;", SEIZED)
    assert told(old, new) == [
        ("reworded", "1", "1"),
        ("dropped", "2", ""),
        ("moved", "3", "2"),
        ("new", "", "3"),
        ("kept", "4", "4"),
    ]


def test_the_words_that_changed_are_shown():
    runs = diff(of(EXTEND), of(LATER))[1].words
    assert [(run.what, run.text) for run in runs] == [
        ("same", "Decides to extend the mandate of UNMIKA until 3 March"),
        ("gone", "2032"),
        ("come", "2033"),
        ("same", ";"),
    ]


def test_a_full_stop_that_became_a_semicolon_is_no_change():
    assert told(of(EXTEND, "Requests a report."), of(EXTEND, "Requests a report;", SEIZED))[1] == (
        "kept",
        "2",
        "2",
    )


def test_a_word_that_a_scan_broke_is_no_change():
    broken = PROTECT.replace("protect", "pr otect").replace("imminent", "im minent")
    assert told(of(EXTEND, broken), of(EXTEND, PROTECT))[1] == ("kept", "2", "2")
    changes = diff(of(broken), of(PROTECT.replace("imminent ", "")))
    assert [(run.what, run.text) for run in changes[1].words] == [
        ("same", "Authorizes UNMIKA to protect civilians under"),
        ("gone", "im minent"),
        ("same", "threat of physical violence;"),
    ]


def test_two_paragraphs_of_the_same_words_are_paired_by_their_numbers():
    twice = of(PROTECT, RETURN, PROTECT)
    assert told(twice, twice) == [("kept", "1", "1"), ("kept", "2", "2"), ("kept", "3", "3")]
    assert ("dropped", "1", "") in told(twice, of(LATER, RETURN, PROTECT))


def test_limits_taken_out_of_a_protection_task_are_seen(real):
    old, new = read_resolution(real(2100, 2013)), read_resolution(real(2164, 2014))
    found = next(
        one for one in diff(old, new) if one.old and one.new and one.old.number == "16 (c) (i)"
    )
    assert found.new.number == "13 (a) (ii)"
    gone = " ".join(run.text for run in found.words if run.what == "gone")
    assert "within its capacities and areas of deployment" in gone


WORDS = st.sampled_from(
    [
        "protect",
        "civilians",
        "UNMIKA",
        "parties",
        "report,",
        "refugees",
        "camps;",
        "of",
        "the",
        "11,200",
        "(2031)",
        "women’s",
        "state-led",
        "A/1",
    ]
)
RESOLUTIONS = st.lists(
    st.lists(WORDS, max_size=12).map(lambda words: " ".join(["Decides", *words])), max_size=8
).map(lambda paragraphs: of(*paragraphs))


@given(RESOLUTIONS)
def test_a_mandate_beside_itself_has_no_change(one):
    assert {change.status for change in diff(one, one)} <= {"kept"}


@given(RESOLUTIONS, RESOLUTIONS)
def test_every_paragraph_of_both_texts_appears_once(old, new):
    changes = diff(old, new)
    for text, side in ((old, "old"), (new, "new")):
        shown = [getattr(one, side) for one in changes if getattr(one, side)]
        asked = [*text.preamble, *text.operative]
        assert sorted(map(id, shown)) == sorted(map(id, asked))
    shown_new = [one.new for one in changes if one.new]
    assert [id(one) for one in shown_new] == [id(one) for one in [*new.preamble, *new.operative]]


@given(RESOLUTIONS, RESOLUTIONS)
def test_the_runs_of_words_give_back_both_texts(old, new):
    for one in diff(old, new):
        if one.status == "reworded":
            for passage, gone in ((one.old, "come"), (one.new, "gone")):
                kept = "".join(run.text for run in one.words if run.what != gone)
                assert kept.replace(" ", "") == passage.text.replace(" ", "")


@given(RESOLUTIONS, RESOLUTIONS)
def test_what_a_status_says_is_so(old, new):
    for one in diff(old, new):
        assert (one.status == "new") == (one.old is None)
        assert (one.status == "dropped") == (one.new is None)
        assert bool(one.words) == (one.status == "reworded")
        if one.status == "kept":
            assert one.old.number == one.new.number


@pytest.mark.parametrize(
    ("old", "new"), [((2070, 2012), (2119, 2013)), ((2100, 2013), (2164, 2014))]
)
def test_real_renewals_pair_most_of_what_they_took_over(real, old, new):
    changes = diff(read_resolution(real(*old)), read_resolution(real(*new)))
    paired = sum(1 for one in changes if one.old and one.new)
    assert paired >= 35
