import { hubNotice } from '@zfarm/security';
import type { Logger, ZreNode } from '@zfarm/zre';

const LOOK_INTERVAL_MS = 1000;
/** Looks in vain before it is worth a line: a hub may be restarted, or start together with this worker. */
const LOOKS_IN_VAIN = 5;

/** Logs that gossip hubs have not answered for some seconds, and that all do again. */
export class HubWatch {
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #inVain = 0;

  constructor(node: Pick<ZreNode, 'unreachedHubs'>, logger: Logger) {
    this.#logger = logger;
    this.#timer = setInterval(() => this.#look(node.unreachedHubs), LOOK_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(hubs: readonly string[]): void {
    const wasTold = this.#inVain >= LOOKS_IN_VAIN;
    const notice = hubNotice(hubs);
    this.#inVain = notice === undefined ? 0 : this.#inVain + 1;
    if (notice !== undefined && this.#inVain === LOOKS_IN_VAIN) this.#logger.warn({ hubs }, notice);
    if (notice === undefined && wasTold) this.#logger.info({}, 'gossip hubs answer again');
  }
}
