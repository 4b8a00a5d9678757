from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.notices.standin_gateway import SECRET, StandInGateway
from tests.waiting import PATIENCE

NOON = datetime(2026, 7, 15, 12, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def clock():
    """A working day at noon that stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


@pytest.fixture
def later(clock):
    def move(**distance):
        clock.shift(timedelta(**distance))

    return move


@pytest.fixture
def gateway(settings, clock):
    """A gateway that works, in use for WhatsApp and then SMS."""
    settings.DEMO = False
    settings.NOTICE_CHANNELS = ["whatsapp", "sms"]
    settings.BASE_URL = "https://blk.example"
    server = StandInGateway()
    settings.GATEWAY_URL = server.url
    settings.GATEWAY_KEYS = {"k2": SECRET, "k1": "kunci-lama-yang-masih-boleh-melapor-sebentar"}
    settings.GATEWAY_ON_THIS_MACHINE = True
    settings.GATEWAY_TIMEOUT = PATIENCE
    yield server
    server.stop()
