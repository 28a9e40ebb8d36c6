"""Addresses of instruments, within those of the program."""

from django.urls import path

from assessments.instruments import draft_views, edition_views, views

urlpatterns = [
    path("", views.instruments, name="instruments"),
    path("new", edition_views.start, name="start_instrument"),
    path("import", edition_views.import_instrument, name="import_instrument"),
    path("drafts/<uuid:edition_id>", draft_views.draft, name="instrument_draft"),
    path(
        "drafts/<uuid:edition_id>/sections",
        draft_views.sections,
        name="instrument_draft_sections",
    ),
    path("drafts/<uuid:edition_id>/publish", edition_views.publish, name="publish_instrument"),
    path("drafts/<uuid:edition_id>/discard", edition_views.discard, name="discard_instrument"),
    path("drafts/<uuid:edition_id>/<slug:part>", draft_views.part, name="instrument_part"),
    path("<slug:code>", views.instrument, name="instrument"),
    path("<slug:code>/draft", edition_views.begin, name="begin_instrument"),
    path("<slug:code>/<int:number>", views.edition, name="instrument_edition"),
    path("<slug:code>/<int:number>/print", views.print_blank, name="print_instrument"),
    path("<slug:code>/<int:number>/withdraw", edition_views.withdraw, name="withdraw_instrument"),
    path("<slug:code>/<int:number>/instrument.json", views.export, name="export_instrument"),
    path("<slug:code>/<int:old>/<int:new>", views.compare_editions, name="compare_instruments"),
]
