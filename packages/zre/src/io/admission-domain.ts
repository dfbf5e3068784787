import type { NodeContext } from './node-context.js';
import type { Admits, ZapHandler } from './zap-handler.js';

let opened = 0;

/**
 * Who may come in at one mailbox or hub. libzyre's domain is called "global"; the name never leaves the process, so each
 * server here has a domain of its own, and nodes of one process do not admit each other's clients.
 */
export class AdmissionDomain {
  readonly name: string;
  readonly #handler: ZapHandler;

  /** To be made before its server is bound: a server that finds nobody to ask admits everyone. */
  constructor(context: NodeContext, admits: Admits) {
    opened += 1;
    this.name = `global/${opened}`;
    this.#handler = context.admission;
    this.#handler.add(this.name, admits);
  }

  /** Its server is closed. */
  close(): void {
    this.#handler.remove(this.name);
  }
}
