// Who has a key that is admitted, and wants to be taken for another who has one. A target is { own, address, clientAddress, victim, keyFile, ... }.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { announcementHeaders, encodeEnvelopes, memberGroup } from '@zfarm/cluster-core/core';
import { ZreNode } from '@zfarm/zre';
import { curveKeyFromBytes, encodeMessage, nodeIdFromBytes } from '@zfarm/zre/core';
import { Dealer } from 'zeromq';
import { overheard } from './beacons.mjs';
import { anyHash, anyValue } from './hostile-words.mjs';

/** What everybody hears of a node by its beacon. */
async function heardOf(target, who) {
  const beacon = await overheard(target, who);
  const host = who === 'worker' ? target.address : target.clientAddress;
  return {
    uuid: beacon.subarray(4, 20),
    endpoint: `tcp://${host}:${beacon.readUInt16BE(20)}`,
    key: curveKeyFromBytes(beacon, 22),
  };
}

async function cast(target) {
  const { publicKey, secretKey } = JSON.parse(readFileSync(target.keyFile, 'utf8'));
  const victim = await heardOf(target, target.victim);
  const model = await heardOf(target, target.victim === 'worker' ? 'client' : 'worker');
  return { own: { publicKey, secretKey }, victim, model };
}

/** A connection that proves its own key, under any name. */
function connected({ own, victim }, routingId) {
  const dealer = new Dealer({
    linger: 0,
    sendTimeout: 1000,
    routingId,
    curveServerKey: victim.key,
    curvePublicKey: own.publicKey,
    curveSecretKey: own.secretKey,
  });
  dealer.connect(victim.endpoint);
  return dealer;
}

function hello({ cluster, victim }, endpoint, key, sequence = 1) {
  const role = victim === 'worker' ? 'client' : 'worker';
  const capacity = { slots: 1, memoryBytes: 1, platform: 'x', nodeVersion: 'x', labels: {}, resources: {} };
  const headers = new Map(
    Object.entries(announcementHeaders({ role, cluster, ...(role === 'worker' && { capacity }) })),
  ).set('X-PUBLICKEY', key);
  const fields = { endpoint, groups: [memberGroup(cluster)], status: 1, name: 'x', headers };
  return encodeMessage({ kind: 'hello', ...fields }, sequence);
}

/** Orders for a worker, with a token that was never given. */
function orders(sequence) {
  const assign = {
    kind: 'assign',
    attempt: sequence,
    job: 1,
    code: anyHash(),
    call: 'item',
    first: 0,
    count: 1,
  };
  const work = { ...assign, items: anyValue(), tries: 0, console: 'forward' };
  const [content] = encodeEnvelopes(1, randomBytes(16), [work, { kind: 'cancel', attempt: sequence }]);
  return encodeMessage({ kind: 'whisper', content }, sequence);
}

/**
 * Under the UUID of another: by its bare routing id as libzyre has it, with other first octets, and in the form that proves whose it is but for
 * the proof; with the own key and the other's, in sequence and out of it, up to a goodbye.
 */
export async function stolenUuid(target) {
  const roles = await cast(target);
  const { own, model } = roles;
  const bare = [1, 1, 2, 255].map((first) => Buffer.concat([Buffer.from([first]), model.uuid]));
  const long = [1, 1, 2].map((first) => Buffer.concat([Buffer.from([first]), model.uuid, randomBytes(104)]));
  let said = 0;
  for (const [index, id] of [...bare, ...long].entries()) {
    const dealer = connected(roles, id);
    const words = [
      hello(target, model.endpoint, index % 2 === 0 ? model.key : own.publicKey, index === 3 ? 7 : 1),
      ...Array.from({ length: 28 }, (_, at) => orders(at + 2)),
      encodeMessage({ kind: 'goodbye' }, 30),
    ];
    for (const frames of words) {
      await dealer.send(frames);
      said += 1;
    }
    await delay(200);
    dealer.close();
    await delay(100);
  }
  return { said };
}

/** Under UUIDs of its own, one of which it can prove: each says that it is where another is, and has the other's key. */
export async function stolenEndpoint(target) {
  const roles = await cast(target);
  const { own, victim, model } = roles;
  const node = new ZreNode({
    interface: target.own,
    port: target.port,
    beacon: false,
    endpoint: `tcp://${target.own}:*`,
    advertisedEndpoint: model.endpoint,
    curve: { ...own, admit: () => true },
  });
  const liars = [model.key, own.publicKey, model.key].map((key) => {
    const dealer = connected(roles, Buffer.concat([Buffer.from([1]), randomBytes(16)]));
    return { dealer, words: hello(target, model.endpoint, key) };
  });
  for (const { dealer, words } of liars) await dealer.send(words);
  await node.start();
  node.requirePeer(nodeIdFromBytes(victim.uuid), victim.endpoint, victim.key);
  await delay(3000);
  await node.stop();
  for (const { dealer } of liars) dealer.close();
  return { said: liars.length };
}
