"""The people who sign in: found, made one by one or by a list, changed, ended, given a first password."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.datastructures import FormData
from fastapi.responses import Response
from pydantic import Field

from api.deps import DbSession, Now, TheActor, TheSite, allowed, check_form
from api.web.forms import SentForm, choice_of, go_to, text_of, units_of
from api.web.pages import render
from api.web.review_page import unit_labels
from api.web.uploads import sheet_of
from core import queries as register
from core.access import AccountRole, Action
from core.errors import Invalid
from core.local_time import local_day
from core.people import AccountChange, account_of, change_account, give_password, import_people, open_account
from extraction.queries import units_on

CAN_SEE = [Depends(allowed(Action.ADMINISTER))]
CAN_ACT = [Depends(check_form), *CAN_SEE]
Words = Annotated[str, Field(max_length=200)]

router = APIRouter(include_in_schema=False)


@router.get("/accounts", dependencies=CAN_SEE)
def accounts_page(request: Request, session: DbSession, now: Now, q: Words = "", role: Words = "") -> Response:
    """Show who may sign in, with the forms to add someone or a list of people."""
    return render(
        request,
        "administration/accounts.html",
        rows=register.accounts(session, local_day(now), q.strip(), role),
        labels=list(unit_labels(units_on(session, local_day(now)))),
        q=q.strip(),
        role=role,
        now=now,
    )


@router.get("/accounts/{account_id}", dependencies=CAN_SEE)
def account_page(request: Request, session: DbSession, now: Now, account_id: int) -> Response:
    """Show one account with the forms to change it and to give it a password."""
    return _account_page(request, session, now, account_id)


@router.post("/accounts", dependencies=CAN_ACT)
def add_account(session: DbSession, now: Now, who: TheActor, form: SentForm) -> Response:
    """Make one account; its password is given on its own page."""
    role, unit_id = _role_and_unit(session, form, now)
    account = open_account(session, text_of(form, "username"), text_of(form, "full_name"), role, unit_id, who, now)
    return go_to(f"/accounts/{account.id}", "account-made")


@router.post("/accounts/list", dependencies=CAN_ACT)
def put_in_people(
    request: Request, session: DbSession, site: TheSite, now: Now, who: TheActor, file: Annotated[UploadFile, File()]
) -> Response:
    """Make the accounts of a list, or show what is wrong with which line."""
    _, name, grids = sheet_of(site, file)
    n_made, problems = import_people(session, grids, who, now)
    return render(request, "administration/imported.html", name=name, n=n_made, problems=problems, back="/accounts")


@router.post("/accounts/{account_id}", dependencies=CAN_ACT)
def change(session: DbSession, now: Now, who: TheActor, account_id: int, form: SentForm) -> Response:
    """Change name, role, unit, or whether the account may sign in at all."""
    account_of(session, account_id)
    role, unit_id = _role_and_unit(session, form, now)
    is_active = text_of(form, "is_active") == "yes"
    change_account(session, account_id, AccountChange(text_of(form, "full_name"), role, unit_id, is_active), who, now)
    return go_to(f"/accounts/{account_id}", "account-changed")


@router.post("/accounts/{account_id}/password", dependencies=CAN_ACT)
def new_password(request: Request, session: DbSession, now: Now, who: TheActor, account_id: int) -> Response:
    """Give an account a password and show it this once."""
    password = give_password(session, account_id, who, now)
    return _account_page(request, session, now, account_id, password)


def _account_page(request: Request, session: DbSession, now: Now, account_id: int, password: str = "") -> Response:
    account = account_of(session, account_id)
    units = units_on(session, local_day(now))
    labels = unit_labels(units)
    return render(
        request,
        "administration/account.html",
        account=account,
        unit=next((label for label, unit_id in labels.items() if unit_id == account.unit_id), ""),
        labels=list(labels),
        password=password,
        now=now,
    )


def _role_and_unit(session: DbSession, form: FormData, now: Now) -> tuple[AccountRole, int | None]:
    role = choice_of(form, "role", AccountRole)
    if role is None:
        message = "Chọn vai trò của tài khoản."
        raise Invalid(message, fields={"role": message})
    named = [text_of(form, "unit")] if text_of(form, "unit") else []
    units = units_of(named, unit_labels(units_on(session, local_day(now))))
    return role, units[0] if units else None
