import { PROTOCOL_VERSION_MAX, PROTOCOL_VERSION_MIN, RESOURCES_MAX, SLOTS_MAX } from './limits.js';

/** What part a node plays in a cluster: serves tasks, submits jobs, or only looks on. */
export type Role = 'worker' | 'client' | 'observer';

/** What a worker offers, announced once in its HELLO headers. */
export interface Capacity {
  /** Attempts it runs at the same time, one thread each. */
  readonly slots: number;
  /** Memory that tasks may reserve in bytes: that of the machine, unless told otherwise. */
  readonly memoryBytes: number;
  /** Operating system and architecture, such as `linux-x64`. */
  readonly platform: string;
  /** Node.js version without the `v`. */
  readonly nodeVersion: string;
  /** What `--label key=value` said; jobs may require them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Units of countable things that tasks may reserve, such as licenses: what `--resource name=units` said. */
  readonly resources: Readonly<Record<string, number>>;
}

/** Identity of a zfarm node as its headers tell it. */
export interface Announcement {
  /** What part it plays. */
  readonly role: Role;
  /** Name of its cluster. */
  readonly cluster: string;
  /** Lowest version of the task protocol that it speaks. */
  readonly versionMin: number;
  /** Highest version of it. */
  readonly versionMax: number;
  /** Present for workers only. */
  readonly capacity?: Capacity;
}

const PREFIX = 'X-ZFARM-';
const LABEL_PREFIX = `${PREFIX}LABEL-`;
const RESOURCE_PREFIX = `${PREFIX}RES-`;
const ROLES: readonly string[] = ['worker', 'client', 'observer'] satisfies Role[];

/** The HELLO headers of a node (design: static for its life; load is shouted instead). */
export function announcementHeaders(
  announcement: Omit<Announcement, 'versionMin' | 'versionMax'>,
): Record<string, string> {
  const headers: Record<string, string> = {
    [`${PREFIX}PROTO`]: `${PROTOCOL_VERSION_MIN}-${PROTOCOL_VERSION_MAX}`,
    [`${PREFIX}ROLE`]: announcement.role,
    [`${PREFIX}CLUSTER`]: announcement.cluster,
  };
  const capacity = announcement.capacity;
  if (capacity !== undefined) {
    headers[`${PREFIX}SLOTS`] = String(capacity.slots);
    headers[`${PREFIX}MEM`] = String(capacity.memoryBytes);
    headers[`${PREFIX}OS`] = capacity.platform;
    headers[`${PREFIX}NODE`] = capacity.nodeVersion;
    for (const [key, value] of Object.entries(capacity.labels)) headers[LABEL_PREFIX + key] = value;
    for (const [name, units] of Object.entries(capacity.resources))
      headers[RESOURCE_PREFIX + name] = String(units);
  }
  return headers;
}

/** Reads a peer's headers; `undefined` for a plain Zyre peer or for headers that make no sense. */
export function parseAnnouncement(headers: Readonly<Record<string, string>>): Announcement | undefined {
  const versions = /^(\d{1,5})-(\d{1,5})$/.exec(headers[`${PREFIX}PROTO`] ?? '');
  const role = headers[`${PREFIX}ROLE`];
  const cluster = headers[`${PREFIX}CLUSTER`];
  if (versions === null || role === undefined || cluster === undefined || !ROLES.includes(role))
    return undefined;
  const versionMin = Number(versions[1]);
  const versionMax = Number(versions[2]);
  if (versionMin > versionMax) return undefined;
  const announcement = { role: role as Role, cluster, versionMin, versionMax };
  if (role !== 'worker') return announcement;
  const capacity = parseCapacity(headers);
  return capacity === undefined ? undefined : { ...announcement, capacity };
}

function parseCapacity(headers: Readonly<Record<string, string>>): Capacity | undefined {
  const slots = Number(headers[`${PREFIX}SLOTS`]);
  const memoryBytes = Number(headers[`${PREFIX}MEM`] ?? 0);
  if (!Number.isSafeInteger(slots) || slots < 1 || slots > SLOTS_MAX) return undefined;
  if (!Number.isSafeInteger(memoryBytes) || memoryBytes < 0) return undefined;
  const resources = entriesBelow(headers, RESOURCE_PREFIX).map(
    ([name, units]) => [name, Number(units)] as const,
  );
  if (resources.length > RESOURCES_MAX) return undefined;
  if (!resources.every(([, units]) => Number.isSafeInteger(units) && units >= 0)) return undefined;
  return {
    slots,
    memoryBytes,
    platform: headers[`${PREFIX}OS`] ?? 'unknown',
    nodeVersion: headers[`${PREFIX}NODE`] ?? 'unknown',
    labels: Object.fromEntries(entriesBelow(headers, LABEL_PREFIX)),
    resources: Object.fromEntries(resources),
  };
}

function entriesBelow(headers: Readonly<Record<string, string>>, prefix: string): [string, string][] {
  return Object.entries(headers)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), value]);
}

/** The group of all members of a cluster. */
export function memberGroup(cluster: string): string {
  return `zfarm/${cluster}`;
}

/** The group of those who want to hear the workers' load. */
export function watchGroup(cluster: string): string {
  return `zfarm/${cluster}/watch`;
}

/** The group of those who want to hear what the clients see of their jobs. */
export function traceGroup(cluster: string): string {
  return `zfarm/${cluster}/trace`;
}
