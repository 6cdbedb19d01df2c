"""Who of each unit is told of urgent matters at any hour, and who stands in for whom during leave."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.deps import DbSession, Now, TheActor, allowed, check_form
from api.web.forms import SentForm, day_of, go_to, number_of
from api.web.pages import render
from compliance.notices import queries
from compliance.notices.contacts import service as contacts
from core import leaves
from core import queries as register
from core.access import Action
from core.errors import Invalid
from core.local_time import local_day
from core.organisation import Account

CAN_ADMINISTER = [Depends(allowed(Action.ADMINISTER))]
CAN_ACT = [Depends(check_form), *CAN_ADMINISTER]

LABELS = {"from_on": "Từ ngày", "leave_from": "Từ ngày", "leave_until": "Đến hết ngày"}

router = APIRouter(include_in_schema=False)


@router.get("/duty", dependencies=CAN_ADMINISTER)
def duty_page(request: Request, session: DbSession, now: Now) -> Response:
    """Show who is on duty and who is away, from today on."""
    people = _people(session, local_day(now))
    return render(
        request,
        "administration/duty.html",
        contacts=queries.duty_contacts(session, local_day(now)),
        leaves=queries.leaves(session, local_day(now)),
        people=people,
        names={account.id: account.full_name for account, _ in people},
        today=local_day(now),
    )


@router.post("/duty", dependencies=CAN_ACT)
def set_duty(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Put a person on duty for their unit."""
    account_id = number_of(form, "account")
    unit_id = next(
        (account.unit_id for account, _ in _people(session, local_day(now)) if account.id == account_id), None
    )
    contacts.set_duty(
        session, unit_id or 0, account_id, _day(form, "from_on"), day_of(form, "until_on", "Đến hết ngày"), who, now
    )
    return go_to("/duty", "duty-set")


@router.post("/duty/{duty_id}/end", dependencies=CAN_ACT)
def end_duty(session: DbSession, now: Now, who: TheActor, duty_id: int) -> Response:
    """Take somebody off duty."""
    contacts.end_duty(session, duty_id, who, now)
    return go_to("/duty", "duty-ended")


@router.post("/leaves", dependencies=CAN_ACT)
def set_leave(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Let a substitute be told, see and act in a person's place."""
    away, substitute = number_of(form, "away"), number_of(form, "substitute")
    leaves.set_leave(session, away, substitute, _day(form, "leave_from"), _day(form, "leave_until"), who, now)
    return go_to("/duty", "leave-set")


@router.post("/leaves/{leave_id}/end", dependencies=CAN_ACT)
def end_leave(session: DbSession, now: Now, who: TheActor, leave_id: int) -> Response:
    """Let a leave stand no longer."""
    leaves.end_leave(session, leave_id, who, now)
    return go_to("/duty", "leave-ended")


def _people(session: DbSession, day: date) -> Sequence[tuple[Account, str]]:
    """The accounts in use that have a unit, with its name today."""
    found = register.accounts(session, day)
    return [(account, unit.name) for account, unit in found if account.is_active and unit]


def _day(form: SentForm, name: str) -> date:
    day = day_of(form, name, LABELS[name])
    if day is None:
        message = f"{LABELS[name]}: chưa nhập."
        raise Invalid(message, fields={name: message})
    return day
