// Who speaks no ZeroMQ, or only the beginning of it. A target is { address, mailbox, ... }.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const GIGABYTE = 1n << 30n;

/** Connects and says this; the connection stays open, if it is let. */
async function dial({ address, mailbox }, ...said) {
  const socket = connect(mailbox, address);
  socket.on('error', () => {});
  await once(socket, 'connect');
  for (const bytes of said) socket.write(bytes);
  return socket;
}

/** ZMTP 3.1: signature, version, mechanism, and the rest of a greeting. */
function greeting(mechanism) {
  const bytes = Buffer.alloc(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = 1;
  bytes.write(mechanism, 12, 'latin1');
  return bytes;
}

/** The head of a command or message frame that announces so many bytes. */
function frameHead(flags, bytes) {
  const head = Buffer.alloc(9);
  head[0] = flags;
  head.writeBigUInt64BE(bytes, 1);
  return head;
}

/** Nonsense, half greetings, other mechanisms, commands of the wrong kind, and frames that announce a gigabyte. */
export async function malformedBytes(target) {
  const sockets = [];
  const say = async (...said) => sockets.push(await dial(target, ...said));
  for (let n = 0; n < 60; n += 1) {
    await say(randomBytes(4096));
    await say(greeting('CURVE').subarray(0, n));
    await say(greeting('NULL'), frameHead(2, GIGABYTE));
    await say(greeting('CURVE'), frameHead(6, GIGABYTE), randomBytes(2000));
    await say(greeting('CURVE'), Buffer.from('\x04\x09\x08INITIATE', 'latin1'));
    await say(greeting('CURVE'), Buffer.from('\x04\xc8\x05HELLO', 'latin1'), randomBytes(194));
    await say(greeting('PLAIN'), Buffer.from('\x04\x12\x05HELLO\x05admin\x05admin', 'latin1'));
  }
  await delay(300);
  for (const socket of sockets) socket.destroy();
  return { connections: sockets.length };
}

/** So many connections that say nothing, and then end. */
export async function silentConnections({ count, holdMs, ...target }) {
  const sockets = new Set();
  for (let n = 0; n < count; n += 100) {
    const dialled = Array.from({ length: 100 }, async () => sockets.add(await dial(target)));
    // A worker that has no room left lets us wait.
    const patience = AbortSignal.timeout(2000);
    const over = once(patience, 'abort').then(() => 'over');
    if ((await Promise.race([Promise.allSettled(dialled), over])) === 'over') break;
  }
  let closed = 0;
  for (const socket of sockets) socket.on('close', () => (closed += 1)).resume();
  await delay(holdMs);
  // All at once: to end a connection costs the more, the more there are.
  for (const socket of sockets) socket.destroy();
  await delay(holdMs);
  return { connections: sockets.size, closed };
}

/** Connections that begin as they should, and then say an octet now and then. */
async function slowHandshakes({ count, holdMs, ...target }) {
  let closed = 0;
  const hello = Buffer.concat([
    greeting('CURVE'),
    Buffer.from('\x04\xc8\x05HELLO', 'latin1'),
    randomBytes(194),
  ]);
  const sockets = await Promise.all(Array.from({ length: count }, () => dial(target)));
  for (const socket of sockets) socket.on('close', () => (closed += 1)).resume();
  const started = performance.now();
  for (let at = 0; performance.now() - started < holdMs && closed < count; at += 1) {
    for (const socket of sockets) if (!socket.destroyed) socket.write(hello.subarray(at, at + 1));
    await delay(100);
  }
  return { connections: count, closed };
}

/** Frames of a gigabyte each, announced and then sent, by somebody who is not let in yet. */
export async function hugeFrames({ count, holdMs, ...target }) {
  const chunk = randomBytes(1 << 20);
  let taken = 0;
  const flood = async (flags, bytes) => {
    const socket = await dial(target, greeting('CURVE'), frameHead(flags, bytes));
    setTimeout(() => socket.destroy(), holdMs);
    const over = new Promise((resolve) => socket.on('close', resolve).resume());
    let drained = () => {};
    socket.on('drain', () => drained());
    for (let sent = 0; !socket.destroyed && sent < Number(bytes); sent += chunk.length) {
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => (drained = resolve)), over]);
    }
    await over;
    taken += socket.bytesWritten;
  };
  const floods = Array.from({ length: count }, (_, n) =>
    flood(n % 2 === 0 ? 6 : 2, n % 3 === 0 ? GIGABYTE : GIGABYTE / 33n),
  );
  await Promise.all(floods);
  return { takenMb: taken >> 20 };
}

/** Handshakes without end at the mailbox, and all of the above at once at the gossip hub of the worker. */
export async function siege({ hub, ...target }) {
  const atHub = { ...target, mailbox: hub };
  const [here, there] = await Promise.all([
    slowHandshakes({ ...target, count: 100, holdMs: 20_000 }),
    slowHandshakes({ ...atHub, count: 50, holdMs: 20_000 }),
    malformedBytes(atHub),
    silentConnections({ ...atHub, count: 500, holdMs: 3000 }),
    hugeFrames({ ...atHub, count: 6, holdMs: 3000 }),
  ]);
  return { closed: here.closed + there.closed };
}
