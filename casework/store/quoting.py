"""Errors of a database without what they quote of rows and of what somebody typed: errors get into logs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

# Data that cannot be read, and a search that cannot: there even the first line quotes them.
_QUOTING: Final = ("22", "42601")


def leave_values_out(engine: Engine) -> None:
    """From now on no error of this engine quotes a value.

    SQLAlchemy hides the parameters (`hide_parameters`, with which the engine has to be made); the drivers'
    own words quote them too: `Key (email)=(…) already exists`, `Failing row contains (…)`.
    """
    event.listen(engine, "handle_error", _say_less)


def _say_less(context: ExceptionContext) -> None:
    raised = context.original_exception
    state, diagnosis = getattr(raised, "sqlstate", None), getattr(raised, "diag", None)
    if diagnosis is not None and diagnosis.message_primary:
        quotes = str(state).startswith(_QUOTING)
        told = f"SQLSTATE {state}" if quotes else f"{diagnosis.message_primary} (SQLSTATE {state})"
    elif context.statement and " MATCH " in context.statement:
        told = getattr(raised, "sqlite_errorname", type(raised).__name__)
    else:
        return
    raised.args = (told,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(raised).__name__}) {told}",)
