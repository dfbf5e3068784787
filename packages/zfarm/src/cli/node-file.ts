/** A peer that has entered and not exited. */
export interface LiveNode {
  readonly name: string;
  /** The endpoint of its mailbox. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** When it entered. */
  readonly since: Date;
}

/** `array` is what the zyredir of cl-zyre writes: name, address, and headers or null. */
export type NodeFileFormat = 'array' | 'object';

export const NODE_FILE_FORMATS: readonly NodeFileFormat[] = ['array', 'object'];

/** @param peer UUID: 32 upper-case hexadecimal digits */
export function nodeFileName(peer: string): string {
  return `${peer}.json`;
}

/** What a file is called until it is whole: hidden, and not `*.json`. */
export function unfinishedFileName(file: string): string {
  return `.${file}.tmp`;
}

/** Whether a file was written by this program, finished or not. */
export function isNodeFile(file: string): boolean {
  return /^([0-9A-F]{32}\.json|\.[0-9A-F]{32}\.json\.tmp)$/.test(file);
}

export function nodeFileText(node: LiveNode, format: NodeFileFormat): string {
  return `${JSON.stringify(format === 'array' ? asArray(node) : asObject(node))}\n`;
}

function asArray({ name, address, headers }: LiveNode): readonly unknown[] {
  return [name, address, Object.keys(headers).length === 0 ? null : headers];
}

function asObject({ name, address, headers, groups, since }: LiveNode): object {
  return {
    name,
    address,
    headers,
    groups: [...groups].sort((one, other) => (one < other ? -1 : 1)),
    services: servicesOf(headers),
    since: since.toISOString(),
  };
}

/** ZRE nodes offer services by headers such as `X-FILEMQ: tcp://192.0.2.7:7777`. */
function servicesOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const services = Object.entries(headers).flatMap(([key, value]) => {
    const [, service] = /^X-(.+)$/i.exec(key) ?? [];
    return service !== undefined && /^[a-z][a-z\d+.-]*:\/\/\S+$/i.test(value) ? [[service, value]] : [];
  });
  return Object.fromEntries(services) as Readonly<Record<string, string>>;
}
