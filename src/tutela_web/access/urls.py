from __future__ import annotations

from django.urls import include, path

from tutela_web.access.gateways import push_views, webhook_views
from tutela_web.access.gateways import views as gateway_views
from tutela_web.access.people import views
from tutela_web.access.rules import views as rule_views

app_name = "access"

people = [
    path("", views.people, name="people"),
    path("roles/new/", views.give_role, name="give_role"),
    path("roles/<uuid:pk>/end/", views.end_role, name="end_role"),
    path("posts/new/", views.make_post, name="make_post"),
    path("posts/<uuid:pk>/", views.post, name="post"),
    path("posts/<uuid:pk>/edit/", views.edit_post, name="edit_post"),
    path("posts/<uuid:pk>/give/", views.give_post, name="give_post"),
    path("posts/<uuid:pk>/rotate/", views.rotate_post, name="rotate_post"),
    path("holdings/<uuid:pk>/end/", views.end_post, name="end_post"),
    path("compartments/new/", views.open_compartment, name="open_compartment"),
    path("compartments/<uuid:pk>/end/", views.close_compartment, name="close_compartment"),
    path("asked/<uuid:pk>/", views.account_change, name="account_change"),
    path("<uuid:pk>/end-access/", views.end_access, name="end_access"),
]
roster = [
    path("", views.roster, name="roster"),
    path("new/", views.add_turn, name="add_turn"),
    path("<uuid:pk>/", views.edit_turn, name="edit_turn"),
    path("<uuid:pk>/drop/", views.drop_turn, name="drop_turn"),
]
areas = [
    path("", views.areas, name="areas"),
    path("new/", views.keep_area, name="make_area"),
    path("<uuid:pk>/", views.keep_area, name="keep_area"),
]
webhooks = [
    path("", webhook_views.webhook_list, name="webhooks"),
    path("new/", webhook_views.make, name="make_webhook"),
    path("<uuid:pk>/", webhook_views.webhook, name="webhook"),
    path("<uuid:pk>/pause/", webhook_views.pause, name="pause_webhook"),
    path("<uuid:pk>/resume/", webhook_views.resume, name="resume_webhook"),
    path("<uuid:pk>/delete/", webhook_views.delete, name="delete_webhook"),
    path(
        "<uuid:pk>/messages/<uuid:message>/again/", webhook_views.resend_message, name="send_again"
    ),
]
gateways = [
    path("", gateway_views.gateway_list, name="gateways"),
    path("new/", gateway_views.make, name="make_gateway"),
    path("messages/", gateway_views.ledger, name="ledger"),
    path("messages/send/", gateway_views.send_held, name="send_held"),
    path("<uuid:pk>/", gateway_views.gateway, name="gateway"),
    path("<uuid:pk>/change/", gateway_views.change, name="change_gateway"),
    path("<uuid:pk>/secret/", gateway_views.renew, name="renew_gateway"),
    path("<uuid:pk>/pause/", gateway_views.pause, name="pause_gateway"),
    path("<uuid:pk>/resume/", gateway_views.resume, name="resume_gateway"),
]
urlpatterns = [
    path("", include("tutela_web.access.audit.urls")),
    path("m/<slug:code>/people/", include(people)),
    path("m/<slug:code>/who-receives-what/", rule_views.rules, name="rules"),
    path("m/<slug:code>/roster/", include(roster)),
    path("m/<slug:code>/areas/", include(areas)),
    path("m/<slug:code>/webhooks/", include(webhooks)),
    path("m/<slug:code>/gateways/push/", push_views.turn, name="turn_push"),
    path("m/<slug:code>/gateways/", include(gateways)),
    path("m/<slug:code>/push/", push_views.browsers, name="push"),
    path("m/<slug:code>/push/add/", push_views.add, name="add_browser"),
    path("m/<slug:code>/push/<uuid:pk>/remove/", push_views.remove, name="remove_browser"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new/", views.make_account, name="make_account"),
    path("accounts/asked/<uuid:pk>/link/", views.asked_link, name="asked_link"),
    path("accounts/<uuid:pk>/", views.account, name="account"),
    path("accounts/<uuid:pk>/<slug:act>/", views.account_act, name="account_act"),
    path("missions/", views.missions, name="missions"),
    path("missions/new/", views.make_mission, name="make_mission"),
    path("account/sessions/", views.my_sessions, name="sessions"),
    path("devices/", views.my_devices, name="devices"),
    path("devices/new/", views.make_device, name="make_device"),
    path("devices/<uuid:pk>/end/", views.end_device, name="end_device"),
]
