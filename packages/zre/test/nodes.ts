import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type ZreEventOf, type ZreEventType, ZreNode, type ZreNodeOptions } from '@zfarm/zre';

/** A UDP port that nobody uses, so that test files running side by side do not meet. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

/** Nodes on loopback, stopped at the end of the scope. */
export class TestNodes implements AsyncDisposable {
  readonly #nodes: ZreNode[] = [];
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  make(options: ZreNodeOptions = {}): ZreNode {
    const node = new ZreNode({ interface: '127.0.0.1', port: this.#port, ...options });
    this.#nodes.push(node);
    return node;
  }

  /** Two nodes that have entered at each other. */
  async pair(first: ZreNodeOptions = {}, second: ZreNodeOptions = {}): Promise<[ZreNode, ZreNode]> {
    const pair: [ZreNode, ZreNode] = [
      this.make({ name: 'first', ...first }),
      this.make({ name: 'second', ...second }),
    ];
    const entered = pair.map((node) => next(node, 'enter'));
    for (const node of pair) await node.start();
    await Promise.all(entered);
    return pair;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.stop()));
  }
}

/** The next event of this type that fits. */
export function next<Type extends ZreEventType>(
  node: ZreNode,
  type: Type,
  fits: (event: ZreEventOf<Type>) => boolean = () => true,
  timeoutMs = 10_000,
): Promise<ZreEventOf<Type>> {
  return new Promise((resolve, reject) => {
    const listener = (event: ZreEventOf<Type>) => {
      if (!fits(event)) return;
      clearTimeout(timer);
      node.off(type, listener);
      resolve(event);
    };
    const timer = setTimeout(() => {
      node.off(type, listener);
      reject(new Error(`${node.name} had no fitting ${type} event within ${timeoutMs} ms`));
    }, timeoutMs);
    node.on(type, listener);
  });
}

/** For what no event tells. */
export async function until(holds: () => boolean, timeoutMs = 10_000): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`Not so within ${timeoutMs} ms: ${holds}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The node has received so many more, its own among them: each sends one a second, if nothing else was said. */
export async function beacons(node: ZreNode, count: number): Promise<void> {
  const enough = node.stats().beaconsReceived + count;
  await until(() => node.stats().beaconsReceived >= enough);
}
