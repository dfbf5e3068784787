// Who speaks ZeroMQ but has no key that is admitted.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { curveKeyPair, Dealer, Request } from 'zeromq';
import { overheard } from './beacons.mjs';

/** Gives up soon. */
const hasty = { linger: 0, sendTimeout: 100 };

/** Without encryption, with a key of its own, and under the UUIDs of the worker and of its client. */
export async function strangers(target) {
  const worker = await overheard(target, 'worker');
  const client = await overheard(target, 'client');
  const serverKey = z85(worker.subarray(22));
  const uuids = [worker, client].map((beacon) => beacon.subarray(4, 20));
  const own = curveKeyPair();
  const keyed = { curveServerKey: serverKey, curvePublicKey: own.publicKey, curveSecretKey: own.secretKey };
  let refused = 0;
  const sockets = [...uuids, randomBytes(16)].flatMap((uuid) => {
    const routingId = Buffer.concat([Buffer.from([1]), uuid]);
    return [new Dealer({ ...hasty, routingId }), new Dealer({ ...hasty, ...keyed, routingId })];
  });
  sockets.push(new Request(hasty));
  for (const socket of sockets) {
    for (const type of ['auth', 'protocol', 'other'])
      socket.events.on(`handshake:error:${type}`, () => (refused += 1));
    socket.connect(`tcp://${target.address}:${target.mailbox}`);
  }
  const hello = Buffer.concat([Buffer.from([0xaa, 0xa1, 1, 2]), randomBytes(40)]);
  await Promise.all(
    sockets.map(async (socket) => {
      for (let n = 0; n < 20; n += 1) await socket.send([hello, randomBytes(n * 100)]).catch(() => {});
    }),
  );
  await delay(500);
  for (const socket of sockets) socket.close();
  return { connections: sockets.length, refused };
}

/** 32 octets in ZeroMQ's text form of keys (RFC 32). */
function z85(bytes) {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += digits[Math.floor(word / power) % 85];
  }
  return text;
}
