"""The settings of one running forum, read from the environment once."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from click import ClickException

SHORTEST_KEY: Final = 32
# Different ones in a key: 32 random hex digits have fewer less often than once in twenty million keys.
FEWEST_SIGNS: Final = 8
# An address has 64 characters before the @; those that tell answers apart and the + before them take 48.
LONGEST_REPLY_NAME: Final = 16
MIB: Final = 1024 * 1024
HEAD_FILE: Final = "journal.head"  # in DATA_DIR
MASTER_KEY_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,40}")
_ADDRESS: Final = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
# Words of keys that stand in documents and examples, and so in everybody's hands.
_EXAMPLES: Final = ("change", "example", "replace", "secret", "password", "default", "random")
_RAW: Final = "raw:"
_YES: Final = ("1", "yes", "true", "on")
_MAKE_ONE: Final = "make one with `openssl rand -hex 32`"


class Unsafe(ClickException):
    """The forum must not start like this. `problems` names every setting at fault and what to do about it.

    A ClickException, because the flask command shows those as a message without a traceback.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(f"the forum does not start until this is mended:{lines}")
        self.problems: Final = problems


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations."""

    environment: Environment
    database_url: str = field(repr=False)
    data_dir: Path
    public_url: str  # where readers reach the forum; links in mail begin with it
    secret_key: bytes = field(repr=False)
    old_secret_keys: tuple[bytes, ...] = field(default=(), repr=False)  # what they signed still counts
    # 32 bytes each, by name; the contacts of reporters are sealed with one
    master_keys: Mapping[str, bytes] = field(repr=False)
    master_key: str  # the name of the one in use; the others still open
    lookup_key: bytes = field(repr=False)
    demo: bool
    mail_url: str = field(repr=False)  # smtp://user:password@host:port, or empty: mails are written to files
    mail_from: str
    mail_unsubscribe: str = ""  # an address that takes who wants no more letters; empty: only the link does
    mail_reply: str = ""  # the mailbox that takes answers to notices; empty: they are given on the site alone
    mail_checked_by: str = ""  # the mail server whose Authentication-Results count; empty: none do
    trusted_hosts: tuple[str, ...]
    proxies: int  # how many proxies in front of us may speak for the client
    rate_storage: str = "memory://"  # where attempts are counted: redis://… for several processes together
    webhook_ports: tuple[int, ...] = (443,)  # where webhooks may go
    webhook_local: bool = False  # to this machine too, without TLS: for development
    problems: tuple[str, ...] = ()  # why the forum must not start with these settings

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. What is wrong with them stands in `problems`, all of it at once.

    With problems some values stand in for what is missing: nothing may be served or sealed with them.
    """
    env = _Reader(os.environ if environ is None else environ)
    name = env.text("MASTER_KEY_NAME", "first")
    old_texts = _old_master_keys(env)
    if not MASTER_KEY_NAME.fullmatch(name):
        env.problems.append("MASTER_KEY_NAME: at most 40 letters, digits and . _ - without marks")
    if name in old_texts:
        env.problems.append(f"OLD_MASTER_KEYS: {name!r} is MASTER_KEY_NAME too; a new key gets a new name")
    settings = Settings(
        environment=env.environment,
        database_url=env.text("DATABASE_URL") or f"sqlite:///{env.data_dir / 'forum.db'}",
        data_dir=env.data_dir,
        public_url=env.text("PUBLIC_URL", _here(env)).rstrip("/"),
        secret_key=env.key("SECRET_KEY").encode(),
        old_secret_keys=tuple(old.encode() for old in _pieces(env.text("OLD_SECRET_KEYS"))),
        master_keys={old: _as_it_was(text) for old, text in old_texts.items()}
        | {name: derived(env.key("MASTER_KEY"))},
        master_key=name,
        lookup_key=env.key("LOOKUP_KEY").encode(),
        demo=env.is_on("DEMO", default=env.environment is not Environment.PRODUCTION),
        mail_url=env.text("MAIL_URL"),
        mail_from=env.text("MAIL_FROM", "Diễn đàn Cải cách hành chính <dien-dan@localhost>"),
        mail_unsubscribe=env.text("MAIL_UNSUBSCRIBE"),
        mail_reply=env.text("MAIL_REPLY").lower(),
        mail_checked_by=env.text("MAIL_CHECKED_BY").lower(),
        trusted_hosts=_pieces(env.text("TRUSTED_HOSTS")),
        proxies=env.count("PROXIES"),
        rate_storage=env.text("RATE_STORAGE", "memory://"),
        webhook_ports=_ports(env),
        webhook_local=env.is_on("WEBHOOK_LOCAL"),
    )
    problems = [*env.problems, *_malformed(settings)]
    if settings.is_production:
        problems += [*_weak_keys(env, old_texts), *_unsafe(env, settings)]
    return replace(settings, problems=tuple(dict.fromkeys(problems)))


