import { type LaunchedWorkerOptions, remoteCommand } from './worker-arguments.js';

interface SshOptions extends LaunchedWorkerOptions {
  readonly interface?: string | undefined;
  readonly zfarm?: string | undefined;
  readonly sshArguments?: readonly string[] | undefined;
}

/**
 * The system's ssh, without a terminal and without questions.
 *
 * @throws TypeError for a host that ssh would take for an option
 */
export function sshCommand(host: string, options: SshOptions): string[] {
  if (!/^[^-\s]\S*$/.test(host))
    throw new TypeError(`A host is named as for ssh, such as user@machine, not "${host}".`);
  const { zfarm = 'zfarm', sshArguments = [], interface: on } = options;
  return ['ssh', '-T', '-o', 'BatchMode=yes', ...sshArguments, '--', host, remoteCommand(zfarm, options, on)];
}
