from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.urls import path

from tutela_web.look import gallery
from tutela_web.site import area, duty, help, partner, place, search, setting_up, situation, views
from tutela_web.site.coming import views as coming_views
from tutela_web.site.headquarters import views as headquarters_views
from tutela_web.site.home import pages as home_pages
from tutela_web.site.home import spoken as spoken_views
from tutela_web.site.hotspot_order import views as order_views

app_name = "site"
urlpatterns = [
    path("", views.start, name="start"),
    path("look/", login_required(gallery.gallery), name="look"),
    path("language/", views.language, name="language"),
    path("first-mission/", setting_up.first_mission, name="first_mission"),
    path("m/<slug:code>/setting-up/", setting_up.overview, name="setting_up"),
    path("m/<slug:code>/setting-up/mail/send/", setting_up.send_test_mail, name="send_test_mail"),
    path("m/<slug:code>/setting-up/<slug:key>/", setting_up.step_page, name="setup_step"),
    path("m/<slug:code>/", situation.situation, name="situation"),
    path("m/<slug:code>/order/", order_views.order, name="order"),
    path("m/<slug:code>/order/agree/", order_views.agree, name="agree_order"),
    path("m/<slug:code>/order/agreed/<uuid:pk>/", order_views.order_then, name="order_then"),
    path("m/<slug:code>/order/hotspots/<uuid:hotspot>/", order_views.hotspot, name="hotspot"),
    path("m/<slug:code>/now/", home_pages.home, name="home"),
    path("m/<slug:code>/now/first-days/", home_pages.first_days, name="first_days"),
    path("m/<slug:code>/inbox/", home_pages.inbox, name="inbox"),
    path("m/<slug:code>/spoken/", spoken_views.list_spoken, name="spoken"),
    path("m/<slug:code>/spoken/<uuid:pk>/", spoken_views.settle_spoken, name="settle_spoken"),
    path("m/<slug:code>/inbox/<uuid:pk>/answered/", home_pages.answer_call, name="answer_call"),
    path("m/<slug:code>/now/<uuid:pk>/lift-pause/", home_pages.lift_pause, name="lift_pause"),
    path("m/<slug:code>/inbox/<uuid:pk>/read/", home_pages.read_notice, name="read_notice"),
    path("m/<slug:code>/help/", help.page, name="help"),
    path("m/<slug:code>/help/<slug:name>/", help.how_to, name="how_to"),
    path("m/<slug:code>/pages/", home_pages.index, name="pages"),
    path("m/<slug:code>/search/", search.page, name="search"),
    path("m/<slug:code>/headquarters/", headquarters_views.missions, name="headquarters"),
    path(
        "m/<slug:code>/headquarters/strategy/",
        headquarters_views.strategy,
        name="headquarters_strategy",
    ),
    path(
        "m/<slug:code>/headquarters/reports/<uuid:pk>/",
        headquarters_views.report,
        name="headquarters_report",
    ),
    path("m/<slug:code>/trends/", partner.page, name="trends"),
    path("m/<slug:code>/places/<uuid:pk>/", place.place, name="place"),
    path("m/<slug:code>/area/", area.area, name="area"),
    path("m/<slug:code>/coming-days/", coming_views.coming, name="coming"),
    path("m/<slug:code>/duty/", duty.duty, name="duty"),
    path("m/<slug:code>/not-known/", situation.unknown_places, name="unknown"),
    path("m/<slug:code>/tiles/<int:z>/<int:x>/<int:y>.mvt", situation.tile, name="tile"),
    path("m/<slug:code>/layers/silent.json", situation.silent, name="silent"),
]
