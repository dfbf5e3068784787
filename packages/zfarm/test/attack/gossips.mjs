// Who tells lies at a gossip hub. A target is { address, hub, keyFile, own, ... }.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { curveKeyFromBytes, nodeIdFromBytes } from '@zfarm/zre/core';
import { Dealer } from 'zeromq';
import { overheard } from './beacons.mjs';

const HELLO = Buffer.from('aaa00101', 'hex');
const ASKED = 3000;

/** The tuple of a node: its UUID and where it is. */
function publish(key, value) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const head = Buffer.concat([Buffer.from('aaa00201', 'hex'), Buffer.of(key.length), Buffer.from(key)]);
  return Buffer.concat([head, length, Buffer.from(value), Buffer.alloc(4)]);
}

/**
 * That the worker and its client are elsewhere, have other keys, and are in each other's place; that there are thousands of others, some of them
 * where these two are. Then asks for all that is known, again and again, and reads none of it.
 */
export async function gossipLies(target) {
  const { publicKey, secretKey } = JSON.parse(readFileSync(target.keyFile, 'utf8'));
  const [worker, client] = [await overheard(target, 'worker'), await overheard(target, 'client')];
  const key = curveKeyFromBytes(worker, 22);
  const dealer = new Dealer({
    linger: 0,
    receiveHighWaterMark: 1,
    curveServerKey: key,
    curvePublicKey: publicKey,
    curveSecretKey: secretKey,
  });
  dealer.connect(`tcp://${target.address}:${target.hub}`);
  const places = [
    `tcp://${target.own}:9`,
    `tcp://${target.address}:${target.mailbox}`,
    `tcp://${target.clientAddress}:${client.readUInt16BE(20)}`,
    'ipc:///tmp/not-so',
  ];
  let said = 0;
  const say = async (frame) => {
    await dealer.send(frame);
    said += 1;
  };
  await say(HELLO);
  for (const uuid of [worker, client].map((beacon) => nodeIdFromBytes(beacon.subarray(4, 20))))
    for (const place of places)
      for (const told of [key, publicKey]) await say(publish(uuid, `${place}|${told}`));
  for (let n = 0; n < 8000; n += 1) {
    const place = n < 8 ? places[n % 4] : `tcp://${target.own}:${1 + n}`;
    await say(publish(nodeIdFromBytes(randomBytes(16)), `${place}|${n % 2 === 0 ? key : publicKey}`));
  }
  for (const odd of ['../../escape', '', 'x'.repeat(255)]) await say(publish(odd, places[0]));
  for (let n = 0; n < ASKED; n += 1) await say(HELLO);
  await delay(3000);
  dealer.close();
  return { said };
}
