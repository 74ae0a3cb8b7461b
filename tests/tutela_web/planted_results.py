"""Planted words of what came of mandates, and of who answers for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.mandate.models import Paragraph
from tutela_web.monitoring.effects.kinds import EVALUATION
from tutela_web.monitoring.progress.kinds import REVIEW
from tutela_web.monitoring.results.kinds import CRITERION, RESULT
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.understood.kinds import UNDERSTANDING

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_results(cast: Cast, found: Planted) -> None:
    """Of the mandate: what would be success, and a result that every reader sees, and one that few
    do."""
    by = standing_of(cast["chief_of_staff"], cast.mission)
    mandate = Paragraph.objects.filter(mission=cast.mission, words__contains="MANDATETEXT")
    paragraph = mandate.get()
    said = {"on_whom": "people", "failure": "More flee", "basis": "Agreed", "classification": 0}
    criterion = said | {"success": "CRITERIONWORD"}
    found.add("criterion", create_record(CRITERION, criterion, beside=paragraph, by=by))
    days = {"first": make.TODAY - timedelta(days=90), "last": make.TODAY}
    for word, marking in (("OPEN", 1), ("STRICT", 2)):
        fields = {"on_whom": "troops", "known": f"RESULT{word}", "sources": "Tables"} | days
        fields |= {"classification": marking}
        made = create_record(RESULT, fields, beside=paragraph.resolution, by=by)
        found.add("mandate_result", made)
    line = MatrixLine.objects.get(mission=cast.mission, measure="MATRIXNORTH")
    fields = {"on": make.TODAY, "output": "REVIEWEDLINE", "classification": 1}
    found.add("line_review", create_record(REVIEW, fields, beside=line, by=by))
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    fields = {"post": post, "given_on": make.TODAY, "words": "UNDERSTOODWORD", "classification": 1}
    found.add("understanding", create_record(UNDERSTANDING, fields, by=by))
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    fields = {"done": "EVALUATEDNORTH", "evaluated_by": "Unit", "evaluated_on": make.TODAY} | days
    made = create_record(EVALUATION, fields | {"classification": 1}, beside=place, by=by)
    found.add("evaluation", made)
