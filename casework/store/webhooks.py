"""Endpoints of webhooks as rows, with their sealed secrets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, update

from casework.domain.calendar import local_day
from casework.domain.values import AgencyCode, Role, UserId
from casework.domain.webhooks import PAUSES, Endpoint, Happening, State
from casework.store.db import Session
from casework.store.sealed import context_of_webhook
from casework.store.tables import AgencyRow, MembershipRow, UserRow, WebhookDeliveryRow, WebhookRow
from casework.store.vault import Sealed, Vault

_SECRET: Final = "secret"
_OLD: Final = "old"


def of_agencies(session: Session, agencies: Sequence[AgencyCode | None]) -> list[Endpoint]:
    """Those of these agencies (None: of portals), oldest first."""
    named = [code for code in agencies if code is not None]
    wanted: ColumnElement[bool] = WebhookRow.agency.in_(named)
    if None in agencies:
        wanted = or_(wanted, WebhookRow.agency.is_(None))
    rows = session.scalars(select(WebhookRow).where(wanted).order_by(WebhookRow.created_at, WebhookRow.id))
    return [_from_row(row) for row in rows]


def of_owner(session: Session, user: UserId) -> list[Endpoint]:
    """Those that somebody answers for, oldest first."""
    rows = select(WebhookRow).where(WebhookRow.owner == user).order_by(WebhookRow.created_at, WebhookRow.id)
    return [_from_row(row) for row in session.scalars(rows)]


def count(session: Session, agency: AgencyCode | None) -> int:
    same = WebhookRow.agency.is_not_distinct_from(agency)
    return session.scalar(select(func.count()).select_from(WebhookRow).where(same)) or 0


def find(session: Session, endpoint: str) -> Endpoint | None:
    row = session.get(WebhookRow, endpoint)
    return None if row is None else _from_row(row)


def lock(session: Session, endpoint: str) -> Endpoint | None:
    """The same, held until this transaction ends."""
    held = select(WebhookRow).where(WebhookRow.id == endpoint).with_for_update()
    row = session.scalar(held.execution_options(populate_existing=True))
    return None if row is None else _from_row(row)


def in_force(session: Session, now: datetime) -> list[Endpoint]:
    """Those that are told what happens: active, of an agency that has not ended, and somebody who may answers
    for them. One query."""
    wanted = select(WebhookRow).where(WebhookRow.state == State.ACTIVE, _is_answered_for(local_day(now)))
    return [_from_row(row) for row in session.scalars(wanted.order_by(WebhookRow.id))]


def is_in_force(session: Session, endpoint: str, now: datetime) -> bool:
    """The same of one, asked anew before each call."""
    return session.scalar(_in_force_one(endpoint, now)) is not None


def answered_for(session: Session, endpoints: Sequence[Endpoint], now: datetime) -> frozenset[str]:
    """Those of them for which somebody who may answers, and whose agency has not ended, by id."""
    wanted = select(WebhookRow.id).where(
        WebhookRow.id.in_([one.id for one in endpoints]), _is_answered_for(local_day(now))
    )
    return frozenset(session.scalars(wanted))


def add(session: Session, vault: Vault, endpoint: Endpoint, secret: str) -> None:
    sealed = vault.seal({_SECRET: secret, _OLD: ""}, context_of_webhook(endpoint.id))
    session.add(
        WebhookRow(
            id=endpoint.id,
            agency=endpoint.agency,
            name=endpoint.name,
            url=endpoint.url,
            happenings=_written(endpoint.happenings),
            owner=endpoint.owner,
            state=endpoint.state,
            version=endpoint.version,
            created_at=endpoint.created_at,
            key_name=sealed.key_name,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
        )
    )
    session.flush()


def put(session: Session, endpoint: Endpoint) -> None:
    """Write what was changed of one that is held."""
    row = session.get_one(WebhookRow, endpoint.id)
    row.name, row.url, row.owner = endpoint.name, endpoint.url, endpoint.owner
    row.happenings, row.state = _written(endpoint.happenings), endpoint.state
    row.version, row.failing_since = endpoint.version, endpoint.failing_since
    if endpoint.failing_since is None:
        row.rests_until = None
    session.flush()


def renew(session: Session, vault: Vault, endpoint: Endpoint, secret: str, *, until: datetime) -> None:
    """Another secret; the one of now goes on signing beside it until a moment."""
    row = session.get_one(WebhookRow, endpoint.id)
    was = _opened(vault, row)[_SECRET]
    sealed = vault.seal({_SECRET: secret, _OLD: was}, context_of_webhook(endpoint.id))
    row.key_name, row.wrapped_key = sealed.key_name, sealed.wrapped_key
    row.nonce, row.ciphertext = sealed.nonce, sealed.ciphertext
    row.old_secret_until, row.version = until, endpoint.version + 1
    session.flush()


def secrets_of(session: Session, vault: Vault, endpoint: str, now: datetime) -> tuple[str, ...]:
    """What signs for it, the newest first. Raises CannotOpen."""
    row = session.get_one(WebhookRow, endpoint)
    kept = _opened(vault, row)
    is_old_good = row.old_secret_until is not None and now < row.old_secret_until and kept[_OLD]
    return (kept[_SECRET], kept[_OLD]) if is_old_good else (kept[_SECRET],)


def remove(session: Session, endpoint: str) -> None:
    """Forget it, and what was told it."""
    session.execute(delete(WebhookDeliveryRow).where(WebhookDeliveryRow.webhook == endpoint))
    session.execute(delete(WebhookRow).where(WebhookRow.id == endpoint))


def answered(session: Session, endpoint: str) -> None:
    """It took what it was told."""
    _change(session, endpoint, failing_since=None, rests_until=None)


def failed(session: Session, endpoint: str, now: datetime) -> datetime:
    """It did not: leave it alone for a while, so that others get on. Returns since when it has been so."""
    since = func.coalesce(WebhookRow.failing_since, now)
    _change(session, endpoint, failing_since=since, rests_until=now + PAUSES[0])
    return session.scalar(select(WebhookRow.failing_since).where(WebhookRow.id == endpoint)) or now


def wake(session: Session, endpoint: str) -> None:
    """Somebody wants to see now whether it answers: it need not rest."""
    _change(session, endpoint, rests_until=None)


def stop(session: Session, endpoint: str, state: State) -> bool:
    """Tell it nothing more; False when it is told nothing already."""
    done = session.execute(
        update(WebhookRow)
        .where(WebhookRow.id == endpoint, WebhookRow.state == State.ACTIVE)
        .values(state=state, version=WebhookRow.version + 1)
        .returning(WebhookRow.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _change(session: Session, endpoint: str, **values: object) -> None:
    changed = update(WebhookRow).where(WebhookRow.id == endpoint).values(**values)
    session.execute(changed.execution_options(synchronize_session=False))


def _in_force_one(endpoint: str, now: datetime) -> Select[str]:
    return select(WebhookRow.id).where(
        WebhookRow.id == endpoint, WebhookRow.state == State.ACTIVE, _is_answered_for(local_day(now))
    )


def _is_answered_for(day: date) -> ColumnElement[bool]:
    """What `domain.webhooks.may_answer_for` says of the owner, an open account; and the agency is there."""
    portal = and_(WebhookRow.agency.is_(None), MembershipRow.role == Role.ADMIN)
    office = and_(MembershipRow.role == Role.SIGNER, MembershipRow.agency == WebhookRow.agency)
    has_role = exists().where(
        MembershipRow.user_id == WebhookRow.owner,
        UserRow.id == WebhookRow.owner,
        UserRow.disabled_at.is_(None),
        UserRow.erased_at.is_(None),
        or_(portal, office),
    )
    is_there = exists().where(
        AgencyRow.code == WebhookRow.agency,
        AgencyRow.valid_from <= day,
        or_(AgencyRow.valid_to.is_(None), AgencyRow.valid_to >= day),
    )
    return and_(has_role, or_(WebhookRow.agency.is_(None), is_there))


def _opened(vault: Vault, row: WebhookRow) -> dict[str, str]:
    sealed = Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )
    return vault.open(sealed, context_of_webhook(row.id))


def _written(happenings: frozenset[Happening]) -> tuple[str, ...]:
    return tuple(one.value for one in Happening if one in happenings)


def _from_row(row: WebhookRow) -> Endpoint:
    known = {one.value: one for one in Happening}
    return Endpoint(
        id=row.id,
        agency=row.agency,
        name=row.name,
        url=row.url,
        happenings=frozenset(known[one] for one in row.happenings if one in known),
        owner=row.owner,
        state=row.state,
        version=row.version,
        created_at=row.created_at,
        failing_since=row.failing_since,
        old_secret_until=row.old_secret_until,
    )