def _ports(env: _Reader) -> tuple[int, ...]:
    """WEBHOOK_PORTS: where webhooks may go."""
    given = _pieces(env.text("WEBHOOK_PORTS", "443"))
    if all(re.fullmatch("[0-9]{1,5}", part) and 0 < int(part) < 65536 for part in given):
        return tuple(int(part) for part in given)
    env.problems.append("WEBHOOK_PORTS: numbers of ports with commas between them, as 443,8443")
    return ()


def derived(text: str) -> bytes:
    """The 32 bytes of a master key: all of the setting's text counts, however long it is."""
    return hmac.digest(b"master key of the forum", text.encode(), "sha256")


def _as_it_was(text: str) -> bytes:
    """An old master key: "raw:…" is one of before it was derived, when its first 32 bytes were the key."""
    raw = text.removeprefix(_RAW)
    return derived(text) if raw == text else raw.encode()[:SHORTEST_KEY]


class _Reader:
    """Reads one variable after the other, and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []
        self.data_dir = Path(self.text("DATA_DIR", "var")).resolve()
        given = self.text("ENV", "development")
        try:
            self.environment = Environment(given)
        except ValueError:
            # Who mistypes it means no playground.
            self.environment = Environment.PRODUCTION
            self.problems.append(f"ENV is {given!r}: it is one of {', '.join(Environment)}")

    def text(self, name: str, default: str = "") -> str:
        """A variable, or what stands in the file of <name>_FILE: containers and systemd keep secrets so."""
        given, path = self._environ.get(name, ""), self._environ.get(f"{name}_FILE", "")
        if given and path:
            self.problems.append(f"{name} and {name}_FILE are both set: keep one of them")
        if given or not path:
            return given or default
        try:
            return Path(path).read_text(encoding="utf-8").strip() or default
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"{name}_FILE cannot be read: {type(error).__name__}")
            return default

    def is_on(self, name: str, *, default: bool = False) -> bool:
        return self.text(name, "1" if default else "0").lower() in _YES

    def count(self, name: str) -> int:
        given = self.text(name, "0")
        if given.isascii() and given.isdigit() and len(given) < 3:
            return int(given)
        self.problems.append(f"{name} is {given!r}: it is a number, 0 or more")
        return 0

    def key(self, name: str) -> str:
        """A key; in development one is made and kept beside the data."""
        given = self.text(name)
        if given:
            return given
        if self.environment is not Environment.PRODUCTION:
            return self._made(name)
        self.problems.append(f"{name} is not set: {_MAKE_ONE}")
        return secrets.token_hex(SHORTEST_KEY)

    def _made(self, name: str) -> str:
        path = self.data_dir / "keys" / name.lower()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(descriptor, "w") as file:
            made = secrets.token_hex(SHORTEST_KEY)
            file.write(made)
        return made

    def was_made(self, key: str) -> bool:
        """Whether development made this key and left it beside the data."""
        made = (path for path in (self.data_dir / "keys").glob("*_key") if os.access(path, os.R_OK))
        return any(path.read_text(errors="replace") == key for path in made)


def _here(env: _Reader) -> str:
    """Where a server on this machine is reached."""
    host = env.text("HOST", "127.0.0.1")
    return f"http://{f'[{host}]' if ':' in host else host}:{env.text('PORT', '8000')}"


def _parts(url: str) -> SplitResult:
    """The parts of an address; none for what is no address."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _pieces(text: str) -> tuple[str, ...]:
    """What stands between commas or on lines of its own."""
    return tuple(filter(None, (piece.strip() for piece in re.split(r"[,\n]", text))))


def _old_master_keys(env: _Reader) -> dict[str, str]:
    """OLD_MASTER_KEYS, "name=key,name=key", by name."""
    found: dict[str, str] = {}
    for number, piece in enumerate(_pieces(env.text("OLD_MASTER_KEYS")), start=1):
        name, equals, key = piece.partition("=")
        if not equals or not key or not MASTER_KEY_NAME.fullmatch(name):
            env.problems.append(f"OLD_MASTER_KEYS: entry {number} is not of the form name=key")
        elif key.startswith(_RAW) and len(key.encode()) < len(_RAW) + SHORTEST_KEY:
            env.problems.append(f"OLD_MASTER_KEYS: {name!r} is too short for a raw key")
        elif name in found:
            env.problems.append(f"OLD_MASTER_KEYS: {name!r} is there twice")
        else:
            found[name] = key
    return found


