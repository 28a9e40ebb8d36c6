from django.urls import path

from cases.records.quality import views

urlpatterns = [
    path("quality", views.quality, name="quality"),
    path("quality/<slug:check>", views.quality_list, name="quality_list"),
    path("quality/<slug:check>/list.csv", views.quality_file, name="quality_file"),
]
