import { Context } from 'zeromq';
import { limits } from '../core/limits.js';

let context: Context | undefined;

/**
 * The context of all nodes of this process, made with the first: libzmq fixes the number of sockets then, and its
 * default of 1,023 is used up by about 340 watched connections.
 */
export function zeromqContext(): Context {
  context ??= new Context({ maxSockets: limits.zeromqSocketsMax, blocky: false });
  return context;
}
