import type { LogBudget } from './log-budget.js';
import type { Run } from './slot.js';
import type { SlotLog } from './worker-input.js';
import type { WorkerOutput } from './worker-output.js';

/** A task has printed something: the client is told, unless it is too much. */
export function passLog(run: Run, input: SlotLog, now: number, out: WorkerOutput[]): void {
  const { logs } = run.attempt.client;
  const { item, stream, text } = input;
  logs.addDropped(input.dropped);
  if (run.muted || !logs.admit(text, now)) return;
  tellDropped(run, item, logs, out);
  const { attempt } = run.attempt.assign;
  const message = { kind: 'log', attempt, item, stream, text, dropped: 0 } as const;
  out.push({ kind: 'send', client: run.attempt.client.id, message });
}

/** Tells the client how many lines it has not been told, in the place where they are missing. */
export function tellDropped(run: Run, item: number, logs: LogBudget, out: WorkerOutput[]): void {
  const dropped = logs.takeDropped();
  if (dropped === 0) return;
  const { attempt } = run.attempt.assign;
  const text = `(${dropped} lines left out: tasks print too much)`;
  const message = { kind: 'log', attempt, item, stream: 'stderr', text, dropped } as const;
  out.push({ kind: 'send', client: run.attempt.client.id, message });
}
