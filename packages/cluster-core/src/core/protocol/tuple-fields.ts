import { ENVELOPE_FRAMES_MAX, VALUE_BYTES_MAX } from '../limits.js';
import type { Reservation } from '../reservation.js';
import type { ValueRef } from '../value-ref.js';
import { readReservation } from './reservation-codec.js';

export type Tuple = readonly unknown[];

/** Reads the fields of one tuple, remembering whether one was bad. */
export class Fields {
  readonly #tuple: Tuple;
  readonly #take: (field: unknown) => ValueRef | undefined;
  bad: boolean = false;

  constructor(tuple: Tuple, take: (field: unknown) => ValueRef | undefined) {
    this.#tuple = tuple;
    this.#take = take;
  }

  whole(position: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const field = this.#tuple[position];
    if (typeof field === 'number' && Number.isInteger(field) && field >= 0 && field <= max) return field;
    this.bad = true;
    return 0;
  }

  /** A field that earlier versions leave out. */
  wholeOr(position: number, absent: number, max: number): number {
    return this.#tuple[position] === undefined ? absent : this.whole(position, max);
  }

  number(position: number, max: number = Number.MAX_VALUE): number {
    const field = this.#tuple[position];
    if (typeof field === 'number' && field >= 0 && field <= max) return field;
    this.bad = true;
    return 0;
  }

  hash(position: number): string {
    const field = this.#tuple[position];
    if (isHash(field)) return field;
    this.bad = true;
    return '';
  }

  /** An empty text stands for none. */
  hashOrNone(position: number): string | undefined {
    return this.#tuple[position] === '' ? undefined : this.hash(position);
  }

  /** A list of them; a field left out is an empty one. */
  hashes(position: number, countMax: number): readonly string[] | undefined {
    const field = this.#tuple[position];
    if (field === undefined) return undefined;
    if (Array.isArray(field) && field.length <= countMax && field.every(isHash)) {
      return field.length === 0 ? undefined : field;
    }
    this.bad = true;
    return undefined;
  }

  /** 0, or no such field, stands for none. */
  positiveOrNone(position: number, max: number): number | undefined {
    return this.#tuple[position] === undefined ? undefined : this.whole(position, max) || undefined;
  }

  bytes(position: number, length: number): Uint8Array {
    const field = this.#tuple[position];
    if (field instanceof Uint8Array && field.length === length) return field;
    this.bad = true;
    return new Uint8Array(0);
  }

  text(position: number, charsMax: number): string {
    const field = this.#tuple[position];
    if (typeof field === 'string' && field.length <= charsMax) return field;
    this.bad = true;
    return '';
  }

  /** A list of texts that nodes without keys leave out. */
  textsOrNone(position: number, countMax: number, charsMax: number): readonly string[] | undefined {
    const field = this.#tuple[position];
    if (field === undefined) return undefined;
    const fits = (text: unknown): boolean => typeof text === 'string' && text.length <= charsMax;
    if (Array.isArray(field) && field.length <= countMax && field.every(fits)) return field as string[];
    this.bad = true;
    return undefined;
  }

  /** One of a list, by its place there. */
  choice<T>(position: number, choices: readonly [T, ...T[]]): T {
    return choices[this.whole(position, choices.length - 1)] ?? choices[0];
  }

  sizes(position: number): readonly number[] {
    const field = this.#tuple[position];
    if (Array.isArray(field) && field.length <= ENVELOPE_FRAMES_MAX && field.every(isSize)) return field;
    this.bad = true;
    return [];
  }

  /** An empty text stands for none. */
  valueOrNone(position: number): ValueRef | undefined {
    return this.#tuple[position] === '' ? undefined : this.value(position);
  }

  value(position: number): ValueRef {
    const value = this.#take(this.#tuple[position]);
    if (value !== undefined) return value;
    this.bad = true;
    return { owner: '', id: 0, bytes: 0 };
  }

  reservation(position: number): Reservation | undefined {
    const reservation = readReservation(this.#tuple[position]);
    if (reservation !== 'bad') return reservation;
    this.bad = true;
    return undefined;
  }
}

function isHash(field: unknown): field is string {
  return typeof field === 'string' && /^[0-9a-f]{32}$/.test(field);
}

function isSize(field: unknown): field is number {
  return typeof field === 'number' && Number.isInteger(field) && field >= 0 && field <= VALUE_BYTES_MAX;
}
