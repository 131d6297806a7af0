"""The fault kit: what goes wrong on AWS, done on purpose, from a seed, and counted.

A test says which classes of faults its run must survive, and checks what must hold afterwards.
On leaving the block every declared class must have fired: a run without its faults proves nothing,
so it fails (``NeverFired``).

    def test_nothing_acknowledged_is_lost(alice: Person, figures: Figures) -> None:
        with faults(seed=7, before_commit=0.05, after_commit=0.05, throttled=0.3) as injected:
            acked = [send(alice, f"n{number}") for number in range(100)]
        assert stored() == acked
        figures("attempts per call", injected.amplification, most=3)

Classes of ``faults``, each a rate of all HTTP attempts (``injection.py``):

before_commit   the connection breaks, nothing was done
after_commit    it was done and the answer is lost: the one that finds bugs
throttled       AWS refuses; ``Throttling(0.3, for_s=60, touching="S#h:chn_1")`` says when, what
killed          the process dies, half of them before and half after the call took effect
contended       not a rate: transactions that touch one row at once conflict, as DynamoDB's do and
                the emulator's do not

They sit below botocore's retries, where the network is: what the retries hide stays hidden, what
they get wrong shows. To look at code without them, give its client
``Config(retries={"total_max_attempts": 1})``.

Other tools:

calls(kill_at, when)   watch the AWS calls of a block, die at exactly one of them (``kills.py``)
bus, Queue, TableStream  deliveries as EventBridge, SQS and table streams make them: repeated,
                       reordered, poisoned, in batches, dead letters and all (``deliveries.py``)
virtual_time(seed)     minutes of load in seconds: processes that take turns by a clock they share
                       (``virtual.py``)
worker()               a process of its own: SIGKILL at every line, enumerated; a clock of its own
                       by libfaketime, which is fetched when it is not installed (``processes.py``)
figures                a fixture that checks a measured number and prints it when the run ends
"""

from tests.faults.injection import Injected, NeverFired, Throttling, faults
from tests.faults.kills import AFTER, BEFORE, Killed, calls, throttled

__all__ = [
    "AFTER",
    "BEFORE",
    "Injected",
    "Killed",
    "NeverFired",
    "Throttling",
    "calls",
    "faults",
    "throttled",
]
