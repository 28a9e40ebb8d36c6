from django.urls import path

from cases.families.notes import views

FAMILY = "<uuid:family_id>"
urlpatterns = [
    path(f"{FAMILY}/add/<str:kind>", views.add, name="add"),
    path(f"{FAMILY}/written/<str:kind>/<uuid:row_id>", views.written, name="written"),
    path(f"{FAMILY}/written/<str:kind>/<uuid:row_id>/correct", views.correct, name="correct"),
    path(f"{FAMILY}/written/<str:kind>/<uuid:row_id>/strike", views.strike, name="strike"),
    path(f"{FAMILY}/written/<str:kind>/<uuid:row_id>/restore", views.restore, name="restore"),
    path(f"{FAMILY}/tasks/<uuid:row_id>/finish", views.finish, name="finish_task"),
    path(f"{FAMILY}/copy/<str:target>", views.copy, name="copy"),
    path(f"{FAMILY}/copy/<str:target>/<uuid:row_id>", views.copy, name="copy_contact"),
]
