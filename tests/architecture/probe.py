"""Run in an interpreter of its own, without site-packages: what importing one function costs.

    python -I -S probe.py <module> <path>...

Prints ``{imported, serving, added, io}`` as JSON: how many modules the import loads, how many are
loaded once the handler can serve, the names of these, and every input or output of the import.
"""

import sys

BARE = len(sys.modules)
OUTSIDE = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "shutil.")
#: The interpreter looks for code, and packages for each other's names and versions.
CODE = (".py", ".pyc", ".so", ".zip", ".dist-info/entry_points.txt", ".dist-info/METADATA")
#: urllib3 opens a socket, bound to nothing outside, to know whether the machine speaks IPv6.
KNOWN = {("urllib3.util.connection", "socket.__new__"), ("urllib3.util.connection", "socket.bind")}

found: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook (PEP 578): it sees what no patch of a module would."""
    what = f"{event} {arguments[0] if arguments else ''}"
    if event.startswith(OUTSIDE) or (event == "open" and not _is_code(arguments[0])):
        by = _importing()
        if (by, event) not in KNOWN:
            found.append(f"{what} by {by}")


def _is_code(path: object) -> bool:
    return not isinstance(path, str) or path.endswith(CODE) or ".pyc." in path


def _importing() -> str:
    """The module of the layers that caused it, its own or by calling the standard library."""
    frame = sys._getframe(2)
    while frame.f_back and not frame.f_code.co_filename.startswith(tuple(sys.argv[2:])):
        frame = frame.f_back
    return str(frame.f_globals["__name__"])


def main(name: str) -> dict[str, object]:
    """Import one module and make its handler ready."""
    sys.addaudithook(watch)
    module = __import__(name, fromlist=["*"])
    imported = len(sys.modules) - BARE
    io = list(found)
    declared = getattr(module, name.rpartition(".")[2], None)
    getattr(declared, "_serve", None)  # endpoints and sockets load what serves them at first use
    return {
        "imported": imported,
        "serving": len(sys.modules) - BARE,
        "added": sorted(sys.modules),
        "io": io,
    }


if __name__ == "__main__":
    sys.path[:0] = sys.argv[2:]
    measured = main(sys.argv[1])
    import json

    print(json.dumps(measured))
