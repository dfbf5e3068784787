import { BUNDLES_KEPT_BYTES_MAX } from './limits.js';
import type { ShippedBundle } from './shipped-function.js';
import { fileStamp } from './source-files.js';

/** A bundle as it was made. */
export interface Bundle {
  readonly shipped: ShippedBundle;
  /** As JSON; paths relative to `folder`. */
  readonly sourceMap: Uint8Array;
  readonly folder: string;
  /** Slots that are not in it, and what the worker is asked for in their place. */
  readonly elsewhere: ReadonlyMap<number, string>;
  /** The files it was made of, with their stamps at that time. */
  readonly inputs: ReadonlyMap<string, string>;
}

/** Bundles by their entry, valid while no file they were made of has changed; the least recently used leave first. */
export class BundleCache {
  readonly #bundles = new Map<string, Bundle>();
  #bytes = 0;

  get(key: string): Bundle | undefined {
    const bundle = this.#bundles.get(key);
    if (bundle === undefined) return undefined;
    this.#remove(key, bundle);
    for (const [path, stamp] of bundle.inputs) if (fileStamp(path) !== stamp) return undefined;
    this.#add(key, bundle);
    return bundle;
  }

  set(key: string, bundle: Bundle): void {
    const old = this.#bundles.get(key);
    if (old !== undefined) this.#remove(key, old);
    this.#add(key, bundle);
    for (const [oldest, its] of this.#bundles) {
      if (this.#bytes <= BUNDLES_KEPT_BYTES_MAX || oldest === key) break;
      this.#remove(oldest, its);
    }
  }

  #add(key: string, bundle: Bundle): void {
    this.#bundles.set(key, bundle);
    this.#bytes += bundleBytes(bundle);
  }

  #remove(key: string, bundle: Bundle): void {
    this.#bundles.delete(key);
    this.#bytes -= bundleBytes(bundle);
  }
}

function bundleBytes({ shipped, sourceMap }: Bundle): number {
  return shipped.text.length + sourceMap.length;
}
