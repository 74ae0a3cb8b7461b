"""Parts of reports are written with the editor of all texts: who may, and until when."""

from __future__ import annotations

from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied, NotNow
from tutela_web.records.shared_texts.verbs import Editor
from tutela_web.reporting.editions.queries import CONTRIBUTES, DRAFTS, drafts, holds_office
from tutela_web.reporting.models import PartAside, PartComment, PartLease, ReportEdition, ReportPart


def may_write(part: ReportPart, by: Standing) -> bool:
    """Whether this person may write a part: who drafts the report, or the office that owes it."""
    if part.compartment and part.compartment not in by.compartments:
        return False
    if drafts(by, part.report):
        return True
    return by.may_somewhere(CONTRIBUTES) and holds_office(by, part.office)


def require_writer(part: ReportPart, by: Standing) -> None:
    """Raise Denied unless this person may write this part."""
    by.require_ours(part)
    if not may_write(part, by):
        raise Denied(
            "no post you hold today gives this authority here",
            next="ask the Chief of Staff who holds the post",
        )


def require_commenter(part: ReportPart, by: Standing) -> None:
    """Raise Denied unless this person may say something of parts."""
    if not by.may_somewhere(CONTRIBUTES) and not by.may(DRAFTS):
        by.require(DRAFTS)


def require_writable(part: ReportPart) -> None:
    """Raise NotNow while an edition is filled, in clearance or released."""
    require_draft(part.report)


def require_draft(report: ReportEdition) -> None:
    """Raise NotNow unless an edition is a draft."""
    if not report.writable:
        raise NotNow(
            say("this report is no draft: its text does not change"),
            next=say("send it back from clearance, or correct it by a new edition"),
        )


EDITOR = Editor(
    ReportPart,
    PartLease,
    PartComment,
    PartAside,
    owner="report",
    require_writer=require_writer,
    require_commenter=require_commenter,
    require_writable=require_writable,
)
