"""The story of the demonstration is data: each act names a verb or a kind that is there."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

import tutela_web.urls  # noqa: F401 # kinds are declared where pages are
from tests.tutela_web.cast import Cast
from tests.tutela_web.strategy.story import of_demo
from tutela_web.demo import player
from tutela_web.demo.player import RECORDS, STORY, StoryPlayer, verb_of
from tutela_web.demo.prepare import POSTS
from tutela_web.records.kinds import KINDS

CHAPTERS = {file.name: tomllib.loads(file.read_text("utf-8")) for file in STORY.iterdir()}


def rows(act: dict[str, Any]) -> list[dict[str, Any]]:
    each = act.get("each", [{}])
    return each if isinstance(each[0], dict) else [dict(zip(each[0], row)) for row in each[1:]]  # noqa: B905


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_act_names_a_verb_or_a_kind_and_an_account_that_are_there(chapter: str) -> None:
    told = CHAPTERS[chapter]
    if "unless" in told:
        assert apps.get_model(told["unless"])
    accounts = {last for last, _role, _title in POSTS}
    for act in told["act"]:
        assert ("makes" in act) != ("does" in act), act
        assert act["makes"] in KINDS if "makes" in act else callable(verb_of(act["does"]))
        assert {row.get("by", act.get("by")) for row in rows(act)} <= {*accounts, None}


def test_what_a_reference_finds_is_kept_in_a_room(cast: Cast) -> None:
    for label, _filters in RECORDS.values():
        assert apps.get_model(label)
    stage = StoryPlayer(cast.mission, of_demo(cast), {})
    with pytest.raises(LookupError, match="nobody"):
        stage.meaning_of("@nobody")


def test_a_fault_in_a_story_says_in_which_chapter_and_act(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = '[[act]]\ndoes = "demo.acts.mark"\nneeds = ["@none"]\n[[act]]\ndoes = "demo.acts.mark"\n'
    (tmp_path / "ford.toml").write_text(told + 'record = "@nobody"\n', "utf-8")
    monkeypatch.setattr(player, "STORY", tmp_path)
    with pytest.raises(LookupError, match="nobody") as fault:
        player.play("ford", cast.mission, of_demo(cast))
    assert fault.value.__notes__ == ["story/ford.toml, act 2: demo.acts.mark"]


def test_days_are_reckoned_from_the_clock_of_the_mission(cast: Cast) -> None:
    stage = StoryPlayer(cast.mission, of_demo(cast), {"met": cast.mission})
    today, now = stage.meaning_of("@today"), stage.meaning_of("@now")
    assert (today - stage.meaning_of("@today-3d")).days == 3
    assert (stage.meaning_of("@now-1d+90m") - now).total_seconds() == pytest.approx(-81000, abs=5)
    assert stage.meaning_of("@month-5M").day == 1 and stage.meaning_of("@month-1d") < today.replace(
        day=1
    )
    assert stage.meaning_of(["@none", {"code": "@met.code"}]) == [None, {"code": cast.mission.code}]
