"""Run in an interpreter of its own: CPU-milliseconds until one function can serve.

    python -I -S init_probe.py <module> <path>...

Prints ``[bare, ready, client]``: CPU since the process began once the interpreter runs, once the
handler can serve, and once it has a DynamoDB client.
"""

import sys
import time

BARE = time.process_time()


def main(name: str) -> list[float]:
    """Import one module, make its handler ready, make a client."""
    module = __import__(name, fromlist=["*"])
    declared = getattr(module, name.rpartition(".")[2], None)
    getattr(declared, "_serve", None)
    ready = time.process_time()
    from commons.aws import client

    client("dynamodb")
    return [1000 * cpu for cpu in (BARE, ready, time.process_time())]


if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:]
    print(main(sys.argv[1]))
