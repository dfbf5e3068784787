/** What programs exit with whom a shell does not find. */
const NOT_FOUND = 127;
/** What ssh exits with when it cannot connect or log in. */
const SSH_FAILED = 255;

/** A worker could not be launched. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly code = 'ZFARM_LAUNCH';
  /** The host as it was named; `local 1`, `local 2` … on this machine. */
  readonly host: string;

  /** @param said the last lines that it has written */
  constructor(host: string, exitCode: number | null, said: readonly string[]) {
    const lines = said.length === 0 ? 'It said nothing.' : `It said: ${said.join(' | ')}`;
    super(`No worker on ${host} (exit code ${exitCode ?? 'none'}). ${hintFor(exitCode)}${lines}`);
    this.host = host;
  }
}

function hintFor(exitCode: number | null): string {
  // Node.js tells the number of the system's error, negative, of a program that could not be started at all.
  if (exitCode !== null && exitCode < 0) return 'The program that should start it is not on this machine. ';
  if (exitCode === NOT_FOUND)
    return 'zfarm is not found there: give its path or "npx -y zfarm" by --zfarm, option "zfarm". ';
  if (exitCode === SSH_FAILED)
    return 'ssh could not connect or log in; it may not ask for a password, so use keys or an agent. ';
  return '';
}
