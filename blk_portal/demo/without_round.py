"""Nominated and first-come classes: seats by letter or by the moment of submission."""

from datetime import date, timedelta

from blk_portal.demo.clock import at
from enrollment.choices import ApplicationStatus, SeatRelease
from enrollment.models import Nomination, Seat
from enrollment.services.seats import release_seat, take_seat
from enrollment.services.status import change_status, change_statuses
from programs.choices import IntakeStatus
from programs.services.status import change_intake_status


def nominate(intake, files, body, shift):
    """Record whose letter put these people forward."""
    Nomination.objects.bulk_create(
        Nomination(
            application=file.application,
            body=body["name"],
            letter_number=body["letter_number"],
            letter_on=date.fromisoformat(body["letter_date"]) + shift,
        )
        for file in files
    )


def seat_the_nominated(intake, files, batch, *, actor):
    """Seat the accepted in the order of the letter; the others wait."""
    accepted = [file.application for file in files if file.passes]
    with at(intake.announced_at):
        for status in (IntakeStatus.SELECTING, IntakeStatus.PUBLISHED):
            change_intake_status(intake, status, actor=actor)
        for application in accepted[: batch.capacity]:
            take_seat(batch, application)
            change_status(application, ApplicationStatus.SEATED, actor=actor, reason="nominated")
        for application in accepted[batch.capacity :]:
            change_status(
                application, ApplicationStatus.WAITLISTED, actor=actor, reason="nominated"
            )
    with at(intake.reregistration_until - timedelta(hours=3)):
        change_statuses(
            intake.applications.filter(status=ApplicationStatus.SEATED),
            ApplicationStatus.CONFIRMED,
            actor=actor,
            reason="registered_again",
        )


def hold_seats(files, batch):
    """Give seats in the order of submission, as the portal does for first-come classes."""
    for file in sorted(files, key=lambda file: file.application.submitted_at):
        take_seat(batch, file.application, at=file.application.submitted_at)


def settle_checked(files, *, actor):
    """Verified people keep their seats; the seats of the others become free again."""
    for file in files:
        application = file.application
        if application.status == ApplicationStatus.VERIFIED:
            change_status(application, ApplicationStatus.SEATED, actor=actor, reason="first_come")
        elif application.status == ApplicationStatus.INELIGIBLE:
            seat = Seat.objects.taken().get(application=application)
            release_seat(seat, SeatRelease.VERIFICATION_FAILED)
