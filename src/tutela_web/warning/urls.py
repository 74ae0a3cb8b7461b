"""Addresses of alerts and of the community alert network, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of
from tutela_web.warning import views
from tutela_web.warning.board import live_views
from tutela_web.warning.calls import views as call_views
from tutela_web.warning.closing import views as closing_views
from tutela_web.warning.feed import views as feed_views
from tutela_web.warning.inferred import views as inferred_views
from tutela_web.warning.listening import views as listening_views
from tutela_web.warning.mechanisms import views as mechanism_views
from tutela_web.warning.mechanisms.kinds import MECHANISM, PARTY
from tutela_web.warning.merging import views as merge_views
from tutela_web.warning.network import ties
from tutela_web.warning.network import views as network_views
from tutela_web.warning.network.fallback_kind import FALLBACK
from tutela_web.warning.ringing import views as ringing_views

app_name = "warning"
urlpatterns = [
    path("alerts/", views.board, name="board"),
    path("alerts/new/", views.raise_page, name="raise"),
    path("alerts/new/hazard/", views.raise_hazard, name="hazard"),
    path("alerts/merge/", merge_views.merge, name="merge"),
    path("alerts/around/", views.where_and_whom, name="around"),
    path("alerts/clocks/", views.clocks, name="clocks"),
    path("alerts/feed/", feed_views.page, name="feed"),
    path("alerts/feed/turn/", feed_views.turn, name="feed_turn"),
    path("alerts/feed/release/", feed_views.release, name="feed_release"),
    path("alerts/feed/<uuid:pk>/renew/", feed_views.renew, name="feed_renew"),
    path("alerts/feed/<uuid:pk>/withdraw/", feed_views.withdraw, name="feed_withdraw"),
    path("alerts/inferred/", inferred_views.inferred_places, name="inferred"),
    path("alerts/inferred/<uuid:pk>/answer/", inferred_views.answer, name="answer_inferred"),
    path("alerts/listening/", listening_views.page, name="listening"),
    path("alerts/listening/new/", listening_views.new, name="listen"),
    path("alerts/listening/sent/", listening_views.sent_to_listener, name="listening_sent"),
    path("alerts/listening/<uuid:pk>/", listening_views.edit, name="listening_edit"),
    path("alerts/listening/<uuid:pk>/end/", listening_views.end, name="listening_end"),
    path("alerts/live/", live_views.renew_live_url, name="live"),
    path("alerts/owed/", network_views.owed_list, name="owed"),
    path("alerts/owed/<uuid:pk>/", network_views.settle, name="settle"),
    path("alerts/owed/<uuid:pk>/number/", network_views.number, name="number"),
    path("alerts/desk/", ringing_views.desk, name="desk"),
    path("alerts/desk/silence/", ringing_views.silence, name="silence_desk"),
    path("alerts/desk/sound/", ringing_views.sound, name="let_desk_sound"),
    path("alerts/<uuid:pk>/", views.alert, name="alert"),
    path("alerts/<uuid:pk>/edit/", views.edit, name="edit"),
    path("alerts/<uuid:pk>/closing/", closing_views.close_words, name="close_words"),
    path("alerts/<uuid:pk>/refuge/", closing_views.answer_refuge, name="answer_refuge"),
    path("compartments/alerts/<uuid:part>/", closing_views.closed_words, name="closed_words"),
    path("alerts/<uuid:pk>/record/", views.record, name="record"),
    path("alerts/<uuid:pk>/called/", views.record_call, name="record_call"),
    path("alerts/<uuid:pk>/issue/", views.issue, name="issue"),
    path("alerts/<uuid:pk>/read/", views.read, name="read"),
    path("alerts/<uuid:pk>/level/", views.level, name="level"),
    path("alerts/<uuid:pk>/report/", views.word, name="word"),
    path("alerts/<uuid:pk>/join/", views.join, name="join"),
    path("alerts/<uuid:pk>/part/", views.part, name="part"),
    path("alerts/<uuid:pk>/apart/", views.apart, name="apart"),
    path("alerts/<uuid:pk>/owner/", views.hand_over, name="hand_over"),
    path("alerts/<uuid:pk>/words/<uuid:report>/", views.words, name="words"),
    path("network/", network_views.network, name="network"),
    *pages_of(FALLBACK),
    *pages_of(MECHANISM),
    *pages_of(PARTY),
    path("network/areas/<slug:area>/", mechanism_views.area_network, name="area_network"),
    path("network/calls/", call_views.calls, name="calls"),
    path("network/calls/<uuid:pk>/", call_views.call, name="call"),
    path("network/calls/<uuid:pk>/number/", call_views.number, name="call_number"),
    path("network/calls/<uuid:pk>/record/", call_views.record, name="call_record"),
    path("network/courtesies/<uuid:pk>/", network_views.courtesy_words, name="courtesy_words"),
    path("network/new/", network_views.new, name="contact_new"),
    path("network/silence/<uuid:pk>/", network_views.answer_silence, name="answer_silence"),
    path("network/<uuid:pk>/", network_views.contact, name="contact"),
    path("network/parts/<uuid:pk>/", ties.contacts_of_part, name="contacts_of_part"),
    *addresses_of([ties.TIE]),
    path("network/<uuid:pk>/confirm/", network_views.confirm, name="confirm"),
    path("network/<uuid:pk>/test/", network_views.test, name="test"),
    path("network/<uuid:pk>/stop/", network_views.stop, name="stop"),
]
