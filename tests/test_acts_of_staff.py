"""Every address at which staff change something says why no colleague is overwritten by it."""

from accounts.choices import STAFF_ROLES
from tests.access.parts import PARTS
from tests.test_late_saves import SHARED

DONE = {200, 302, 409, 422, 429}
# Saved with the version that was read: of the file, or of the row in a workbook.
WITH_A_VERSION = {"enrollment:case", "enrollment:score_upload", "enrollment:score_confirm"}
# What is decided, ended, answered or moved on is refused a second time.
ONCE = {
    *("accounts:acting_head_end", "accounts:data_request", "accounts:data_request_nik"),
    *("enrollment:claim", "enrollment:bulk_agree", "enrollment:bulk_drop"),
    *("enrollment:bulk_retry", "enrollment:bulk_undo", "enrollment:case_claim"),
    *("enrollment:case_release", "enrollment:case_undo", "enrollment:duplicate"),
    *("enrollment:duplicate_reopen", "enrollment:duplicate_merge"),
    *("enrollment:duplicate_merge_confirm", "enrollment:duplicate_merge_drop"),
    *("enrollment:relation_end", "enrollment:assessment_close", "enrollment:sitting_excuse"),
    *("enrollment:test_card", "enrollment:class_change", "enrollment:class_start"),
    *("enrollment:class_finish", "enrollment:class_leave", "enrollment:attach_scan"),
    *("enrollment:withdraw_official_paper", "enrollment:open_correction"),
    *("enrollment:calculate_correction", "enrollment:withdraw_correction"),
    *("enrollment:approve_correction", "enrollment:open_intake", "enrollment:run_round"),
    *("enrollment:approve_round", "enrollment:refuse_round", "enrollment:publish_round"),
    *("enrollment:answer_for_applicant", "enrollment:register_again"),
    *("enrollment:give_up_seat", "enrollment:answer_objection"),
    *("grants:round_move", "grants:verify", "grants:grant", "grants:refuse"),
    *("grants:withdraw", "grants:handover_create", "grants:visit_record"),
    *("notices:dispatch_release", "programs:staff_holiday_remove"),
}
# A row is added, and every earlier one stays beside it.
ADDS = {
    *("accounts:staff_account_act", "accounts:counter_account_act", "accounts:counter_person"),
    *("enrollment:counter_number", "enrollment:nominations", "enrollment:nomination_letter"),
    *("enrollment:case_relation", "enrollment:assessment_invite"),
    *("enrollment:assessment_room", "enrollment:score_talk", "enrollment:write_official_paper"),
    *("enrollment:dry_runs", "enrollment:record_change", "enrollment:evidence"),
    *("grants:request_create", "grants:item_create", "notices:call", "notices:number_told"),
    *("notices:template_restore", "programs:staff_intake_copy", "programs:staff_batch_new"),
}
# Each writes scores, views and requests of his own.
ONES_OWN = {
    *("enrollment:scores", "accounts:saved_view_remove", "accounts:own_request_cancel"),
    "accounts:withdraw_identity_claim",
}
# Opening something is written down, or nothing is changed.
READ = {
    *("enrollment:case_preview", "enrollment:case_numbers", "enrollment:duplicate_numbers"),
    *("dashboards:trail_of_application_csv", "dashboards:trail_of_person_csv"),
    *("grants:find_candidate", "enrollment:quick_check"),
}
# Pages of a resident about his own things, which staff meet as residents, or as his helper.
OF_RESIDENTS = {
    *("enrollment:start", "enrollment:question", "enrollment:wishes", "enrollment:upload"),
    *("enrollment:remove_document", "enrollment:reuse_document", "enrollment:withdraw"),
    *("enrollment:resubmit", "enrollment:answer_offer"),
    *("programs:opening_alert", "programs:alert_stop"),
}
WITHOUT_A_ROW_OF_THEIR_OWN = {"programs:staff_fund", "notices:template"}


def addresses_where_staff_act():
    return {
        row.url
        for part in PARTS.values()
        for row in part.ROWS
        if row.of and _answers_to_staff(row) & DONE
    }


def _answers_to_staff(row):
    return {
        answers.get(role, answers.get("others"))
        for answers in (row.post, row.own_post)
        if answers
        for role in STAFF_ROLES
    }


def test_every_address_where_staff_act_is_one_of_a_kind():
    shared = {page.url for page in SHARED}
    kinds = [shared, WITH_A_VERSION, ONCE, ADDS, ONES_OWN, READ, OF_RESIDENTS]

    assert sum(map(len, kinds)) == len(set.union(*kinds))
    assert set.union(*kinds) - WITHOUT_A_ROW_OF_THEIR_OWN == addresses_where_staff_act()
