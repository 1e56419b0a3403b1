"""Addresses of sign-in and of a person's own pages. django-allauth finds its views by their names."""

from allauth.account import views as allauth
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.views import list_usersessions
from django.urls import path, register_converter

from klimanet.accounts import views
from klimanet.text.converters import Id

register_converter(Id, "id")

urlpatterns = [
    path("", views.account, name="account"),
    path("billede/", views.photo, name="account_photo"),
    path("billede/fil/", views.own_photo, name="account_photo_file"),
    path("billede/fjernelse/", views.remove_photo, name="account_photo_removal"),
    path("sprog/", views.language, name="language"),
    path("udseende/", views.colour_scheme, name="colour_scheme"),
    path("send-igen/", views.resend, name="resend"),
    path("send-igen/kassering/", views.discard, name="discard"),
    # Signing in and out
    path("log-ind/", allauth.request_login_code, name="account_request_login_code"),
    path("log-ind/kode/", views.confirm_login_code, name="account_confirm_login_code"),
    path("log-ind/adgangskode/", allauth.login, name="account_login"),
    path("log-ind/adgangsnoegle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("log-ind/to-trin/", mfa.authenticate, name="mfa_authenticate"),
    path("log-ind/laast/", allauth.account_inactive, name="account_inactive"),
    path("log-ud/", allauth.logout, name="account_logout"),
    path("opret/", allauth.signup, name="account_signup"),
    path("bekraeft/", allauth.reauthenticate, name="account_reauthenticate"),
    path("bekraeft/to-trin/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bekraeft/adgangsnoegle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Address
    path("adresse/", allauth.email, name="account_email"),
    path("adresse/kode/", allauth.email_verification_sent, name="account_email_verification_sent"),
    # Password
    path("adgangskode/", allauth.password_change, name="account_change_password"),
    path("adgangskode/ny/", allauth.password_set, name="account_set_password"),
    path("adgangskode/glemt/", allauth.password_reset, name="account_reset_password"),
    path("adgangskode/glemt/kode/", views.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("adgangskode/glemt/ny/", allauth.complete_password_reset, name="account_complete_password_reset"),
    path("adgangskode/glemt/klar/", allauth.password_reset_from_key_done, name="account_password_reset_completed"),
    # Second steps
    path("to-trin/", mfa.index, name="mfa_index"),
    path("to-trin/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("to-trin/app/fjernelse/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("to-trin/noedkoder/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("to-trin/noedkoder/nye/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("to-trin/noedkoder/fil/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("adgangsnoegler/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("adgangsnoegler/ny/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("adgangsnoegler/<id:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("adgangsnoegler/<id:pk>/fjernelse/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    # Where one is signed in
    path("sessioner/", list_usersessions, name="usersessions_list"),
    path("sessioner/<id:session>/afslutning/", views.ending_session, name="session_ending"),
]
