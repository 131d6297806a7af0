"""`python -m media_node`: runs a node until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys

from aiohttp import web

from media_node.development.trying import trying
from media_node.node import Node
from media_node.settings import BadSettings, Settings, read
from media_node.signalling.app import application
from media_node.signalling.lobby import Lobby
from media_node.signalling.tokens import Verifier
from media_node.transport.port import Port

log = logging.getLogger("media_node")


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    node = Node(Port.bind(settings.udp_host, settings.udp_port), settings.public_hosts)
    keys = dict(settings.keys or {})
    extra = trying(node, keys) if settings.development else []
    app = application(Lobby(node, Verifier(keys)), settings.ice_servers)
    app.add_routes(extra)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, settings.http_host, settings.http_port)
    await site.start()
    node.start()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    address = runner.addresses[0]
    log.info("ready http=%s:%s udp=%s", address[0], address[1], node.place.port.number)
    # What is loaded stays: collecting it again and again costs tens of milliseconds at the tail.
    gc.collect()
    gc.freeze()
    await stop.wait()
    await node.stop()
    await runner.cleanup()


def main() -> int:
    """The command."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    try:
        asyncio.run(run(read(os.environ)))
    except (BadSettings, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
