import type { OutputStream } from '@zfarm/cluster-core/core';

/** Something that a task has printed. */
export interface TaskLog {
  /** Name of the worker. */
  readonly worker: string;
  /** Position of the item in the data. */
  readonly index: number;
  /** Where the task meant it to go. */
  readonly stream: OutputStream;
  /** Without the end of its last line. */
  readonly text: string;
  /** 0 for what a task printed; else the text is the worker's own, and says that so many lines were left out here. */
  readonly dropped: number;
}

/** The text with each line labelled, ready to be written: `[worker item] text`. */
export function labelled({ text }: TaskLog, label: string): string {
  return text.replaceAll(/^/gm, `[${label}] `).concat('\n');
}

/** Prints it where the task meant it to go. */
export function printItemLog(log: TaskLog): void {
  process[log.stream].write(labelled(log, `${log.worker} ${log.index}`));
}

/** The same of a submitted task, whose number among those it travelled with tells nobody anything. */
export function printTaskLog(log: TaskLog): void {
  process[log.stream].write(labelled(log, log.worker));
}
