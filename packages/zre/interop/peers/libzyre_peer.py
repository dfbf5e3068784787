"""A node of libzyre itself, driven by JSON lines."""

import os
from ctypes import byref, c_void_p

import czmq
from line_protocol import burst_of, config, frames_of, obey, report, report_content

options = config()
os.environ["ZSYS_INTERFACE"] = options["interface"]
node = czmq.zyre_new(options["name"].encode() if "name" in options else None)
czmq.zyre_set_interface(node, options["interface"].encode())
for key, value in options.get("headers", {}).items():
    # The value is a format.
    czmq.zyre_set_header(node, key.encode(), value.replace("%", "%%").encode())
if "evasiveMs" in options:
    czmq.zyre_set_evasive_timeout(node, options["evasiveMs"])
if "expiredMs" in options:
    czmq.zyre_set_expired_timeout(node, options["expiredMs"])
if "curve" in options:
    keys = options["curve"]
    certificate = czmq.zcert_new_from_txt(keys["publicKey"].encode(), keys["secretKey"].encode())
    czmq.zyre_set_zcert(node, certificate)
if "endpoint" in options and czmq.zyre_set_endpoint(node, options["endpoint"].encode()) != 0:
    raise SystemExit("cannot bind " + options["endpoint"])
gossip = options.get("gossip", {})
if "bind" in gossip:
    czmq.zyre_gossip_bind(node, gossip["bind"].encode())
for hub in gossip.get("connect", []):
    endpoint, _, key = hub.partition("|")
    if key:
        czmq.zyre_gossip_connect_curve(node, key.encode(), endpoint.encode())
    else:
        czmq.zyre_gossip_connect(node, endpoint.encode())
for group in options.get("contest", []):
    czmq.zyre_set_contest_in_group(node, group.encode())
for group in options.get("groups", []) + options.get("contest", []):
    czmq.zyre_join(node, group.encode())


def burst(command):
    peer = command["peer"].encode()
    for content in burst_of(command):
        czmq.zyre_whisper(node, peer, czmq.message([content]))


def tell(event):
    kind = czmq.zyre_event_type(event).decode().lower()
    peer = czmq.zyre_event_peer_uuid(event).decode()
    name = (czmq.zyre_event_peer_name(event) or b"").decode()
    if kind == "enter":
        headers = czmq.pairs_in(czmq.zyre_event_headers(event))
        report(type=kind, peer=peer, name=name, headers=headers, endpoint=czmq.zyre_event_peer_addr(event).decode())
    elif kind in ("join", "leave", "leader"):
        report(type=kind, peer=peer, name=name, group=czmq.zyre_event_group(event).decode())
    elif kind == "whisper":
        report_content(kind, peer, name, czmq.frames_in(czmq.zyre_event_msg(event)))
    elif kind == "shout":
        frames = czmq.frames_in(czmq.zyre_event_msg(event))
        report_content(kind, peer, name, frames, group=czmq.zyre_event_group(event).decode())
    else:
        report(type=kind, peer=peer, name=name)


if czmq.zyre_start(node) != 0:
    raise SystemExit("zyre_start failed")
report(type="started", peer=czmq.zyre_uuid(node).decode())
obey(
    {
        "join": lambda command: czmq.zyre_join(node, command["group"].encode()),
        "leave": lambda command: czmq.zyre_leave(node, command["group"].encode()),
        "whisper": lambda command: czmq.zyre_whisper(
            node, command["peer"].encode(), czmq.message(frames_of(command))
        ),
        "shout": lambda command: czmq.zyre_shout(node, command["group"].encode(), czmq.message(frames_of(command))),
        "burst": burst,
        "stop": lambda _: czmq.zyre_stop(node),
    }
)
while True:
    event = c_void_p(czmq.zyre_event_new(node))
    tell(event)
    czmq.zyre_event_destroy(byref(event))
