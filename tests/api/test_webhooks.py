"""Webhooks against a receiver on the loopback that fails, delays and repeats; and addresses that may not be called."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from compliance.entries.webhooks.envelope import FAILING_FOR, MOST_TRIES
from compliance.entries.webhooks.models import Webhook, WebhookDelivery
from compliance.entries.webhooks.queries import deliveries
from compliance.entries.webhooks.service import enable_webhook, name_webhook, remove_webhook, try_webhook
from core.audit import THE_SYSTEM, AuditEvent, record
from core.clock import FixedClock
from core.database import transaction
from core.errors import Conflict, Invalid, NotFound
from core.organisation import Account, Unit
from core.outbound import ForbiddenTarget, TargetUnreachable, check_target, post
from jobs import calling
from jobs.calling import call_webhooks
from jobs.resources import NoCarrier, Resources, open_resources
from tests import factories
from tests.api.conftest import make_settings
from tests.services import free_port

HERE = ("127.0.0.1",)


@dataclass
class Receiver:
    """A real server that answers what it is told to, as late as it is told to, and keeps what came."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    delay: float = 0.0
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def events(self) -> list[dict]:
        return [json.loads(body) for _, body in self.came]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.came.append((dict(self.headers), body))
            time.sleep(told.delay)
            self.send_response(told.statuses.pop(0) if told.statuses else 204)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def here(peopled_url, tmp_path, site_clock, monkeypatch) -> Iterator[Resources]:
    resources = open_resources(
        make_settings(peopled_url, tmp_path, private_targets=HERE), carrier=NoCarrier(), clock=site_clock
    )
    monkeypatch.setattr(calling, "TURN_SECONDS", 120)  # the machine may have much else to do
    object.__setattr__(resources, "machine_clock", site_clock)  # pauses go by it: the test moves it
    yield resources
    resources.close()


def name(resources: Resources, url: str, *types: str, username: str = "administrator") -> tuple[str, int]:
    with transaction(resources.sessions) as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
        secret, row = name_webhook(
            session, name="IOC", url=url, types=types or ("*",), account=account, allowed=HERE, who=THE_SYSTEM,
            now=resources.clock.now(),
        )  # fmt: skip
        return secret, row.id


def happen(resources: Resources, *dids: str, subject_id: int = 5) -> None:
    with transaction(resources.sessions) as session:
        for did in dids:
            subject = (did.partition(".")[0], subject_id)
            record(session, resources.clock.now(), THE_SYSTEM, did, subject, flag=1, note="Tên người")


def row_of(resources: Resources, webhook_id: int) -> Webhook:
    with transaction(resources.sessions, writes=False) as session:
        return session.get_one(Webhook, webhook_id)


def test_what_happens_is_told_once_in_order_and_signed(here: Resources, receiver: Receiver):
    happen(here, "directive.read")  # before there was a webhook
    secret, _ = name(here, receiver.url, "directive.*", "assignment.flagged_late")
    happen(here, "directive.confirmed", "task.added", "account.signed_in", "assignment.flagged_late")
    assert call_webhooks(here) == 2
    assert call_webhooks(here) == 0
    assert [event["type"] for event in receiver.events()] == [
        "vn.dondoc.directive.confirmed", "vn.dondoc.assignment.flagged_late",
    ]  # fmt: skip
    headers, body = receiver.came[0]
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"
    assert "Tên người" not in body.decode()


def test_a_receiver_that_fails_is_tried_later_and_later_and_misses_nothing(
    here: Resources, receiver: Receiver, site_clock: FixedClock
):
    _, webhook_id = name(here, receiver.url)
    happen(here, "entry.made", "entry.confirmed")
    receiver.statuses = [500, 302]  # a redirect is no success and is not followed
    assert call_webhooks(here) == 0
    assert call_webhooks(here) == 0  # before its time
    assert len(receiver.came) == 1
    pauses = []
    while row_of(here, webhook_id).failures:
        wait = row_of(here, webhook_id).not_before - site_clock.now()
        pauses.append(wait)
        site_clock.advance(wait)
        call_webhooks(here)
    assert pauses == [timedelta(minutes=1), timedelta(minutes=2)]
    assert [event["type"] for event in receiver.events()] == ["vn.dondoc.entry.made"] * 3 + [
        "vn.dondoc.entry.confirmed"
    ]
    ids = [headers["Webhook-Id"] for headers, _ in receiver.came]
    assert ids[0] == ids[1] == ids[2] != ids[3]  # how a receiver knows a repeated one
    with transaction(here.sessions, writes=False) as session:
        first = deliveries(session, webhook_id, None, 10)[-1][0]
    assert [attempt["status"] for attempt in first.attempts] == [500, 302, 204]


def test_a_receiver_that_answers_too_late_gets_the_event_again_under_the_same_id(
    here: Resources, receiver: Receiver, site_clock: FixedClock, monkeypatch
):
    monkeypatch.setattr(calling, "CALL_SECONDS", 0.2)
    _, webhook_id = name(here, receiver.url)
    happen(here, "entry.made")
    receiver.delay = 0.5
    assert call_webhooks(here) == 0
    receiver.delay = 0.0
    site_clock.set(row_of(here, webhook_id).not_before)
    assert call_webhooks(here) == 1
    assert len({headers["Webhook-Id"] for headers, _ in receiver.came}) == 1
    assert len({body for _, body in receiver.came}) == 1


