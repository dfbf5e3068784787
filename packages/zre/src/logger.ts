/** One line of a log: what it is about, as plain data, and what is to be read. */
export type LogMethod = (details: object, message: string) => void;

/** Where something is logged: a logger of pino, or anything of its shape. What it throws is not caught. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}
