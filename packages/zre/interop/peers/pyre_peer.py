"""A Pyre node driven by JSON lines."""

import json
import time
import uuid

from pyre import Pyre
from pyre.pyre_peer import PyrePeer

from line_protocol import burst_of, config, frames_of, obey, report, report_content

options = config()
if "expiredMs" in options:
    PyrePeer.PEER_EXPIRED = options["expiredMs"] // 1000
if "evasiveMs" in options:
    PyrePeer.PEER_EVASIVE = options["evasiveMs"] / 1000
node = Pyre(options.get("name"))
for key, value in options.get("headers", {}).items():
    node.set_header(key, value)
for group in options.get("groups", []):
    node.join(group)


def text(uuid_bytes):
    return uuid.UUID(bytes=uuid_bytes).hex.upper()


def whisper(command):
    node.whisper(uuid.UUID(command["peer"]), frames_of(command))


def burst(command):
    peer = uuid.UUID(command["peer"])
    for index, content in enumerate(burst_of(command)):
        node.whisper(peer, content)
        # Pyre gives up a peer for which 3,000 messages wait.
        if index % 500 == 499:
            time.sleep(0.02)


def tell(frames):
    kind, peer, name, rest = frames[0].decode().lower(), text(frames[1]), frames[2].decode(), frames[3:]
    if kind == "enter":
        headers = json.loads(rest[0])
        report(type=kind, peer=peer, name=name, headers=headers, endpoint=rest[1].decode())
    elif kind in ("join", "leave"):
        report(type=kind, peer=peer, name=name, group=rest[0].decode())
    elif kind == "whisper":
        report_content(kind, peer, name, rest)
    elif kind == "shout":
        report_content(kind, peer, name, rest[1:], group=rest[0].decode())
    else:
        report(type=kind, peer=peer, name=name)


node.start()
report(type="started", peer=node.uuid().hex.upper(), endpoint=node.endpoint())
obey(
    {
        "join": lambda command: node.join(command["group"]),
        "leave": lambda command: node.leave(command["group"]),
        "whisper": whisper,
        "shout": lambda command: node.shout(command["group"], frames_of(command)),
        "burst": burst,
        "stop": lambda _: node.stop(),
    }
)
while True:
    tell(node.recv())
