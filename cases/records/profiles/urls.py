"""Addresses of profiles, request sheets, samples and pairs of ids, below those of extracts."""

from django.urls import path

from cases.records.profiles import pair_views, sheet_views, views, wizard

urlpatterns = [
    path("profiles/", views.profile_list, name="profiles"),
    path("profiles/new", wizard.start, name="start_profile"),
    path("profiles/import", views.import_profile, name="import_profile"),
    path("profiles/drafts/<uuid:draft_id>/places", wizard.places, name="draft_places"),
    path("profiles/drafts/<uuid:draft_id>/columns", wizard.columns, name="draft_columns"),
    path("profiles/drafts/<uuid:draft_id>/codes", wizard.codes, name="draft_codes"),
    path("profiles/drafts/<uuid:draft_id>/preview", wizard.preview, name="draft_preview"),
    path("profiles/drafts/<uuid:draft_id>/drop", wizard.drop, name="drop_draft"),
    path("profiles/<uuid:profile_id>", views.profile, name="profile"),
    path("profiles/<uuid:profile_id>/new-version", wizard.new_version, name="new_version"),
    path("profiles/<uuid:profile_id>/use", views.use_profile, name="use_profile"),
    path("profiles/<uuid:profile_id>/retire", views.retire_profile, name="retire_profile"),
    path("profiles/<uuid:profile_id>/compare", views.compare_profiles, name="compare_profiles"),
    path("profiles/<uuid:profile_id>/profile.json", views.export_profile, name="export_profile"),
    path("profiles/<uuid:profile_id>/sheet", sheet_views.profile_sheet, name="profile_sheet"),
    path(
        "profiles/<uuid:profile_id>/sheet/print",
        sheet_views.print_profile_sheet,
        name="print_profile_sheet",
    ),
    path("sheets/", sheet_views.request_sheets, name="sheets"),
    path("sheets/<slug:code>", sheet_views.request_sheet, name="sheet"),
    path("sheets/<slug:code>/print", sheet_views.print_sheet, name="print_sheet"),
    path("sheets/<slug:code>/sample/<slug:kind>", sheet_views.sample_file, name="sample"),
    path("ids/", pair_views.pairs, name="id_pairs"),
]
