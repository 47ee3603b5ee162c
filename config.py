"""The settings of one running forum, read from the environment once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_KEY = 32
MIB = 1024 * 1024


class Unsafe(Exception):
    """A setting that would not be safe in production; the message says which and what to do."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations."""

    environment: Environment
    database_url: str
    data_dir: Path
    public_url: str  # where readers reach the forum; links in mail begin with it
    secret_key: bytes
    master_keys: Mapping[str, bytes]  # 32 bytes each, by name; the contacts of reporters are sealed with one
    master_key: str  # the name of the one in use
    lookup_key: bytes
    demo: bool
    mail_url: str  # smtp://user:password@host:port, or empty: mails are written to files
    mail_from: str
    trusted_hosts: tuple[str, ...]
    proxies: int  # how many proxies in front of us may speak for the client

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises Unsafe when production lacks something it must not start without."""
    env = os.environ if environ is None else environ
    environment = Environment(env.get("ENV", "development"))
    data_dir = Path(env.get("DATA_DIR", "var")).resolve()
    host, port = env.get("HOST", "127.0.0.1"), env.get("PORT", "8000")
    demo = env.get("DEMO", "0" if environment is Environment.PRODUCTION else "1")
    settings = Settings(
        environment=environment,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'forum.db'}",
        data_dir=data_dir,
        public_url=env.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        secret_key=_key(env, "SECRET_KEY", environment, data_dir),
        master_keys={
            env.get("MASTER_KEY_NAME", "first"): _key(env, "MASTER_KEY", environment, data_dir)[:32]
        },
        master_key=env.get("MASTER_KEY_NAME", "first"),
        lookup_key=_key(env, "LOOKUP_KEY", environment, data_dir),
        demo=demo.lower() in ("1", "yes", "true"),
        mail_url=env.get("MAIL_URL", ""),
        mail_from=env.get("MAIL_FROM", "Diễn đàn Cải cách hành chính <dien-dan@localhost>"),
        trusted_hosts=tuple(filter(None, env.get("TRUSTED_HOSTS", "").split(","))),
        proxies=int(env.get("PROXIES", "0")),
    )
    if settings.is_production:
        _refuse_unsafe(settings)
    return settings


def _key(env: Mapping[str, str], name: str, environment: Environment, data_dir: Path) -> bytes:
    """A key from the environment; in development one is made and kept beside the data."""
    given = env.get(name, "")
    if given:
        return given.encode()
    if environment is Environment.PRODUCTION:
        raise Unsafe(f"{name} is not set: give it {SHORTEST_KEY} random characters or more")
    path = data_dir / "keys" / name.lower()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        made = secrets.token_hex(SHORTEST_KEY).encode()
        file.write(made)
    return made


def _refuse_unsafe(settings: Settings) -> None:
    keys = {
        "SECRET_KEY": settings.secret_key,
        "LOOKUP_KEY": settings.lookup_key,
        "MASTER_KEY": settings.master_keys[settings.master_key],
    }
    for name, key in keys.items():
        if len(key) < SHORTEST_KEY:
            raise Unsafe(f"{name} is too short: give it {SHORTEST_KEY} random characters or more")
    if len(set(keys.values())) < len(keys):
        raise Unsafe("SECRET_KEY, LOOKUP_KEY and MASTER_KEY must differ from each other")
    if settings.demo:
        raise Unsafe("DEMO is on: anybody could act as the cast; set DEMO=0")
    if not settings.is_https:
        raise Unsafe("PUBLIC_URL is not https: cookies would travel in the clear")
    if not settings.trusted_hosts or urlsplit(settings.public_url).hostname not in settings.trusted_hosts:
        raise Unsafe("TRUSTED_HOSTS must name the host of PUBLIC_URL")
    if not settings.mail_url:
        raise Unsafe("MAIL_URL is not set: nobody would be told anything")
