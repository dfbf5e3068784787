"""HyperQueue by its Python package: a server and two workers of one core in this process; a task is the program `true`."""

import os
from pathlib import Path

from hyperqueue import Job, LocalCluster
from hyperqueue.cluster import WorkerConfig
from own_client import serve

cluster = LocalCluster(server_dir=str(Path(os.environ["TMPDIR"]) / "hq"))
for _ in range(2):
    cluster.start_worker(WorkerConfig(cores=1))
client = cluster.client()


def flood(tasks):
    job = Job()
    for _ in range(tasks):
        # Without files for what they print, as its documentation advises for many short tasks.
        job.program(["true"], stdout=None, stderr=None)
    client.wait_for_jobs([client.submit(job)])


serve(flood)
