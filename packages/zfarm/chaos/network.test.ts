import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { NetworkLab } from '../../zre/lab/network-lab.js';
import { sizes } from './sizes.js';
import type { Findings } from './support/check-history.js';
import { Farm, type FarmWorker, type JobPlan } from './support/farm.js';
import { monotonicMs } from './support/history.js';
import type { LineProcess } from './support/line-process.js';
import { report } from './support/report.js';

const { runs } = sizes.network;
const CUT_MS = 10_000;
const JOB_MS_MAX = 180_000;

/** What a client says when it takes a worker for frozen or dead. */
const BAD_NEWS: ReadonlySet<unknown> = new Set(['worker-silent', 'requeued']);

/** What the host b is not given of what reaches it. */
const lose = `
  nft add table inet lab
  nft add chain inet lab incoming '{ type filter hook input priority 0; }'
  nft add rule inet lab incoming numgen random mod 10 lt 3 drop`;
/** Towards either host: what a switch of that speed does, which holds 200 ms of traffic. */
const slow = (host: string): string =>
  `tc qdisc add dev ${host}-eth0 root tbf rate 10mbit burst 64kb latency 200ms`;

function obstacleToTrouble(): string | undefined {
  const obstacle = NetworkLab.obstacle();
  if (obstacle !== undefined) return obstacle;
  try {
    for (const tool of ['nft', 'tc']) execFileSync(tool, ['-V'], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'it needs nft and tc (Debian: apt-get install nftables iproute2)';
  }
}

const obstacle = obstacleToTrouble();
const title =
  obstacle === undefined ? 'a network in trouble' : `a network in trouble (not tried: ${obstacle})`;

describe.skipIf(obstacle !== undefined)(title, () => {
  test(`a link cut for ${CUT_MS} ms and healed: ${runs} times`, async () => {
    const plan: JobPlan = { items: 1_000_000, itemMs: 20 };
    await repeat('link cut', plan, async ({ lab, farm, client, worker }) => {
      await client.heard('settled', 50, 30_000);
      const healed = worker.suffer('cut');
      await lab.shell('ip link set b-eth0 down');
      await sleep(CUT_MS);
      await lab.shell('ip link set b-eth0 up');
      healed();
      await farm.worksAgain(worker.name, monotonicMs(), 60_000);
      client.tell('stop');
    });
  });

  test(`one-way loss of 30 %: ${runs} times`, async () => {
    const plan: JobPlan = { items: 500, itemMs: 20 };
    await repeat('one-way loss', plan, async ({ lab, client, worker }) => {
      await client.heard('settled', 20, 30_000);
      const healed = worker.suffer('cut');
      await lab.shell(`ip netns exec b sh -ec "${lose}"`);
      await client.heard('finished', 1, JOB_MS_MAX);
      healed();
    });
  });

  test(`a link of 10 Mbit/s under load, where nobody is taken for dead: ${runs} times`, async () => {
    const plan: JobPlan = { items: 80, itemMs: 1, resultBytes: 200_000 };
    await repeat('10 Mbit/s', plan, async ({ lab, client }) => {
      await lab.shell(`${slow('a')}; ${slow('b')}; ${slow('c')}`);
      client.tell('go');
      const finished = await client.heard('finished', 1, JOB_MS_MAX);
      expect(client.lines.filter(({ kind }) => BAD_NEWS.has(kind))).toEqual([]);
      expect(finished).toMatchObject({ requeues: 0 });
    });
  });
});

interface Scene {
  readonly lab: NetworkLab;
  readonly farm: Farm;
  readonly client: LineProcess;
  /** The one on host b. */
  readonly worker: FarmWorker;
}

/** A client on host a, workers on b and c. What happens in between must break no promise. */
async function repeat(name: string, plan: JobPlan, trouble: (scene: Scene) => Promise<void>): Promise<void> {
  const all: Findings[] = [];
  for (let run = 0; run < runs; run += 1) {
    await using lab = await NetworkLab.open();
    await lab.addBridge('lan');
    for (const [index, host] of ['a', 'b', 'c'].entries())
      await lab.addHost(host, { bridge: 'lan', address: `10.92.0.${index + 1}/24` });
    await using farm = new Farm({
      interface: 'eth0',
      spawn: (host, command) => lab.spawn(host, ['env', 'ZFARM_INSECURE=1', ...command]),
    });
    const worker = await farm.startWorker({ threads: 2 }, 'b');
    await farm.startWorker({ threads: 2 }, 'c');
    const waits = plan.resultBytes !== undefined;
    const client = await farm.startClient({ ...plan, waits }, 2, 'a');
    await trouble({ lab, farm, client, worker });
    await client.heard('finished', 1, JOB_MS_MAX);
    const findings = farm.proof();
    expect(findings.violations).toEqual([]);
    expect(findings.settled).toBe(findings.submitted);
    all.push(findings);
  }
  report(name, {
    runs,
    settled: all.reduce((sum, { settled }) => sum + settled, 0),
    'executed again': all.reduce((sum, { executedAgain }) => sum + executedAgain, 0),
    'stall ms, most': Math.max(...all.map(({ stallMs }) => stallMs)),
  });
}
