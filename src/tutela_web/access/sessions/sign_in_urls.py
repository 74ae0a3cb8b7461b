"""The pages of allauth this house has: no registration, no change of address, no mailed reset.

A password is forgotten by going to an administrator, who hands over a one-time link.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as provider
from django.urls import include, path, re_path

from tutela_web.access.sessions import provider_sign_in, sign_in

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path(
        "password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.PasswordLink.as_view(),
        name="account_reset_password_from_key",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("provider/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("provider/error/", provider.login_error, name="socialaccount_login_error"),
    path("oidc/<str:provider_id>/login/", provider_sign_in.login, name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/login/callback/",
        provider_sign_in.callback,
        name="openid_connect_callback",
    ),
]
