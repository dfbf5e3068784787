import { networkInterfaces } from 'node:os';
import { type Command, Option } from 'commander';
import { CliError } from './exit.js';
import { clusterName, wholeNumber } from './option-values.js';

/** What every command that joins the network takes. */
export interface InterfaceFlags {
  readonly interface: string;
  readonly port: number;
  readonly key?: string;
  readonly insecure?: boolean;
  readonly gossip?: readonly string[];
}

/** What every command that joins a cluster takes. */
export interface NetworkFlags extends InterfaceFlags {
  readonly cluster: string;
}

/** One IPv4 address of this machine. */
export interface NetworkAddress {
  readonly name: string;
  readonly address: string;
  readonly loopback: boolean;
}

const LOOPBACK = '127.0.0.1';

export function addNetworkOptions(command: Command): Command {
  return addInterfaceOptions(
    command.addOption(
      fromVariable(new Option('--cluster <name>', 'members of other clusters stay unseen'), 'ZFARM_CLUSTER')
        .default('default')
        .argParser(clusterName),
    ),
  );
}

export function addInterfaceOptions(command: Command): Command {
  return command
    .addOption(
      fromVariable(
        new Option('--interface <if>', 'network interface, by name or address'),
        'ZFARM_INTERFACE',
      ).default(LOOPBACK, `${LOOPBACK}, this machine only`),
    )
    .addOption(
      fromVariable(new Option('--port <n>', 'UDP port on which nodes find each other'), 'ZFARM_PORT')
        .default(5670)
        .argParser(wholeNumber(1, 65_535)),
    )
    .option('--key <file>', 'key file (default: ZFARM_KEY_FILE; off loopback cluster.key of zfarm keygen)')
    .option('--insecure', 'neither key nor secret: speak with everybody there (ZFARM_INSECURE=1)')
    .option('--gossip <hubs>', 'host:port,... of hubs where no broadcast passes (ZFARM_GOSSIP)', hubList);
}

export function hubList(text: string): readonly string[] {
  return text.split(',');
}

/** What the flags say of keys and hubs, as options of the library; what they do not say comes from the environment there. */
export function meetingFlags({ key, insecure, gossip }: InterfaceFlags): {
  readonly keyFile?: string;
  readonly insecure?: boolean;
  readonly gossip?: { readonly connect: readonly string[] };
} {
  return {
    ...(key === undefined ? {} : { keyFile: key }),
    ...(insecure === undefined ? {} : { insecure }),
    ...(gossip === undefined ? {} : { gossip: { connect: gossip } }),
  };
}

/** A variable that is set to nothing counts as not set. */
function fromVariable(option: Option, variable: string): Option {
  return process.env[variable] === '' ? option : option.env(variable);
}

export function knownInterfaces(): NetworkAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, internal }) => ({ name, address, loopback: internal })),
  );
}

/** @throws CliError that lists what there is, when no interface has this name or address */
export function findInterface(wish: string): NetworkAddress {
  const known = knownInterfaces();
  const found = known.find(({ name, address }) => name === wish || address === wish);
  if (found !== undefined) return found;
  const list = known.map(({ name, address }) => `${name} (${address})`).join(', ') || 'none that is up';
  throw new CliError(`there is no network interface "${wish}" with an IPv4 address here; there are: ${list}`);
}
