"""Addresses of the strategy room, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of
from tutela_web.strategy.based import views as based_views
from tutela_web.strategy.consulting import together_views
from tutela_web.strategy.consulting import views as consult_views
from tutela_web.strategy.disseminating import views as give_views
from tutela_web.strategy.drafting import chapter_views, cited_views, takeup_views
from tutela_web.strategy.drafting import views as draft_views
from tutela_web.strategy.drafting.writing_views import section_typed
from tutela_web.strategy.endorsing import views as sign_views
from tutela_web.strategy.guidance import views as brief_views
from tutela_web.strategy.leading import plan_views
from tutela_web.strategy.leading import views as lead_views
from tutela_web.strategy.papers import views as paper_views
from tutela_web.strategy.papers.files import WHAT
from tutela_web.strategy.understood.kinds import UNDERSTANDING

app_name = "strategy"
urlpatterns = [
    *addresses_of([*draft_views.ACTS, *consult_views.ACTS]),
    *pages_of(UNDERSTANDING),
    path("drafts/", draft_views.strategies, name="strategies"),
    path("drafts/<uuid:pk>/", draft_views.strategy, name="strategy"),
    path("drafts/<uuid:pk>/edited/", draft_views.edited_copy, name="edited_copy"),
    path("drafts/<uuid:pk>/takes-up/", takeup_views.take_up, name="take_up"),
    path("drafts/<uuid:pk>/chapters/", chapter_views.chapters, name="chapters"),
    path("drafts/<uuid:pk>/elements/", draft_views.elements, name="elements"),
    path("drafts/<uuid:pk>/elements/together/", cited_views.cited_together, name="cited_together"),
    path("drafts/<uuid:pk>/endorsement/", sign_views.endorsement, name="endorsement"),
    path("drafts/<uuid:pk>/endorsement/chain/", sign_views.chain, name="signed_steps"),
    path("drafts/<uuid:pk>/verify/", sign_views.verify, name="verify"),
    path("drafts/<uuid:pk>/dissemination/", give_views.dissemination, name="dissemination"),
    path("drafts/<uuid:pk>/dissemination/copy/", give_views.copy_new, name="copy_new"),
    path("drafts/<uuid:pk>/dissemination/same/", give_views.spelling_merge, name="spelling_merge"),
    path("given/<uuid:pk>/", give_views.given_copy, name="given"),
    path("drafts/recipients/<uuid:pk>/", give_views.recipient, name="recipient"),
    path(
        "drafts/recipients/<uuid:pk>/notice/",
        give_views.recall_notice,
        name="recall_notice",
    ),
    path("drafts/redacted/<uuid:pk>/", give_views.copy_page, name="redacted"),
    path("drafts/redacted/<uuid:pk>/change/", give_views.redacted_change, name="redacted_change"),
    path(
        "drafts/redacted/<uuid:pk>/withdraw/",
        give_views.redacted_withdraw,
        name="redacted_withdraw",
    ),
    path("drafts/redacted/<uuid:pk>/file/", give_views.redacted_file, name="redacted_file"),
    path("drafts/copies/<uuid:pk>/", sign_views.copy, name="copy"),
    path("drafts/copies/<uuid:pk>/file/", sign_views.copy_file, name="copy_file"),
    *(
        path(
            f"drafts/<uuid:pk>/{what}.{form}",
            paper_views.file,
            {"what": what, "form": form},
            name=f"{what}_{form}",
        )
        for what in WHAT
        for form in ("docx", "pdf")
    ),
    path("drafts/sections/<uuid:pk>/", draft_views.section, name="section"),
    path("drafts/sections/<uuid:pk>/typed/", section_typed, name="section_typed"),
    path("drafts/sections/<uuid:pk>/preview/", draft_views.section_preview, name="section_preview"),
    path("drafts/sections/<uuid:pk>/history/", draft_views.section_history, name="section_history"),
    path("drafts/sections/<uuid:pk>/lease/", draft_views.section_lease, name="section_lease"),
    path(
        "drafts/sections/<uuid:pk>/in/<str:language>/",
        draft_views.section_translation,
        name="section_translation",
    ),
    path("drafts/<uuid:pk>/signed/", sign_views.signed_for, name="signed_for"),
    path("drafts/<uuid:pk>/decisions/", sign_views.decisions, name="decisions"),
    path("drafts/steps/<uuid:pk>/outcome/", sign_views.outcome, name="outcome"),
    path("drafts/sections/<uuid:pk>/mark/", draft_views.section_mark, name="section_mark"),
    path("drafts/comments/<uuid:pk>/", draft_views.comment_decide, name="comment_decide"),
    path("drafts/<uuid:pk>/guidance/", brief_views.guidance, name="guidance"),
    path("drafts/guidance/<uuid:pk>/", brief_views.guidance_received, name="guidance_received"),
    path("drafts/briefings/<uuid:pk>/", brief_views.country_briefed, name="country_briefed"),
    path("drafts/<uuid:pk>/abbreviations/", paper_views.abbreviations, name="abbreviations"),
    path("drafts/<uuid:pk>/length/", lead_views.length, name="length"),
    path("drafts/<uuid:pk>/consultation/", consult_views.consultations, name="consultations"),
    path(
        "drafts/<uuid:pk>/consultation/together/",
        together_views.consulted_together,
        name="consulted_together",
    ),
    path(
        "drafts/<uuid:pk>/consultation/<slug:stakeholder>/new/",
        consult_views.consultation_new,
        name="consultation_new",
    ),
    path("drafts/<uuid:pk>/plan/", plan_views.plan, name="plan"),
    path("drafts/<uuid:pk>/plan/seats/", plan_views.seat_give, name="seat_give"),
    path("drafts/seats/<uuid:pk>/end/", plan_views.seat_end, name="seat_end"),
    path("drafts/steps/<uuid:pk>/", plan_views.step_keep, name="step_keep"),
    path("drafts/sections/<uuid:pk>/rests-on/", based_views.basis_name, name="basis_name"),
    path("drafts/rests-on/<uuid:pk>/end/", based_views.basis_end, name="basis_end"),
    path("drafts/<uuid:pk>/waive/", consult_views.strategy_waive, name="waive"),
    path("drafts/waivers/<uuid:pk>/end/", consult_views.waiver_end, name="waiver_end"),
    path("drafts/consultations/<uuid:pk>/", consult_views.consultation, name="consultation"),
]
