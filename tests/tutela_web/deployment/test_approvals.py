"""An approval is an act of its post, or its spoken word that it confirms: never a word another
types."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.test_allocation import half
from tests.tutela_web.deployment.weighed import need_at
from tests.tutela_web.fora.story import held, senior
from tests.tutela_web.warning.story import at_desk
from tutela.base.errors import BadParameter
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.cli.upgrading.from_0_3_0 import let_posts_confirm
from tutela_web.deployment.options.models import GapOption
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import (
    approvals_of,
    approve_record,
    log_spoken,
    settle_word,
)
from tutela_web.records.kind_verbs import create_record


@pytest.fixture
def effort(cast: Cast) -> GapOption:
    """The adviser weighs another order of the lines, which the Chief of Staff is to approve."""
    words = {"option": "reprioritise", "state": "tried", "done": "M-003 drops"}
    made: GapOption = create_record(
        GAP_OPTION, words, beside=need_at(cast), by=at_desk(cast, "poc_adviser")
    )
    return made


def chief(cast: Cast) -> Post:
    return Post.objects.get(mission=cast.mission, role="chief_of_staff")


def spoken(cast: Cast, effort: GapOption, **said: Any) -> PostApproval:
    """The adviser heard it on the radio."""
    now = clock.now(cast.mission)
    word = {"spoken_by": "Juba Nine", "spoken_at": now, "channel": "radio"} | said
    return log_spoken(effort, chief(cast), **word, by=at_desk(cast, "poc_adviser"))


def test_nobody_types_that_another_approved(cast: Cast, effort: GapOption, sign_in: Any) -> None:
    """F5: an adviser alone typed "approved by Chief of Staff", and the page said so."""
    adviser, page = sign_in(cast.adviser), f"/m/luma/means/options/{effort.pk}/"
    form = adviser.get(f"{page}edit/").context["form"]
    assert not {"approved_by", "approved_on"} & set(form.fields)
    with pytest.raises(Denied):
        approve_record(effort, chief(cast), by=at_desk(cast, "poc_adviser"))
    adviser.post(f"{page}approve/", {"post": chief(cast).pk, "version": effort.version})
    effort.refresh_from_db()
    assert (
        effort.approved_by is None
        and "nobody has approved it" in adviser.get(page).content.decode()
    )


def test_who_holds_the_post_approves_by_an_act(cast: Cast, effort: GapOption, sign_in: Any) -> None:
    browser, page = sign_in(cast["chief_of_staff"]), f"/m/luma/means/options/{effort.pk}/"
    sent = {"post": chief(cast).pk, "version": effort.version}
    answer = browser.post(f"{page}approve/", sent)
    assert answer.status_code == 302
    effort.refresh_from_db()
    assert effort.approved_by == chief(cast) and effort.approved_on == clock.today(cast.mission)


def test_a_spoken_word_has_name_hour_and_channel_and_is_no_approval_yet(
    cast: Cast, effort: GapOption, sign_in: Any
) -> None:
    ahead = clock.now(cast.mission) + timedelta(hours=1)
    for lacks in ({"spoken_by": " "}, {"spoken_at": ahead}, {"channel": "typed"}):
        with pytest.raises(BadParameter):
            spoken(cast, effort, **lacks)
    spoken(cast, effort)
    with pytest.raises(NotNow, match="its word is logged"):
        spoken(cast, effort)
    effort.refresh_from_db()
    assert effort.approved_by is None
    page = sign_in(cast.adviser).get(f"/m/luma/means/options/{effort.pk}/").content.decode()
    assert "not confirmed yet" in page and "Juba Nine" in page and "by radio" in page


def test_its_post_confirms_it_in_its_own_list(cast: Cast, effort: GapOption, sign_in: Any) -> None:
    word = spoken(cast, effort)
    browser = sign_in(cast["chief_of_staff"])
    assert "to confirm or deny" in browser.get("/m/luma/now/").content.decode()
    assert "to confirm or deny" not in sign_in(cast.adviser).get("/m/luma/now/").content.decode()
    listed = browser.get("/m/luma/spoken/").content.decode()
    assert "Juba Nine" in listed and f"/m/luma/spoken/{word.pk}/" in listed
    assert (
        "Juba Nine" not in sign_in(cast["force_commander"]).get("/m/luma/spoken/").content.decode()
    )
    with pytest.raises(Denied):
        settle_word(word, True, by=at_desk(cast, "force_commander"))
    assert sign_in(cast.amina).post(f"/m/luma/spoken/{word.pk}/").status_code == 404
    browser.post(f"/m/luma/spoken/{word.pk}/", {"answer": "confirm"})
    effort.refresh_from_db()
    assert effort.approved_by == chief(cast)
    assert "Juba Nine" not in browser.get("/m/luma/spoken/").content.decode()


def test_a_word_that_was_not_said_is_denied_with_a_reason(cast: Cast, effort: GapOption) -> None:
    word, by = spoken(cast, effort), at_desk(cast, "chief_of_staff")
    with pytest.raises(BadParameter, match="reason"):
        settle_word(word, False, by=by)
    settle_word(word, False, by=by, why="I said that I would think about it")
    with pytest.raises(NotNow):
        settle_word(word, True, by=by)
    effort.refresh_from_db()
    assert effort.approved_by is None and approvals_of(effort).get().approved is False


def test_what_was_typed_before_waits_for_its_post(cast: Cast, effort: GapOption) -> None:
    """What stood as "approved by Chief of Staff" on an adviser's word is asked of the post; what
    the post itself wrote stands."""
    today = clock.today(cast.mission)
    GapOption.objects.filter(pk=effort.pk).update(approved_by=chief(cast), approved_on=today)
    let_posts_confirm()
    effort.refresh_from_db()
    word = approvals_of(effort).get()
    assert effort.approved_by is None and (word.approved, word.channel) == (None, "typed")
    settle_word(word, True, by=at_desk(cast, "chief_of_staff"))
    effort.refresh_from_db()
    GapOption.objects.filter(pk=effort.pk).update(author=cast["chief_of_staff"])
    let_posts_confirm()
    effort.refresh_from_db()
    assert effort.approved_by == chief(cast) and approvals_of(effort).count() == 1


def test_a_meeting_agrees_by_the_posts_that_say_so_themselves(cast: Cast, sign_in: Any) -> None:
    """The Chief of Staff records what was agreed: their own post agrees, the Force Commander's word
    waits in the Force Commander's list."""
    allocation, meeting = half(cast), held(cast, senior(cast))
    chief_browser = sign_in(cast["chief_of_staff"])
    agree = {"meeting": str(meeting.pk), "agreed_by": "Chief of Staff; Force Commander"}
    agree |= {"on": str(clock.today(cast.mission)), "version": "1"}
    page = f"/m/luma/means/allocations/{allocation.pk}/"
    assert chief_browser.post(f"{page}agree/", agree | {"agreed_by": "Sultan"}).status_code == 400
    assert chief_browser.post(f"{page}agree/", agree).status_code == 302
    allocation.refresh_from_db()
    assert allocation.agreed_by == ["chief of staff"]
    word = approvals_of(allocation).get(approved=None)
    assert word.post.role == "force_commander" and word.channel == "meeting"
    assert "not confirmed yet" in chief_browser.get(page).content.decode()
    settle_word(word, True, by=at_desk(cast, "force_commander"))
    allocation.refresh_from_db()
    assert allocation.agreed_by == ["chief of staff", "force commander"]