def _malformed(settings: Settings) -> Iterator[str]:
    """What no forum can work with, wherever it runs."""
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        yield "DATABASE_URL is of the form postgresql://user:password@host/name or sqlite:////path/forum.db"
    mail = _parts(settings.mail_url)
    if settings.mail_url and (mail.scheme not in ("smtp", "smtps") or not mail.hostname):
        yield "MAIL_URL is of the form smtp://user:password@host:587 or smtps://user:password@host:465"
    if settings.mail_unsubscribe and not _ADDRESS.fullmatch(settings.mail_unsubscribe):
        yield "MAIL_UNSUBSCRIBE is of the form name@host, without a name before it"
    reply = settings.mail_reply
    if reply and (not _ADDRESS.fullmatch(reply) or len(reply.partition("@")[0]) > LONGEST_REPLY_NAME):
        yield f"MAIL_REPLY is of the form name@host, with a name of at most {LONGEST_REPLY_NAME} characters"
    public = _parts(settings.public_url)
    if public.scheme not in ("http", "https") or not public.hostname or public.path or public.query:
        yield "PUBLIC_URL is of the form https://host, without a path"


def _weak_keys(env: _Reader, old_master_keys: Mapping[str, str]) -> Iterator[str]:
    """Keys that somebody could guess or has read. Old ones may be weak: they are being replaced."""
    keys = {name: text for name in ("SECRET_KEY", "MASTER_KEY", "LOOKUP_KEY") if (text := env.text(name))}
    for name, key in keys.items():
        weakness = _weakness(key) or ("is the one that development made" if env.was_made(key) else "")
        if weakness:
            yield f"{name} {weakness}: {_MAKE_ONE}"
    for one, other in combinations(keys, 2):
        if keys[one] == keys[other]:
            yield f"{one} and {other} are the same: each needs a key of its own"
    for old, key in old_master_keys.items():
        if key == keys.get("MASTER_KEY"):
            yield f"MASTER_KEY is the same as the old key {old!r}: {_MAKE_ONE}"
    if keys.get("SECRET_KEY") in _pieces(env.text("OLD_SECRET_KEYS")):
        yield f"SECRET_KEY is one of OLD_SECRET_KEYS: {_MAKE_ONE}"


def _weakness(key: str) -> str:
    if len(key) < SHORTEST_KEY:
        return f"is too short ({len(key)} characters of at least {SHORTEST_KEY})"
    if len(set(key)) < FEWEST_SIGNS or (key + key).find(key, 1) < len(key):
        return "repeats itself"
    if any(word in key.lower() for word in _EXAMPLES):
        return "reads like an example"
    return ""


def _unsafe(env: _Reader, settings: Settings) -> Iterator[str]:
    """What production must not be started with."""
    for name in ("FLASK_DEBUG", "DEBUG", "TESTING"):
        if env.is_on(name):
            yield f"{name} is on: errors would show what the forum knows; unset it"
    if settings.demo:
        yield "DEMO is on: anybody could act as the cast; set DEMO=0"
    if settings.webhook_local:
        yield "WEBHOOK_LOCAL is on: webhooks could reach what runs on this machine; unset it"
    if not settings.is_https:
        yield "PUBLIC_URL is not https: cookies would travel in the clear"
    if not settings.trusted_hosts or _parts(settings.public_url).hostname not in settings.trusted_hosts:
        yield "TRUSTED_HOSTS must name the host of PUBLIC_URL"
    if not settings.mail_url:
        yield "MAIL_URL is not set: nobody would be told anything"
    yield from _unsafe_folders(settings)


def _unsafe_folders(settings: Settings) -> Iterator[str]:
    folder = settings.data_dir
    if not folder.is_dir():
        yield f"DATA_DIR does not exist: mkdir -m 700 {folder}"
    elif folder.stat().st_mode & 0o007:
        yield f"DATA_DIR is open to everybody on this machine: chmod 700 {folder}"
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield f"DATA_DIR cannot be written to by this user: {folder}"
    scheme, _, path = settings.database_url.partition(":///")
    if scheme.startswith("sqlite"):
        place = Path(path.partition("?")[0])
        if not os.access(place if place.exists() else place.parent, os.W_OK):
            yield f"DATABASE_URL: {place} cannot be written to by this user"
