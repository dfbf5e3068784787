import type { Logger } from '@zfarm/zre';
import type { ClusterEvent } from '../cluster-event.js';
import type { EventHub } from './event-hub.js';
import type { TaskLog } from './task-log.js';

/** Logs what of a cluster's events somebody may want to read: workers, the ends of jobs, and what goes wrong. */
export function logEvents(hub: EventHub<ClusterEvent>, logger: Logger): void {
  hub.on('worker-joined', (event) => logger.info(event, `worker ${event.workerName} is here`));
  hub.on('worker-left', (event) => logger.info(event, `worker ${event.workerName} has left`));
  hub.on('worker-silent', (event) => logger.warn(event, `worker ${event.workerName} is silent`));
  hub.on('worker-back', (event) => logger.info(event, `worker ${event.workerName} is back`));
  hub.on('worker-draining', (event) => logger.info(event, `worker ${event.workerName} drains`));
  hub.on('job-started', (event) => logger.debug(event, `job ${nameOf(event)} begins`));
  hub.on('job-ended', (event) => {
    const level = event.outcome === 'failed' ? 'error' : 'debug';
    logger[level](event, `job ${nameOf(event)} ${event.outcome}`);
  });
  hub.on('retry', (event) => logger.info(event, `item ${event.item} of job ${nameOf(event)} is tried again`));
  hub.on('requeued', (event) =>
    logger.warn(
      event,
      `${event.items} items of job ${nameOf(event)} run elsewhere than at ${event.workerName}`,
    ),
  );
  hub.on('item-poisoned', (event) =>
    logger.error(
      event,
      `item ${event.item} of job ${nameOf(event)} is given up after ${event.deaths} deaths`,
    ),
  );
  hub.on('unmatched', (event) => logger.error(event, `no worker can serve job ${nameOf(event)}`));
}

/** What tasks print, as lines of the log. */
export function taskLogger(logger: Logger): (log: TaskLog) => void {
  return ({ text, ...place }) => logger[place.stream === 'stderr' ? 'warn' : 'info'](place, text);
}

function nameOf({ job, jobName }: { readonly job: number; readonly jobName: string }): string {
  return jobName === '' ? String(job) : `${job} (${jobName})`;
}
