import { printable } from './printable.js';

/** Exit codes of every command; `--help` lists them. */
export const EXIT: Readonly<Record<'ok' | 'failed' | 'usage' | 'interrupted' | 'terminated', number>> = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** 128 and the number of the signal, as shells have it. */
  interrupted: 130,
  terminated: 143,
};

/** Something went wrong that the user can do something about: the message is all there is to say. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, options: ErrorOptions & { readonly exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** The command was asked for wrongly; nothing has been done. */
export function usageError(message: string, options: ErrorOptions = {}): CliError {
  return new CliError(message, { ...options, exitCode: EXIT.usage });
}

/** Errors of the library that tell of a wrong option, of a wrong `ZFARM_*` variable, or of a key that is missing. */
const OPTION_ERRORS: readonly string[] = [
  'OptionError',
  'ZreOptionError',
  'WorkerOptionError',
  'MeetingOptionError',
  'SecurityError',
  'SiteAddressError',
];

export function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  return error instanceof Error && OPTION_ERRORS.includes(error.name) ? EXIT.usage : EXIT.failed;
}

/** The one line that tells of an error; with `debug` the stack as well. */
export function failureText(error: unknown, debug: boolean): string {
  const line = `zfarm: ${printable(messageOf(error))}\n`;
  return debug && error instanceof Error ? `${line}${stacks(error)}\n` : line;
}

/** The name is left out where it tells a user nothing that the message does not. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} was thrown`;
  const plain =
    error.name === 'Error' ||
    /^(Cli|Unshippable|Zre|Option|Worker|Meeting|Cluster|Job|No|Retire|Security|Site|Page)/.test(error.name);
  return plain ? error.message : `${error.name}: ${error.message}`;
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
