/** What a gossip client says first. */
export const hello: Buffer = Buffer.from('aaa00101', 'hex');

/** The tuple of a node: its UUID and where it listens. */
export function publish(key: string, value: string): Buffer {
  const head = Buffer.from('aaa00201', 'hex');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([
    head,
    Buffer.of(key.length),
    Buffer.from(key),
    length,
    Buffer.from(value),
    Buffer.alloc(4),
  ]);
}
