import socket
import uuid

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError
from redis import Redis

from blk_portal.celery import HARD_LIMIT, QUEUES, app
from blk_portal.tasks import record_worker_heartbeat


@pytest.mark.parametrize("queue", QUEUES)
def test_a_task_stands_in_the_one_queue_it_was_sent_to(settings, queue):
    """The keys bear a name of this test's own: other tests send to the same Redis."""
    prefix = uuid.uuid4().hex
    options = app.conf.broker_transport_options | {"global_keyprefix": prefix}

    with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker:
        record_worker_heartbeat.apply_async(queue=queue, connection=broker)

    with Redis.from_url(settings.REDIS_URL) as client:
        lengths = {name: client.llen(f"{prefix}{name}") for name in QUEUES}
        client.delete(*client.keys(f"{prefix}*"))
    assert lengths == {name: int(name == queue) for name in QUEUES}


def test_every_task_of_the_schedule_exists():
    app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert scheduled - set(app.tasks) == set()


def test_a_task_cannot_be_delivered_again_while_it_may_still_run():
    assert app.conf.broker_transport_options["visibility_timeout"] >= 3 * HARD_LIMIT


@pytest.mark.parametrize("is_frozen", [False, True])
def test_a_dead_or_frozen_broker_does_not_hang_a_page(tmp_path, is_frozen):
    path = tmp_path / "redis.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        if is_frozen:
            listener.bind(str(path))
            listener.listen()
        url, options = f"redis+socket://{path}?virtual_host=0", app.conf.broker_transport_options

        with (
            Connection(url, transport_options=options) as broker,
            pytest.raises(OperationalError),
        ):
            record_worker_heartbeat.apply_async(connection=broker)
