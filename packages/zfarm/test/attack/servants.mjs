// Who has a key that may only serve, and wants more.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { announcementHeaders, encodeEnvelopes, memberGroup } from '@zfarm/cluster-core/core';
import { curveKeyFromBytes, encodeMessage } from '@zfarm/zre/core';
import { Dealer } from 'zeromq';
import { overheard } from './beacons.mjs';
import { anyHash, anyValue } from './hostile-words.mjs';

/**
 * A key that may only serve: plays a client under a UUID of its own, says what is malformed before and after its HELLO, and returns tokens
 * that it was never given.
 */
export async function servant(target) {
  const { publicKey, secretKey } = JSON.parse(readFileSync(target.keyFile, 'utf8'));
  const beacon = await overheard(target, 'worker');
  const serverKey = curveKeyFromBytes(beacon, 22);
  let said = 0;
  for (const uuid of [randomBytes(16), randomBytes(16)]) {
    const dealer = new Dealer({
      linger: 0,
      sendTimeout: 1000,
      routingId: Buffer.concat([Buffer.from([1]), uuid]),
      curveServerKey: serverKey,
      curvePublicKey: publicKey,
      curveSecretKey: secretKey,
    });
    dealer.connect(`tcp://${target.address}:${target.mailbox}`);
    const say = async (frames) => {
      await dealer.send(frames.length > 0 ? frames : [Buffer.alloc(0)]);
      said += 1;
    };
    const headers = new Map(Object.entries(announcementHeaders({ role: 'client', cluster: target.cluster })));
    headers.set('X-PUBLICKEY', publicKey);
    const hello = {
      kind: 'hello',
      endpoint: `tcp://${target.own}:9`,
      groups: [memberGroup(target.cluster)],
      status: 1,
      name: 'x',
      headers,
    };
    const assign = {
      kind: 'assign',
      attempt: 1,
      job: 1,
      code: anyHash(),
      call: 'item',
      first: 0,
      count: 1,
      items: anyValue(),
      tries: 0,
      console: 'forward',
    };
    const malformed = async () => {
      for (let n = 0; n < 40; n += 1)
        await say([Buffer.concat([Buffer.from([0xaa, 0xa1, n % 12, 2]), randomBytes(n)])]);
      for (let n = 0; n < 10; n += 1) await say([randomBytes(n * 50), randomBytes(10)]);
    };
    await malformed();
    await say(encodeMessage(hello, 1));
    for (const token of [undefined, randomBytes(16)])
      for (const frames of encodeEnvelopes(1, token, [assign]))
        await say(encodeMessage({ kind: 'whisper', content: frames }, 2 + (token === undefined ? 0 : 1)));
    await malformed();
    await delay(200);
    dealer.close();
  }
  return { said };
}
