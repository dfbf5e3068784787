import type { ClusterEventType } from './cluster-event.js';
import { OptionError } from './option-error.js';

const TYPES: Readonly<Record<ClusterEventType, true>> = {
  'worker-joined': true,
  'worker-left': true,
  'worker-silent': true,
  'worker-back': true,
  'worker-draining': true,
  'job-started': true,
  'job-ended': true,
  'chunk-assigned': true,
  'chunk-done': true,
  'attempt-failed': true,
  retry: true,
  'item-failed': true,
  'item-poisoned': true,
  requeued: true,
  retracted: true,
  'speculative-run': true,
  'speculative-win': true,
  cancel: true,
  unmatched: true,
};

/**
 * A listener of a type that does not exist would never be called, and no function would throw only when it happens.
 *
 * @throws OptionError
 */
export function checkListener(call: string, type: unknown, listener: unknown): void {
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type)) {
    const known = Object.keys(TYPES).join(', ');
    throw new OptionError('type', `${call}: there is no event '${String(type)}'. The events are: ${known}.`);
  }
  if (typeof listener !== 'function') {
    throw new OptionError('listener', `${call}('${type}', listener): the listener must be a function.`);
  }
}
