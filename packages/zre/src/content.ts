import { ZreUsageError } from './errors.js';

/** What a whisper or shout carries: one frame, or any number of them. Text travels as UTF-8. */
export type ZreContent = string | Uint8Array | readonly (string | Uint8Array)[];

/** The frames of a content; octets are not copied. */
export function toFrames(content: ZreContent): Uint8Array[] {
  return Array.isArray(content) ? content.map(toFrame) : [toFrame(content)];
}

function toFrame(part: unknown): Uint8Array {
  if (part instanceof Uint8Array) return part;
  if (typeof part === 'string') return Buffer.from(part);
  throw new ZreUsageError(
    'Content must be text, a Uint8Array (a Buffer is one), or an array of these: wrap other buffers in new Uint8Array(buffer)',
  );
}
