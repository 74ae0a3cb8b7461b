"""Partners, arrangements, what passed at meetings, humanitarian space and
concerns outside the scope for programs: read only."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Router, Schema

from tutela_web.access.policy import Standing
from tutela_web.links.queries import key_if_seen, post_title, title_of
from tutela_web.links.verbs import pk_of
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.arrangements.queries import arrangements_for, parties_of
from tutela_web.partners.delegations.kind import DELEGATION
from tutela_web.partners.delegations.queries import delegations_for
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.queries import exchanges_for
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.partner.queries import partners_for
from tutela_web.partners.space.kind import CHECK
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.queries import checks_for, sites_of
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.partners.wider.queries import concerns_for
from tutela_web.records.endpoints.kind_api import schema_out
from tutela_web.records.endpoints.read_endpoints import ReadEndpoints
from tutela_web.records.endpoints.schemas import ColumnSchema

router = Router(tags=["coordination"])
as_fora = ReadEndpoints(router, __name__, reads="fora")
as_strategy = ReadEndpoints(router, __name__, reads="strategy")


# --- partners and arrangements


class PartnerOut(schema_out(PARTNER, without=("area", "forum"))):  # type: ignore[misc]
    """A partner; `lacks` names what is missing of contact, channel and depth. An empty depth was
    never asked."""

    lacks: list[str]


class ArrangementOut(schema_out(ARRANGEMENT, without=("area", "forum", "parallel"))):  # type: ignore[misc]
    """What was agreed with others; `place_id` is null too where the place may not be seen."""

    resolve_place_id = staticmethod(key_if_seen("place"))


class PartyOut(Schema):
    """Who is bound; a partner that may not be seen has neither name nor line."""

    who: str
    part: str
    line: str
    agreement: str
    read_back: str
    last_test: datetime | None
    answered: bool | None


class BoundOut(ArrangementOut):
    """An arrangement with those it binds, those who have not agreed first."""

    parties: list[PartyOut]

    resolve_parties = staticmethod(lambda arrangement: arrangement.bound)


def _tell_parties(standing: Standing, arrangement: Arrangement) -> None:
    arrangement.bound = [  # type: ignore[attr-defined]  # read by BoundOut
        {
            "who": row.who,
            "part": row.party.part,
            "line": row.party.line if row.who else "",
            "agreement": row.agreement,
            "read_back": row.party.read_back,
            "last_test": row.tested.at if row.tested else None,
            "answered": row.tested.reached if row.tested else None,
        }
        for row in parties_of(standing, arrangement)
    ]


as_fora.add_list(
    "partners",
    PartnerOut,
    partners_for,
    order="name",
    about="Partners by name, those that ended too; `next` is to be sent as `after`.",
)
as_fora.add_record(
    "partners",
    "partner",
    PartnerOut,
    partners_for,
    about="One partner; reading one that is confidential is a line in the audit.",
)
as_fora.add_list(
    "arrangements",
    ArrangementOut,
    arrangements_for,
    order="name",
    about="Arrangements by name, those that ended too; `next` is to be sent as `after`.",
)
as_fora.add_record(
    "arrangements",
    "arrangement",
    BoundOut,
    arrangements_for,
    about="One arrangement with its parties; one that is confidential is a line in the audit.",
    tell=_tell_parties,
)


# --- what passed at meetings


class ExchangeOut(
    ColumnSchema,
    of=Exchange,
    columns="id version kind meeting_id partner_id office risk_id says level side gap answer "
    "answered_on classification",
):
    """What passed at a meeting; partner and risk are null too where they may not be seen. A level
    is of a reading, 0 low to 3 critical."""

    met_at: datetime
    approved_by: str

    @staticmethod
    def resolve_met_at(exchange: Exchange) -> datetime:
        return exchange.meeting.starts_at

    @staticmethod
    def resolve_partner_id(exchange: Exchange) -> UUID | None:
        return pk_of(exchange.partner)

    @staticmethod
    def resolve_risk_id(exchange: Exchange) -> UUID | None:
        return pk_of(exchange.risk)

    resolve_approved_by = staticmethod(post_title("approved_by"))


as_fora.add_list(
    "exchanges",
    ExchangeOut,
    exchanges_for,
    order="-entered_at",
    about="What passed at meetings, the last entered first; `next` is to be sent as `after`.",
)


# --- humanitarian space


class SpaceOut(schema_out(CHECK, without=("area", "partner"))):  # type: ignore[misc]
    """A time aid and arms came near each other; `open_questions` are those nobody answered."""

    answers: dict[str, str]
    open_questions: list[str]
    waits: bool
    approved_by: str
    approved_on: date | None

    resolve_place_id = staticmethod(key_if_seen("place"))

    resolve_approved_by = staticmethod(post_title("approved_by"))


class OpenSiteOut(Schema):
    """A site open to reprisals: null where it may not be seen; nobody may watch it yet."""

    place_id: UUID | None
    watched_by: str
    since: date


class SitesOut(SpaceOut):
    """A check with the sites it lays open."""

    sites: list[OpenSiteOut]

    resolve_sites = staticmethod(lambda check: check.laid_open)


def _tell_sites(standing: Standing, check: SpaceCheck) -> None:
    check.laid_open = [  # type: ignore[attr-defined]  # read by SitesOut
        {
            "place_id": place.pk if place else None,
            "watched_by": title_of(site.watched_by),
            "since": site.since,
        }
        for site, place in sites_of(standing, check)
    ]


as_fora.add_list(
    "space",
    SpaceOut,
    checks_for,
    order="-on",
    about="Checks of humanitarian space, the newest first; `next` is to be sent as `after`.",
)
as_fora.add_record(
    "space",
    "check",
    SitesOut,
    checks_for,
    about="One check with its sites; reading one that is confidential is a line in the audit.",
    tell=_tell_sites,
)


# --- concerns outside the scope


class ConcernOut(schema_out(CONCERN, without=("area", "office", "partner", "protector"))):  # type: ignore[misc]
    """A concern kept outside the strategy: why, who answers for it, as far as that may be seen, and
    when they were told; without `back_on` it is outside still."""

    to: str
    decided_by: str
    decided_on: date
    back_on: date | None
    back_why: str

    resolve_decided_by = staticmethod(post_title("decided_by"))


as_strategy.add_list(
    "concerns",
    ConcernOut,
    concerns_for,
    order="what",
    about="Concerns outside the scope by what they are of, those taken back in too; "
    "`next` is to be sent\nas `after`.",
)


# --- what is delegated


class DelegationOut(schema_out(DELEGATION, without=("given_by", "through", "given_to"))):  # type: ignore[misc]
    """What the Head of Mission delegates: by which post, through which, to which, by title."""

    given_by: str
    through: str
    given_to: str

    resolve_given_by = staticmethod(post_title("given_by"))
    resolve_through = staticmethod(post_title("through"))
    resolve_given_to = staticmethod(post_title("given_to"))


as_strategy.add_list(
    "delegations",
    DelegationOut,
    delegations_for,
    order="-starts",
    about="Delegations of the Head of Mission, the last begun first, those that ended too; `next` "
    "is to be sent\nas `after`.",
)
