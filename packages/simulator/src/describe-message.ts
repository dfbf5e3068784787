import type { Message } from '@zfarm/cluster-core/core';

/** A message as a trace shows it. */
export function describeMessage(message: Message): string {
  switch (message.kind) {
    case 'assign':
      return `assign #${message.attempt} job ${message.job} ${message.first}+${message.count}`;
    case 'demand':
      return `demand ${message.chunks} chunks, ${message.estimatedMs.toFixed(1)} ms`;
    case 'code-put':
    case 'code-need':
      return `${message.kind} ${message.code.slice(0, 6)}`;
    case 'credit':
      return `credit ${message.limit}`;
    case 'slice':
      return `slice #${message.attempt} ${message.first}+${message.count}`;
    case 'failed':
      return `failed #${message.attempt} ${message.item} by ${message.fault}`;
    case 'done':
      return `done #${message.attempt} in ${message.busyMs.toFixed(1)} ms`;
    case 'cut':
      return `cut #${message.attempt} at ${message.end}`;
    case 'nested-open':
      return `nested-open ${message.nest} of #${message.attempt} ${message.item}`;
    case 'nested-code':
    case 'nested-window':
    case 'nested-cancel':
    case 'nested-need':
    case 'nested-slice':
    case 'nested-ended':
      return `${message.kind} ${message.nest}`;
    case 'suspended':
    case 'resumed':
    case 'started':
    case 'retract':
    case 'cancel':
      return `${message.kind} #${message.attempt}`;
    case 'log':
      return `log #${message.attempt} ${message.item}`;
    case 'progress':
      return `progress #${message.attempt} ${message.item} ${message.fraction}`;
    case 'job-ended':
      return `job ${message.job} ended`;
    case 'queue-claim':
    case 'queue-moved':
    case 'queue-push':
    case 'queue-ask':
    case 'queue-withdraw':
    case 'queue-taken':
    case 'queue-answer':
    case 'queue-item':
      return `${message.kind} ${message.queue}`;
    case 'heartbeat':
    case 'alive':
    case 'draining':
    case 'retire':
      return message.kind;
  }
}
