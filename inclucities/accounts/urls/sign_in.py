"""Signing in, passwords and the second factor: the pages of django-allauth that this product offers.

Mounted under ``account/``, without a namespace, for allauth looks its pages up by these names. What is
not listed here (codes by mail, passkeys, social accounts) does not exist.
"""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as factor_views
from django.urls import path, re_path

from inclucities.accounts import views

urlpatterns = [
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", views.ByInvitationView.as_view(), name="account_signup"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("email/", allauth_views.email, name="account_email"),
    path("confirm-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$", views.ConfirmAddressView.as_view(), name="account_confirm_email"
    ),
    path("password/change/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", factor_views.index, name="mfa_index"),
    path("second-factor/authenticate/", factor_views.authenticate, name="mfa_authenticate"),
    path("second-factor/reauthenticate/", factor_views.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", views.EnrolAppView.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", views.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/codes/", views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "second-factor/codes/new/", views.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"
    ),
    path(
        "second-factor/codes/download/",
        views.DownloadRecoveryCodesView.as_view(),
        name="mfa_download_recovery_codes",
    ),
]
