import { encodeTrace } from '@zfarm/cluster-core/core';
import { TRACE_INTERVAL_MS } from './limits.js';
import type { TraceRecorder } from './trace-recorder.js';

/** Tells whoever asked for it what our jobs go through: four times a second at most, and only if there is something. */
export class TraceShouts {
  readonly #recorder: TraceRecorder;
  readonly #shout: (content: Uint8Array) => void;
  #listeners: number = 0;
  #toldAt: number = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(recorder: TraceRecorder, shout: (content: Uint8Array) => void) {
    this.#recorder = recorder;
    this.#shout = shout;
  }

  get wanted(): boolean {
    return this.#listeners > 0;
  }

  setListeners(listeners: number): void {
    this.#listeners = listeners;
    if (listeners > 0) return;
    this.#stop();
    this.#recorder.clear();
  }

  /** Something may have come to be told. */
  changed(): void {
    if (this.#timer !== undefined || !this.wanted || !this.#recorder.pending) return;
    const waitMs = Math.max(0, this.#toldAt + TRACE_INTERVAL_MS - performance.now());
    this.#timer = setTimeout(() => this.#tell(), waitMs).unref();
  }

  /** Tells what has not been told yet, for the last time. */
  close(): void {
    if (this.#timer !== undefined) this.#tell();
    this.#listeners = 0;
  }

  #tell(): void {
    this.#stop();
    this.#toldAt = performance.now();
    this.#shout(encodeTrace(this.#recorder.take(this.#toldAt)));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
