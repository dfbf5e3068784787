"""Dask.distributed as its documentation sets it for many short tasks: a scheduler, two workers of one thread, no queue for them."""

import subprocess
import sys

from distributed import Client
from own_client import serve

# Beyond this the documentation advises to scatter.
SCATTER_BYTES = 100_000


def no_op(value):
    return value


def cli(*args):
    command = [sys.executable, "-m", "dask", *args, "--host", "127.0.0.1", "--no-dashboard"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


ADDRESS = "tcp://127.0.0.1:8786"
cli("scheduler", "--port", "8786")
for _ in range(2):
    cli("worker", ADDRESS, "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
client = Client(ADDRESS, direct_to_workers=True, timeout=30)
client.wait_for_workers(2)


def flood(tasks):
    results = client.gather(client.map(no_op, range(tasks), pure=False))
    assert sum(results) == tasks * (tasks - 1) // 2


def call(number):
    assert client.submit(no_op, number, pure=False).result() == number


def echo(payload):
    sent = client.scatter(payload, direct=True, hash=False) if len(payload) > SCATTER_BYTES else payload
    return client.gather(client.submit(no_op, sent, pure=False), direct=True)


serve(flood, call, echo)
