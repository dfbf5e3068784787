import type { ClusterOptions } from '../connect-options.js';
import { NO_WORKER_WARNING_MS } from './limits.js';

/** How to get more workers, for who waits for them. */
export function workerHint({ cluster, interface: on, port }: ClusterOptions, obstacles?: string): string {
  const start = `Start more with: zfarm worker --cluster ${cluster} (this one looks on ${on}, port ${port}).`;
  return obstacles === undefined ? start : `${start} ${obstacles}`;
}

/** The way to the workers, as far as it matters here. */
interface ObstacleSource {
  obstacles?(): string | undefined;
}

/** Calls back after some time; does not keep the process alive. */
type Later = (call: () => void) => void;

const afterSomeSeconds: Later = (call) => {
  setTimeout(call, NO_WORKER_WARNING_MS).unref();
};

/** Tells the user once, as a warning of the process, that jobs wait and nobody is there to do them. */
export class NoWorkerWarning {
  readonly #options: ClusterOptions;
  readonly #isStuck: () => boolean;
  readonly #network: ObstacleSource | undefined;
  readonly #later: Later;
  /** A look is planned, or the user has been told. */
  #set: boolean = false;

  /**
   * @param isStuck whether jobs wait now, and no worker is here
   * @param network tells why none may be met
   */
  constructor(
    options: ClusterOptions,
    isStuck: () => boolean,
    network?: ObstacleSource,
    later: Later = afterSomeSeconds,
  ) {
    this.#options = options;
    this.#network = network;
    this.#isStuck = isStuck;
    this.#later = later;
  }

  jobStarted(): void {
    if (this.#set) return;
    this.#set = true;
    this.#later(() => this.#look());
  }

  #look(): void {
    this.#set = this.#isStuck();
    if (!this.#set) return;
    process.emitWarning(
      `No worker of the cluster "${this.#options.cluster}" has been found, so its jobs wait. ${workerHint(this.#options, this.#network?.obstacles?.())}`,
      { type: 'ZfarmWarning', code: 'ZFARM_NO_WORKER' },
    );
  }
}
