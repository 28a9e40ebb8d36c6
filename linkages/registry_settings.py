"""Settings that name the work of higher rooms, for lower ones that may not import them.

Imports point down only, so a room that adds a job, an entry of the menu or a part of somebody
else's page names it here, and the lower room imports it when it is needed. Every name here is a
setting; within a list, order is the order on the page or of the work.
"""

# Kinds of jobs: code -> what does the work: (job) -> None
JOB_KINDS = {
    "linkages.deliver_event": "linkages.events.deliver",
    "linkages.render_document": "linkages.documents.render",
    "linkages.send_mail": "linkages.mail.send",
    "records.read_batch": "cases.records.loading.read_batch",
    "records.accept_batch": "cases.records.publishing.accept_batch",
    "records.roll_back": "cases.records.publishing.roll_back",
    "records.pick_up": "cases.records.pickups.taking.work",
    "matching.run": "cases.matching.running.work",
    "matching.preview_rules": "cases.matching.rules.preview.work",
    "matching.link_by_rule": "cases.matching.rules.automatic.work",
    "matching.undo_rule_run": "cases.matching.rules.automatic.work_undo",
    "families.receive": "cases.families.transfer.receiving.receive",
    "families.derive": "cases.families.deriving.watch.work",
    "families.release": "cases.families.tap.releasing.work",
    "families.roll_up": "cases.families.rollup.running.work",
}
JOB_QUEUES = {
    "linkages.render_document": "pdf",
    "linkages.send_mail": "mail",
    "matching.run": "engine",
}
EVENT_HANDLERS: dict[str, list[str]] = {
    "records.batch_accepted": [
        "cases.matching.running.on_batch",
        "cases.sharing.corrections.following.on_accepted",
        "cases.records.quality.keeping.on_accepted",
        "cases.families.rollup.running.request",
        "cases.families.deriving.happenings.on_batch",
    ],
    "records.batch_rolled_back": [
        "cases.matching.running.on_batch",
        "cases.sharing.corrections.following.on_rolled_back",
        "cases.families.rollup.running.request",
    ],
    "matching.run_published": [
        "cases.matching.rules.automatic.on_run",
        "cases.matching.desk.splitting.on_run",
        "cases.families.rollup.running.request",
    ],
    "matching.disposed": ["cases.families.rollup.running.request"],
    "people.linked": ["cases.families.rollup.running.on_link"],
    "people.link_cut": ["cases.families.rollup.running.on_link"],
    "families.rolled_up": ["cases.families.telling.following.on_assigned"],
    "families.declined": [
        "cases.families.agreement.mails.on_declined",
        "cases.families.telling.answering.on_declined",
        "cases.families.transfer.acts.on_declined",
    ],
}
# Look at each county's new rows every minute: (county, since, until).
WATCHES: list[str] = [
    "cases.sharing.accounting.watch.look",
    "cases.records.profiles.drafts.forget",
    "cases.records.refusals.keeping.look",
    "cases.records.pickups.taking.look",
    "cases.families.closing.watch.look",
    "cases.families.transfer.watch.look",
    "cases.families.deriving.watch.look",
    "cases.families.tap.releasing.look",
    "cases.families.telling.access.look",
    "cases.families.telling.escalating.look",
    "cases.families.telling.mailing.look",
    "assessments.rounds.watch.look",
    "assessments.program.mails.look",
    "workplans.running.reminding.look",
]
# Which program records an id of a higher room leads to: ids -> {id: records}.
RECORDS_BEHIND: list[str] = ["cases.matching.navigation.records_behind"]
DOCUMENT_KINDS: dict[str, str] = {
    "sharing.match_summary": "cases.sharing.summary.KIND",
    "records.request_sheet": "cases.records.profiles.sheets.KIND",
    "sharing.incident": "cases.sharing.incidents.report.KIND",
    "families.summary": "cases.families.documents.summary.KIND",
    "families.notification": "cases.families.documents.notification.KIND",
    "families.hand_off": "cases.families.documents.hand_off.KIND",
    "families.closing": "cases.families.documents.letters.KIND",
    "families.sample": "cases.families.documents.samples.KIND",
    "assessments.brief": "assessments.results.printed.BRIEF",
    "assessments.filled": "assessments.results.printed.FILLED",
    "assessments.blank": "assessments.instruments.printed.KIND",
    "workplans.plan": "workplans.running.printing.PLAN_KIND",
    "workplans.quarterly": "workplans.running.printing.QUARTERLY_KIND",
    "workplans.one_pager": "workplans.running.printing.ONE_PAGER_KIND",
    "workplans.handover": "workplans.running.printing.HANDOVER_KIND",
    "workplans.minutes": "workplans.running.printing.MINUTES_KIND",
}
# Parts that higher apps add to a person's page and to its printed summary: (user, person).
PERSON_SECTIONS: list[str] = [
    "cases.matching.navigation.links_of",
    "cases.sharing.corrections.navigation.corrections_of",
    "cases.sharing.restricting.navigation.restriction_of",
    "cases.sharing.teams.navigation.teams_of",
    "cases.families.doors.navigation.suggest_for",
]
SUMMARY_SECTIONS: list[str] = ["cases.matching.navigation.evidence_of"]
# Parts of a family's page, and of its printed summary: (user, cases.families.viewing.FamilyView).
FAMILY_SECTIONS: list[str] = [
    "cases.families.page.sections.of_page",
    "cases.families.rollup.navigation.of_family",
    "cases.families.deriving.navigation.of_family",
    "cases.families.closing.navigation.of_family",
    "cases.families.documents.navigation.of_family",
    "cases.families.transfer.navigation.of_family",
    "cases.families.agreement.navigation.agreement_of",
    "cases.families.source_flags.navigation.flags_of",
    "cases.families.directory.navigation.services_for",
    "cases.families.doors.navigation.events_of",
    "cases.families.telling.navigation.of_family",
]
# Lines of a family's history: (user, FamilyView) -> cases.families.page.history.Line.
FAMILY_HISTORY: list[str] = ["cases.families.agreement.navigation.history_of"]
# Tasks as fixed sentences: code -> cases.families.notes.titles.Title.
TASK_TITLES: list[str] = [
    "cases.families.notes.titles.TITLES",
    "cases.families.telling.titles.TITLES",
    "cases.families.doors.kinds.TITLES",
]
FAMILY_SUMMARY_SECTIONS: list[str] = [
    "cases.families.agreement.navigation.summary_of",
]
# What source systems make of an id as typed: text -> the form in which it is kept.
ID_READERS: list[str] = ["cases.records.reading.ids.to_key"]
PARAMETERS: list[str] = [
    "counties.parameters.PARAMETERS",
    "cases.sharing.parameters.PARAMETERS",
    "cases.sharing.incidents.parameters.PARAMETERS",
    "cases.records.parameters.PARAMETERS",
    "cases.matching.desk.parameters.PARAMETERS",
    "cases.matching.rules.parameters.PARAMETERS",
    "cases.families.parameters.PARAMETERS",
    "cases.families.closing.parameters.PARAMETERS",
    "cases.families.telling.parameters.PARAMETERS",
    "cases.families.agreement.parameters.PARAMETERS",
    "cases.families.doors.parameters.PARAMETERS",
    "assessments.rounds.parameters.PARAMETERS",
    "assessments.program.parameters.PARAMETERS",
    "workplans.plans.parameters.PARAMETERS",
    "workplans.running.parameters.PARAMETERS",
]
# Ids under which extracts name workers: county -> counties.staff.worker_ids.Named.
WORKER_IDS: list[str] = ["cases.records.naming.worker_ids"]
# What a leaver has open: (leaver, viewer) -> counties.staff.leaving.OpenWork.
LEAVER_WORK: list[str] = [
    "cases.families.leaving.open_work",
    "cases.matching.desk.leaving.open_work",
]
NAVIGATION: list[str] = [
    "counties.shell.navigation",
    "cases.families.navigation.entries",
    "cases.families.tap.navigation.entries",
    "cases.sharing.navigation.entries",
    "cases.sharing.accounting.navigation.entries",
    "cases.sharing.incidents.navigation.entries",
    "cases.sharing.policy.navigation.entries",
    "cases.records.navigation.entries",
    "cases.records.quality.navigation.entries",
    "cases.matching.navigation.entries",
    "cases.matching.rules.navigation.entries",
    "cases.sharing.restricting.navigation.entries",
    "cases.sharing.teams.navigation.entries",
    "cases.families.directory.navigation.entries",
    "assessments.program.navigation.entries",
]
TODAY_PROVIDERS: list[str] = [
    "cases.families.transfer.navigation.offered",
    "cases.families.notes.navigation.to_do",
    "cases.families.notes.navigation.waiting",
    "cases.families.telling.navigation.to_accept",
    "cases.families.telling.navigation.without_answer",
    "cases.families.tap.navigation.to_release",
    "cases.families.tap.navigation.to_ask",
    "cases.sharing.incidents.navigation.open_incidents",
    "cases.sharing.accounting.navigation.open_alerts",
    "cases.sharing.accounting.navigation.reviews_to_sign",
    "cases.sharing.corrections.navigation.conflicts_to_settle",
    "cases.matching.navigation.to_review",
    "cases.matching.navigation.restricted_to_review",
    "cases.matching.rules.navigation.linked_by_rule",
    "cases.matching.rules.navigation.second_looks",
    "cases.records.navigation.to_decide",
    "cases.sharing.navigation.newly_linked",
    "linkages.documents.made_for",
    "cases.families.agreement.navigation.to_ask",
    "cases.families.agreement.navigation.ask_again",
    "cases.families.doors.navigation.to_settle",
    "cases.families.doors.navigation.own_ways",
    "cases.families.obstacles.navigation.to_answer",
    "cases.families.obstacles.navigation.answered",
    "cases.families.directory.navigation.to_keep",
    "cases.families.source_flags.navigation.to_mark",
    "cases.families.today.coordinating.removal_windows",
    "cases.families.today.coordinating.without_release",
    "cases.families.today.supervising.overdue_by_worker",
    "cases.sharing.ending.releases_ending",
    "cases.sharing.policy.navigation.bases_ending",
    "cases.records.navigation.last_extracts",
    "assessments.results.navigation.to_sign",
    "assessments.program.navigation.to_confirm",
    "workplans.plans.navigation.to_approve",
    "workplans.plans.navigation.steps_of",
    "workplans.plans.navigation.to_keep",
    "workplans.running.navigation.meetings_of",
    "workplans.running.navigation.actions_of",
    "workplans.running.navigation.to_report",
    "workplans.running.navigation.files_read",
    "counties.today.settings_changing",
    "assessments.rounds.navigation.to_answer",
    "assessments.rounds.navigation.to_lead",
]
# What will stand on the page of today for somebody's role, and when: user -> sentences.
TODAY_TEACHING: list[str] = ["counties.today.teaching"]
# Parts of the page Program, below the four decision steps: user -> linkages.registries.Section.
PROGRAM_SECTIONS: list[str] = [
    "assessments.instruments.navigation.program",
    "workplans.plans.navigation.of_program",
    "workplans.plans.navigation.of_catalogue",
    "assessments.rounds.navigation.program",
]
# Addresses outside /program/ whose pages belong to the navigation entry Program.
PROGRAM_ADDRESSES: list[str] = ["/plans/"]
# What followed for items of an earlier assessment: (county, item codes, that round) ->
# assessments.results.done.Done.
ITEM_HISTORY: list[str] = ["workplans.plans.history.done_for"]
# Parts of the results of a closed assessment: (user, that round) -> linkages.registries.Section.
RESULT_SECTIONS: list[str] = ["workplans.plans.navigation.after_results"]
DEMO_SEEDERS: list[str] = [
    "counties.demo.seed",
    "counties.staff.demo.seed",
    "cases.records.profiles.demo.seed",
    "cases.records.demo.seed",
    "cases.records.pickups.demo.seed",
    "cases.records.profiles.demo.seed_pairs",
    "cases.sharing.demo.seed",
    "cases.sharing.policy.demo.seed",
    "cases.matching.demo.seed",
    "cases.matching.rules.demo.seed",
    "cases.matching.desk.demo.seed",
    "cases.sharing.demo_releases.seed",
    "cases.sharing.restricting.demo.seed",
    "cases.sharing.teams.demo.seed",
    "cases.sharing.lookup.demo.seed",
    "cases.sharing.accounting.demo.seed",
    "cases.sharing.incidents.demo.seed",
    "cases.sharing.corrections.demo.seed",
    "cases.records.quality.demo.seed",
    "cases.families.telling.demo.seed_practice",
    "cases.families.rollup.demo.seed",
    "cases.families.tap.demo.seed",
    "cases.families.notes.demo.seed",
    "cases.families.telling.demo.seed",
    "cases.families.directory.demo.seed",
    "cases.families.doors.demo.seed",
    "cases.families.closing.demo.seed",
    "assessments.instruments.demo.seed",
    "assessments.rounds.demo.seed",
    "assessments.results.demo.seed",
    "workplans.catalogue.demo.seed",
    "workplans.plans.demo.seed",
    "workplans.running.demo.seed",
    "assessments.program.demo.seed",
]
# Kinds of mail: code -> dotted string to a `linkages.mail.Kind`.
MAIL_KINDS: dict[str, str] = {
    "counties.invitation": "counties.staff.mails.INVITE",
    "counties.reset_asked": "counties.staff.mails.ASKED",
    "counties.reset_done": "counties.staff.mails.DONE",
    "counties.reset_approved": "counties.staff.mails.APPROVED",
    "records.read": "cases.records.proof.mails.READ",
    "records.held": "cases.records.proof.mails.HELD",
    "records.unreadable": "cases.records.proof.mails.UNREADABLE",
    "records.accepted": "cases.records.proof.mails.ACCEPTED",
    "records.rejected": "cases.records.proof.mails.REJECTED",
    "families.hand_off": "cases.families.documents.hand_off.MAIL",
    "families.closing": "cases.families.closing.mails.MAIL",
    "families.transfer_offered": "cases.families.transfer.watch.OFFERED_MAIL",
    "families.transfer_answered": "cases.families.transfer.watch.ANSWERED_MAIL",
    "families.told": "cases.families.telling.mails.TOLD",
    "families.escalated": "cases.families.telling.mails.ESCALATED",
    "families.answered": "cases.families.telling.mails.ANSWERED",
    "families.digest": "cases.families.telling.mails.DIGEST",
    "families.declined": "cases.families.agreement.mails.KIND",
    "assessments.asked": "assessments.rounds.mails.ASKED",
    "assessments.reminder": "assessments.rounds.mails.REMINDER",
    "assessments.confirm": "assessments.program.mails.KIND",
    "workplans.steps_due": "workplans.running.reminding.DIGEST_MAIL",
    "workplans.steps_overdue": "workplans.running.reminding.ESCALATED_MAIL",
}
