"""Addresses of the coordination room, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.coordination import (
    action_views,
    arrangement_views,
    exchange_views,
    fora_views,
    meeting_views,
    overview_views,
    roles_views,
    sheet,
    sides_views,
    space_views,
    wider_views,
)

app_name = "coordination"
urlpatterns = [
    path("fora/", fora_views.fora, name="fora"),
    path("fora/new/", fora_views.forum_new, name="forum_new"),
    path("fora/<uuid:pk>/", fora_views.forum, name="forum"),
    path("fora/<uuid:pk>/members/", fora_views.member_add, name="member_add"),
    path("fora/<uuid:pk>/members/<uuid:of>/end/", fora_views.member_end, name="member_end"),
    path("fora/<uuid:pk>/functions/", fora_views.functions, name="functions"),
    path("fora/<uuid:pk>/call/", meeting_views.meeting_new, name="meeting_new"),
    path("fora/<uuid:pk>/report/", fora_views.report_new, name="report_new"),
    path("fora/directions/<uuid:pk>/", action_views.direction_answer, name="direction_answer"),
    path("fora/actions/", action_views.actions, name="actions"),
    path("fora/actions/<uuid:pk>/", action_views.action, name="action"),
    path("fora/meetings/<uuid:pk>/", meeting_views.meeting, name="meeting"),
    *(
        path(
            f"fora/meetings/<uuid:pk>/{what}/",
            meeting_views.meeting_post,
            {"what": what},
            name=f"meeting_{what}",
        )
        for what in meeting_views.FORMS
    ),
    path("fora/meetings/<uuid:pk>/totals/", meeting_views.totals_new, name="totals_new"),
    path("fora/meetings/<uuid:pk>/passed/", exchange_views.exchange_new, name="exchange_new"),
    *(
        path(
            f"fora/meetings/<uuid:pk>/minutes.{form}",
            meeting_views.minutes,
            {"form": form},
            name=f"minutes_{form}",
        )
        for form in ("pdf", "docx")
    ),
    path("others/", exchange_views.others, name="others"),
    path("fora/women/", overview_views.womens_part, name="womens_part"),
    path("others/gaps/", overview_views.gaps, name="gaps"),
    path("others/leaders/", overview_views.leaders, name="leaders"),
    path("others/clusters/", exchange_views.clusters, name="clusters"),
    path("others/risks/<uuid:pk>/", exchange_views.risk_others, name="risk_others"),
    path("others/said/<uuid:pk>/answer/", exchange_views.exchange_answer, name="exchange_answer"),
    path("space/", space_views.checks, name="checks"),
    path("space/new/", space_views.check_new, name="check_new"),
    path("space/<uuid:pk>/", space_views.check, name="check"),
    path("space/<uuid:pk>/answers/", space_views.check_answers, name="check_answers"),
    path("space/<uuid:pk>/sites/", space_views.check_site, name="check_site"),
    path("space/<uuid:pk>/approve/", space_views.check_approve, name="check_approve"),
    path("partners/", overview_views.partners, name="partners"),
    path("partners/new/", overview_views.partner_new, name="partner_new"),
    path("partners/<uuid:pk>/", overview_views.partner, name="partner"),
    path("arrangements/", arrangement_views.arrangements, name="arrangements"),
    path("arrangements/new/", arrangement_views.arrangement_new, name="arrangement_new"),
    path("arrangements/<uuid:pk>/", arrangement_views.arrangement, name="arrangement"),
    path("arrangements/<uuid:pk>/parties/", arrangement_views.party_new, name="party_new"),
    *(
        path(f"arrangements/<uuid:pk>/parties/<uuid:of>/{word}/", view, name=f"party_{word}")
        for word, view in (
            ("agree", arrangement_views.party_agree),
            ("call", arrangement_views.party_call),
            ("end", arrangement_views.party_end),
        )
    ),
    *(
        path(
            f"arrangements/<uuid:pk>/sheet.{form}",
            arrangement_views.sheet,
            {"form": form},
            name=f"sheet_{form}",
        )
        for form in sheet.FORMS
    ),
    path("wider/", wider_views.concerns, name="concerns"),
    path("wider/new/", wider_views.concern_new, name="concern_new"),
    path("wider/<uuid:pk>/", wider_views.concern, name="concern"),
    path("wider/<uuid:pk>/back/", wider_views.concern_back, name="concern_back"),
    path("roles/", roles_views.roles, name="roles"),
    path("roles/new/", roles_views.role_new, name="role_new"),
    path("roles/actors/", sides_views.protectors, name="protectors"),
    path("roles/actors/new/", sides_views.protector_new, name="protector_new"),
    path("roles/actors/<uuid:pk>/", sides_views.protector, name="protector"),
    path("roles/sides/", sides_views.sides, name="sides"),
    path("roles/sides/new/", sides_views.side_new, name="side_new"),
    path("roles/sides/<uuid:pk>/", sides_views.side, name="side"),
    path("roles/<uuid:pk>/", roles_views.role, name="role"),
    path("host/", roles_views.host, name="host"),
    path("host/version/", roles_views.host_version, name="host_version"),
    path("host/new/", roles_views.host_note_new, name="host_note_new"),
    path("host/<uuid:pk>/", roles_views.host_note, name="host_note"),
    path("host/<uuid:pk>/clear/", roles_views.host_clear, name="host_clear"),
]
