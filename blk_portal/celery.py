"""The Celery application and the whole periodic schedule.

Redis carries hints, PostgreSQL holds the truth: a task may come late, twice or never, and the
periodic ones pick up what was lost. Each of them is harmless when run twice.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import celeryd_init
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blk_portal.settings.local")

app = Celery("blk_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")

QUEUES = ("default", "round", "files", "notify")
HARD_LIMIT = 600
SOFT_LIMIT = 540

app.conf.update(
    # A task is confirmed after it is done, so a killed worker gives it back.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=200,
    task_soft_time_limit=SOFT_LIMIT,
    task_time_limit=HARD_LIMIT,
    # Results live in tables of the portal.
    task_ignore_result=True,
    # Identity numbers never travel: arguments are primary keys, and never pickled.
    task_serializer="json",
    result_serializer="json",
    event_serializer="json",
    accept_content=["json"],
    # Far above the hard limit, else a long task is delivered a second time while it runs.
    broker_transport_options={
        "visibility_timeout": 3600,
        "unacked_restore_throttle": 1,
        # With the retry policy below: a dead or frozen Redis costs a page less than two seconds.
        "socket_timeout": 0.5,
        "socket_connect_timeout": 0.5,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    task_publish_retry_policy={
        "max_retries": 1,
        "interval_start": 0.1,
        "interval_step": 0.1,
        "interval_max": 0.2,
    },
    # Rounds and files must not wait behind ten thousand notices. Without a routing key of its own
    # a queue would share the default one, and every task would stand in all four.
    task_queues=[Queue(name, routing_key=name) for name in QUEUES],
    task_default_queue="default",
    task_create_missing_queues=False,
    # Started twice, it still beats once.
    beat_scheduler="blk_portal.beat:OneBeatScheduler",
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
)

app.conf.task_routes = {
    "accounts.tasks.sweep_document_files": {"queue": "files"},
    "accounts.tasks.write_list_export": {"queue": "files"},
    "enrollment.tasks.decide_selection_round": {"queue": "round"},
    "enrollment.tasks.publish_due_rounds": {"queue": "round"},
    "enrollment.tasks.publish_selection_round": {"queue": "round"},
    "enrollment.tasks.calculate_round_correction": {"queue": "round"},
    "enrollment.tasks.carry_out_dry_run_of_round": {"queue": "round"},
    "notices.tasks.deliver_notices": {"queue": "notify"},
}

app.conf.beat_schedule = {
    "record-worker-heartbeat": {
        "task": "blk_portal.tasks.record_worker_heartbeat",
        "schedule": 20.0,
        # Beats that were waiting while the worker was away say nothing new.
        "options": {"expires": 20.0},
    },
    "close-due-intakes": {
        "task": "enrollment.tasks.close_due_intakes",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "start-due-rounds": {
        "task": "enrollment.tasks.start_due_rounds",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "resume-interrupted-rounds": {
        "task": "enrollment.tasks.resume_interrupted_rounds",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "resume-interrupted-bulk-acts": {
        "task": "enrollment.tasks.resume_interrupted_bulk_acts",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "publish-due-rounds": {
        "task": "enrollment.tasks.publish_due_rounds",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "move-waitlists": {
        "task": "enrollment.tasks.move_waitlists",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "queue-reminders": {
        "task": "enrollment.tasks.queue_reminders",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "watch-promises": {
        "task": "enrollment.tasks.watch_promises",
        "schedule": 900.0,
        "options": {"expires": 900.0},
    },
    "deliver-notices": {
        "task": "notices.tasks.deliver_notices",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "tell-of-openings": {
        "task": "programs.tasks.tell_of_openings",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "forget-old-tries-of-alerts": {
        "task": "programs.tasks.forget_old_tries_of_alerts",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-late-numbers": {
        "task": "notices.tasks.forget_late_numbers",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-old-lookups": {
        "task": "enrollment.tasks.forget_old_lookups",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "sweep-document-files": {
        "task": "accounts.tasks.sweep_document_files",
        "schedule": 6 * 3600.0,
        "options": {"expires": 3600.0},
    },
    "resume-interrupted-exports": {
        "task": "accounts.tasks.resume_interrupted_exports",
        "schedule": 20.0,
        "options": {"expires": 20.0},
    },
    "end-idle-help-sessions": {
        "task": "accounts.tasks.end_idle_help_sessions",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "let-go-of-old-data": {
        "task": "accounts.tasks.let_go_of_old_data",
        "schedule": crontab(hour=3, minute=10),
    },
    # Once a day; hourly, because it steps back while somebody writes.
    "seal-and-verify-history": {
        "task": "accounts.tasks.seal_and_verify_history",
        "schedule": crontab(minute=40),
        "options": {"expires": 3600.0},
    },
    "carry-out-erasures": {
        "task": "accounts.tasks.carry_out_erasures",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "find-duplicate-pairs": {
        "task": "enrollment.tasks.find_duplicate_pairs",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "publish-figures": {
        "task": "enrollment.tasks.publish_figures",
        "schedule": 120.0,
        "options": {"expires": 120.0},
    },
}

# Each line that a task logs carries the task's id, and the id of the request that ordered it.
app.steps["worker"].add(DjangoStructLogInitStep)

app.autodiscover_tasks(["blk_portal"])
app.autodiscover_tasks()


@celeryd_init.connect
def wait_longer_in_a_worker(conf, **_):
    """A worker, unlike a page, may wait for a Redis that is slow to answer."""
    conf.broker_transport_options = {**conf.broker_transport_options, "socket_timeout": 30}
