"""Runs inside the emulator's own environment: applies the patches, then serves.

Started by `localstack.emulator`. With `--tied` it ends as soon as its standard input does, that is
when the process that started it is gone, however that ended.
"""

import os
import signal
import sys
import threading

from localstack import patches


def main() -> None:
    """Apply every patch and run the emulator until it is told to stop."""
    if "--tied" in sys.argv:
        threading.Thread(target=end_with_caller, daemon=True).start()
        sys.argv.remove("--tied")
    patches.apply_all()
    from ministack.app import main as serve

    serve()


def end_with_caller() -> None:
    """Wait for the end of standard input, then end this whole process group at once."""
    while os.read(0, 4096):  # not sys.stdin: its lock would be held while the interpreter ends
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
