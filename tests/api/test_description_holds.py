"""The whole description put to the proof: every operation is asked in right and wrong ways, and answers as it says."""

import os
import shutil
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from sqlalchemy import select

from api.rest.answers import LARGEST_NUMBER
from core.access import AccountRole
from core.clock import FixedClock
from core.database import transaction
from core.organisation import Account
from core.tokens import make_token, scopes_for
from tests.api.conftest import Site, make_settings, running
from tests.api.doors import DESCRIPTION
from tests.api.test_interface import NINE, make_rows

EXAMPLES, EXAMPLES_OF_FULL = 3, 25
WHO = {"acts of units": "finance", "webhooks": "administrator", "documents": "office"}
ROWS = 3
CONFIG = {
    "checks": {
        # What is right in form may still be refused by a rule, and what is right in a rule by the state of its row.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "403", "404", "409", "412", "422"]},
        "negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "405", "411", "422"]},
    }
}


@pytest.fixture(scope="module")
def proof_site(peopled_template, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("proof")
    shutil.copyfile(peopled_template, folder / "dondoc.sqlite3")
    settings = make_settings(f"sqlite:///{folder / 'dondoc.sqlite3'}", folder, private_targets=("127.0.0.1",))
    with running(settings, FixedClock(NINE)) as site:
        for _ in range(ROWS):
            make_rows(site)
        yield site


@pytest.fixture(scope="module")
def proof_secrets(proof_site: Site) -> dict[str, str]:
    with transaction(proof_site.resources.sessions) as session:
        found = {}
        for row in session.scalars(select(Account)):
            scopes = scopes_for(AccountRole(row.role))
            found[row.username] = make_token(session, row.username, scopes, NINE, account=row)[0]
        return found


@pytest.fixture(scope="module")
def described_interface(proof_site: Site):
    config = SchemathesisConfig.from_dict(CONFIG)
    return schemathesis.openapi.from_url(f"{proof_site.url}{DESCRIPTION}", config=config)


@pytest.fixture
def n_examples(request) -> int:
    """How many examples an operation is asked in each way: more in the full run, or as many as DONDOC_EXAMPLES says."""
    default = EXAMPLES_OF_FULL if request.config.getoption("--full") else EXAMPLES
    return int(os.environ.get("DONDOC_EXAMPLES", str(default)))


def test_every_operation_answers_as_it_is_described(described_interface, proof_secrets, n_examples):
    """What is not as described is told for every operation, not for the first alone."""
    failures, asked = [], 0
    for found in described_interface.get_all_operations():
        operation = found.ok()
        secret = proof_secrets[WHO.get(operation.tags[0], "office")]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            asked += 1
            try:
                prove(operation.as_strategy(generation_mode=mode), {"Authorization": f"Bearer {secret}"}, n_examples)
            except Unsatisfiable:  # nothing can be wrong about it
                continue
            except (FailureGroup, Failure, AssertionError) as error:
                failures.append(f"{operation.label} ({mode.value}): {error}")
    assert not failures, "\n\n".join(failures)
    assert asked > 80


def prove(strategy, headers: dict[str, str], n_examples: int) -> None:
    @given(case=strategy)
    @settings(
        max_examples=n_examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    def answers(case):
        case.path_parameters = {  # to rows that there are; what is out of bounds stays so
            name: value % (3 * ROWS) + 1 if isinstance(value, int) and 0 < value <= LARGEST_NUMBER else value
            for name, value in (case.path_parameters or {}).items()
        }
        case.call_and_validate(headers=headers)

    answers()
