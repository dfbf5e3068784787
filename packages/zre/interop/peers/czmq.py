"""The functions of libzyre and czmq that the peers use, called in the library that the environment names."""

import ctypes
import os
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint64, c_void_p

# czmq must not catch the signals by which the tests end a peer.
os.environ["ZSYS_SIGHANDLER"] = "false"
_library = ctypes.CDLL(os.environ["ZFARM_ZYRE_LIBRARY"])

_signatures = {
    "zyre_new": (c_void_p, c_char_p),
    "zyre_version": (c_uint64,),
    "zyre_uuid": (c_char_p, c_void_p),
    "zyre_set_header": (None, c_void_p, c_char_p, c_char_p),
    "zyre_set_interface": (None, c_void_p, c_char_p),
    "zyre_set_evasive_timeout": (None, c_void_p, c_int),
    "zyre_set_expired_timeout": (None, c_void_p, c_int),
    "zyre_set_contest_in_group": (None, c_void_p, c_char_p),
    "zyre_set_endpoint": (c_int, c_void_p, c_char_p),
    "zyre_gossip_bind": (None, c_void_p, c_char_p),
    "zyre_gossip_connect": (None, c_void_p, c_char_p),
    "zyre_gossip_connect_curve": (None, c_void_p, c_char_p, c_char_p),
    "zyre_set_zcert": (None, c_void_p, c_void_p),
    "zcert_new_from_txt": (c_void_p, c_char_p, c_char_p),
    "zyre_start": (c_int, c_void_p),
    "zyre_stop": (None, c_void_p),
    "zyre_join": (c_int, c_void_p, c_char_p),
    "zyre_leave": (c_int, c_void_p, c_char_p),
    "zyre_whisper": (c_int, c_void_p, c_char_p, POINTER(c_void_p)),
    "zyre_shout": (c_int, c_void_p, c_char_p, POINTER(c_void_p)),
    "zyre_event_new": (c_void_p, c_void_p),
    "zyre_event_destroy": (None, POINTER(c_void_p)),
    "zyre_event_type": (c_char_p, c_void_p),
    "zyre_event_peer_uuid": (c_char_p, c_void_p),
    "zyre_event_peer_name": (c_char_p, c_void_p),
    "zyre_event_peer_addr": (c_char_p, c_void_p),
    "zyre_event_headers": (c_void_p, c_void_p),
    "zyre_event_group": (c_char_p, c_void_p),
    "zyre_event_msg": (c_void_p, c_void_p),
    "zhash_first": (c_char_p, c_void_p),
    "zhash_next": (c_char_p, c_void_p),
    "zhash_cursor": (c_char_p, c_void_p),
    "zmsg_new": (c_void_p,),
    "zmsg_addmem": (c_int, c_void_p, c_char_p, c_size_t),
    "zmsg_first": (c_void_p, c_void_p),
    "zmsg_next": (c_void_p, c_void_p),
    "zframe_data": (c_void_p, c_void_p),
    "zframe_size": (c_size_t, c_void_p),
}


def __getattr__(name):
    function = getattr(_library, name)
    result, *arguments = _signatures[name]
    function.restype, function.argtypes = result, arguments
    globals()[name] = function
    return function


def message(frames):
    """A zmsg_t** of these frames, which the function it is handed to will own."""
    made = c_void_p(__getattr__("zmsg_new")())
    for frame in frames:
        __getattr__("zmsg_addmem")(made, frame, len(frame))
    return byref(made)


def frames_in(msg):
    frames = []
    frame = __getattr__("zmsg_first")(msg)
    while frame:
        frames.append(ctypes.string_at(__getattr__("zframe_data")(frame), __getattr__("zframe_size")(frame)))
        frame = __getattr__("zmsg_next")(msg)
    return frames


def pairs_in(zhash):
    pairs = {}
    value = __getattr__("zhash_first")(zhash)
    while value is not None:
        pairs[__getattr__("zhash_cursor")(zhash).decode()] = value.decode()
        value = __getattr__("zhash_next")(zhash)
    return pairs
