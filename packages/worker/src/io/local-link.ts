import type { Link, LinkHandler, LinkPeer, Message } from '@zfarm/cluster-core';

/** One direction of a link inside the process, and the end that sends on it. */
class LocalEnd<Outgoing extends Message> implements Link<Outgoing> {
  readonly peer: LinkPeer;
  readonly #deliver: (messages: readonly Outgoing[]) => void;
  readonly #end: () => void;
  #queue: Outgoing[] = [];
  #open: boolean = true;

  constructor(peer: LinkPeer, deliver: (messages: readonly Outgoing[]) => void, end: () => void) {
    this.peer = peer;
    this.#deliver = deliver;
    this.#end = end;
  }

  send(message: Outgoing): void {
    if (!this.#open) return;
    this.#queue.push(message);
    if (this.#queue.length === 1) queueMicrotask(() => this.flush());
  }

  close(): void {
    if (this.#open) this.#end();
  }

  flush(): void {
    if (!this.#open || this.#queue.length === 0) return;
    const messages = this.#queue;
    this.#queue = [];
    this.#deliver(messages);
  }

  shut(): void {
    this.#open = false;
  }
}

/** The two sides of a link: who is told, and as whom the other side knows it. */
export interface LocalSide<Outgoing extends Message, Incoming extends Message> {
  readonly peer: LinkPeer;
  readonly handler: LinkHandler<Outgoing, Incoming>;
}

/**
 * Links a client with a worker of the same process, as the network would: in order, batched by turn, never within the
 * call of send(). Messages and payloads are passed as they are. Returns the client's end.
 */
export function linkLocally<ToOne extends Message, ToOther extends Message>(
  one: LocalSide<ToOther, ToOne>,
  other: LocalSide<ToOne, ToOther>,
): Link<ToOther> {
  const end = (): void => {
    for (const side of [toOther, toOne]) {
      side.flush();
      side.shut();
    }
    queueMicrotask(() => {
      one.handler.closed(toOther);
      other.handler.closed(toOne);
    });
  };
  const toOther: LocalEnd<ToOther> = new LocalEnd(
    other.peer,
    (messages) => other.handler.received(toOne, messages),
    end,
  );
  const toOne: LocalEnd<ToOne> = new LocalEnd(
    one.peer,
    (messages) => one.handler.received(toOther, messages),
    end,
  );
  queueMicrotask(() => {
    one.handler.opened(toOther);
    other.handler.opened(toOne);
  });
  return toOther;
}
