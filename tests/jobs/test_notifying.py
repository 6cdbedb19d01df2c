"""Reminders to a real mail server and a receiver that fails: once each, at their hour, urgent ones at once."""

import base64
import hashlib
import hmac
import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email import message_from_bytes, policy

import http_ece
import pytest
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid
from sqlalchemy import select, update

from compliance.entries.models import Entry
from compliance.notices import queries
from compliance.notices.contacts.service import Usable, add_channel, choose_language, put_first, set_duty
from compliance.notices.couriers import posts
from compliance.notices.couriers.door import BROWSER, KINDS, MAIL, WEBHOOK, ZALO, open_couriers
from compliance.notices.models import Notice, NoticeChannel, NoticeDelivery
from compliance.notices.wording import VIETNAMESE as WORDS
from compliance.rulebook.calendar_table import DayKind, DayStatus, ExceptionalDay
from core.access import AccountRole
from core.audit import AuditEvent
from core.database import transaction
from core.errors import Invalid
from core.leaves import set_leave
from core.organisation import Account
from ingest.letterhead import Urgency
from jobs.notifying import raise_notices, send_notices
from tests.peers.receiver import running_receiver
from tests.services import free_port
from tests.situation import FULL_ENTRY, Situation, local

LOOPBACK = ("127.0.0.1",)
SECRET = "whsec_" + base64.b64encode(b"a secret of this test only, long").decode()
ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@dataclass
class Letters:
    """A mail server's memory: what it took, and whom it refuses."""

    taken: list = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@contextmanager
def running_mail():
    letters, port = Letters(), free_port()
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield letters, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.fixture
def mail():
    with running_mail() as running:
        yield running


@pytest.fixture
def receiver():
    with running_receiver() as running:
        yield running


@pytest.fixture
def notified(resources, clock, mail, receiver, tmp_path):
    """Resources with every courier, and a province on them at noon of Thursday 20 August 2026."""
    vapid = Vapid()
    vapid.generate_keys()
    vapid.save_key(str(tmp_path / "vapid.pem"))
    couriers = open_couriers(
        smtp_url=mail[1],
        mail_from="Đôn Đốc <dondoc@thanhhoa.example>",
        webhook_secret=SECRET,
        zalo_endpoint=receiver.url,
        zalo_token="token",
        vapid_key_file=tmp_path / "vapid.pem",
        allowed=LOOPBACK,
        clock=clock,
    )
    clock.set(local("2026-08-20", 12))
    return replace(resources, couriers=couriers, site_address=ADDRESS, machine_clock=clock)


@pytest.fixture
def situation(notified, clock):
    return Situation(notified.sessions, clock, notified.store)


def reach(notified, situation, kind, address, keys=None, account_id=None):
    usable = Usable(KINDS, LOOPBACK)
    with transaction(notified.sessions) as session:
        return add_channel(
            session, account_id or situation.officer.account_id, kind, address, keys or {},
            usable=usable, who=situation.officer, now=situation.clock.now(),
        ).id  # fmt: skip


def rows(notified, table):
    with transaction(notified.sessions, writes=False) as session:
        return session.scalars(select(table).order_by(table.id)).all()


def tell(notified):
    return raise_notices(notified), send_notices(notified)


def test_one_digest_a_day_at_opening_with_changes_only_and_none_on_rest_days(notified, situation, mail):
    reach(notified, situation, MAIL, "ha@thanhhoa.example")
    situation.directive("2026-08-20", ("Sở Y tế", "2026-09-10"))
    assert tell(notified) == (1, 1)  # the office is open, and nothing was looked through today
    assert tell(notified) == (0, 0)
    situation.directive("2026-08-20", ("Sở Y tế", None))
    assert tell(notified) == (0, 0)  # it waits for tomorrow's
    situation.at("2026-08-21", 7, 29)
    assert tell(notified) == (0, 0)
    situation.at("2026-08-21", 7, 30)
    assert tell(notified) == (1, 1)
    (_, first), (to, letter) = mail[0].taken
    assert to == "ha@thanhhoa.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["Message-ID"] == "<notice-2@thanhhoa.example>"
    assert "1/UBND-VX" in first.get_content()
    assert "ĐẾN HẠN HÔM NAY\n- 1/UBND-VX" in letter.get_content()
    assert "- 2/UBND-VX" in letter.get_content()
    situation.at("2026-08-23", 9)  # a Sunday
    assert tell(notified) == (0, 0)


