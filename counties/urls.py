from django.urls import include, path

from counties import views

app_name = "counties"
urlpatterns = [
    path("", views.settings_page, name="settings"),
    path("parameters/<str:name>", views.parameter, name="parameter"),
    path("county", views.switch_county, name="switch"),
    path("staff/", include("counties.staff.urls")),
    path("shortcuts", views.shortcuts, name="shortcuts"),
]
