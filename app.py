"""The only composition root: puts a forum together from its settings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import accounts
import admin
import agency
import api
import cli
import demo
import forum
import moderation
import oversight
import press
import sealed
from casework import log
from casework.delivery.post_office import FilesPostOffice, PostOffice, SmtpPostOffice
from casework.store.casework import Casework
from casework.store.db import Database, Unavailable
from casework.store.erasure_log import ErasureLog
from casework.store.files import Files
from casework.store.journal_head import HeadFile
from casework.store.vault import Vault
from config import HEAD_FILE, MIB, Environment, Settings, Unsafe, from_environment
from web import (
    compress,
    errors,
    guard,
    headers,
    health,
    i18n,
    limits,
    page,
    programs,
    session,
    styleguide,
    uploads,
)

PATIENCE_SECONDS = 20.0  # longer than anything waits for a lock, shorter than proxies wait for us
DOORS = (
    *(forum.door, moderation.door, agency.door, press.door, oversight.door, accounts.door),
    *(admin.door, sealed.door, api.door, api.open311),
)


def create_app(settings: Settings | None = None, *, for_commands: bool = False) -> Flask:
    """A WSGI application for these settings (default: those of the environment).

    Raises config.Unsafe when the settings have problems. One that is made for commands has no casework then:
    the schema can be brought up to date and the doctor be asked, and everything else refuses.
    """
    settings = settings or from_environment()
    if settings.problems and not for_commands:
        raise Unsafe(settings.problems)
    if settings.environment is not Environment.DEVELOPMENT:  # where what is logged is nobody's
        log.install()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys) or None,
        TESTING=settings.environment == "test",
        MAX_CONTENT_LENGTH=MIB,
        MAX_FORM_PARTS=200,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PREFERRED_URL_SCHEME="https" if settings.is_https else "http",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: who writes slowly loses nothing
        WTF_CSRF_SSL_STRICT=False,  # guard asks Origin, else Referer: who hides the Referer may still report
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["settings"] = settings
    if not settings.problems:
        app.extensions["casework"] = make_casework(
            settings, patience=None if for_commands else PATIENCE_SECONDS
        )
        app.extensions["post-office"] = make_post_office(settings)
    app.extensions["static-versions"] = _versions(Path(app.static_folder or "static"))
    csrf = CSRFProtect(app)
    Bootstrap5(app)
    for room in (session, limits, programs, guard, uploads, i18n, page, errors, compress, headers, health):
        room.install(app)
    for door in DOORS:
        app.register_blueprint(door)
    if settings.demo:
        app.register_blueprint(demo.door)
    if not settings.is_production:
        app.register_blueprint(styleguide.door)
    for endpoint in guard.takes_from_anywhere(app):
        csrf.exempt(app.view_functions[endpoint])
    cli.install(app)
    _wrap(app, settings)
    return app


def _wrap(app: Flask, settings: Settings) -> None:
    """What every request passes before Flask sees it, the last one first."""
    app.wsgi_app = i18n.LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]  # because WSGI wraps so
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # because WSGI wraps so
    app.wsgi_app = errors.LastResort(app)  # type: ignore[method-assign]  # because WSGI wraps so


def __getattr__(name: str) -> Flask:
    """`app:app` for servers, made when it is asked for: importing this file starts nothing."""
    if name != "app":
        raise AttributeError(name)
    commanding = cli.is_commanding()
    made = create_app(for_commands=commanding)
    if not commanding:
        _refuse_old_schema(made)
    globals()["app"] = made
    return made


def _refuse_old_schema(app: Flask) -> None:
    """Production serves no database that lacks a migration; one that does not answer may come back."""
    settings: Settings = app.extensions["settings"]
    try:
        lacks = settings.is_production and not app.extensions["casework"].db.is_current()
    except Unavailable:
        return
    if lacks:
        raise Unsafe(("the database lacks a migration: run `flask --app app db upgrade`",))


def make_casework(settings: Settings, *, patience: float | None = None) -> Casework:
    """The casework on the database and the files of these settings; `patience` as `Database` takes it."""
    return Casework(
        db=Database(settings.database_url, patience=patience),
        files=Files(settings.data_dir / "files"),
        vault=Vault(dict(settings.master_keys), settings.master_key, settings.lookup_key),
        head=HeadFile(settings.data_dir / HEAD_FILE),
        erasures=ErasureLog(settings.data_dir / "erasures.log"),
        secret_key=settings.secret_key,
        old_secret_keys=settings.old_secret_keys,
    )


def make_post_office(settings: Settings) -> PostOffice:
    """Where mail goes: to the server of MAIL_URL, or to files that developers read."""
    if settings.mail_url:
        return SmtpPostOffice(settings.mail_url)
    return FilesPostOffice(settings.data_dir / "mail")


def _versions(folder: Path) -> Callable[[str], str]:
    """What changes in a file's address when the file does."""

    @cache
    def version(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    return version
