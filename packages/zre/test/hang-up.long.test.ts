import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ZreEvent } from '@zfarm/zre';
import { describe, expect, it } from 'vitest';
import { freeUdpPort, TestNodes } from './nodes.js';

const script = fileURLToPath(new URL('./flood-process.mjs', import.meta.url));
const streams = 2;
const kills = 6;
const readAtOnce = 700;

describe('a node lives on', () => {
  it('while peers pour more than it reads, are frozen and killed, and come again', {
    timeout: 60_000,
  }, async () => {
    const port = await freeUdpPort();
    await using nodes = new TestNodes(port);
    const node = nodes.make({ name: 'target' });
    let [enters, exits, over] = [0, 0, false];
    node.on('enter', () => (enters += 1));
    node.on('exit', () => (exits += 1));
    const events = node.events();
    await node.start();
    const reading = readInFits(events, () => over);
    await Promise.all(Array.from({ length: streams }, () => floods(port)));
    over = true;
    await node.stop();
    await reading;
    expect(enters).toBeGreaterThanOrEqual(streams * kills);
    expect(exits).toBeGreaterThan(0);
    expect(node.stats().messagesReceived).toBeGreaterThan(10_000);
  });
});

async function floods(port: number): Promise<void> {
  for (let round = 0; round < kills; round += 1) {
    const child = spawn(process.execPath, [script, String(port)], { stdio: 'ignore' });
    // Long enough to fill all that is between the two, and not in step with anything.
    await setTimeout(1_000 + 1_500 * Math.random());
    if (round % 3 === 0) {
      child.kill('SIGSTOP');
      await setTimeout(500);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** Stops, so that queues fill up, and goes on, so that libzmq looks again at what it had stopped reading. */
async function readInFits(events: AsyncIterator<ZreEvent, undefined>, over: () => boolean): Promise<void> {
  while (!over()) {
    for (let count = 0; count < readAtOnce; count += 1) if ((await events.next()).done) return;
    await setTimeout(300 * Math.random());
  }
}
