import { spawnSync } from 'node:child_process';

/** Nothing but loopback is there; what is started in it ends with it. */
const ALONE = ['--map-root-user', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
const LOOPBACK_UP = 'ip link set lo up && exec "$@"';

/** For peers that listen, or look around, on every interface: a network namespace of their own. */
export const LoopbackNetwork = {
  /** How the program is started in it. @param {string} command @param {readonly string[]} args */
  around: (command, args) => ({
    command: 'unshare',
    args: [...ALONE, 'sh', '-c', LOOPBACK_UP, 'sh', command, ...args],
  }),

  /** What to do to have it; undefined when it can be made here. */
  missing: () => {
    const { command, args } = LoopbackNetwork.around('true', []);
    const { status } = spawnSync(command, args, { stdio: 'ignore' });
    return status === 0
      ? undefined
      : 'it needs a network namespace: apt-get install util-linux iproute2, and user namespaces allowed';
  },
};
