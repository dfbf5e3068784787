import { checkHost, type SshOptions, sshCommand } from './ssh-command.js';
import { hubsFor } from './worker-arguments.js';
import { type LaunchLog, WorkerProcess } from './worker-process.js';

export interface HostsOptions extends SshOptions {
  /**
   * TCP port of a gossip hub on the first host: it starts before the others, which meet by it. For hosts between which no broadcast
   * passes. Default: no hub.
   */
  readonly hubPort?: number | undefined;
}

/**
 * Starts a worker on each host. With a hub, the others are started once that serves; they reject with its LaunchError if it does not.
 *
 * @throws TypeError, before any is started, for a host that cannot be one
 */
export function startOnHosts(
  hosts: readonly string[],
  options: HostsOptions,
  tell: (log: LaunchLog) => void,
  keyText: string | undefined,
): readonly Promise<WorkerProcess>[] {
  for (const host of hosts) checkHost(host);
  const start = (host: string, its: SshOptions): WorkerProcess =>
    new WorkerProcess(host, sshCommand(host, its), tell, keyText);
  const { hubPort, workerArguments = [] } = options;
  const [first, ...others] = hosts;
  if (hubPort === undefined || first === undefined) return hosts.map(async (host) => start(host, options));
  const hub = start(first, {
    ...options,
    workerArguments: ['--gossip-bind', `${hubPort}`, ...workerArguments],
  });
  const afterHub = async (host: string): Promise<WorkerProcess> => {
    const { address } = await hub.ready;
    return start(host, { ...options, gossip: [...hubsFor(options), hubAt(address, hubPort)] });
  };
  return [Promise.resolve(hub), ...others.map(afterHub)];
}

/** How a hub is named that is beside this mailbox. */
export function hubAt(address: string, port: number): string {
  return `${address.replace(/:\d+$/, '')}:${port}`;
}
