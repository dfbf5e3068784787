"""Ray with two processors, which are two worker processes of one thread; results and arguments in its object store."""

import ray
from own_client import serve

ray.init(
    num_cpus=2,
    include_dashboard=False,
    _node_ip_address="127.0.0.1",
    log_to_driver=False,
    object_store_memory=2**30,
)


@ray.remote
def no_op(value):
    return value


def flood(tasks):
    results = ray.get([no_op.remote(number) for number in range(tasks)])
    assert sum(results) == tasks * (tasks - 1) // 2


def call(number):
    assert ray.get(no_op.remote(number)) == number


def echo(payload):
    return ray.get(no_op.remote(payload))


serve(flood, call, echo)