def test_a_changed_calendar_is_told_once_to_the_units_it_touches_and_to_no_other(notified, situation, mail):
    reach(notified, situation, MAIL, "ha@thanhhoa.example")
    situation.at("2026-11-20")
    late = situation.directive("2026-11-20", ("Sở Y tế", None))
    situation.confirm(late)
    situation.confirm(situation.directive("2026-11-20", ("Sở Xây dựng", None)))
    situation.at("2026-11-24", 8)
    situation.sweep()
    situation.at("2026-11-25", 8)
    tell(notified)
    act = "Thông báo 1/TB-BNV"
    rest = ExceptionalDay(date(2026, 11, 23), DayKind.OFF, "Nghỉ", act, DayStatus.OFFICIAL, date(2026, 11, 20), None)
    version = situation.change_calendar(rest)
    situation.at("2026-11-26", 8)
    assert tell(notified) == (1, 1)
    text = mail[0].taken[-1][1].get_content()
    assert f": {WORDS['law.calendar'].format(moved=1, cleared=1, official=0)}\n" in text
    assert f"/law/{version.id}\n" in text
    assert len(version.effects["units"]) == 2  # each unit's own sums; the other's officer is told only of theirs
    situation.at("2026-11-27", 8)
    tell(notified)
    assert not any("lịch làm việc" in letter.get_content() for _, letter in mail[0].taken[2:])


def test_the_office_is_told_of_a_change_once_in_one_summary_of_all_units(notified, situation, mail):
    reach(notified, situation, MAIL, "vp@thanhhoa.example", account_id=situation.office.account_id)
    situation.at("2026-11-20")
    for unit in ("Sở Y tế", "Sở Xây dựng"):
        situation.confirm(situation.directive("2026-11-20", (unit, None)))
    situation.at("2026-11-20", 10)
    act = "Thông báo 1/TB-BNV"
    rest = ExceptionalDay(date(2026, 11, 23), DayKind.OFF, "Nghỉ", act, DayStatus.OFFICIAL, date(2026, 11, 20), None)
    version = situation.change_calendar(rest)
    for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
        situation.at(day, 8)
        tell(notified)
    texts = [letter.get_content() for to, letter in mail[0].taken if to == "vp@thanhhoa.example"]
    summary = f": {WORDS['law.calendar'].format(moved=4, cleared=0, official=0)}\n"
    assert sum(summary in text for text in texts) == 1  # of each unit's clock and the Office's own two
    assert f"{ADDRESS}/law/{version.id}\n" in texts[0]


def test_what_is_urgent_goes_at_once_at_night_to_who_is_on_duty_and_falls_back(notified, situation, mail, receiver):
    with transaction(notified.sessions) as session:
        unit_id = session.get_one(Account, situation.officer.account_id).unit_id
        set_duty(session, unit_id, situation.officer.account_id, date(2026, 8, 1), None, situation.office,
                 situation.clock.now())  # fmt: skip
    reach(notified, situation, WEBHOOK, f"{receiver.url}/duty")
    reach(notified, situation, MAIL, "truc@thanhhoa.example")
    situation.at("2026-08-22", 23)
    situation.directive("2026-08-22", ("Sở Y tế", "2026-08-24"), urgency=Urgency.HOA_TOC)
    receiver.answers = [500]
    assert tell(notified) == (1, 0)
    assert send_notices(notified) == 1  # the next channel, at once
    assert raise_notices(notified) == 0
    ((to, letter),) = mail[0].taken
    assert to == "truc@thanhhoa.example"
    assert letter["Importance"] == "high"
    failed, sent = rows(notified, NoticeDelivery)
    assert (failed.sent_at, "500" in failed.last_error or bool(failed.given_up_at)) == (None, True)
    assert failed.given_up_at is not None  # taken by the other: no second message
    assert sent.sent_at is not None


