"""What the Python peers share: JSON lines on standard input and output, as ../../lab/peer-process.ts wants them."""

import base64
import json
import os
import re
import sys
import threading

_lock = threading.Lock()
_bursts = {}


def config():
    return json.loads(sys.argv[1])


def report(**fields):
    with _lock:
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()


def report_content(kind, peer, name, frames, **fields):
    """Tens of thousands of numbered messages are counted here and told of once."""
    burst = re.match(rb"burst:(\d+)/(\d+)$", frames[0][:40]) if frames else None
    if burst is None:
        content = [base64.b64encode(frame).decode() for frame in frames]
        report(type=kind, peer=peer, name=name, content=content, **fields)
        return
    index, count = int(burst[1]), int(burst[2])
    seen = _bursts.setdefault(peer, {"count": 0, "inOrder": True})
    seen["inOrder"] = seen["inOrder"] and index == seen["count"]
    seen["count"] += 1
    if index == count - 1:
        report(type="burst", peer=peer, **seen)


def frames_of(command):
    return [base64.b64decode(frame) for frame in command["content"]]


def burst_of(command):
    count = command["count"]
    return (b"burst:%d/%d" % (index, count) for index in range(count))


def obey(handlers):
    """Carries out commands in a thread of its own; the end of standard input ends the process."""

    def loop():
        for line in sys.stdin:
            command = json.loads(line)
            handlers[command["do"]](command)
        os._exit(0)

    threading.Thread(target=loop, daemon=True).start()
