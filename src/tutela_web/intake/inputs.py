"""What the verbs of intake take: declared once for the form, the API, the phone and the verbs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tutela_web.base.values import JsonValue
from tutela_web.crisis.models import Tasking
from tutela_web.intake.models import CameBy, ReportKind
from tutela_web.places.models import Place


@dataclass(frozen=True)
class Sent:
    """A report as it was sent.

    id            made where it was written: the same sent again is known by it
    captured_at   when it was written, in real time, as the device said
    clock_offset  seconds by which the device was ahead when it was last in contact
    answers       by the names of the form's questions
    marked        a mark of `questions.MARKS`: the form stopped asking
    tasking       that a patrol carried out; its report ends it
    form          a form of the mission's own, by its code and version: "market-watch:2"
    corrects      the id of a report of the sender's that this one corrects, received or not
    misconduct    what the sender said of personnel: "yes", "unsure", "read_again" or nothing
    """

    id: UUID
    kind: str
    captured_at: datetime
    answers: Mapping[str, JsonValue]
    clock_offset: int | None = None
    place: Place | None = None
    place_said: str = ""
    place_precision: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    marked: str = ""
    misconduct: str = ""
    way: str = CameBy.APP
    form: str = ""
    language: str = "en"
    tasking: Tasking | None = None
    corrects: UUID | None = None

    @property
    def is_danger(self) -> bool:
        """Whether it raises an alert."""
        return self.kind == ReportKind.DANGER
