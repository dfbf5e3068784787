import {
  CLUSTER_NAME_ACCEPTS,
  isClusterName,
  isResourceName,
  MEMORY_SIZE_ACCEPTS,
  memoryBytesOf,
  TIMEOUT_MS_MAX,
} from '@zfarm/cluster-core/core';
import { InvalidArgumentError } from 'commander';

/** Accepts a whole number in decimal, from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}

/** A time in seconds, which may have decimals, as milliseconds. */
export function seconds(text: string): number {
  const ms = Math.round(Number(text) * 1000);
  if (/^\d*\.?\d+$/.test(text) && ms >= 1 && ms <= TIMEOUT_MS_MAX) return ms;
  throw new InvalidArgumentError('Give a number of seconds, as in 90 or 0.5.');
}

/** Likewise, for a wait that is no longer than this many seconds. */
export function secondsUpTo(max: number): (text: string) => number {
  return (text) => {
    const ms = seconds(text);
    if (ms <= 1000 * max) return ms;
    throw new InvalidArgumentError(`Give a number of seconds, at most ${max}.`);
  };
}

export function clusterName(text: string): string {
  if (isClusterName(text)) return text;
  throw new InvalidArgumentError(`Give ${CLUSTER_NAME_ACCEPTS}.`);
}

export function nodeName(text: string): string {
  if (/^\P{Cc}{1,60}$/u.test(text)) return text;
  throw new InvalidArgumentError('Give 1 to 60 printable characters.');
}

/** Adds one `key=value`; a key given twice is a mistake, not a wish. */
export function label(
  text: string,
  labels: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, key, value] = /^([\w.-]{1,64})=(\P{Cc}{1,200})$/u.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError(
      'Give key=value, as in gpu=true; the key of letters, digits, ".", "_", "-".',
    );
  }
  if (Object.hasOwn(labels, key)) throw new InvalidArgumentError(`The label "${key}" is there already.`);
  return { ...labels, [key]: value };
}

/** Adds one `name=units` of a countable resource. */
export function resource(
  text: string,
  resources: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [, name, units] = /^([^=]*)=(\d{1,9})$/.exec(text) ?? [];
  if (name === undefined || units === undefined || !isResourceName(name)) {
    throw new InvalidArgumentError(
      'Give name=number, as in license=2; the name of letters, digits, ".", "_", "-".',
    );
  }
  if (Object.hasOwn(resources, name))
    throw new InvalidArgumentError(`The resource "${name}" is there already.`);
  return { ...resources, [name]: Number(units) };
}

/** An amount of memory, in bytes. */
export function memorySize(text: string): number {
  const bytes = memoryBytesOf(text);
  if (bytes !== undefined) return bytes;
  throw new InvalidArgumentError(`Give ${MEMORY_SIZE_ACCEPTS}.`);
}
