/** One task at a time: its round trip, beside a bare ZeroMQ round trip and a bare piscina round trip. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Piscina } from 'piscina';
import { Dealer, Router } from 'zeromq';
import { endWorker, onTwoWorkers, quantile, spread } from './worker-process.mjs';

const CALLS = 300;
const ROUNDS = 15;

if (process.argv[2] === 'echo') {
  const router = new Router();
  await router.bind('tcp://127.0.0.1:*');
  console.log(router.lastEndpoint);
  for await (const frames of router) await router.send(frames);
}

/** @param {() => Promise<unknown>} call */
async function medianOf(call) {
  const samples = [];
  for (let i = 0; i < CALLS; i += 1) {
    const begun = performance.now();
    await call();
    samples.push((performance.now() - begun) * 1000);
  }
  return quantile(samples);
}

const echo = spawn(process.execPath, [new URL(import.meta.url).pathname, 'echo'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [endpoint] = await once(echo.stdout, 'data');
const dealer = new Dealer();
dealer.connect(String(endpoint).trim());
const pool = new Piscina({
  filename: new URL('./no-op-thread.mjs', import.meta.url).href,
  name: 'noOp',
  minThreads: 1,
  maxThreads: 1,
});
await onTwoWorkers(async (cluster) => {
  const zmq = [];
  const piscina = [];
  const ours = [];
  const noOp = (/** @type {number} */ n) => n;
  for (let round = -1; round < ROUNDS; round += 1) {
    const raw = await medianOf(async () => {
      await dealer.send('x'.repeat(100));
      await dealer.receive();
    });
    const thread = await medianOf(() => pool.run(1));
    const task = await medianOf(() => cluster.submit(noOp, 1));
    if (round < 0) continue;
    zmq.push(raw);
    piscina.push(thread);
    ours.push(task);
  }
  const sums = zmq.map((us, i) => us + (piscina[i] ?? 0));
  console.log(`bare ZeroMQ round trip, p50 in us:   ${spread(zmq)}`);
  console.log(`bare piscina round trip, p50 in us:  ${spread(piscina)}`);
  console.log(`cluster.submit, p50 in us:           ${spread(ours)}`);
  console.log(
    `times the sum of both:               ${spread(
      ours.map((us, i) => us / (sums[i] ?? 1)),
      2,
    )}`,
  );
});
dealer.close();
await pool.destroy();
await endWorker(echo, 'SIGKILL');
