"""What a mission's own strategy held beyond the ten sections, as a document of its own."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.strategy.document import prose
from tutela_web.access.policy import Standing
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification
from tutela_web.crisis.metrics.report import watermarks
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.look.translate import day_and_hour, in_language
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import beside_for


def beside_document(standing: Standing, strategy: Strategy) -> d.Document:
    """The chapters kept beside a strategy, each under its heading, printed with it or not.

    Takes   standing, of what may be taken away.
    Raises  Http404 where nothing is kept that this person may read.
    """
    rows = list(beside_for(standing).filter(strategy=strategy))
    if not rows:
        raise Http404
    marking = Classification(max(row.classification for row in rows))
    as_of = day_and_hour(clock.now(standing.mission))
    blocks = [
        block for row in rows for block in (d.Heading(str(row)), *prose(row.text)) if row.text
    ]
    return laid_out(
        standing,
        "strategy",
        d.Document(
            title=strategy.title,
            kicker=_("Kept beside the strategy"),
            frozen=standing.on,
            blocks=tuple(blocks),
            marking=marking.word,
            marked=str(marking.label),
            meta=(
                named.in_language(standing.mission.name),
                _("Edition %(n)s") % {"n": strategy.edition},
            ),
            stamp=(_("As of %(at)s") % {"at": as_of}, *watermarks(standing)),
            **in_language(),
        ),
    )
