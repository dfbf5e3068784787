import { copyFrames, decodeValue, encodeValue, type Payload, payloadBytes } from '@zfarm/cluster-core';
import type { Link, LinkHandler, NodeId, QueueMessage, ValueRef } from '@zfarm/cluster-core/core';
import type { ClusterActivity } from '../cluster-parts.js';
import { QueueCore } from '../core/queue/queue-core.js';
import type { QueueInput, QueueOutput, QueueResult } from '../core/queue/queue-input.js';
import { QUEUE_CAPACITY } from '../core/queue/queue-limits.js';
import { checkQueue } from '../operators/check-queue.js';
import {
  ClusterQueue,
  type QueueGiven,
  type QueueOptions,
  type QueuePort,
  type QueueReply,
  type QueueVerb,
} from '../operators/cluster-queue.js';
import { QueueLostError } from '../operators/queue-error.js';
import { DeadlineTimer } from './deadline-timer.js';

type QueueLink = Link<QueueMessage>;

interface Waiting {
  readonly name: string;
  /** It looks at an item that stays where it is. */
  readonly looks: boolean;
  readonly resolve: (reply: QueueReply) => void;
  readonly reject: (error: unknown) => void;
}

/** A queue by its name, until it is lost. */
interface OpenPort extends QueuePort {
  lost: boolean;
  call(verb: QueueVerb, given?: QueueGiven, signal?: AbortSignal): Promise<QueueReply>;
}

/** The queues of a cluster handle: performs what their core decides. */
export class QueueDesk {
  readonly #self: NodeId;
  readonly #core: QueueCore;
  readonly #timer: DeadlineTimer;
  readonly #links: Map<NodeId, QueueLink> = new Map();
  readonly #ports: Map<string, OpenPort> = new Map();
  readonly #waiting: Map<number, Waiting> = new Map();
  #callsMade: number = 0;
  #closed: { readonly reason: unknown } | undefined;

  /** @param network false: there is no other node. */
  constructor(self: NodeId, network: boolean) {
    this.#self = self;
    this.#core = new QueueCore({ self, network });
    this.#timer = new DeadlineTimer(
      () => performance.now(),
      () => this.#input({ kind: 'tick' }),
    );
  }

  /** For whoever makes links to other clients. */
  readonly links: LinkHandler<QueueMessage, QueueMessage> = {
    opened: (link) => {
      this.#links.set(link.peer.id, link);
      this.#input({ kind: 'peer-opened', peer: link.peer.id });
    },
    received: ({ peer }, messages) => {
      for (const message of messages) this.#input({ kind: 'message-received', peer: peer.id, message });
    },
    closed: (link) => {
      if (this.#links.get(link.peer.id) !== link) return;
      this.#links.delete(link.peer.id);
      this.#input({ kind: 'peer-closed', peer: link.peer.id });
    },
  };

  /** What a cluster is at, given what its jobs are: others may be about to use an open queue. */
  activityWith(jobs: ClusterActivity): ClusterActivity {
    if (this.#waiting.size > 0) return 'running';
    return jobs === 'idle' && this.#ports.size > 0 ? 'consumer' : jobs;
  }

  joined(): void {
    this.#input({ kind: 'joined' });
  }

  /** @throws TypeError, OptionError */
  queue<T>(name: string, options: QueueOptions): ClusterQueue<T> {
    checkQueue(name, options);
    return new ClusterQueue<T>(name, this.open(name, options));
  }

  open(name: string, { capacity = QUEUE_CAPACITY, create = true }: QueueOptions): OpenPort {
    const known = this.#ports.get(name);
    if (known !== undefined) return known;
    this.#input({ kind: 'queue-opened', name, capacity, create, openedMs: Date.now() });
    const port: OpenPort = {
      lost: false,
      call: (verb, given, signal) =>
        port.lost ? Promise.reject(new QueueLostError(name)) : this.#call(name, verb, given, signal),
    };
    this.#ports.set(name, port);
    return port;
  }

  /** All calls end with this, and so do later ones. */
  close(reason: unknown): void {
    if (this.#closed !== undefined) return;
    this.#closed = { reason };
    this.#timer.close();
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    this.#ports.clear();
  }

  /** @param signal aborted: nobody waits any more, and an item that comes all the same goes back to the head. */
  async #call(
    name: string,
    verb: QueueVerb,
    { value, timeoutMs = 0 }: QueueGiven = {},
    signal?: AbortSignal,
  ): Promise<QueueReply> {
    if (this.#closed !== undefined) throw this.#closed.reason;
    const isPush = verb === 'push' || verb === 'try-push';
    const ref = isPush ? this.#refOf(encodeValue(value, 'the item')) : undefined;
    this.#callsMade += 1;
    const call = this.#callsMade;
    const reply = new Promise<QueueReply>((resolve, reject) => {
      this.#waiting.set(call, { name, looks: verb === 'peek', resolve, reject });
    });
    const onAbort = (): void => {
      this.#waiting.get(call)?.reject(signal?.reason);
      this.#waiting.delete(call);
      this.#input({ kind: 'call-abandoned', call });
    };
    this.#input({ kind: 'queue-called', call, name, what: verb, value: ref });
    signal?.addEventListener('abort', onAbort);
    const timer =
      timeoutMs > 0 ? setTimeout(() => this.#input({ kind: 'call-withdrawn', call }), timeoutMs) : undefined;
    try {
      return await reply;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** A copy: the program may go on to change what it has pushed. */
  #refOf(payload: Payload): ValueRef {
    const inline = copyFrames(payload);
    return { owner: this.#self, id: 0, bytes: payloadBytes(inline), inline };
  }

  #input(input: QueueInput): void {
    if (this.#closed !== undefined) return;
    for (const output of this.#core.handle(input, performance.now())) this.#perform(output);
    this.#timer.set(this.#core.nextDeadline(), this.#waiting.size > 0);
  }

  #perform(output: QueueOutput): void {
    switch (output.kind) {
      case 'send':
        this.#links.get(output.peer)?.send(output.message);
        break;
      case 'queue-lost': {
        const port = this.#ports.get(output.name);
        this.#ports.delete(output.name);
        if (port !== undefined) port.lost = true;
        break;
      }
      case 'call-settled': {
        const waiting = this.#waiting.get(output.call);
        this.#waiting.delete(output.call);
        if (waiting !== undefined) settle(waiting, output.result);
      }
    }
  }
}

function settle({ name, looks, resolve, reject }: Waiting, result: QueueResult): void {
  switch (result.kind) {
    case 'lost':
      reject(new QueueLostError(name));
      break;
    case 'refused':
      reject(new RangeError(`Too many calls wait at the queue '${name}': await some before further ones.`));
      break;
    case 'done':
      resolve(result);
      break;
    case 'none':
    case 'closed':
      resolve({ kind: result.kind });
      break;
    case 'item':
      try {
        resolve({ kind: 'item', value: decoded(result.value, looks) });
      } catch (error) {
        reject(error);
      }
  }
}

/** @param looks the memory of the value stays that of the queue, which may be in this process. */
function decoded({ inline }: ValueRef, looks: boolean): unknown {
  if (inline === undefined) throw new Error('An item of a queue came without content.');
  return decodeValue(looks ? copyFrames(inline) : inline);
}
