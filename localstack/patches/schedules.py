"""Schedules fire within a second of their time.

Upstream (services/eventbridge.py, services/scheduler.py) looks every 10 seconds, so a schedule or
a `rate(1 minute)` rule fires up to 10 seconds late.
"""

from ministack.services import eventbridge, scheduler

TICK_S = 1


def apply() -> None:
    """Look every second; both loops read their interval before each sleep."""
    eventbridge._SCHEDULER_TICK_INTERVAL = TICK_S
    scheduler._SCHEDULE_TICK_INTERVAL = TICK_S
