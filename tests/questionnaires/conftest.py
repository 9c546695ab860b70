"""What the tests of the form engine share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inclucities.accounts.models import User
from inclucities.questionnaires.models import Questionnaire, Response
from tests.audit.forgetting import forget_events
from tests.factories.people import UserFactory
from tests.factories.questionnaires import load_sampler, start


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let the test commit, so that several connections see the same rows."""
    yield
    forget_events()


@pytest.fixture
def anna(db: None) -> User:
    """Give a person of the city."""
    return UserFactory(name="Anna Bērziņa")


@pytest.fixture
def boris(db: None) -> User:
    """Give another person of the city."""
    return UserFactory(name="Boris Ozols")


@pytest.fixture
def sampler(db: None, tmp_path: Path) -> Questionnaire:
    """Give a questionnaire with every type of question."""
    return load_sampler(tmp_path / "sampler")


@pytest.fixture
def response(sampler: Questionnaire, anna: User) -> Response:
    """Give a response to it in which nothing is answered."""
    return start(sampler, anna)
