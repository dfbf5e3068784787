import { describe, expect, it } from 'vitest';
import { isProvableId, linkIdBytes, provableId } from '../core/link-id.js';
import { nodeIdFromBytes, routingIdOf } from '../core/node-id.js';
import { SenderReader } from '../core/sender-reader.js';
import { LinkProver } from './link-prover.js';

const own = new LinkProver();
const other = new LinkProver();
const endpoint = 'tcp://192.0.2.7:49152';
const toOwn = { peer: own.id, endpoint };

describe('a link id', () => {
  it('proves to that mailbox who connects, and to no other', () => {
    const link = other.routingIdTo(toOwn);
    expect(link.length).toBe(linkIdBytes);
    expect(new SenderReader().read(link)).toBe(other.id);
    expect(own.proves(link, ['tcp://198.51.100.7:1', endpoint])).toBe(true);
    expect(own.proves(link, ['tcp://192.0.2.8:49152'])).toBe(false);
    expect(own.proves(link, [])).toBe(false);
    expect(new LinkProver().proves(link, [endpoint])).toBe(false);
  });

  it('is another for each connection', () => {
    expect(other.routingIdTo(toOwn)).not.toEqual(other.routingIdTo(toOwn));
  });

  it('proves nothing once an octet is another, or missing', () => {
    const link = other.routingIdTo(toOwn);
    for (let at = 0; at < link.length; at += 1)
      expect(own.proves(link.with(at, (link[at] ?? 0) ^ 1), [endpoint])).toBe(false);
    expect(own.proves(link.subarray(0, -1), [endpoint])).toBe(false);
    expect(own.proves(routingIdOf(other.id), [endpoint])).toBe(false);
    expect(own.proves(new Uint8Array(linkIdBytes), [endpoint])).toBe(false);
  });

  it('of the id of one and the key of another proves nothing, though that key has signed it', () => {
    const thief = new LinkProver();
    const stolen = Uint8Array.from(thief.routingIdTo(toOwn));
    stolen.set(routingIdOf(other.id));
    expect(own.proves(stolen, [endpoint])).toBe(false);
  });

  it('means the same endpoint whatever the interface is called there, and with brackets', () => {
    const link = other.routingIdTo({ peer: own.id, endpoint: 'tcp://[fe80::1%eth1]:49152' });
    expect(own.proves(link, ['tcp://fe80::1:49152'])).toBe(true);
  });
});

describe('a provable id', () => {
  it('is told from others, and hangs on each octet of the key but for the mark', () => {
    expect(isProvableId(own.id)).toBe(true);
    expect(isProvableId(nodeIdFromBytes(new Uint8Array(16)))).toBe(false);
    expect(isProvableId(endpoint)).toBe(false);
    const key = new Uint8Array(32);
    const ids = Array.from({ length: 16 }, (_, at) => provableId(key.with(at, 1)));
    expect(new Set([provableId(key), ...ids]).size).toBe(15);
  });
});
