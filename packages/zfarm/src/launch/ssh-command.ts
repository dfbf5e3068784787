import { type LaunchedWorkerOptions, remoteCommand } from './worker-arguments.js';

export interface SshOptions extends LaunchedWorkerOptions {
  /** Network interface of the hosts, by name. Default: at each, the address by which ssh reached it. */
  readonly interface?: string | undefined;
  /** How zfarm is called there, which may be several words such as `npx -y zfarm`. Default `zfarm`. */
  readonly zfarm?: string | undefined;
  /** Further arguments of ssh, such as `['-p', '2222']`. */
  readonly sshArguments?: readonly string[] | undefined;
}

/** @throws TypeError for a host that ssh would take for an option */
export function checkHost(host: string): void {
  if (!/^[^-\s]\S*$/.test(host))
    throw new TypeError(`A host is named as for ssh, such as user@machine, not "${host}".`);
}

/**
 * The system's ssh, without a terminal and without questions.
 *
 * @throws TypeError for a host that ssh would take for an option
 */
export function sshCommand(host: string, options: SshOptions): string[] {
  checkHost(host);
  const { zfarm = 'zfarm', sshArguments = [], interface: on } = options;
  return ['ssh', '-T', '-o', 'BatchMode=yes', ...sshArguments, '--', host, remoteCommand(zfarm, options, on)];
}
