import { Context } from 'zeromq';
import { limits } from '../core/limits.js';
import { ZapHandler } from './zap-handler.js';

/** Of nodes that have stopped. libzmq ends a context's threads with the process, so the next node takes one over. */
const idle: NodeContext[] = [];

/**
 * The ZeroMQ context of one node. For each heartbeat that comes, libzmq looks through the timers of all connections of a
 * context: one context for all nodes of a process would make each link the dearer, the more links there are.
 */
export class NodeContext {
  /** libzmq fixes the number of sockets with the first; its default of 1,023 is used up by about 340 watched connections. */
  readonly context: Context = new Context({ maxSockets: limits.zeromqSocketsMax, blocky: false });
  #admission: ZapHandler | undefined;

  static borrow(): NodeContext {
    return idle.pop() ?? new NodeContext();
  }

  /** Who answers for the mailboxes and hubs of this context that admit not everyone. */
  get admission(): ZapHandler {
    this.#admission ??= new ZapHandler(this.context);
    return this.#admission;
  }

  /** To be called once, when all its sockets are closed. */
  giveBack(): void {
    idle.push(this);
  }
}
