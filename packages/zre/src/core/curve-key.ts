/** A CURVE key as 40 characters of Z85 (ZeroMQ RFC 32), the form in which headers and gossip carry it. */
export type CurveKey = string;

export const curveKeyBytes = 32;
const curveKeyCharacters = 40;
/** HELLO tells the sender's public key in this header. */
export const publicKeyHeader = 'X-PUBLICKEY';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const digits: ReadonlyMap<string, number> = new Map([...alphabet].map((digit, value) => [digit, value]));

/** Each four octets, as one number, become five digits to the base of 85. */
export function curveKeyFromBytes(bytes: Uint8Array, offset = 0): CurveKey {
  let text = '';
  for (let start = offset; start < offset + curveKeyBytes; start += 4) {
    let value = 0;
    for (let index = start; index < start + 4; index += 1) value = value * 256 + (bytes[index] ?? 0);
    for (let unit = 85 ** 4; unit >= 1; unit /= 85) text += alphabet[Math.floor(value / unit) % 85];
  }
  return text;
}

/** @throws RangeError when the text is not a key */
export function curveKeyToBytes(key: CurveKey): Uint8Array {
  if (!isCurveKey(key)) throw new RangeError('A CURVE key has 40 characters of Z85');
  const bytes: number[] = [];
  for (const value of groups(key)) {
    bytes.push(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** Five digits can tell more than four octets hold: such a text is no key. */
export function isCurveKey(text: string): boolean {
  return text.length === curveKeyCharacters && groups(text).every((value) => value <= 0xffffffff);
}

function groups(text: string): number[] {
  const values: number[] = [];
  for (let start = 0; start < text.length; start += 5) {
    let value = 0;
    for (const digit of text.slice(start, start + 5)) value = value * 85 + (digits.get(digit) ?? Number.NaN);
    values.push(value);
  }
  return values;
}
