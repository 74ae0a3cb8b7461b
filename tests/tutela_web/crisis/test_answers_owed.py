"""Who told us is owed an answer, whenever the word came and however the alert ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_joined import at_noon, figures
from tests.tutela_web.warning.story import again, at_desk, call, later
from tutela_web.access.vault import keyring
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import outcome_of
from tutela_web.crisis.decisions.verbs import close, record_outcome
from tutela_web.warning.alerts.verbs import AlertReport, add_word, record
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert, Owed, Report
from tutela_web.warning.network.verbs import add_contact, settle_owed


def by_radio(cast: Cast, alert: Alert, **said: Any) -> Report:
    return add_word(
        alert,
        AlertReport("radio", said={"words": "they are back"} | said),
        by=at_desk(cast, "joc_duty_officer"),
    )


def feedback(cast: Cast, of: datetime) -> dict[str, int]:
    counted = figures(cast, of).counts["feedback"].answers
    return {answer: n for answer, n in counted.items() if n}


def test_who_told_of_an_alert_that_expired_undecided_waits_for_an_answer(cast: Cast) -> None:
    at_noon(cast.mission)
    began, alert = clock.now(cast.mission), call(cast)
    by_radio(cast, alert)
    assert feedback(cast, began) == {}, "nothing is owed while it may still be answered for"
    later(cast.mission, hours=25)
    tick()
    assert again(alert).now.state == "expired"
    assert feedback(cast, began) == {"waiting": 1}
    later(cast.mission, hours=73)
    assert feedback(cast, began) == {"overdue": 1}


def test_who_told_after_the_outcome_is_owed_an_answer_too(cast: Cast) -> None:
    keyring.make_first()
    at_noon(cast.mission)
    began, alert, office = (
        clock.now(cast.mission),
        call(cast),
        at_desk(cast, "head_of_field_office"),
    )
    record_outcome(alert, "false_alarm", by=office, danger_ended="the chief, by telephone")
    contact = add_contact(
        {
            "consent": True,
            "source_risk": "low",
            "introduced_by": "none here",
            "channels": ["radio"],
            "delay_minutes": 40,
            "area": cast.north,
        },
        {"person": "Nyandeng Invented"},
        by=office,
    )
    told = by_radio(cast, again(alert), contact=contact)
    owed = Owed.objects.get(report=told, what="feedback")
    now = clock.now(cast.mission)
    assert timedelta(hours=71) < owed.due_at - now <= timedelta(hours=72)
    assert owed.not_before is not None and owed.not_before > now, "a handset may be searched"
    assert feedback(cast, began) == {"waiting": 1}
    later(cast.mission, hours=73)
    settle_owed(owed, "given", by=office, channel="radio", source_risk_checked=True)
    assert feedback(cast, began) == {"given": 1}


def test_the_outcome_shown_is_the_one_since_it_was_last_opened(cast: Cast, sign_in: Any) -> None:
    cast.mission.clock_shift = datetime(2018, 12, 10, 12, tzinfo=UTC) - clock.real_now()
    cast.mission.save()
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    record_outcome(alert, "false_alarm", by=office, danger_ended="the chief, by telephone")
    close(again(alert), by=office)
    record(again(alert), "reopened", by=at_desk(cast, "joc_duty_officer"), why="shots again")
    assert outcome_of(again(alert)) is None
    address = f"/m/luma/alerts/{alert.pk}/decision/"
    page = sign_in(cast["head_of_field_office"]).get(address).content.decode()
    part = page[page.index('id="outcome"') :]
    assert "Earlier outcomes" in part and "Record the result" in part
    record_outcome(
        again(alert),
        "deterred",
        by=office,
        evidence="they turned back",
        danger_ended="the chief, by telephone",
    )
    page = sign_in(cast["head_of_field_office"]).get(address).content.decode()
    part = page[page.index('id="outcome"') :]
    assert part.index("Deterred") < part.index("Earlier outcomes") < part.index("False alarm")
