"""Reading and writing: one engine, a read session per request, and short write transactions.

A read session that writes fails at once, on both engines: so a GET that writes fails its test
without anybody looking for it. On SQLite writes are IMMEDIATE and wait behind one lock in this process.
"""
from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator):
    """An instant: aware going in, aware and in UTC coming out, on every engine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime()}


class Database:
    """The doors to the database. `db.session` reads; `with db.write() as session:` is one transaction."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self._here = threading.local()

    def open(self, url: str) -> None:
        """Connect to `url`; an earlier engine is let go."""
        self.close()
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock() if self.is_sqlite else nullcontext()
        self._reading = self.engine.execution_options(write=False)
        self._writing = self.engine.execution_options(write=True)

    def close(self) -> None:
        """End this thread's session and every pooled connection."""
        self.end()
        if self.engine is not None:
            self.engine.dispose()

    @property
    def session(self) -> Session:
        """The session in hand: the transaction of the verb that runs, else this thread's reader."""
        writing = getattr(self._here, "writing", None)
        if writing is not None:
            return writing
        if getattr(self._here, "reading", None) is None:
            self._here.reading = Session(self._reading, autoflush=False)
        return self._here.reading

    @contextmanager
    def write(self):
        """One write transaction: committed at the end, undone when anything is raised.

        Raises RuntimeError when a verb is called inside another verb's transaction.
        """
        if getattr(self._here, "writing", None) is not None:
            raise RuntimeError("one verb is one transaction: pass the session on instead")
        with self._writer, Session(self._writing, expire_on_commit=False) as session:
            self._here.writing = session
            try:
                with session.begin():
                    yield session
            finally:
                self._here.writing = None
                self._see_afresh()

    def _see_afresh(self) -> None:
        reading = getattr(self._here, "reading", None)
        if reading is not None:
            reading.rollback()

    def end(self) -> None:
        """Close this thread's reader (called when a request or a command ends)."""
        reading = getattr(self._here, "reading", None)
        if reading is not None:
            reading.close()
            self._here.reading = None

    def create_all(self) -> None:
        """Make every table (tests; a real database is made by migrations)."""
        with self._writing.begin() as connection:
            Base.metadata.create_all(connection)


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"isolation_level": None, "timeout": 30}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(connection, _record) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection) -> None:
    writes = connection.get_execution_options().get("write")
    connection.exec_driver_sql(f"PRAGMA query_only={0 if writes else 1}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection) -> None:
    if not connection.get_execution_options().get("write"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
