import { Cluster } from '@zfarm/scheduler';
import { openLocalPool } from './local-pool.js';
import { othersKeepProcess } from './process-activity.js';

/** How often it is looked whether the default cluster is still needed. */
const LOOK_INTERVAL_MS = 25;

/** Looks in a row that must find the process otherwise idle: one may fall between two steps of the program. */
const QUIET_LOOKS = 2;

/**
 * The same where a job waits for its consumer: whoever iterates a job slowly may be waiting for something Node does
 * not list, such as a thread of its own.
 */
const QUIET_LOOKS_WITH_CONSUMER = 80;

/** At the latest so long after the last job, whatever else the process does, the cluster is left. */
const IDLE_MS_MAX = 2000;

let current: Cluster | undefined;

/** The cluster that `runOnCluster` uses: joined at first use, left when no longer needed, joined again at next use. */
export function defaultCluster(): Cluster {
  if (current === undefined) {
    current = new Cluster({}, { openLocal: openLocalPool });
    leaveWhenIdle(current);
  }
  return current;
}

/**
 * Closes the cluster once no job is in flight and nothing else keeps the process alive. Sockets and threads keep Node
 * running, so without this no script would end; they also keep this timer firing, although it is unref'd.
 */
function leaveWhenIdle(cluster: Cluster): void {
  let quietLooks = 0;
  let idleSince: number | undefined;
  const leave = (): void => {
    clearInterval(timer);
    if (current === cluster) current = undefined;
    void cluster.close();
  };
  const look = (): void => {
    const { activity } = cluster;
    idleSince = activity === 'idle' ? (idleSince ?? performance.now()) : undefined;
    if (activity === 'running') quietLooks = 0;
    else quietLooks = othersKeepProcess() ? 0 : quietLooks + 1;
    const wanted = activity === 'consumer' ? QUIET_LOOKS_WITH_CONSUMER : QUIET_LOOKS;
    if (quietLooks >= wanted || performance.now() - (idleSince ?? Number.POSITIVE_INFINITY) > IDLE_MS_MAX)
      leave();
  };
  const timer = setInterval(look, LOOK_INTERVAL_MS).unref();
  // One that could not join is of no use to the next call.
  cluster.ready.catch(leave);
}