def test_a_webhook_is_signed_and_tried_again_later(notified, situation, receiver):
    reach(notified, situation, WEBHOOK, f"{receiver.url}/hook")
    situation.directive("2026-08-20", ("Sở Y tế", None))
    receiver.answers = [503]
    assert tell(notified) == (1, 0)
    assert send_notices(notified) == 0
    situation.after(minutes=1)
    assert send_notices(notified) == 1
    assert {path for path, _, _ in receiver.got} == {"/hook"}
    _, headers, body = receiver.got[-1]
    told = json.loads(body)
    signed = f"{told['id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.digest(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256)
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert json.loads(receiver.got[0][2])["id"] == told["id"]


def test_a_channel_that_is_gone_ends_and_the_next_one_takes_over(notified, situation, mail, receiver):
    reach(notified, situation, MAIL, "cu@thanhhoa.example")
    reach(notified, situation, ZALO, "1234567890")
    mail[0].refusals = {"cu@thanhhoa.example": "550 no such person"}
    situation.directive("2026-08-20", ("Sở Y tế", None))
    assert tell(notified) == (1, 0)
    assert send_notices(notified) == 1
    path, headers, body = receiver.got[0]
    assert (path, headers["access_token"]) == ("/v3.0/oa/message/cs", "token")
    assert json.loads(body)["recipient"] == {"user_id": "1234567890"}
    assert rows(notified, NoticeChannel)[0].ended_at is not None
    receiver.body = {"error": -213, "message": "not following"}
    situation.at("2026-08-21", 8)
    situation.directive("2026-08-21", ("Sở Y tế", None))
    assert tell(notified) == (1, 0)
    assert rows(notified, NoticeChannel)[1].ended_at is not None
    assert [row.did for row in rows(notified, AuditEvent) if row.did.startswith("notice")][-1] == "notice.given_up"


def test_a_browser_gets_what_only_it_can_read_and_ends_when_it_is_gone(notified, situation, receiver):
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    auth = b"sixteen bytes..."
    keys = {
        name: base64.urlsafe_b64encode(value).decode().rstrip("=")
        for name, value in (("p256dh", point), ("auth", auth))
    }
    reach(notified, situation, BROWSER, f"{receiver.url}/push/1", keys)
    situation.directive("2026-08-20", ("Sở Y tế", None))
    assert tell(notified) == (1, 1)
    _, headers, body = receiver.got[0]
    assert headers["authorization"].startswith("vapid ")
    assert headers["content-encoding"] == "aes128gcm"
    told = json.loads(http_ece.decrypt(body, private_key=private, auth_secret=auth))
    assert told["title"].startswith("Đôn Đốc 20/08")
    receiver.answers = [410]
    situation.at("2026-08-21", 8)
    situation.directive("2026-08-21", ("Sở Y tế", None))
    assert tell(notified) == (1, 0)
    assert rows(notified, NoticeChannel)[0].ended_at is not None


def test_a_slow_receiver_is_given_up_for_now(notified, situation, receiver, monkeypatch):
    monkeypatch.setattr(posts, "SECONDS", 0.2)
    reach(notified, situation, WEBHOOK, f"{receiver.url}/hook")
    situation.directive("2026-08-20", ("Sở Y tế", None))
    receiver.answers = ["slow"]
    assert tell(notified) == (1, 0)
    (delivery,) = rows(notified, NoticeDelivery)
    assert delivery.not_before == situation.clock.now() + timedelta(minutes=1)


