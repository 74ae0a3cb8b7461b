"""Addresses of the strategy room, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.strategy import (
    chain_views,
    consult_views,
    draft_views,
    effort_views,
    give_views,
    lead_views,
    matrix_views,
    objective_views,
    paper_views,
    plan_views,
    review_views,
    sign_views,
)
from tutela_web.strategy.matrix_table import LINES
from tutela_web.strategy.paper_files import WHAT

app_name = "strategy"
urlpatterns = [
    path("drafts/", draft_views.strategies, name="strategies"),
    path("drafts/<uuid:pk>/", draft_views.strategy, name="strategy"),
    path("drafts/<uuid:pk>/elements/", draft_views.elements, name="elements"),
    path("drafts/<uuid:pk>/endorsement/", sign_views.endorsement, name="endorsement"),
    path("drafts/<uuid:pk>/endorsement/chain/", sign_views.chain, name="signed_steps"),
    path("drafts/<uuid:pk>/verify/", sign_views.verify, name="verify"),
    path("drafts/<uuid:pk>/dissemination/", give_views.dissemination, name="dissemination"),
    path("drafts/<uuid:pk>/dissemination/copy/", give_views.copy_new, name="copy_new"),
    path("drafts/recipients/<uuid:pk>/", give_views.recipient, name="recipient"),
    path("drafts/redacted/<uuid:pk>/", give_views.redacted, name="redacted"),
    path("drafts/redacted/<uuid:pk>/change/", give_views.redacted_change, name="redacted_change"),
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
    path("drafts/sections/<uuid:pk>/history/", draft_views.section_history, name="section_history"),
    path("drafts/sections/<uuid:pk>/lease/", draft_views.section_lease, name="section_lease"),
    path("drafts/sections/<uuid:pk>/comment/", draft_views.section_comment, name="section_comment"),
    path("drafts/sections/<uuid:pk>/mark/", draft_views.section_mark, name="section_mark"),
    path("drafts/comments/<uuid:pk>/", draft_views.comment_decide, name="comment_decide"),
    path("drafts/asides/<uuid:pk>/", draft_views.aside_settle, name="aside_settle"),
    path("chain/", chain_views.chain_page, name="chain"),
    path("chain/link/<str:mine>/<uuid:pk>/", objective_views.link_add, name="link_add"),
    path("chain/links/<uuid:pk>/", objective_views.link_end, name="link_end"),
    path("objectives/", objective_views.objectives, name="objectives"),
    path("objectives/new/", objective_views.objective_new, name="objective_new"),
    path("objectives/<uuid:pk>/", objective_views.objective, name="objective"),
    path("linked-plans/new/", objective_views.plan_new, name="linked_plan_new"),
    path("linked-plans/<uuid:pk>/", objective_views.linked_plan, name="linked_plan"),
    path("linked-plans/<uuid:pk>/check/", objective_views.plan_check, name="plan_check"),
    path("linked-plans/<uuid:pk>/match/", objective_views.plan_match, name="plan_match"),
    path("linked-plans/matches/<uuid:pk>/end/", objective_views.match_end, name="match_end"),
    path("drafts/<uuid:pk>/leadership/", lead_views.leadership, name="leadership"),
    path("drafts/<uuid:pk>/length/", lead_views.length, name="length"),
    path("drafts/<uuid:pk>/consultation/", consult_views.consultations, name="consultations"),
    path(
        "drafts/<uuid:pk>/consultation/<slug:stakeholder>/new/",
        consult_views.consultation_new,
        name="consultation_new",
    ),
    path("drafts/<uuid:pk>/plan/", plan_views.plan, name="plan"),
    path("drafts/<uuid:pk>/plan/seats/", plan_views.seat_give, name="seat_give"),
    path("drafts/seats/<uuid:pk>/end/", plan_views.seat_end, name="seat_end"),
    path("drafts/steps/<uuid:pk>/", plan_views.step_keep, name="step_keep"),
    path("drafts/<uuid:pk>/waive/", consult_views.strategy_waive, name="waive"),
    path("drafts/waivers/<uuid:pk>/end/", consult_views.waiver_end, name="waiver_end"),
    path("drafts/consultations/<uuid:pk>/", consult_views.consultation, name="consultation"),
    path(
        "drafts/consultations/<uuid:pk>/held/",
        consult_views.consultation_held,
        name="consultation_held",
    ),
    path(
        "drafts/consultations/<uuid:pk>/off/",
        consult_views.consultation_call_off,
        name="consultation_call_off",
    ),
    path(
        "drafts/consultations/<uuid:pk>/decide/",
        consult_views.consultation_decide,
        name="consultation_decide",
    ),
    path(
        "drafts/consultations/<uuid:pk>/views/",
        consult_views.consultation_view,
        name="consultation_view",
    ),
    path("drafts/views/<uuid:pk>/", consult_views.view_answer, name="view_answer"),
    path("drafts/<uuid:pk>/review/", review_views.review, name="review"),
    path("drafts/<uuid:pk>/review/aside/", review_views.review_aside, name="review_aside"),
    path("drafts/<uuid:pk>/review/propose/", review_views.review_propose, name="review_propose"),
    path("drafts/amendments/<uuid:pk>/", review_views.amendment, name="amendment"),
    path(
        "drafts/amendments/<uuid:pk>/decide/",
        review_views.amendment_decide,
        name="amendment_decide",
    ),
    path("drafts/sections/<uuid:pk>/fact/", review_views.fact_cite, name="fact_cite"),
    path("drafts/facts/<uuid:pk>/untrue/", review_views.fact_untrue, name="fact_untrue"),
    path("context/", review_views.context_list, name="context"),
    path("context/new/", review_views.context_new, name="context_new"),
    path("context/<uuid:pk>/", review_views.context_one, name="context_one"),
    path("planned/", effort_views.planned, name="planned"),
    path("planned/new/", effort_views.planned_new, name="planned_new"),
    path("planned/<uuid:pk>/", effort_views.planned_one, name="planned_one"),
    path("outside/", effort_views.outside, name="outside"),
    path("outside/new/", effort_views.outside_new, name="outside_new"),
    path("outside/<uuid:pk>/", effort_views.outside_one, name="outside_one"),
    path("programmes/", effort_views.programmes, name="programmes"),
    path("programmes/new/", effort_views.programme_new, name="programme_new"),
    path("programmes/<uuid:pk>/", effort_views.programme, name="programme"),
    path("matrix/", matrix_views.matrix_list, name="matrix"),
    path("matrix/check/", effort_views.check, name="matrix_check"),
    path("matrix/new/", matrix_views.line_new, name="line_new"),
    path("matrix/<uuid:pk>/", matrix_views.line, name="line"),
    path("matrix/<uuid:pk>/accept/", matrix_views.accept, name="line_accept"),
    *sheet_urls(LINES, "matrix"),
]
