import { Pipe } from './pipe.js';

/** Frames of zeros, made as they are asked for: something to measure with. All are the same buffer. */
export function blankFrames(count: number, bytes: number): Pipe<Buffer> {
  const frame = Buffer.alloc(bytes);
  return new Pipe(repeated(frame, count));
}

function* repeated<T>(element: T, count: number): Generator<T> {
  for (let made = 0; made < count; made += 1) yield element;
}