def test_during_leave_the_substitute_is_told_and_the_ladder_stops_at_confirmation(notified, situation, mail):
    with transaction(notified.sessions) as session:
        other = situation._account(session, "soyte2", AccountRole.UNIT, situation._unit_id(session, "SYT"))
        now = situation.clock.now()
        set_leave(session, situation.officer.account_id, other.account_id, date(2026, 8, 20), date(2026, 8, 21),
                  situation.office, now)  # fmt: skip
        with pytest.raises(Invalid):
            set_leave(session, other.account_id, other.account_id, date(2026, 8, 20), date(2026, 8, 21),
                      situation.office, now)  # fmt: skip
    reach(notified, situation, MAIL, "ha@thanhhoa.example")
    reach(notified, situation, MAIL, "thay@thanhhoa.example", account_id=other.account_id)
    directive_id = situation.directive("2026-08-20", ("Sở Y tế", "2026-08-24"))
    assert tell(notified) == (1, 1)
    assert [to for to, _ in mail[0].taken] == ["thay@thanhhoa.example"]
    situation.confirm(directive_id)
    entry, _ = situation.enter(situation.row(directive_id), replace(FULL_ENTRY, planned_on=date(2026, 8, 24)))
    situation.accept(entry.id)
    situation.at("2026-08-21", 8)
    assert tell(notified) == (0, 0)
    situation.at("2026-08-24", 8)
    assert tell(notified) == (2, 2)  # the work itself is due today: both are told, the leave is over
    with transaction(notified.sessions) as session:
        session.execute(update(Entry).values(kind="report"))
    situation.at("2026-08-25", 8)
    assert tell(notified) == (2, 2)
    assert "kết quả đã được xác nhận hoàn thành" in mail[0].taken[-1][1].get_content()
    situation.at("2026-08-26", 8)
    assert raise_notices(notified) == 0


def test_nobody_gets_more_than_so_many_messages_a_day(notified, situation):
    reach(notified, situation, MAIL, "ha@thanhhoa.example")
    with transaction(notified.sessions) as session:
        for number in range(20):
            session.add(
                Notice(account_id=situation.officer.account_id, is_urgent=True, subject=str(number), text="",
                       raised_at=situation.clock.now())
            )  # fmt: skip
    situation.directive("2026-08-20", ("Sở Y tế", None), urgency=Urgency.HOA_TOC)
    assert raise_notices(notified) == 0
    situation.at("2026-08-21", 0, 1)
    assert raise_notices(notified) == 1


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (MAIL, "no address"),
        (ZALO, "chị Hà"),
        (WEBHOOK, "http://10.0.0.1/x"),
        (BROWSER, "https://push.example/1"),
        ("sms", "1"),
    ],
)
def test_an_address_that_is_none_is_refused_with_what_is_expected(notified, situation, kind, address):
    with pytest.raises(Invalid) as refused:
        reach(notified, situation, kind, address)
    assert refused.value.fields
    first = reach(notified, situation, MAIL, "a@thanhhoa.example")
    second = reach(notified, situation, MAIL, "b@thanhhoa.example")
    assert reach(notified, situation, MAIL, "a@thanhhoa.example") == first
    with transaction(notified.sessions) as session:
        put_first(session, situation.officer.account_id, second)
        session.flush()
        assert [each.id for each in queries.channels_of(session, situation.officer.account_id)] == [second, first]


