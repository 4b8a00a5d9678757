from datetime import date

from programs.models import Holiday
from programs.services.alerts import SIGNER
from programs.services.opening import freeze_rules
from tests.access.matrix import EVERYBODY, Row, everybody, only
from tests.factories import BatchFactory, TrainingProgramFactory

MANAGER = only("training_manager")
MANAGER_POST = only("training_manager", answer=422)
NO_POST = only("training_manager", answer=405)


def batch(owner):
    return {"code": BatchFactory().code}


def intake(owner):
    return {"code": BatchFactory().intake.code}


def rule_set(owner):
    rules = freeze_rules(BatchFactory().intake, actor=None)
    return {"code": rules.intake.code, "version": rules.version}


def program(owner):
    return {"slug": TrainingProgramFactory().slug}


def holiday(owner):
    day = date(2030, 1, 1).replace(day=1 + owner.pk % 28)
    return {"day": Holiday.objects.get_or_create(date=day, defaults={"name": "Libur"})[0].date}


def alert(owner):
    return {"signed": SIGNER.sign("1")}


OBJECTS = {
    "programs_alert": alert,
    "programs_batch": batch,
    "programs_intake": intake,
    "programs_rule_set": rule_set,
    "programs_program": program,
    "programs_holiday": holiday,
}
ROWS = [
    Row("programs:landing", get=EVERYBODY, post=everybody(405)),
    Row("programs:program_list", get=EVERYBODY, post=everybody(405)),
    Row("programs:help", get=EVERYBODY, post=everybody(405)),
    Row("programs:program", of="programs_program", get=EVERYBODY, post=everybody(405)),
    Row("programs:opening_alert", of="programs_program", get=EVERYBODY, post=everybody(422)),
    Row("programs:alert_stop", of="programs_alert", get=EVERYBODY, post=everybody(302)),
    Row("programs:batch", of="programs_batch", get=EVERYBODY, post=everybody(405)),
    Row("programs:intake", of="programs_intake", get=EVERYBODY, post=everybody(405)),
    Row("programs:rule_set", of="programs_rule_set", get=EVERYBODY, post=everybody(405)),
    Row("programs:staff_intakes", get=MANAGER, post=NO_POST),
    Row("programs:staff_intake_new", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_intake", of="programs_intake", get=MANAGER, post=NO_POST),
    Row("programs:staff_intake_edit", of="programs_intake", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_intake_copy", of="programs_intake", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_batch_new", of="programs_intake", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_batch", of="programs_batch", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_programs", get=MANAGER, post=NO_POST),
    Row("programs:staff_program_new", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_program", of="programs_program", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_funds", get=MANAGER, post=NO_POST),
    Row("programs:staff_fund", kwargs={"code": "DBHCHT"}, get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_outages", get=MANAGER, post=MANAGER_POST),
    Row("programs:staff_holidays", get=MANAGER, post=MANAGER_POST),
    Row(
        "programs:staff_holiday_remove",
        of="programs_holiday",
        get=NO_POST,
        post=only("training_manager", answer=302),
    ),
]
