"""How we talk to PostgreSQL: nothing that it does, or no longer does, keeps anybody waiting for ever.

A server that is gone is noticed within seconds. One that is there and does not answer (a commit whose
synchronous standby is gone) is given up after a while. What became of the transaction nobody can tell then:
who sent it is asked to send the same again, with the same key.
"""

from __future__ import annotations

import re
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import Pool

from casework.store.quoting import leave_values_out

RV = TypeVar("RV")
CONNECTIONS: Final = 8
_LOOKS_UP_EVERY: Final = 0.1  # seconds, as psycopg does

# The defaults of TCP are minutes and hours. Keepalives find out a server that vanished while nothing was
# said, the user timeout one that vanished with a question on its way to it.
_ARGUMENTS: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": "-c timezone=UTC -c lock_timeout=15s",
}
# Several servers as libpq names them (user:password@a:5432,b:5432/name), which SQLAlchemy does elsewhere.
_SEVERAL: Final = re.compile(
    r"(postgresql(?:\+psycopg)?://(?:[^/@]*@)?)([^/?@]*,[^/?@]*)(/[^?]*)?(?:\?(.*))?"
)


def url_of(text: str) -> URL:
    """The URL of a database; of several servers, however they are named, the one that can be written to."""
    if found := _SEVERAL.fullmatch(text):
        before, hosts, name, query = found.groups()
        named = [f"host={host}" for host in hosts.split(",")]
        text = f"{before}{name or '/'}?{'&'.join([*named, *filter(None, [query])])}"
    url = make_url(text)
    if url.get_backend_name() != "postgresql":
        return url
    if len(url.normalized_query.get("host", ())) > 1:
        url = url.update_query_dict({"target_session_attrs": "read-write", **url.query})
    return url.set(drivername="postgresql+psycopg")


def engine(url: URL, *, pool: type[Pool] | None = None, patience: float | None = None) -> Engine:
    """An engine for a database on PostgreSQL.

    `patience`: the seconds for which whoever holds a connection waits for its answers, all together; None: as
    long as it takes.
    """
    sizes = {"pool_size": CONNECTIONS} if pool is None else {}
    made = create_engine(
        url, pool_pre_ping=True, poolclass=pool, connect_args=_ARGUMENTS, hide_parameters=True, **sizes
    )
    leave_values_out(made)

    @event.listens_for(made, "do_connect")
    def _connect(_dialect: Any, _record: Any, args: Any, named: Any) -> _Connection:
        connection = _Connection.connect(*args, **named)
        connection.left = patience
        return connection

    @event.listens_for(made, "checkin")
    def _begin_anew(connection: _Connection | None, _record: Any) -> None:
        if connection is not None:
            connection.left = patience

    return made


class _Connection(psycopg.Connection[Any]):
    """A connection that waits no longer than its patience lasts."""

    left: float | None = None  # seconds

    def wait(self, gen: PQGen[RV], interval: float = _LOOKS_UP_EVERY, timeout: float | None = None) -> RV:
        """What the server answers. Raises OperationalError when it takes too long."""
        if self.left is None:
            return super().wait(gen, interval, timeout)
        begun = monotonic()
        try:
            return super().wait(gen, interval, self.left)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.close()  # the answer may still come, and would be taken for that to the next question
            raise
        finally:
            self.left = max(self.left - (monotonic() - begun), 0.0)
