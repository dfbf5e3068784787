/** How the workers of a launch are to be. What is not given is as `zfarm worker` has it. */
export interface LaunchedWorkerOptions {
  /** Name of the cluster. `ZFARM_CLUSTER`, default `default`. */
  readonly cluster?: string | undefined;
  /** UDP port of the beacons. `ZFARM_PORT`, default 5670. */
  readonly port?: number | undefined;
  /** Tasks that each runs at the same time. Default: one per processor. */
  readonly threads?: number | undefined;
  /** What jobs may require. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /**
   * Path of a key file of this machine that is handed to the workers, by standard input: never on a command line, and on their
   * machines in a file that only their user can read and that is gone with them. Default: they use their own.
   */
  readonly keyFile?: string | undefined;
  /** Let everybody on the network of the interface run code there. Default false. */
  readonly insecure?: boolean | undefined;
  /**
   * Hubs by which they are met where no broadcast passes, as in `['hub.example:5700']`. Default: those of `ZFARM_GOSSIP` here, and so
   * where this program meets them.
   */
  readonly gossip?: readonly string[] | undefined;
  /** Further arguments of `zfarm worker`, such as `['--memory', '12GB']`. */
  readonly workerArguments?: readonly string[] | undefined;
}

/** The arguments of `zfarm worker`; it leaves when its standard input ends. */
export function workerArguments(options: LaunchedWorkerOptions, on: string | undefined): string[] {
  const { cluster, port, threads, labels = {}, insecure, keyFile, workerArguments: further = [] } = options;
  const gossip = hubsFor(options).join(',');
  return [
    'worker',
    '--attached',
    ...(keyFile === undefined ? [] : ['--key', '-']),
    ...(on === undefined ? [] : ['--interface', on]),
    ...(cluster === undefined ? [] : ['--cluster', cluster]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ...Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]),
    ...(insecure === true ? ['--insecure'] : []),
    ...(gossip === '' ? [] : ['--gossip', gossip]),
    ...further,
  ];
}

/** Those that the option names, else those by which programs here meet. */
export function hubsFor({ gossip }: LaunchedWorkerOptions): readonly string[] {
  return gossip ?? (process.env['ZFARM_GOSSIP'] ?? '').split(',').filter((hub) => hub !== '');
}

/** The address at which the host was reached: where others of this network reach it, too. */
const REACHED_AT = 'set -- $SSH_CONNECTION; on=$3';

/**
 * What ssh has the host run: one text, which the shell of the user there reads. It hands a script to `sh`, whatever that shell is.
 *
 * @param zfarm how zfarm is called there; may be several words
 */
export function remoteCommand(zfarm: string, options: LaunchedWorkerOptions, on: string | undefined): string {
  const words = workerArguments(options, undefined).map(quoted).join(' ');
  const interfaceWords = on === undefined ? '"$on"' : quoted(on);
  return `sh -c ${quoted(`${REACHED_AT}; exec ${zfarm} ${words} --interface ${interfaceWords}`)}`;
}

/** One word for a POSIX shell, whatever it contains. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
