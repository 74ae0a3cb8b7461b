"""What a public message must say, and may not, before anybody is told it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutela.outreach import messages as core

WHOLE = [
    core.Part(1, core.CAN, "patrol"),
    core.Part(2, core.CANNOT, "not_everywhere"),
    core.Part(3, core.STATE, "state_final"),
]
GROUND = core.Ground(covers={"patrol"}, suspected=None)


def codes(parts: list[core.Part], **how: object) -> list[tuple[str, int, str]]:
    given = {
        "kind": core.ORDINARY,
        "languages": ["en", "fr", "ar"],
        "by_channels": {"radio"},
        "ground": GROUND,
    } | how
    lacks = core.what_lacks(
        given["kind"],  # type: ignore[arg-type]
        parts,
        given["languages"],  # type: ignore[arg-type]
        given["by_channels"],  # type: ignore[arg-type]
        given["ground"],  # type: ignore[arg-type]
    )
    return [(one.code, one.part, one.language) for one in lacks]


def test_a_message_that_says_can_cannot_and_the_state_in_each_language_lacks_nothing() -> None:
    assert codes(WHOLE) == []


@pytest.mark.parametrize(("left_out", "code"), [(0, "can"), (1, "cannot"), (2, "state")])
def test_each_of_the_three_is_asked_for(left_out: int, code: str) -> None:
    assert [one for one, *_of in codes(WHOLE[:left_out] + WHOLE[left_out + 1 :])] == [code]


def test_a_version_that_lacks_a_part_is_named_with_the_part() -> None:
    assert codes(WHOLE, languages=["en", "Sango"]) == [
        ("version", 1, "Sango"),
        ("version", 2, "Sango"),
        ("version", 3, "Sango"),
    ]
    spoken = [replace(part, written={"Sango": "E yeke"}) for part in WHOLE]
    assert codes(spoken, languages=["en", "Sango"]) == []


def test_a_promise_is_held_against_the_released_statement_and_nothing_else() -> None:
    night = [*WHOLE, core.Part(4, core.CAN, "night_cover")]
    assert codes(night) == [("promise", 4, "")]
    nothing = core.Ground(covers=None, suspected=None)
    assert codes(night, ground=nothing) == [("statement", 1, ""), ("statement", 4, "")]
    assert codes(night, ground=replace(GROUND, covers={"patrol", "night_cover"})) == []


@pytest.mark.parametrize(("suspected", "refused"), [(True, True), (None, True), (False, False)])
def test_nobody_is_sent_to_suspected_forces_nor_where_nobody_can_tell(
    suspected: bool | None, refused: bool
) -> None:
    first = [*WHOLE, core.Part(4, core.STATE, "state_first")]
    said = codes(first, ground=replace(GROUND, suspected=suspected))
    assert bool(said) is refused and said in ([], [("state_first", 4, "")])


def test_a_limit_by_place_and_hour_is_spoken_face_to_face_once_the_force_checked_it() -> None:
    limit = core.Part(4, core.LIMIT, written={"en": "At night we cannot cross the ford."})
    only = {"languages": ["en"]}
    checked = replace(GROUND, answered={limit.digest()}, checked={limit.digest()})
    assert codes([*WHOLE, limit], by_channels={"meeting"}, ground=checked, **only) == []
    unseen = replace(GROUND, answered={limit.digest()})
    assert codes([*WHOLE, limit], by_channels={"meeting"}, ground=unseen, **only) == [
        ("force", 4, "")
    ]
    for heard_by_all in ("radio", "sms", "leaflet", "loudspeaker"):
        by = {"face_to_face", heard_by_all}
        assert codes([*WHOLE, limit], by_channels=by, ground=checked, **only) == [("open", 4, "")]


def test_written_words_wait_for_the_approver_and_ask_again_once_they_change() -> None:
    own = core.Part(4, core.MORE, written={"en": "Ask for us at the school."})
    assert codes([*WHOLE, own], languages=["en"]) == [("question", 4, "")]
    answered = replace(GROUND, answered={own.digest()})
    assert codes([*WHOLE, own], languages=["en"], ground=answered) == []
    changed = replace(own, written={"en": "We sleep at the school."})
    assert codes([*WHOLE, changed], languages=["en"], ground=answered) == [("question", 4, "")]


@pytest.mark.parametrize("kind", [core.URGENT, core.RUMOUR])
def test_an_urgent_warning_and_an_answer_to_a_rumour_need_not_say_the_three(kind: str) -> None:
    warning = [core.Part(1, core.MORE, written={"en": "Do not use the ford today."})]
    assert codes(warning, kind=kind, languages=["en"]) == []
    assert codes(warning, kind=kind, languages=["en", "fr"]) == [("version", 1, "fr")]


def test_every_template_states_final_responsibility_in_each_language_and_never_turn_first() -> None:
    for picks in core.templates().values():
        assert {one.kind for one in picks} == {core.CAN, core.CANNOT, core.STATE}
        (final,) = [one for one in picks if one.pick == core.STATE_FINAL]
        assert all(final.words[language] for language in core.RENDERED)
        assert core.STATE_FIRST not in {one.pick for one in picks}


def test_every_pick_reads_in_every_rendered_language() -> None:
    for pick in core.picks().values():
        assert all(pick.words[language].strip() for language in core.RENDERED), pick.pick
        assert pick.kind in core.KINDS
