"""Every address of the product. Each needs its row in the permission matrix of the tests."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from linkages import views

handler403 = "linkages.limits.forbidden"
handler500 = "linkages.middleware.server_error"
urlpatterns = [
    path("", views.today_page, name="today"),
    path("healthz", views.healthz, name="healthz"),
    path("keep-alive", views.keep_alive, name="keep_alive"),
    path("drafts/<str:form>", views.save_draft, name="save_draft"),
    path("jobs/<uuid:job_id>", views.job_progress, name="job_progress"),
    path("documents/", views.document_list, name="documents"),
    path("documents/<uuid:document_id>", views.document_page, name="document"),
    path("documents/<uuid:document_id>/file", views.document_download, name="document_file"),
    path("language/setlang/", login_not_required(set_language), name="set_language"),
    path("account/", include("counties.signin.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("settings/", include("counties.urls")),
    path("people/", include("cases.sharing.urls")),
    path("families/", include("cases.families.urls")),
    path("extracts/", include("cases.records.urls")),
    path("matches/", include("cases.matching.urls")),
    path("program/", include("assessments.urls")),
    path("plans/", include("workplans.urls")),
]
