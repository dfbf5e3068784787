/** One line of a log: what it is about, as plain data, and what is to be read. */
export type LogMethod = (details: object, message: string) => void;

/** Where something is logged: a logger of pino, or anything of its shape. What it throws is not caught. */
export interface Logger {
  /** What only helps to find a fault. */
  readonly debug: LogMethod;
  /** What has happened as it should. */
  readonly info: LogMethod;
  /** What went wrong and was got over. */
  readonly warn: LogMethod;
  /** What went wrong for good. */
  readonly error: LogMethod;
}
