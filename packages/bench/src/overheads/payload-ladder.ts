import type { Contest } from '../benchmark.js';
import type { RunningContender } from '../contenders/contender.js';
import type { Reading } from '../core/figure.js';
import { noOp } from './no-op.js';

const MIB = 2 ** 20;
const LADDERS = {
  S: [100, 10_000, MIB],
  M: [100, 1000, 10_000, 100_000, MIB, 8 * MIB, 64 * MIB],
  L: [100, 1000, 10_000, 100_000, MIB, 8 * MIB, 64 * MIB, 256 * MIB],
} as const;

/** So often as to move this many bytes each way, within these bounds. */
const BYTES_PER_STEP = 16 * MIB;
const CALLS_MIN = 1;
const CALLS_MAX = 50;

/** Bytes there and back, of every size. */
export const payloadLadder: Contest = {
  name: 'payload-ladder',
  title: 'Bytes to a task and back, one task at a time',
  group: 'overhead',
  prepare: async (size) => {
    const ladder = LADDERS[size].map((bytes) => ({
      bytes,
      calls: Math.max(CALLS_MIN, Math.min(CALLS_MAX, Math.floor(BYTES_PER_STEP / bytes))),
    }));
    return {
      what: `${ladder.length} sizes from 100 bytes to ${(ladder.at(-1)?.bytes ?? 0) / MIB} MiB`,
      tasks: ladder.reduce((sum, { calls }) => sum + calls, 0),
      run: async (contender) => {
        if (contender.submit === undefined && contender.echo === undefined) return undefined;
        const readings: Reading[] = [];
        for (const step of ladder) {
          if (step.bytes > (contender.valueBytesMax ?? Number.POSITIVE_INFINITY)) break;
          readings.push(await roundTrip(contender, step));
        }
        return readings;
      },
    };
  },
};

interface Step {
  readonly bytes: number;
  readonly calls: number;
}

async function roundTrip(contender: RunningContender, step: Step): Promise<Reading> {
  const ms = (await contender.echo?.(step.bytes, step.calls)) ?? (await echo(contender, step));
  return {
    metric: 'round trip',
    at: { axis: 'bytes', value: step.bytes },
    ...{ value: ms / step.calls, unit: 'ms', better: 'lower' },
  };
}

async function echo(contender: RunningContender, { bytes, calls }: Step): Promise<number> {
  const payload = new Uint8Array(bytes).fill(7);
  const begun = performance.now();
  for (let call = 0; call < calls; call += 1) {
    const back = await contender.submit?.(noOp<Uint8Array>, payload);
    if (back?.length !== bytes || back[bytes - 1] !== 7)
      throw new Error(`Of ${bytes} bytes others came back.`);
  }
  return performance.now() - begun;
}
