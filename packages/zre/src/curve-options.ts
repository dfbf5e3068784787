import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { type CurveKey, curveKeyFromBytes, curveKeyToBytes, isCurveKey } from './core/curve-key.js';
import { ZreOptionError } from './errors.js';
import { frameBound } from './frame-bound.js';

/** A CURVE key pair in Z85, 40 characters each, as libzmq and `zcert` write them. */
export interface CurveKeyPair {
  /** What others may know. */
  readonly publicKey: string;
  /** What nobody else may. */
  readonly secretKey: string;
}

/** Keys by which a node encrypts, proves who it is, and tells whom it speaks with (CURVE: RFC 26, CurveZMQ). */
export interface ZreCurveOptions extends CurveKeyPair {
  /**
   * Whose nodes this one speaks with, by their public keys. It must not throw, and is asked often. Default: those with
   * the same key pair, which then is the key of the whole network. `() => true` admits everyone, and only encrypts.
   */
  readonly admit?: readonly string[] | ((publicKey: string) => boolean);
  /** As `guard.frameBytesMax`. */
  readonly frameBytesMax?: number;
}

export interface ResolvedCurve extends CurveKeyPair {
  readonly kind: 'curve';
  readonly frameBytesMax: number;
  readonly admits: (publicKey: CurveKey) => boolean;
}

/** @throws ZreOptionError when the keys are none, or not of one pair */
export function resolveCurve(curve: ZreCurveOptions | undefined): ResolvedCurve | undefined {
  if (curve === undefined) return undefined;
  const { publicKey, secretKey, admit = [publicKey] } = curve;
  const frameBytesMax = frameBound(curve.frameBytesMax, 'curve.frameBytesMax');
  curveKey(publicKey, 'curve.publicKey');
  curveKey(secretKey, 'curve.secretKey');
  if (publicKeyOf(secretKey) !== publicKey)
    throw new ZreOptionError('curve.publicKey must be the one that belongs to curve.secretKey');
  if (typeof admit === 'function')
    return { kind: 'curve', publicKey, secretKey, frameBytesMax, admits: (key) => asks(admit, key) };
  const admitted = new Set(admit.map((key) => curveKey(key, 'a key of curve.admit')));
  return { kind: 'curve', publicKey, secretKey, frameBytesMax, admits: (key) => admitted.has(key) };
}

/** @throws ZreOptionError */
export function curveKey(text: string, what: string): CurveKey {
  if (typeof text === 'string' && isCurveKey(text)) return text;
  throw new ZreOptionError(`${what} must be a CURVE key of 40 characters (Z85)`);
}

/** A fresh pair. The secret key belongs into a file that only its owner can read. */
export function generateCurveKeyPair(): CurveKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: toZ85(publicKey.export(jwk).x), secretKey: toZ85(privateKey.export(jwk).d) };
}

const jwk = { format: 'jwk' } as const;
/** What comes before the 32 octets of an X25519 key in PKCS #8. */
const pkcs8Head = Buffer.from('302e020100300506032b656e04220420', 'hex');

function publicKeyOf(secretKey: CurveKey): CurveKey {
  const key = Buffer.concat([pkcs8Head, curveKeyToBytes(secretKey)]);
  const secret = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  return toZ85(createPublicKey(secret).export(jwk).x);
}

function toZ85(base64url: string | undefined): CurveKey {
  return curveKeyFromBytes(Buffer.from(base64url ?? '', 'base64url'));
}

/** What an admitting function throws must not let anybody in, nor be lost. */
function asks(admit: (publicKey: string) => boolean, key: CurveKey): boolean {
  try {
    return admit(key) === true;
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return false;
  }
}
