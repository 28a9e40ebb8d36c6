"""A database that restarts under a program: the program notices, and goes on with a new line."""

import socket
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, transaction

from counties.models import Office
from linkages.scope import rls

pytestmark = pytest.mark.django_db(transaction=True)


def cut_the_line() -> None:
    """What a killed server does: the line is dead, and nobody has noticed yet."""
    connection.ensure_connection()
    with socket.fromfd(connection.connection.fileno(), socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.shutdown(socket.SHUT_RDWR)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    connection.close()
    yield
    connection.close()


def test_a_lost_line_costs_one_transaction_and_not_the_next() -> None:
    with rls(county="alder"):
        cut_the_line()
        with pytest.raises(OperationalError), transaction.atomic():
            Office.objects.count()
        assert not connection.in_atomic_block
        with transaction.atomic():
            assert Office.objects.count() == 0


def test_a_line_lost_within_a_transaction_costs_that_transaction() -> None:
    with pytest.raises(OperationalError), rls(county="alder"), transaction.atomic():
        Office.objects.count()
        cut_the_line()
        with rls(county="birch"):
            Office.objects.count()
    with rls(county="alder"), transaction.atomic():
        assert Office.objects.count() == 0
