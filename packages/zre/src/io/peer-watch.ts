import { isIpv6 } from './ipv6.js';
import type { NodeContext } from './node-context.js';
import { WatchSocket, type WatchSocketOptions } from './watch-socket.js';

interface Watched {
  /** Its number. */
  readonly connection: number;
  readonly endpoint: string;
  readonly security: WatchSocketOptions['security'];
  readonly onLost: () => void;
}

/**
 * Asks the mailbox of each peer by ZMTP heartbeats whether it is there, over a connection that carries nothing else. libzmq answers
 * on a thread of its own, however busy or slow the application behind it is, and its answer waits behind no message.
 *
 * Connections that carry messages must have no heartbeats. libzmq 4.3 stops reading one whose queue is full, or whose routing id has
 * gone over to a newer connection; when the other side then hangs up, the next heartbeat that is due there, or found in what is
 * left, ends the process (`Assertion failed: !_io_error`). Nothing makes it stop reading here.
 */
export class PeerWatch {
  readonly #context: NodeContext;
  /** By the options they have in common: one is enough where anybody, or everybody with the same key, is let in. */
  readonly #sockets = new Map<string, WatchSocket>();
  readonly #byConnection = new Map<
    number,
    { readonly socket: string; readonly endpoint: string; readonly onLost: () => void }
  >();

  constructor(context: NodeContext) {
    this.#context = context;
  }

  add({ connection, endpoint, security, onLost }: Watched): void {
    this.remove(connection);
    const options = { ipv6: isIpv6(endpoint), security };
    const name = JSON.stringify(options);
    try {
      const socket = this.#sockets.get(name) ?? new WatchSocket(this.#context.context, options);
      this.#sockets.set(name, socket);
      socket.add(endpoint, onLost);
      this.#byConnection.set(connection, { socket: name, endpoint, onLost });
    } catch {
      // No file descriptor left: the connection that carries messages, and the timers of ZRE, have to do.
    }
  }

  remove(connection: number): void {
    const watched = this.#byConnection.get(connection);
    const socket = watched && this.#sockets.get(watched.socket);
    if (watched === undefined || socket === undefined) return;
    this.#byConnection.delete(connection);
    socket.remove(watched.endpoint, watched.onLost);
    if (!socket.isIdle) return;
    socket.close();
    this.#sockets.delete(watched.socket);
  }

  close(): void {
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    this.#byConnection.clear();
  }
}
