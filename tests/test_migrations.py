"""The migrations make the tables that the code speaks of, on both databases, and can be taken back."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect

from core.database import make_engine
from tests.conftest import ROOT


def config_on(connection) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


def test_the_migrations_leave_nothing_for_autogenerate_to_add(engine: Engine):
    with engine.connect() as connection:
        command.check(config_on(connection))


def test_the_migrations_can_be_taken_back_and_run_again(engine: Engine):
    with engine.connect() as connection:
        command.downgrade(config_on(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    with engine.connect() as connection:
        command.upgrade(config_on(connection), "head")
        command.check(config_on(connection))


def test_the_migrations_can_be_printed_for_those_who_apply_them_by_hand(monkeypatch, capsys):
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql+psycopg://nobody@localhost/nothing")
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head", sql=True)
    assert "CREATE TABLE directive" in capsys.readouterr().out


def test_foreign_keys_hold_again_after_a_migration(sqlite_url: str):
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        command.upgrade(config_on(connection), "head")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()
