from django.urls import path

from cases.families.today import views

urlpatterns = [path("without-release", views.without_release, name="without_release")]
