"""A home of Alder whom both first workers know, on the demonstration's day."""

from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]
