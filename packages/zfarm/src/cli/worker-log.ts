import type { Logger } from '@zfarm/zre';

export type LogFormat = 'text' | 'json';

/** By their numbers in pino. */
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 } as const;

export type LogLevel = keyof typeof LEVELS;

export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export interface WorkerLogOptions {
  readonly format: LogFormat;
  /** What is below it is left out. */
  readonly level: LogLevel;
  /** Told with each line of JSON. */
  readonly worker: string;
  readonly write: (line: string) => void;
  readonly now?: () => number;
}

/** The log of a worker in a process of its own: lines to read, or such as pino writes and its tools read. */
export function workerLog({ format, level, worker, write, now = Date.now }: WorkerLogOptions): Logger {
  const method = (name: LogLevel) => (details: object, message: string) => {
    if (LEVELS[name] < LEVELS[level]) return;
    write(
      format === 'text'
        ? message
        : jsonLine(details, { level: LEVELS[name], time: now(), worker, msg: message }),
    );
  };
  return { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
}

function jsonLine(details: object, line: object): string {
  return JSON.stringify({ ...line, ...details });
}
