import type { CodeHash, NodeId, ValueRef } from '@zfarm/cluster-core/core';
import { Violation } from './violation.js';

/**
 * The values that travel. An item's input follows from the job and its index, its result from the input: so
 * whoever holds one can tell whether it is the right one, and nothing else can produce it.
 */
export function inputOf(jobKey: number, item: number): number {
  return mix(jobKey ^ Math.imul(item + 1, 0x9e3779b1));
}

/** What every task of the simulation computes. */
export function resultOf(input: number): number {
  return mix(input ^ 0x5bf03635);
}

/** The key of a job that an item starts. */
export function nestKey(jobKey: number, item: number, index: number): number {
  return mix(inputOf(jobKey, item) + index + 1);
}

/** The code of the setup that some jobs have. */
export function setupOf(jobKey: number): CodeHash | undefined {
  return jobKey % 3 === 0 ? inputOf(jobKey, -1).toString(16).padStart(32, '0') : undefined;
}

/** Code that some functions are built on; two jobs in seven share theirs. */
export function partsOf(jobKey: number): readonly CodeHash[] {
  return jobKey % 7 < 2 ? ['b'.repeat(32), inputOf(jobKey, -2).toString(16).padStart(32, '0')] : [];
}

/** What some tasks print. */
export function printedBy(item: number): string | undefined {
  return item % 5 === 0 ? `item ${item}` : undefined;
}

function mix(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

/** In a big value its number stands again and again, so that a piece of it that is missing or misplaced shows. */
const STAMP_BYTES = 40_000;

/** A list of numbers as a value of `owner`, each taking `width` bytes: enough of them travel as raw frames, or in fragments. */
export function numbersRef(owner: NodeId, numbers: readonly number[], width: number): ValueRef {
  const head = new Uint8Array(numbers.length * width);
  const view = new DataView(head.buffer);
  let at = 0;
  for (const number of numbers) {
    for (let stamp = 0; stamp + 4 <= width; stamp += STAMP_BYTES) view.setUint32(at + stamp, number);
    at += width;
  }
  return { owner, id: 0, bytes: head.length, inline: { head, frames: [] } };
}

/** Reads such a list; `what` names it in the complaint if it is not one. */
export function readNumbers(value: ValueRef, count: number, width: number, what: string): number[] {
  const head = value.inline?.head;
  if (head?.length !== count * width) {
    throw new Violation('value', `${what} should be ${count} numbers and has ${head?.length} bytes`);
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const numbers: number[] = [];
  for (let at = 0; at < head.length; at += width) {
    const number = view.getUint32(at);
    for (let stamp = STAMP_BYTES; stamp + 4 <= width; stamp += STAMP_BYTES)
      if (view.getUint32(at + stamp) !== number)
        throw new Violation('value', `${what} are torn at byte ${at + stamp}`);
    numbers.push(number);
  }
  return numbers;
}

/** The code of a job: its own hash, so that it can be recognised. */
export function codeRef(owner: NodeId, code: CodeHash): ValueRef {
  const head = Uint8Array.from(code, (digit) => digit.charCodeAt(0));
  return { owner, id: 0, bytes: head.length, inline: { head, frames: [] } };
}

export function isCode(value: ValueRef, code: CodeHash): boolean {
  return String.fromCharCode(...(value.inline?.head ?? [])) === code;
}
