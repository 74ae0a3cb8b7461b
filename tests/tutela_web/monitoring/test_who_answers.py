"""Who answers for a line: a post by its name, or the head of the part of the mission it names."""

from __future__ import annotations

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela_web.monitoring.progress.queries import holders_by_office, who_answers


def test_a_part_of_the_mission_is_answered_for_by_its_head(cast: Cast) -> None:
    """F10: "Force: no post of this name is held", though the Force Commander was."""
    holders = holders_by_office(at_desk(cast, "poc_adviser"))
    told = {one.office: one.person for one in who_answers(holders, ["Force", "Police", "Navy"])}
    assert told == {
        "Force": str(cast["force_commander"]),
        "Police": str(cast["police_commander"]),
        "Navy": "",
    }
