// What anybody on the network can hear and say by UDP. A target is { own, broadcast, port, mailbox, ... }: our address, and theirs.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A beacon of the worker, or of its client, as everybody hears it. */
export async function overheard({ broadcast, port, mailbox }, who) {
  const ear = createSocket({ type: 'udp4', reuseAddr: true });
  ear.bind(port, broadcast);
  try {
    for (;;) {
      const [datagram] = await once(ear, 'message', { signal: AbortSignal.timeout(10_000) });
      if (datagram.length === 54 && (datagram.readUInt16BE(20) === mailbox) === (who === 'worker'))
        return datagram;
    }
  } finally {
    ear.close();
  }
}

async function shout({ own, broadcast, port }, datagrams) {
  const mouth = createSocket('udp4');
  await new Promise((bound) => mouth.bind(0, own, bound));
  mouth.setBroadcast(true);
  let said = 0;
  for (const datagram of datagrams) {
    await new Promise((sent) => mouth.send(datagram, port, broadcast, sent));
    said += 1;
  }
  mouth.close();
  return said;
}

/** The worker's and the client's own beacons again, with other ports and keys, and their goodbyes; and a flood of newcomers. */
export async function forgedBeacons(target) {
  const forged = [];
  for (const who of ['worker', 'client']) {
    const beacon = await overheard(target, who);
    const goodbye = Buffer.from(beacon);
    goodbye.writeUInt16BE(0, 20);
    const elsewhere = Buffer.from(beacon);
    elsewhere.writeUInt16BE(9, 20);
    const plain = Buffer.from(beacon.subarray(0, 22));
    plain[3] = 1;
    const plainGoodbye = Buffer.from(plain);
    plainGoodbye.writeUInt16BE(0, 20);
    const ofMine = Buffer.concat([beacon.subarray(0, 22), randomBytes(32)]);
    forged.push(
      beacon,
      goodbye,
      elsewhere,
      plain,
      plainGoodbye,
      ofMine,
      beacon.subarray(0, 30),
      randomBytes(54),
    );
  }
  let said = 0;
  for (let round = 0; round < 20; round += 1) said += await shout(target, forged);
  const [like] = forged;
  said += await shout(
    target,
    (function* flood() {
      for (let n = 0; n < 3000; n += 1)
        yield Buffer.concat([like.subarray(0, 4), randomBytes(16), Buffer.from([0, 9]), randomBytes(32)]);
    })(),
  );
  return { said };
}
