"""Addresses of partners and of what is settled with them, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.partners.arrangements import alert_calls, sheet
from tutela_web.partners.arrangements import views as arrangement_views
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.delegations import views as delegation_views
from tutela_web.partners.delegations.kind import DELEGATION
from tutela_web.partners.exchanges import views as exchange_views
from tutela_web.partners.overview import views as overview_views
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.roles import views as roles_views
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.partners.sides import views as sides_views
from tutela_web.partners.sides.kind import PROTECTOR, SIDE
from tutela_web.partners.space import beside as space_beside
from tutela_web.partners.space import views as space_views
from tutela_web.partners.space.kind import CHECK
from tutela_web.partners.wider import views as wider_views
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.records.kind_views import pages_of

app_name = "partners"
urlpatterns = [
    path("fora/meetings/<uuid:pk>/passed/", exchange_views.exchange_new, name="exchange_new"),
    path("fora/meetings/<uuid:pk>/invite/", exchange_views.invite, name="invite"),
    path(
        "fora/invitations/<uuid:pk>/answer/",
        exchange_views.invitation_answer,
        name="invitation_answer",
    ),
    path("others/", exchange_views.risk_readings, name="others"),
    path("fora/women/", overview_views.womens_part, name="womens_part"),
    path("others/gaps/", overview_views.gaps, name="gaps"),
    path("others/leaders/", overview_views.leaders, name="leaders"),
    path("others/clusters/", exchange_views.clusters, name="clusters"),
    path("others/risks/<uuid:pk>/", exchange_views.risk_others, name="risk_others"),
    path("others/said/<uuid:pk>/answer/", exchange_views.exchange_answer, name="exchange_answer"),
    path("space/", space_views.checks, name="checks"),
    path("alerts/<uuid:pk>/distinction/", space_beside.task_checks, name="task_checks"),
    *pages_of(CHECK),
    path("partners/", overview_views.partners, name="partners"),
    *pages_of(PARTNER),
    path("arrangements/", arrangement_views.arrangements, name="arrangements"),
    *pages_of(ARRANGEMENT),
    *(
        path(
            f"arrangements/<uuid:pk>/sheet.{form}",
            arrangement_views.sheet,
            {"form": form},
            name=f"sheet_{form}",
        )
        for form in sheet.FORMS
    ),
    path("alerts/<uuid:pk>/calls/", alert_calls.alert_calls, name="alert_calls"),
    path("wider/", wider_views.concerns, name="concerns"),
    *pages_of(CONCERN),
    path("roles/", roles_views.roles, name="roles"),
    path("roles/actors/", sides_views.protectors, name="protectors"),
    path("roles/responsibility/", delegation_views.chain, name="responsibility"),
    *pages_of(DELEGATION),
    *pages_of(PROTECTOR),
    *pages_of(SIDE),
    *pages_of(ROLE),
    path("host/", roles_views.host, name="host"),
    path("host/version/", roles_views.host_version, name="host_version"),
    *pages_of(HOST_NOTE),
]
