import { type NetworkSecurity, strangerNotice } from '@zfarm/security';
import type { ZreNode } from '@zfarm/zre';

const LOOK_INTERVAL_MS = 1000;

/** Tells, once, of nodes that are there and are not spoken with, since what keeps others out keeps them out. */
export class StrangerWatch {
  readonly #timer: NodeJS.Timeout;

  constructor(
    node: Pick<ZreNode, 'stats'>,
    kind: NetworkSecurity['kind'],
    tell: ((reason: string) => void) | undefined,
  ) {
    this.#timer = setInterval(() => {
      const notice = strangerNotice(kind, node.stats().irregularities);
      if (notice === undefined) return;
      this.stop();
      tell?.(notice);
    }, LOOK_INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