def test_one_that_nobody_takes_is_given_up_and_the_next_one_sent(
    here: Resources, receiver: Receiver, site_clock: FixedClock
):
    _, webhook_id = name(here, receiver.url)
    happen(here, "entry.made", "entry.confirmed")
    receiver.statuses = [422] * MOST_TRIES
    call_webhooks(here)
    while row_of(here, webhook_id).failures and row_of(here, webhook_id).disabled_at is None:
        site_clock.set(row_of(here, webhook_id).not_before)
        call_webhooks(here)
    with transaction(here.sessions, writes=False) as session:
        newest, oldest = (row for row, _ in deliveries(session, webhook_id, None, 10))
    assert (oldest.tries, oldest.sent_at, oldest.given_up_at is not None) == (MOST_TRIES, None, True)
    assert newest.sent_at is not None


def test_a_dead_target_is_disabled_and_goes_on_where_it_stood_when_enabled_again(
    here: Resources, receiver: Receiver, site_clock: FixedClock
):
    _, webhook_id = name(here, f"http://127.0.0.1:{free_port()}/nobody")
    happen(here, "entry.made")
    call_webhooks(here)
    site_clock.advance(FAILING_FOR)
    call_webhooks(here)
    assert row_of(here, webhook_id).disabled_at == site_clock.now()
    happen(here, "entry.confirmed")
    assert call_webhooks(here) == 0
    with transaction(here.sessions) as session:
        session.get_one(Webhook, webhook_id).url = receiver.url
        enable_webhook(session, webhook_id, THE_SYSTEM, site_clock.now())
    assert call_webhooks(here) == 2
    with transaction(here.sessions) as session:
        dids = set(session.scalars(select(AuditEvent.did).where(AuditEvent.subject == "webhook")))
        assert dids == {"webhook.named", "webhook.disabled", "webhook.enabled"}
        with pytest.raises(Conflict):
            enable_webhook(session, webhook_id, THE_SYSTEM, site_clock.now())


def test_a_target_that_is_gone_is_disabled_at_once_and_a_removed_one_is_told_nothing(
    here: Resources, receiver: Receiver
):
    _, webhook_id = name(here, receiver.url)
    with transaction(here.sessions) as session:
        try_webhook(session, webhook_id, THE_SYSTEM, here.clock.now())
    receiver.statuses = [410]
    assert call_webhooks(here) == 0
    assert [event["type"] for event in receiver.events()] == ["vn.dondoc.webhook.tested"]
    assert row_of(here, webhook_id).disabled_why == "HTTP 410"
    with transaction(here.sessions) as session:
        remove_webhook(session, webhook_id, THE_SYSTEM, here.clock.now())
        with pytest.raises(NotFound):
            remove_webhook(session, webhook_id, THE_SYSTEM, here.clock.now())
    happen(here, "entry.made")
    assert call_webhooks(here) == 0


def test_a_webhook_of_a_unit_s_account_is_told_of_its_own_assignments_alone(here: Resources, receiver: Receiver):
    with transaction(here.sessions) as session:
        task = factories.task(session, factories.directive(session))
        units = [
            session.scalars(select(Unit).where(Unit.name == each)).one() for each in ("Sở Tài chính", "Sở Xây dựng")
        ]
        own, foreign = (factories.assignment(session, task, unit).id for unit in units)
    name(here, receiver.url, username="finance")
    happen(here, "directive.confirmed")
    happen(here, "assignment.flagged_late", subject_id=own)
    happen(here, "assignment.flagged_late", subject_id=foreign)
    assert call_webhooks(here) == 1
    assert receiver.events()[0]["subject"] == f"assignment/{own}"
    with transaction(here.sessions) as session:
        session.scalars(select(Account).where(Account.username == "finance")).one().is_active = False
    happen(here, "assignment.flagged_late", subject_id=own)
    assert call_webhooks(here) == 0


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://example.org/x", ()),
        ("https://127.0.0.1/x", ()),
        ("https://[::1]/x", ()),
        ("https://169.254.169.254/latest", ()),
        ("https://10.1.2.3/x", ("10.2.0.0/16",)),
        ("https://user:pass@example.org/x", ()),
        ("file:///etc/passwd", ("etc",)),
        ("https://example.org:99999/x", ()),
        ("https://", ()),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_when_it_is_named(url: str, allowed: tuple[str, ...]):
    with pytest.raises(ForbiddenTarget):
        check_target(url, allowed)


def test_what_the_settings_allow_may_be_called_and_a_name_that_leads_inside_is_refused_when_it_is_called():
    assert check_target("http://10.20.1.1:8080/x", ("10.20.0.0/16", "ioc.tinh.local")).port == 8080
    assert check_target("http://IOC.tinh.local/x", ("ioc.tinh.local",)).hostname == "ioc.tinh.local"
    with pytest.raises(ForbiddenTarget):  # its letters tell nothing, its address does
        post("https://localhost/x", b"", {}, allowed=())
    with pytest.raises(TargetUnreachable):
        post(f"http://localhost:{free_port()}/x", b"", {}, allowed=("localhost",))


def test_a_webhook_needs_a_name_and_kinds_of_events_that_there_are(here: Resources):
    with transaction(here.sessions) as session:
        account = session.scalars(select(Account)).first()
        for title, types in ((" ", ["*"]), ("a", []), ("a", ["account.*"])):
            with pytest.raises(Invalid):
                name_webhook(
                    session, name=title, url="https://example.org/x", types=types, account=account, allowed=(),
                    who=THE_SYSTEM, now=here.clock.now(),
                )  # fmt: skip
        assert session.scalars(select(WebhookDelivery)).all() == []
