/** The attacks of `pnpm test:attack`, from another host than the worker's and its client's. */
import { describe } from 'vitest';
import { NetworkLab } from '../../zre/lab/network-lab.js';
import { describeAttacks } from '../test/attack/attacks.js';
import type { Place } from '../test/attack/scene.js';

const obstacle = NetworkLab.obstacle();

/** Each on a host of its own. */
async function threeHosts(): Promise<Place> {
  const lab = await NetworkLab.open();
  const addresses = { worker: '10.92.0.1', client: '10.92.0.2', attacker: '10.92.0.3' };
  await lab.addBridge('lan');
  for (const [host, address] of Object.entries(addresses))
    await lab.addHost(host, { bridge: 'lan', address: `${address}/24` });
  return {
    addresses,
    broadcast: '10.92.0.255',
    spawn: (who, command) => lab.spawn(who, command),
    close: () => lab[Symbol.asyncDispose](),
  };
}

describe.skipIf(obstacle !== undefined)('an attack', () =>
  describeAttacks(
    `from another host${obstacle === undefined ? '' : ` (not tried: ${obstacle})`}`,
    threeHosts,
  ),
);
