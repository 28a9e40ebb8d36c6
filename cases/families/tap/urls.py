from django.urls import path

from cases.families.tap import closed_views, eligible_views, views

urlpatterns = [
    path("eligible/", eligible_views.listed, name="eligible"),
    path("eligible/file/", eligible_views.file, name="eligible_file"),
    path("eligible/<uuid:family_id>/", eligible_views.answer, name="eligible_answer"),
    path("release/", views.release, name="release"),
    path("release/restricted/", closed_views.release_restricted, name="release_restricted"),
    path("release/preview/", views.preview, name="release_preview"),
    path("release/quota/", views.set_quota, name="set_quota"),
    path("release/quota/<uuid:quota_id>/stop/", views.stop_quota, name="stop_quota"),
    path("release/waves/<uuid:wave_id>/", views.wave, name="wave"),
    path("release/waves/<uuid:wave_id>/progress/", views.wave_progress, name="wave_progress"),
]
