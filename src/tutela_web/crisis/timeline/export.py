"""The timeline of an alert as a signed record for a board of inquiry: JSON and the same as PDF.

Posts stand for people, each with the id Tutela knows them by; no source, no report's words and
nothing sealed is ever in it. The PDF names the digest and signature of the JSON beside it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.pdf import to_pdf
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditHead
from tutela_web.access.policy import Standing
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification
from tutela_web.base.tables.exports import as_stated
from tutela_web.base.values import FieldValue
from tutela_web.crisis.metrics.report import watermarks
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.crisis.papers.signing import PaperValue, Signer, canonical, fingerprint, signer
from tutela_web.crisis.timeline.queries import (
    TOLD,
    WORDS,
    ReadableTimeline,
    merge_entries,
    timeline_of,
)
from tutela_web.crisis.timeline.words import field_word, kind_word, line_words
from tutela_web.look.days import date_format
from tutela_web.look.translate import day_and_hour, in_language
from tutela_web.warning.board.queries import TimelineEntry
from tutela_web.warning.models import Alert

FORMAT = "tutela-timeline/1"
SPOKEN = ("owed", "report")
"""Lines about somebody who told us: what was written of them stays here."""


def left_out() -> list[str]:
    """What a signed timeline never holds."""
    return [
        _("Who told us, and what they said: reports are channels and pseudonyms."),
        _("How the caller knows, the note, and other words that could lead to a source."),
        _("Records of compartments: caveats, readiness, due diligence, identities."),
        _("Names of people: posts, and the ids by which the mission's register knows them."),
    ]


def export(standing: Standing, alert: Alert) -> bytes:
    """A folder with the timeline signed as JSON, and as PDF; a line in the audit.

    Takes   standing, what may be taken away: `access.policy.taking`.
    Raises  NoKey if the signing key is damaged.
    """
    timeline = timeline_of(standing, alert, narrative=True)
    hand = signing(standing)
    paper = paper_of(standing, timeline)
    signed = hand.sign(paper)
    digest = hashlib.sha256(canonical(paper)).hexdigest()
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="timeline",
        subject=alert.pk,
        form="zip",
        lines=len(timeline.lines),
        sha256=digest,
    )
    name = f"timeline-{alert}"
    pages = document(standing, timeline, paper["audit"]["head"], hand, digest)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(f"{name}.json", signed)
        folder.writestr(f"{name}.pdf", to_pdf(pages))
    return archive.getvalue()


@transaction.atomic
def signing(standing: Standing) -> Signer:
    """The signing key; where it was made just now, its public half becomes a line of the audit."""
    hand = signer()
    if hand.new:
        trail.record(
            "make_signing_key",
            by=standing.person,
            kind="signing_key",
            fingerprint=fingerprint(hand.public),
            public_key=hand.public.hex(),
        )
    return hand


# --- the paper


def paper_of(standing: Standing, readable_timeline: ReadableTimeline) -> dict[str, Any]:
    """What is signed: text, whole numbers and nothing else."""
    alert, mission = readable_timeline.alert, standing.mission
    head = AuditHead.objects.filter(chain=str(mission.pk)).first()
    lat, lon = as_stated(alert.latitude, alert.longitude, alert.place_precision)
    record = {name: _plain(getattr(alert, name)) for name in TOLD}
    return {
        "format": FORMAT,
        "alert": str(alert),
        "alert_id": str(alert.pk),
        "joined": [str(pk) for pk in readable_timeline.joined],
        "mission": {"code": mission.code, "name": mission.name, "kind": mission.kind},
        "marking": str(Classification(alert.classification).name),
        "watermark": " ".join(watermarks(standing)),
        "made_at": _moment(clock.now(mission)),
        "made_for": standing.titles[0] if standing.titles else "",
        "audit": {"lines": head.number if head else 0, "head": head.hash if head else ""},
        "record": record
        | {
            "place": str(alert.place or ""),
            "latitude": "" if lat is None else f"{lat}",
            "longitude": "" if lon is None else f"{lon}",
            "state": alert.now.state,
        },
        "left_out": left_out(),
        "lines": [line(entry, readable_timeline) for entry in readable_timeline.lines],
    }


def line(entry: TimelineEntry, readable_timeline: ReadableTimeline) -> dict[str, Any]:
    """One line of the paper; who is a post, and an id."""
    person = readable_timeline.people.get(entry.id)
    return {
        "at": _moment(entry.at),
        "known_at": _moment(entry.known_at),
        "entered_at": _moment(entry.entered_at),
        "kind": entry.kind,
        "what": entry.what,
        "post": entry.post or (entry.who if person is None else ""),
        "person": "" if person is None else str(person),
        "why": "" if entry.kind in SPOKEN else entry.why,
        "inferred": entry.inferred,
        "detail": _plain(dict(entry.detail)),
    }


def _moment(at: datetime | None) -> str:
    """A moment in UTC, to the second."""
    return "" if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: FieldValue) -> PaperValue:
    """A value as a paper may hold it."""
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, str | int | None) else str(value)


# --- the same on paper


def document(
    standing: Standing,
    readable_timeline: ReadableTimeline,
    audit_head: str,
    hand: Signer,
    digest: str,
) -> d.Document:
    """The timeline as pages, with the digest of the signed file beside it."""
    alert, mission, now = readable_timeline.alert, standing.mission, clock.now(standing.mission)
    zone = ZoneInfo(mission.time_zone)
    rows = tuple(
        _row(entry, readable_timeline, zone) for entry in merge_entries(readable_timeline.lines)
    )
    columns = (
        d.Column(_("When"), 17),
        d.Column(_("What"), 41),
        d.Column(_("Who"), 25),
        d.Column(_("Known; entered"), 17),
    )
    key = fingerprint(hand.public)
    as_of = day_and_hour(now)
    place = str(alert.place or alert.place_said or _("place not known"))
    blocks: tuple[d.Block, ...] = (
        d.Paragraph((d.Strong(place), f"; {alert.act}" if alert.act else "")),
        d.Heading(_("Everything on record, in the order it happened")),
        d.Table(_("Timeline"), columns, rows, tall=True),
        d.Heading(_("Not in this record")),
        d.Note(
            (
                d.Bullets(
                    (
                        *left_out(),
                        _("What nobody recorded. What is not here is not known to Tutela."),
                    )
                ),
            )
        ),
        d.Heading(_("Signature")),
        d.Bullets(
            (
                _("SHA-256 of the signed record: %(digest)s") % {"digest": digest},
                _("Public key (Ed25519), fingerprint: %(key)s") % {"key": key},
                _("Head of the audit at that time: %(head)s") % {"head": audit_head},
                _("To check it without Tutela's database: tutela audit verify-timeline FILE"),
            )
        ),
    )
    document = d.Document(
        title=_("Who knew what, when: %(alert)s") % {"alert": alert},
        frozen=standing.on,
        blocks=blocks,
        kicker=named.in_language(mission.name),
        subtitle=_("As of %(at)s; times are in %(zone)s")
        % {"at": as_of, "zone": mission.time_zone},
        marking=Classification(alert.classification).word,
        stamp=(
            _("Record %(digest)s · key %(key)s") % {"digest": digest[:12], "key": key[:9]},
            *watermarks(standing),
        ),
        **in_language(),
    )
    return laid_out(standing, "timeline", document)


def _row(entry: TimelineEntry, readable_timeline: ReadableTimeline, zone: ZoneInfo) -> d.Row:
    what: list[d.Inline] = [d.Strong(str(kind_word(entry.kind))), ": ", line_words(entry)]
    if entry.inferred:
        what.append(d.Soft(f" ({_('inferred')})"))
    for name, was, became in entry.detail.get(WORDS, ()) if entry.kind == "version" else ():
        what += [d.Break(), d.Small(f"{field_word(name)}: {was or '–'} → {became or '–'}")]
    if entry.why and entry.kind not in SPOKEN:
        what += [d.Break(), d.Small(entry.why)]
    person = readable_timeline.people.get(entry.id)
    who = entry.post or (entry.who if person is None else _("somebody without a post that day"))
    first = _local_time(entry.at, zone)
    others = [_local_time(at, zone) for at in (entry.known_at, entry.entered_at) if at is not None]
    return d.Row(
        (
            first,
            tuple(what),
            who if person or entry.post or entry.who else "",
            d.Small(
                "; ".join(other_text for other_text in dict.fromkeys(others) if other_text != first)
            ),
        ),
        unknown=entry.inferred,
    )


def _local_time(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "j M Y H:i")
