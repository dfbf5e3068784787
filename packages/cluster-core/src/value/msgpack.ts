import { Packr, RESET_BUFFER_MODE } from 'msgpackr';
import { PACK_BUFFER_KEPT_BYTES_MAX } from './limits.js';
import { checkMsgpack } from './msgpack-check.js';
import { PayloadError } from './payload.js';

// Records: objects of one shape name their keys once in a message. Five times faster to decode than maps.
const packr = new Packr({ useRecords: true, useToJSON: false });

/** A head of the given form around one packed value. The packer's own buffer is reused, so the bytes are copied out. */
export function packHead(form: number, value: unknown): Uint8Array {
  const packed = packr.pack(value, RESET_BUFFER_MODE);
  const head = new Uint8Array(1 + packed.byteLength);
  head[0] = form;
  head.set(packed, 1);
  if (packed.byteLength > PACK_BUFFER_KEPT_BYTES_MAX) packr.useBuffer(Buffer.allocUnsafeSlow(8192));
  return head;
}

/** The value packed in a head. The bytes are checked first, so that unpacking finds nothing it does not expect. */
export function unpackHead(head: Uint8Array): unknown {
  const packed = head.subarray(1);
  checkMsgpack(packed);
  try {
    return packr.unpack(packed);
  } catch (cause) {
    throw new PayloadError('its msgpack is damaged', { cause });
  }
}
