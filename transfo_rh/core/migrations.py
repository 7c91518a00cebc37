"""Schema of the database: upgrade at start-up, status, through the Alembic scripts packaged with the product."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from transfo_rh.core.database import Database
from transfo_rh.core.errors import StorageUnavailable
from transfo_rh.core.i18n import _

_SCRIPTS = Path(__file__).resolve().parents[1] / "migrations"


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """Revision of the database (None when empty) and the newest revision of the product."""

    current: str | None
    newest: str

    @property
    def up_to_date(self) -> bool:
        """True when the database is at the newest revision."""
        return self.current == self.newest


def alembic_configuration(database: Database) -> Config:
    """Alembic's configuration for one database; the engine is handed over, never the URL with its password."""
    configuration = Config()
    configuration.set_main_option("script_location", str(_SCRIPTS))
    configuration.attributes["engine"] = database.engine
    return configuration


def schema_status(database: Database) -> SchemaStatus:
    """Where the database stands.

    Raises StorageUnavailable when it does not answer.
    """
    newest = ScriptDirectory.from_config(alembic_configuration(database)).get_current_head()
    with database.read() as session:
        current = MigrationContext.configure(session.connection()).get_current_revision()
    return SchemaStatus(current=current, newest=newest or "")


def upgrade(database: Database) -> SchemaStatus:
    """Bring the schema to the newest revision; several processes may start at once.

    Raises StorageUnavailable when the database is newer than the product.
    """
    status = schema_status(database)
    if status.up_to_date:
        return status
    scripts = ScriptDirectory.from_config(alembic_configuration(database))
    known = {script.revision for script in scripts.walk_revisions()}
    if status.current is not None and status.current not in known:
        raise StorageUnavailable(
            _(
                "La base de données vient d’une version plus récente du produit ({revision}) : mettez le produit à jour."
            ).format(revision=status.current)
        )
    command.upgrade(alembic_configuration(database), "head")
    return schema_status(database)
