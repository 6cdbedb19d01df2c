"""Which databases the rules of entries are tried on: SQLite, and PostgreSQL too where their statements differ."""

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.full)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database; PostgreSQL for tests marked `BOTH`, and for all of them with --full."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
