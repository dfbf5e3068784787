// Instants of the wall clock finer than the milliseconds of Date, and the text in which tock sends them.

/**
 * Milliseconds since 1970, with their fraction. `Date.now()` has whole ones only, so this waits until the next begins, at
 * most one, and takes off what has passed since it was called. Unlike `performance.timeOrigin` it follows a clock
 * that is being set, and that is what tock is about.
 *
 * @param {{ now: () => number, elapsed: () => number }} clocks the wall clock in whole milliseconds, and a steady one
 */
export function wallClockMs({ now, elapsed } = { now: Date.now, elapsed: () => performance.now() }) {
  const calledAt = elapsed();
  const begun = now();
  let next = now();
  while (next === begun) next = now();
  return next - (elapsed() - calledAt);
}

const TIMESTAMP = /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of a text such as 2026-03-04T05:06:07.000123-05:00; undefined when it is none. */
export function parseTimestamp(text) {
  const [, seconds, fraction = '.0', zone] = TIMESTAMP.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const ms = Date.parse(seconds + zone);
  return Number.isNaN(ms) ? undefined : ms + Number(`0${fraction}`) * 1000;
}

/** With microseconds, as cl-zyre's tock-server sends it. */
export function formatTimestamp(ms) {
  const whole = Math.floor(ms);
  const micros = Math.floor((ms - whole) * 1000);
  return new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
}
