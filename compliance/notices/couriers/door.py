"""The one door: which kinds of channel this installation can use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from py_vapid import Vapid, VapidException

from compliance.notices.couriers.courier import Courier
from compliance.notices.couriers.mail import MailCourier, mail_server
from compliance.notices.couriers.posts import BrowserCourier, WebhookCourier, ZaloCourier, public_key
from core.clock import Clock
from core.errors import Invalid

MAIL, WEBHOOK, ZALO, BROWSER = "mail", "webhook", "zalo", "browser"
KINDS = (MAIL, ZALO, BROWSER, WEBHOOK)


@dataclass(frozen=True, slots=True)
class Couriers:
    """The couriers by kind of channel; ``browser_key`` is what a browser subscribes with."""

    by_kind: Mapping[str, Courier]
    browser_key: str | None = None


NO_COURIERS = Couriers(MappingProxyType({}))


def open_couriers(
    *,
    smtp_url: str | None,
    mail_from: str,
    webhook_secret: str | None,
    zalo_endpoint: str,
    zalo_token: str | None,
    vapid_key_file: Path | None,
    allowed: Sequence[str],
    clock: Clock,
) -> Couriers:
    """Return the couriers that the settings allow; nothing is connected yet.

    Raises:
        Invalid: a setting cannot be used; the message names it.
    """
    couriers: dict[str, Courier] = {}
    if smtp_url:
        couriers[MAIL] = MailCourier(mail_server(smtp_url), mail_from)
    if webhook_secret:
        couriers[WEBHOOK] = WebhookCourier(webhook_secret, allowed, clock)
    if zalo_token:
        couriers[ZALO] = ZaloCourier(zalo_endpoint, zalo_token, allowed)
    if vapid_key_file is None:
        return Couriers(couriers)
    try:
        vapid = Vapid.from_file(str(vapid_key_file))
    except (OSError, ValueError, VapidException) as error:
        message = f"Không đọc được khóa DONDOC_VAPID_KEY_FILE ({vapid_key_file})."
        raise Invalid(message, reason="vapid") from error
    couriers[BROWSER] = BrowserCourier(vapid, f"mailto:{mail_from}", allowed)
    return Couriers(couriers, public_key(vapid))
