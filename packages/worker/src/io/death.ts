import type { DeathCause, FailureRecord } from '@zfarm/cluster-core';

/** Last words of a thread, if it had any. */
export interface LastWords {
  readonly uncaught?: FailureRecord;
  readonly exitCode?: number;
}

/** What a thread's death was, from its last words and from how its residence ended. */
export function deathRecord(
  words: LastWords,
  rejection: unknown,
  maxHeapMb: number | undefined,
): FailureRecord {
  if (words.uncaught !== undefined) return { ...words.uncaught, death: 'uncaught-error' };
  const error = rejection instanceof Error ? rejection : new Error(String(rejection));
  if (error.name === 'AbortError') return died('ended', `Its thread was ended: ${String(error.cause)}`);
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const limit = maxHeapMb === undefined ? 'the default heap limit' : `the limit of ${maxHeapMb} MB`;
    return died(
      'out-of-memory',
      `Its thread ran out of memory at ${limit}: give it smaller items, or more heap (zfarm worker --max-heap-mb; ` +
        'for threads of a program of your own, node --max-old-space-size).',
    );
  }
  const exitCode = words.exitCode ?? /exited with code: (-?\d+)/.exec(error.message)?.[1];
  if (exitCode === undefined) return died('uncaught-error', `Its thread broke down: ${error.message}`);
  const told = died(
    'exit',
    `It ended its thread with process.exit(${exitCode}): a task returns or throws instead.`,
  );
  return { ...told, exitCode: Number(exitCode) };
}

function died(death: DeathCause, message: string): FailureRecord {
  return { name: 'ThreadDeathError', message, death };
}
