import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { beaconPort } from '../test/support/free-port.js';
import { form, sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { percentile } from './support/check-history.js';
import { LIFE_MS_MAX } from './support/farm.js';
import { monotonicMs } from './support/history.js';
import { LineProcess, spawnNode } from './support/line-process.js';
import { report } from './support/report.js';

const { runs, nodes, flaps, everyMs } = sizes.flappingNodes;
const PROCESSES = 4;
const EACH = nodes / PROCESSES;
const FLAPPING = Math.max(1, Math.round(0.3 * nodes));
const ANSWER_MS_MAX = 10_000;
/** Longer than it takes until who vanished without a goodbye, and from whom nobody heard a connection end, expires (30 s). */
const EQUAL_MS_MAX = 45_000;

const chance = new Chance(seed);

test(`${nodes} nodes start at once and 30 % flap every ${everyMs} ms, ${flaps} times: ${runs} runs (seed ${seed})`, async () => {
  const met: number[] = [];
  const calmed: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await using crowd = await Crowd.open();
    const startedAt = monotonicMs();
    await crowd.start();
    met.push((await crowd.equalViews(nodes)) - startedAt);
    for (let flap = 0; flap < flaps; flap += 1) {
      const flappedAt = monotonicMs();
      await crowd.flap();
      await sleep(Math.max(0, everyMs - (monotonicMs() - flappedAt)));
    }
    const quietAt = monotonicMs();
    calmed.push((await crowd.equalViews(nodes)) - quietAt);
    report('flapping nodes, the last difference', { run, [crowd.lastDifference]: calmed.at(-1) ?? 0 });
  }
  report('flapping nodes', {
    runs,
    nodes,
    flaps,
    'all met after ms, most': percentile(met, 1),
    'all views equal after quiet, ms, most': percentile(calmed, 1),
  });
  if (form === 'full') expect(percentile(calmed, 1)).toBeLessThan(5000);
});

/** Nodes in some processes, which come and go by a goodbye or by the end of a whole process. */
class Crowd implements AsyncDisposable {
  readonly #processes: LineProcess[] = [];
  readonly #port = beaconPort();
  /** What was wrong when the views were last found unequal. */
  lastDifference = '';

  static async open(): Promise<Crowd> {
    const crowd = new Crowd();
    await Promise.all(Array.from({ length: PROCESSES }, () => crowd.#spawn()));
    return crowd;
  }

  async start(): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.ask(`start ${EACH}`, 'started', ANSWER_MS_MAX)));
  }

  /** Some go, and as many others come. */
  async flap(): Promise<void> {
    const byDeath = chance.fraction() < 0.5 ? EACH : 0;
    const killed = byDeath > 0 ? chance.pick(this.#processes) : undefined;
    const survivors = this.#processes.filter((each) => each !== killed);
    const stops = Array.from({ length: Math.max(0, FLAPPING - byDeath) }, () => chance.pick(survivors));
    await Promise.all([...stops.map(replaceOne), killed && this.#replace(killed)]);
  }

  /** When each node there is sees just the others. */
  async equalViews(count: number): Promise<number> {
    const giveUpAt = monotonicMs() + EQUAL_MS_MAX;
    for (;;) {
      const answers = await Promise.all(
        this.#processes.map((each) => each.ask('views', 'views', ANSWER_MS_MAX)),
      );
      const views = answers.flatMap(({ views }) => views as [string, string[]][]);
      const unequal = differences(views);
      if (views.length === count && unequal.length === 0) return monotonicMs();
      this.lastDifference = unequal.slice(0, 5).join(', ');
      if (monotonicMs() > giveUpAt) throw new Error(`${views.length} nodes: ${this.lastDifference}`);
      await sleep(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((each) => each.end()));
  }

  async #spawn(): Promise<LineProcess> {
    const program = fileURLToPath(new URL('./support/nodes.mjs', import.meta.url));
    const config = { lifeMsMax: LIFE_MS_MAX, interface: '127.0.0.1', port: this.#port };
    const born = new LineProcess(spawnNode(program, config));
    this.#processes.push(born);
    await born.heard('ready', 1, 30_000);
    return born;
  }

  async #replace(killed: LineProcess): Promise<void> {
    await killed.end('SIGKILL');
    this.#processes.splice(this.#processes.indexOf(killed), 1);
    const born = await this.#spawn();
    await born.ask(`start ${EACH}`, 'started', ANSWER_MS_MAX);
  }
}

function differences(views: readonly (readonly [string, readonly string[]])[]): string[] {
  const all = views.map(([uuid]) => uuid);
  return views.flatMap(([uuid, peers]) => [
    ...all.filter((id) => id !== uuid && !peers.includes(id)).map((id) => `${uuid} misses ${id}`),
    ...peers.filter((id) => !all.includes(id)).map((id) => `${uuid} still has ${id}`),
  ]);
}

async function replaceOne(process: LineProcess): Promise<void> {
  const stopped = process.ask('stop 1', 'stopped', ANSWER_MS_MAX);
  const started = process.ask('start 1', 'started', ANSWER_MS_MAX);
  await Promise.all([stopped, started]);
}
