"""Addresses of engagements, asks, accepted risks and threats, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.engagements.asks import views as ask_views
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.engagement import views as engagement_views
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.groups import views as group_views
from tutela_web.engagements.mandate_notes.kind import MANDATE_NOTE
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.engagements.residual import views as residual_views
from tutela_web.engagements.threats import views as threat_views
from tutela_web.records.kind_views import pages_of

app_name = "engagements"
urlpatterns = [
    engagement_views.WITHDRAW.address(),
    path("engagements/", engagement_views.engagements, name="engagements"),
    path("engagements/authorisations/", engagement_views.authorisations, name="authorisations"),
    path(
        "engagements/authorisations/new/",
        engagement_views.authorisation_new,
        name="authorisation_new",
    ),
    path("engagements/promises/<uuid:pk>/", engagement_views.promise, name="promise"),
    path("engagements/balance/", group_views.balance, name="balance"),
    path("engagements/groups/<uuid:pk>/", group_views.group, name="group"),
    path("engagements/groups/<uuid:pk>/weigh/", group_views.option, name="group_option"),
    path("engagements/groups/<uuid:pk>/decide/", group_views.decide, name="group_decide"),
    path("engagements/approaches/<uuid:pk>/outcome/", group_views.outcome, name="group_outcome"),
    *pages_of(ENGAGEMENT),
    path("residual/", residual_views.residuals, name="residuals"),
    path("residual/new/", residual_views.residual_new, name="residual_new"),
    path("residual/<uuid:pk>/", residual_views.residual, name="residual"),
    *pages_of(NO_RESPONSE),
    *pages_of(MANDATE_NOTE),
    path("threats/", threat_views.threats, name="threats"),
    path("threats/<uuid:pk>/", threat_views.threat, name="threat"),
    path("threats/<uuid:pk>/approach/", threat_views.approach, name="threat_approach"),
    path("asks/", ask_views.asks, name="asks"),
    *pages_of(ASK),
]