def office_account(notified, situation):
    with transaction(notified.sessions) as session:
        row = Account(
            username="lan", full_name="Lê Thị Lan", role=AccountRole.OFFICE, password_hash="-",
            created_at=situation.clock.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def test_the_office_gets_one_digest_of_what_waits_for_its_decision(notified, situation, mail):
    reach(notified, situation, MAIL, "lan@thanhhoa.example", account_id=office_account(notified, situation))
    first = situation.directive("2026-08-20", ("Sở Y tế", "2026-09-10"))
    situation.directive("2026-08-20", ("Sở Nội vụ", None))
    assert tell(notified) == (1, 1)
    ((_, letter),) = mail[0].taken
    assert letter["Subject"] == "Đôn Đốc 20/08: 2 việc chờ Văn phòng"
    assert "- 2 văn bản chờ xác nhận (2 mới)" in letter.get_content()
    assert f"{ADDRESS}/directives?state=to_confirm" in letter.get_content()
    situation.confirm(first)
    assert tell(notified) == (0, 0)  # once a day
    situation.at("2026-08-21", 7, 30)
    assert tell(notified) == (1, 1)  # its own clock ends today
    assert "- 1 văn bản chờ xác nhận (1 đến hạn hôm nay hoặc đã quá hạn" in mail[0].taken[1][1].get_content()
    situation.confirm(2)
    situation.at("2026-08-24", 7, 30)
    assert tell(notified) == (0, 0)  # nothing waits


def test_a_person_is_told_in_the_language_they_chose(notified, situation, mail):
    reach(notified, situation, MAIL, "ha@thanhhoa.example")
    with transaction(notified.sessions) as session:
        choose_language(session, situation.officer.account_id, "en")
        with pytest.raises(Invalid, match="ngôn ngữ"):
            choose_language(session, situation.officer.account_id, "fr")
    situation.directive("2026-08-20", ("Sở Y tế", "2026-09-10"))
    assert tell(notified) == (1, 1)
    ((_, letter),) = mail[0].taken
    assert letter["Subject"].startswith("Đôn Đốc 20/08: 1 due")
    assert letter.get_content().startswith("Dear ")
    assert "entry due by the end of " in letter.get_content()


def test_who_is_on_duty_and_cannot_be_reached_leaves_it_to_the_unit(notified, situation, mail):
    with transaction(notified.sessions) as session:
        unit_id = session.get_one(Account, situation.officer.account_id).unit_id
        on_duty = situation._account(session, "soyte2", AccountRole.UNIT, unit_id)
        set_duty(session, unit_id, on_duty.account_id, date(2026, 8, 1), None, situation.office, situation.clock.now())
    reach(notified, situation, MAIL, "ha@thanhhoa.example")
    situation.at("2026-08-22", 23)
    situation.directive("2026-08-22", ("Sở Y tế", "2026-08-24"), urgency=Urgency.HOA_TOC)
    assert tell(notified) == (1, 1)
    ((to, letter),) = mail[0].taken
    assert to == "ha@thanhhoa.example"
    assert letter["Subject"].startswith("KHẨN ")


@pytest.mark.parametrize(("kind", "address"), [(WEBHOOK, "/hook"), (ZALO, "1234567890"), (BROWSER, "/push/1")], ids=str)
def test_a_receiver_that_delays_and_fails_gets_the_same_message_again_until_it_takes_it(
    notified, situation, receiver, monkeypatch, kind, address
):
    """One that took it and answered too late gets it twice: by its id it can tell."""
    monkeypatch.setattr(posts, "SECONDS", 0.3)
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )  # fmt: skip
    keys = {"p256dh": base64.urlsafe_b64encode(point).decode(), "auth": base64.urlsafe_b64encode(b"a" * 16).decode()}
    where = address if kind == ZALO else receiver.url + address
    reach(notified, situation, kind, where, keys if kind == BROWSER else None)
    situation.directive("2026-08-20", ("Sở Y tế", None))
    receiver.answers = ["slow", 503]
    assert tell(notified) == (1, 0)
    for minutes, sent in ((1, 0), (5, 1)):
        assert send_notices(notified) == 0  # not before its time
        situation.clock.advance(timedelta(minutes=minutes))
        assert send_notices(notified) == sent
    assert send_notices(notified) == 0
    assert len(receiver.got) == 3
    if kind != BROWSER:  # what is encrypted is so anew each time
        assert len({body for _, _, body in receiver.got}) == 1
    (delivery,) = rows(notified, NoticeDelivery)
    assert (delivery.tries, delivery.last_error, delivery.given_up_at) == (3, None, None)
    assert delivery.sent_at == situation.clock.now()
