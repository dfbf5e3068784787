import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beaconBytes, decodeBeacon, encodeBeacon } from './beacon-codec.js';

const id = '000102030405060708090A0B0C0D0EFF';

describe('beacon codec', () => {
  it('writes 22 octets: signature, version, id, port', () => {
    expect(Buffer.from(encodeBeacon({ id, port: 49_152 })).toString('hex')).toBe(
      `5a524501${id.toLowerCase()}c000`,
    );
    expect(beaconBytes).toBe(22);
  });

  it('reads back every beacon it writes', () => {
    const beacon = fc.record({ id: fc.stringMatching(/^[0-9A-F]{32}$/), port: fc.nat({ max: 65_535 }) });
    fc.assert(
      fc.property(beacon, (original) => {
        expect(decodeBeacon(encodeBeacon(original))).toEqual(original);
      }),
    );
  });

  it('writes 54 octets with a CURVE key: version 3, and the key after the port', () => {
    const publicKey = 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6';
    const beacon = { id, port: 49_152, publicKey };
    expect(Buffer.from(encodeBeacon(beacon)).toString('hex')).toBe(
      `5a524503${id.toLowerCase()}c0008e0bdd697628b91d8f245587ee95c5b04d48963f79259877b49cd9063aead3b7`,
    );
    expect(decodeBeacon(encodeBeacon(beacon))).toEqual(beacon);
  });

  it('names what is wrong', () => {
    const datagram = encodeBeacon({ id, port: 1 });
    expect(decodeBeacon(datagram.subarray(1))).toBe('beacon-size');
    expect(decodeBeacon(new Uint8Array(22))).toBe('beacon-signature');
    expect(decodeBeacon(datagram.with(3, 2))).toBe('beacon-version');
    const withKey = new Uint8Array(54);
    withKey.set(datagram.with(3, 3));
    expect(decodeBeacon(withKey.with(3, 1))).toBe('beacon-version');
    expect(decodeBeacon(datagram.with(3, 3))).toBe('beacon-version');
  });

  it('never throws on any datagram', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (datagram) => void decodeBeacon(datagram)));
  });
});
