"""What somebody was trained in before, as a selection problem writes it."""

from collections import defaultdict

from enrollment.models import Participation


def trainings_of(persons):
    """Return ``{person pk: trainings}``, oldest first, of those who finished one.

    A training is completed on the day of its certificate, else on the last day of its class.
    """
    trainings = defaultdict(list)
    finished = Participation.objects.filter(application__person__in=persons, has_finished=True)
    for person, programme, certificate_on, ends_on in finished.order_by().values_list(
        "application__person", "batch__program__slug", "certificate_on", "batch__ends_on"
    ):
        completed_on = (certificate_on or ends_on).isoformat()
        trainings[person].append({"programme": programme, "completed_on": completed_on})
    for of_one_person in trainings.values():
        of_one_person.sort(key=_oldest_first)
    return trainings


def trainings_of_applicant(application):
    """Return the trainings of the person of ``application``; one query less ``with_trainings``."""
    if not hasattr(application, "finished_trainings"):
        return trainings_of([application.person_id])[application.person_id]
    trainings = [
        {
            "programme": training["programme"],
            "completed_on": training["certificate_on"] or training["ends_on"],
        }
        for training in application.finished_trainings
    ]
    return sorted(trainings, key=_oldest_first)


def _oldest_first(training):
    return training["completed_on"], training["programme"]
