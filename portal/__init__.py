"""A consultation portal for children in care: who is asked, how they answer, who reads it, what it adds up to."""
from __future__ import annotations

import logging
import zlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import commands, config, errors, languages, security
from portal.consultations import messages
from portal.extensions import csrf, db, keyring, login
from portal.people import gate, navigation, wordings
from portal.people.sessions import TableSessions
from portal.web import account, health, inbox, interpreting, office, reports, respond, words
from portal.web.respond import trying

ROOT = Path(__file__).parent.parent


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """The portal. `settings` (PORTAL_… names) go before the environment; tests use them.

    Raises UnsafeSettings, and PolicyIncomplete when a route has no rule in the policy table.
    """
    app = Flask(__name__, root_path=str(ROOT), instance_path=str(ROOT / "instance"))
    portal = config.read(Path(app.instance_path), settings)
    portal.instance.mkdir(exist_ok=True, mode=0o700)  # data, keys and post lie there: nobody else's business
    app.extensions["portal"] = portal
    _configure(app, portal)
    db.open(portal.database_url)
    keyring.open(portal.keys)
    for part in (security, errors, gate, navigation):
        part.install(app)
    csrf.init_app(app)
    for room in (respond, trying):
        csrf.exempt(room.bp)  # guarded by the origin of every POST and by each page’s sealed ticket
    login.init_app(app)
    _compress(app)
    app.after_request(security.headers)  # what is added last runs first: no failure after it can take them off
    messages.install()
    wordings.install()
    _speak(app)
    for room in (health, respond, trying, account, inbox, interpreting, office, reports, words):
        app.register_blueprint(room.bp)
    commands.register(app)
    app.teardown_appcontext(lambda error: db.end())
    gate.check(app)
    return app


def _configure(app: Flask, portal: config.Config) -> None:
    logging.basicConfig(level=portal["PORTAL_LOG_LEVEL"], format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    secure = portal.secure
    app.config.update(
        TESTING=bool(portal.extra.get("TESTING")),
        SECRET_KEY=portal["PORTAL_SECRET_KEY"] or None,
        SESSION_COOKIE_NAME="__Host-portal" if secure else "portal",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,  # a token lasts as long as its session: nobody's words die of a clock
        WTF_CSRF_SSL_STRICT=False,  # security.py guards every POST by Sec-Fetch-Site or Origin
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    hosts = [host.strip() for host in portal["PORTAL_TRUSTED_HOSTS"].split(",") if host.strip()]
    app.config["TRUSTED_HOSTS"] = hosts or None
    app.session_interface = TableSessions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    proxies = portal.number("PORTAL_PROXIES")
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)
    app.before_request(lambda: _secret_key(app))
    app.url_defaults(_fresh_static(app))


def _compress(app: Flask) -> None:
    """Send words small: a page over a weak line. Pictures and sound are small already.

    A page that another site opened goes as it is: nobody there learns from its size what is on it (BREACH).
    """
    app.config.update(COMPRESS_REGISTER=False, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=5,
                      COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/json",
                                          "image/svg+xml"])
    compress = Compress(app)

    def small(response: Response) -> Response:
        is_whole = response.status_code != 206
        if not is_whole or request.headers.get("Sec-Fetch-Site") == "cross-site":
            return response
        if request.endpoint == "static" and response.mimetype in compress.compress_mimetypes_set:
            response.direct_passthrough = False  # a file is read whole, so that gzip can be had as well
            response.get_data()
        return compress.after_request(response)

    app.after_request(small)


def _secret_key(app: Flask) -> None:
    """Forms are signed with the session key, unless a setting names another secret."""
    if app.secret_key is None:
        app.secret_key = keyring.newest_secret("session")[1]


def _fresh_static(app: Flask):
    @cache
    def version(filename: str) -> str:
        path = Path(app.static_folder) / filename
        return f"{zlib.crc32(path.read_bytes()):08x}" if path.is_file() else ""

    def add(endpoint: str, values: dict) -> None:
        if endpoint == "static":
            values.setdefault("v", version(values["filename"]))

    return add


def _speak(app: Flask) -> None:
    """The words that every template may use. Each request begins in English, until its room says otherwise."""
    app.before_request(lambda: languages.reset())
    names = {"_": languages.gettext, "_n": languages.ngettext, "say": languages.say, "words": languages.words,
             "format_day": languages.format_day, "in_days": languages.in_days, "format_clock": languages.format_clock}
    app.jinja_env.globals.update({name: languages.for_template(speaker) for name, speaker in names.items()})
    app.context_processor(lambda: {"lang": languages.tongue().language, "languages": list(languages.OFFERED.values())})
