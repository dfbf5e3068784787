import { encodeList, type Payload } from '@zfarm/cluster-core';
import type { ItemSource } from './item-source.js';
import { ITEM_SAMPLES_MAX, SAMPLE_BYTES_MAX } from './limits.js';
import { valueWeight } from './value-weight.js';

/** Items that are all there: an array or a typed array. */
export class ListSource implements ItemSource {
  readonly total: number;
  readonly itemBytes: number;
  #values: ArrayLike<unknown>;

  constructor(values: ArrayLike<unknown>) {
    this.#values = values;
    this.total = values.length;
    this.itemBytes = typicalBytes(values);
  }

  encode(first: number, count: number): Payload {
    return encodeList(this.#values, first, first + count);
  }

  item(index: number): unknown {
    return this.#values[index];
  }

  pull(): void {}

  release(): void {}

  close(): void {
    this.#values = [];
  }
}

function typicalBytes(values: ArrayLike<unknown>): number {
  const samples = Math.min(values.length, ITEM_SAMPLES_MAX);
  let bytes = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const index = Math.floor((sample * values.length) / samples);
    bytes += valueWeight(values[index], SAMPLE_BYTES_MAX);
  }
  return samples === 0 ? 0 : Math.ceil(bytes / samples);
}
