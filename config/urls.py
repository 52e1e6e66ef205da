"""Every address of the site, in the order in which they are tried."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts import doors
from config import health, leaving, mailbox, office, views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("help/", views.help_page, name="help"),
    path("help/leaving/", views.about_leaving, name="about_leaving"),
    path("leave/", leaving.leave, name="leave"),
    path("leave/close/", leaving.close, name="leave_closed"),
    path("leave/back/", leaving.reopen, name="leave_back"),
    path("media/images/<path:name>", views.picture, name="picture"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:name>/invite.ics", mailbox.invitation, name="mailbox_invitation"),
    path("accounts/", include("accounts.urls")),
    *doors.urlpatterns,
    path(office.ADDRESS.removeprefix("/"), include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("cms.urls")),
    path("", include("events.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "config.views.bad_request"
handler429 = "config.views.too_many_requests"
handler500 = "config.views.server_error"
