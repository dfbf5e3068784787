import type { Payload } from '../value/payload.js';
import type { Bundle } from './bundle-cache.js';
import { type BundleSlot, isBareSpecifier } from './bundle-slot.js';
import { bundle, bundleAtHand } from './bundler.js';
import type { Program, Unit } from './program.js';
import * as refusal from './refusal.js';
import { functionHash, type ShippedBundle, type ShippedFunction } from './shipped-function.js';
import { rememberOrigin } from './stack-map.js';

/** What was captured: everything but the bundle. */
export interface CapturedParts {
  readonly name: string;
  readonly vars: Payload;
  readonly slots: readonly BundleSlot[];
  /** Made before, where the function has come from: then there are no slots. */
  readonly inherited?: ShippedBundle | undefined;
  readonly units: readonly Unit[];
  /** What yields the registered classes, if there are any. */
  readonly classes: CapturedFunction | undefined;
  /** Without a bundle, its slots are left to the worker. */
  write(bundle: Bundle | undefined): Program;
}

/** A function as it was when it was captured. What it needs of packages is bundled before it can be sent. */
export class CapturedFunction {
  /** For messages and stack traces. */
  readonly name: string;
  readonly #parts: CapturedParts;
  #shipped: ShippedFunction | undefined;

  constructor(parts: CapturedParts) {
    this.#parts = parts;
    this.name = parts.name;
  }

  /** What yields the registered classes that it was captured with. */
  get classes(): CapturedFunction | undefined {
    return this.#parts.classes;
  }

  /** The function ready to be sent, if that needs no bundling or its bundle is at hand; else call `ship()`. */
  get ready(): ShippedFunction | undefined {
    if (this.#shipped !== undefined) return this.#shipped;
    const { slots, classes } = this.#parts;
    const made = slots.length === 0 ? undefined : bundleAtHand(slots);
    if ((slots.length > 0 && made === undefined) || (classes !== undefined && classes.ready === undefined)) {
      return undefined;
    }
    return this.#finish(made, classes?.ready);
  }

  /**
   * The function ready to be sent, once its packages are bundled.
   *
   * @throws UnshippableFunctionError for packages that are not found or cannot be bundled.
   */
  async ship(): Promise<ShippedFunction> {
    const { slots, classes } = this.#parts;
    if (this.ready !== undefined) return this.ready;
    const made = slots.length === 0 ? undefined : bundle(slots);
    return this.#finish(await made, await classes?.ship());
  }

  /**
   * The function without waiting. Packages that it imports while it runs are left to the worker's own if they are not
   * bundled yet.
   *
   * @throws UnshippableFunctionError if it has to be bundled.
   */
  shipNow(): ShippedFunction {
    const { ready } = this;
    if (ready !== undefined) return ready;
    const { slots, name, classes, write } = this.#parts;
    const bundled = slots.filter(({ kind, specifier }) => kind !== 'dynamic' || !isBareSpecifier(specifier));
    if (bundled.length > 0) {
      const specifiers = bundled.map(({ specifier }) => specifier);
      throw refusal.needsBundle(bundled[0]?.chain ?? [name], specifiers);
    }
    return this.#shippedAs(write(undefined), undefined, classes?.shipNow());
  }

  #finish(made: Bundle | undefined, classes: ShippedFunction | undefined): ShippedFunction {
    this.#shipped = this.#shippedAs(this.#parts.write(made), made, classes);
    return this.#shipped;
  }

  #shippedAs(
    program: Program,
    made: Bundle | undefined,
    classes: ShippedFunction | undefined,
  ): ShippedFunction {
    const { name, vars, units, inherited } = this.#parts;
    const { source } = program;
    const content = { source, vars, bundle: made?.shipped ?? inherited, classes };
    const shipped = Object.freeze({ hash: functionHash(content), name, ...content });
    rememberOrigin(shipped, { program, units, bundle: made });
    return shipped;
  }
}
