import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttackScene, type Place, type Toll } from './scene.js';

/** Memory that an attack may cost the worker, in MiB. */
const MORE_MB_MAX = 150;
const EXEMPT = { timeout: 60_000 };

/** What somebody can try against a worker with a key, and against its client, while a job runs there. */
export function describeAttacks(where: string, openPlace: () => Promise<Place>): void {
  describe(where, () => {
    let scene: AttackScene;

    beforeAll(async () => {
      scene = await AttackScene.open(await openPlace());
    }, 60_000);

    afterAll(() => scene[Symbol.asyncDispose]());

    const under: Under = async (name, options = {}) => {
      const { key, ...rest } = options;
      const toll = await scene.during(() =>
        scene.attack(name, { ...rest, ...(key && { keyFile: scene.key(key) }) }),
      );
      expect(toll.lost).toBe(0);
      if (process.env['ZFARM_ATTACK_TOLL'] === '1') process.stderr.write(`${name} ${JSON.stringify(toll)}\n`);
      expect(toll.moreMb).toBeLessThan(MORE_MB_MAX);
      return toll.report;
    };

    describe('without a key', () => {
      describeBytes(under);
      describeStrangers(under);
    });

    describe('with a key', () => describeMembers(under));

    test(
      'programs with another key, with none, or with one that may only serve run nothing',
      EXEMPT,
      async () => {
        const mark = join(scene.folder, 'mark');
        const evil = `async n => { (await import('node:fs')).writeFileSync(${JSON.stringify(mark)}, 'ran'); return n; }`;
        const run = ['map', '-e', evil, '--local', 'never'];
        await scene.during(async () => {
          const tries = [['--key', scene.key('other')], ['--key', scene.key('servant')], ['--insecure']];
          for (const flags of tries) scene.zfarm('attacker', [...run, ...flags]).stdin.end('1\n');
          await delay(3000);
          return {};
        });
        expect(existsSync(mark)).toBe(false);
        const member = scene.zfarm('attacker', [...run, '--key', scene.key('cluster')]);
        member.stdin.end('1\n');
        await new Promise((resolve) => member.once('exit', resolve));
        expect(existsSync(mark)).toBe(true);
      },
    );
  });
}

/** What is scarce on the host of the worker: that is used up, and no more. */
export function describeScarcity(openPlace: () => Promise<Place>): void {
  const filesMax = 500;

  test('more connections than the worker may have files: it goes on with what it has', EXEMPT, async () => {
    await using scene = await AttackScene.open(await openPlace(), filesMax);
    const toll = await scene.during(() => scene.attack('silentConnections', { count: 2000, holdMs: 3000 }));
    expect(toll).toMatchObject({ lost: 0, files: filesMax });
    expect(toll.moreMb).toBeLessThan(MORE_MB_MAX);
    expect((await scene.during(async () => ({}))).lost).toBe(0);
  });
}

type Under = (
  attack: string,
  options?: {
    readonly key?: 'cluster' | 'servant';
    readonly [option: string]: unknown;
  },
) => Promise<Toll['report']>;

function describeBytes(under: Under): void {
  test('bytes that are no greeting, half greetings, other mechanisms', async () => {
    expect(await under('malformedBytes')).toEqual({ connections: 420 });
  });

  // As many as the system lets one process have: 10,000 where it may.
  test('ten thousand connections that say nothing', EXEMPT, async () => {
    const { connections } = await under('silentConnections', { count: 10_000, holdMs: 3000 });
    expect(connections).toBeGreaterThanOrEqual(500);
  });

  test(
    'handshakes that go on and on end by themselves; there, and at a gossip hub that is busy with all of this',
    EXEMPT,
    async () => {
      expect(await under('siege')).toEqual({ closed: 150 });
    },
  );

  test('frames of a gigabyte, announced and sent', async () => {
    const { takenMb } = await under('hugeFrames', { count: 6, holdMs: 3000 });
    expect(takenMb).toBeLessThan(600);
  });
}

function describeStrangers(under: Under): void {
  test('ZeroMQ without encryption, with a key of its own, and under the UUIDs of others', async () => {
    const { refused, connections = 99 } = await under('strangers');
    expect(refused).toBeGreaterThanOrEqual(connections);
  });

  test('beacons replayed and forged, forged goodbyes, and a flood of newcomers', async () => {
    expect(await under('forgedBeacons')).toEqual({ said: 3320 });
  });
}

function describeMembers(under: Under): void {
  test('that may only serve: as a client, malformed in every state, with tokens it never had', async () => {
    expect(await under('servant', { key: 'servant' })).toEqual({ said: 206 });
  });

  // To the worker as the client, to the client as the worker.
  test.each(['worker', 'client'])(
    'that may only serve, under the UUID of another: against the %s',
    async (victim) => {
      expect(await under('stolenUuid', { key: 'servant', victim })).toEqual({ said: 7 * 30 });
    },
  );

  test.each(['worker', 'client'])(
    'that may only serve, at the endpoint of another: against the %s',
    async (victim) => {
      expect(await under('stolenEndpoint', { key: 'servant', victim })).toEqual({ said: 3 });
    },
  );

  // libzmq ends the process where this is not prevented: mostly in the first or second round.
  test.each(['worker', 'client'])(
    'floods with heartbeats that hang up: against the %s',
    EXEMPT,
    async (victim) => {
      const rounds = 6;
      expect(await under('floodAndHangUp', { key: 'servant', victim, rounds })).toEqual({ rounds });
    },
  );

  test('the same at the gossip hub', EXEMPT, async () => {
    const rounds = 6;
    expect(await under('floodAndHangUp', { key: 'servant', victim: 'worker', atHub: true, rounds })).toEqual({
      rounds,
    });
  });

  const opened = expect.objectContaining({ refusals: expect.toSatisfy((times: number) => times > 0) });

  test('of a member: whatever a client can say to a worker', async () => {
    expect(await under('hostileClient', { key: 'cluster', victim: 'worker' })).toEqual(opened);
  });

  test('that may only serve: whatever a worker can say to a client', async () => {
    expect(await under('hostileWorker', { key: 'servant', victim: 'client' })).toEqual(opened);
  });

  test('of a member: whatever a client can say to a client', async () => {
    expect(await under('hostilePeer', { key: 'cluster', victim: 'client' })).toEqual(opened);
  });

  // For half a minute both look for those that are not there, which takes time: so last.
  test('lies at the gossip hub, and questions whose answers are not read', EXEMPT, async () => {
    expect(await under('gossipLies', { key: 'servant' })).toEqual({ said: 11_020 });
  });
}
