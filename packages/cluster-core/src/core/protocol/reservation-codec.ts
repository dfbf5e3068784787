import { RESOURCES_MAX, SLOTS_MAX } from '../limits.js';
import { isResourceName, type Reservation } from '../reservation.js';

/** A reservation as a field of `assign`: `[slots, memory, name, units, …]`, or 0 for none. */
export function reservationField(reservation: Reservation | undefined): unknown {
  if (reservation === undefined) return 0;
  const { slots, memoryBytes, resources } = reservation;
  return [slots, memoryBytes, ...Object.entries(resources).flat()];
}

/** The reverse, trusting nothing; a field that is not there, from before there were any, is none. */
export function readReservation(field: unknown): Reservation | undefined | 'bad' {
  if (field === 0 || field === undefined) return undefined;
  if (!Array.isArray(field)) return 'bad';
  const [slots, memoryBytes, ...pairs] = field as unknown[];
  if (!isWhole(slots, 1, SLOTS_MAX) || !isWhole(memoryBytes, 0, Number.MAX_SAFE_INTEGER)) return 'bad';
  if (pairs.length % 2 !== 0 || pairs.length > 2 * RESOURCES_MAX) return 'bad';
  const resources: [string, number][] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    const [name, units] = pairs.slice(at, at + 2);
    if (typeof name !== 'string' || !isResourceName(name)) return 'bad';
    if (!isWhole(units, 1, Number.MAX_SAFE_INTEGER)) return 'bad';
    resources.push([name, units]);
  }
  return { slots, memoryBytes, resources: Object.fromEntries(resources) };
}

function isWhole(field: unknown, min: number, max: number): field is number {
  return Number.isSafeInteger(field) && (field as number) >= min && (field as number) <= max;
}
