from django.urls import path

from cases.sharing.accounting.views import access, accounts, alerts, reviews

urlpatterns = [
    path("accounts", accounts.account_search, name="account_search"),
    path("<uuid:person_id>/account", accounts.account_page, name="account"),
    path("<uuid:person_id>/account/file", accounts.account_file, name="account_file"),
    path("<uuid:person_id>/account/print", accounts.account_print, name="account_print"),
    path("access", access.access, name="access"),
    path("alerts", alerts.alert_list, name="alerts"),
    path("alerts/<uuid:alert_id>", alerts.settle, name="settle"),
    path("reviews", reviews.review_list, name="reviews"),
    path("reviews/<uuid:review_id>", reviews.review_page, name="review"),
]
