import type { Capacity } from './capacity.js';

/** What one running attempt takes of its worker, for as long as it runs. Without any it takes a slot. */
export interface Reservation {
  /** Slots at once, for work with threads of its own. It runs on one of them; the others stay empty. */
  readonly slots: number;
  readonly memoryBytes: number;
  /** Units of countable things that the worker has announced, by name. */
  readonly resources: Readonly<Record<string, number>>;
}

const RESOURCE_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** What `isResourceName` takes, as part of a sentence. */
export const RESOURCE_NAME_ACCEPTS: string = '1 to 64 letters (A-Z, a-z), digits, ".", "_" and "-"';

/** The one rule for the names of resources: they are parts of headers, and typed in shells. */
export function isResourceName(name: string): boolean {
  return RESOURCE_NAME.test(name);
}

/** Whether a worker that runs nothing else could run it. */
export function fitsWithin(reservation: Reservation, capacity: Capacity): boolean {
  return (
    reservation.slots <= capacity.slots &&
    reservation.memoryBytes <= capacity.memoryBytes &&
    Object.entries(reservation.resources).every(([name, units]) => units <= unitsOf(capacity, name))
  );
}

/** How many units of a resource a worker has. */
export function unitsOf(capacity: Capacity, name: string): number {
  return Object.hasOwn(capacity.resources, name) ? (capacity.resources[name] as number) : 0;
}
