"""The mark of tests that run on both kinds of database though their folder tries most on one."""

import pytest

BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
