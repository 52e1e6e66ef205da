"""Under /accounts/. What is named here comes before allauth's page of the same name."""

from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views, work

urlpatterns = [
    path("", views.home, name="account_home"),
    path("calendar-address/", views.renew_feed, name="account_renew_feed"),
    path("work/", work.work, name="account_work"),
    path("work/claim/", work.claim, name="account_claim_agency"),
    path("work/code/", work.use_code, name="account_agency_code"),
    path("work/<int:pk>/unit/", work.unit, name="account_tie_unit"),
    path("work/<int:pk>/document/", work.send_document, name="account_tie_document"),
    path("work/<int:pk>/renew/", work.ask_renewal, name="account_tie_renewal"),
    path("work/<int:pk>/leave/", work.leave, name="account_tie_leave"),
    path("work/renew/<str:token>/", work.renew, name="account_renew_tie"),
    path("work/join/<str:token>/", work.join, name="account_join_agency"),
    path("login/", views.login, name="account_login"),
    path("login/password/", views.login_by_password, name="account_login_by_password"),
    path(
        "login/code/",
        RedirectView.as_view(pattern_name="account_login", query_string=True),
        name="account_request_login_code",
    ),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", views.signup, name="account_signup"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("password/change/", views.change_password, name="account_change_password"),
    path(
        "reauthenticate/code/",
        views.reauthenticate_by_code,
        name="account_reauthenticate_code",
    ),
    path(
        "reauthenticate/code/send/",
        views.send_reauthentication_code,
        name="account_send_reauthentication_code",
    ),
    path("", include("allauth.urls")),
]
