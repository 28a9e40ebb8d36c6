from django.urls import path

from cases.families.deriving import views

urlpatterns = [
    path("<uuid:family_id>/priority/", views.priority, name="priority"),
    path("<uuid:family_id>/priority/back/", views.take_back, name="priority_back"),
]
