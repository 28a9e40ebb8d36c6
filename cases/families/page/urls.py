from django.urls import path

from cases.families.page import views

urlpatterns = [
    path("<uuid:family_id>/arrange", views.arrange_page, name="arrange"),
    path("<uuid:family_id>/log", views.log, name="log"),
]
