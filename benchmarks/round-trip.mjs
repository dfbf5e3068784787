/**
 * One task at a time: its round trip, beside a bare ZeroMQ round trip and a bare piscina round trip, and beside the same
 * way through process and thread by hand: ZeroMQ, a MessagePort to a thread and back, ZeroMQ, and nothing else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Piscina } from 'piscina';
import { Dealer } from 'zeromq';
import { endWorker, onTwoWorkers, quantile } from './worker-process.mjs';

const CALLS = 300;
const ROUNDS = Number(process.env.ROUNDS ?? 25);
/** Rounds that do not count: it takes thousands of calls until all of the way is compiled. */
const WARM_UP_ROUNDS = Number(process.env.WARM_UP_ROUNDS ?? 25);

const echo = spawn(process.execPath, [new URL('./chain-echo.mjs', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [endpoints] = await once(echo.stdout, 'data');
const [direct, chain] = JSON.parse(String(endpoints)).map((/** @type {string} */ endpoint) => {
  const dealer = new Dealer();
  dealer.connect(endpoint);
  return async () => {
    await dealer.send('x'.repeat(100));
    await dealer.receive();
  };
});
const pool = new Piscina({
  filename: new URL('./no-op-thread.mjs', import.meta.url).href,
  name: 'noOp',
  minThreads: 1,
  maxThreads: 1,
});
await onTwoWorkers(async (cluster) => {
  const noOp = (/** @type {number} */ n) => n;
  /** @type {Record<string, { call: () => Promise<unknown>, us: number[] }>} */
  const sides = {
    'bare ZeroMQ': { call: direct, us: [] },
    'bare piscina': { call: () => pool.run(1), us: [] },
    'by hand': { call: chain, us: [] },
    'cluster.submit': { call: () => cluster.submit(noOp, 1), us: [] },
  };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const side of Object.values(sides)) {
      for (let i = 0; i < CALLS; i += 1) {
        const begun = performance.now();
        await side.call();
        if (round >= 0) side.us.push((performance.now() - begun) * 1000);
      }
    }
  }
  const at = (/** @type {string} */ name, /** @type {number} */ share) =>
    quantile(sides[name]?.us ?? [], share);
  const sum = (/** @type {number} */ share) => at('bare ZeroMQ', share) + at('bare piscina', share);
  for (const name of Object.keys(sides)) {
    console.log(
      `${name.padEnd(15)} p10 ${at(name, 0.1).toFixed(0)} us, p50 ${at(name, 0.5).toFixed(0)} us; of bare ZeroMQ + bare piscina: ` +
        `${(at(name, 0.1) / sum(0.1)).toFixed(2)} and ${(at(name, 0.5) / sum(0.5)).toFixed(2)} times`,
    );
  }
});
await pool.destroy();
await endWorker(echo, 'SIGKILL');
process.exit(0);
