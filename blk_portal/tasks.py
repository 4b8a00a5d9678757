from celery import shared_task
from celery.signals import worker_ready

from blk_portal.shared.heartbeat import record_heartbeat


@shared_task
def record_worker_heartbeat():
    record_heartbeat()


@worker_ready.connect
def record_first_heartbeat(**_):
    """A worker that has just started need not wait for the next beat to be seen."""
    record_heartbeat()
