from django.urls import path

from assessments.rounds import answer_views, closing_views, consensus_views, sheet_views, views

urlpatterns: list = [
    path("", views.round_list, name="rounds"),
    path("new", views.begin_round, name="begin_round"),
    path("asked", answer_views.asked_of_me, name="asked"),
    path("<uuid:round_id>", views.round_page, name="round"),
    path("<uuid:round_id>/change", views.change_round, name="change_round"),
    path("<uuid:round_id>/people", views.invite_people, name="invite_people"),
    path(
        "<uuid:round_id>/people/<uuid:respondent_id>/withdraw",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("<uuid:round_id>/remind", views.remind_people, name="remind_people"),
    path("<uuid:round_id>/open", views.open_answers, name="open_answers"),
    path("<uuid:round_id>/close-answers", views.close_answers, name="close_answers"),
    path("<uuid:round_id>/call-off", views.call_off, name="call_off_round"),
    path("<uuid:round_id>/answer", answer_views.answer, name="answer"),
    path("<uuid:round_id>/answer/hand-in", answer_views.answer_hand_in, name="answer_hand_in"),
    path("<uuid:round_id>/answer/take-back", answer_views.take_back, name="take_back"),
    path(
        "<uuid:round_id>/answer/sections/<str:section>",
        answer_views.answer_section,
        name="answer_section",
    ),
    path("<uuid:round_id>/paper", answer_views.add_paper, name="add_paper"),
    path("<uuid:round_id>/paper/<uuid:respondent_id>", answer_views.paper, name="paper"),
    path(
        "<uuid:round_id>/paper/<uuid:respondent_id>/hand-in",
        answer_views.paper_hand_in,
        name="paper_hand_in",
    ),
    path(
        "<uuid:round_id>/paper/<uuid:respondent_id>/sections/<str:section>",
        answer_views.paper_section,
        name="paper_section",
    ),
    path("<uuid:round_id>/consensus", consensus_views.consensus, name="consensus"),
    path(
        "<uuid:round_id>/consensus/<str:code>",
        consensus_views.consensus_item,
        name="consensus_item",
    ),
    path(
        "<uuid:round_id>/consensus/<str:code>/clear",
        consensus_views.clear_consensus,
        name="clear_consensus",
    ),
    path("<uuid:round_id>/sheet/<str:section>", sheet_views.sheet, name="sheet"),
    path("<uuid:round_id>/close", closing_views.close_round, name="close_round"),
    path("<uuid:round_id>/leave-unknown", closing_views.leave_unknown, name="leave_unknown"),
]
