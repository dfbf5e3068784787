/** One thing that a function needs out of a module that has to be bundled. */
export interface BundleSlot {
  /** Where the specifier is looked up. */
  readonly folder: string;
  readonly specifier: string;
  /** `dynamic` and `lazy-require` stand inside the function: they are loaded when they are called. */
  readonly kind: 'import' | 'require' | 'dynamic' | 'lazy-require';
  /** For `import`: the export that is needed; undefined for all of them. */
  readonly member: string | undefined;
  /** From the function sent to the name that brought it in. */
  readonly chain: readonly string[];
}

/** Slots of one shipment, each once. */
export class BundleSlots {
  readonly #slots: BundleSlot[] = [];
  readonly #indexes = new Map<string, number>();

  get all(): readonly BundleSlot[] {
    return this.#slots;
  }

  add(slot: BundleSlot): number {
    const key = slotKey(slot);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.#slots.push(slot) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

/** Equal for slots that yield the same. */
export function slotKey({ folder, specifier, kind, member }: BundleSlot): string {
  return JSON.stringify([folder, specifier, kind, member]);
}

/** Whether it names a package rather than a file. */
export function isBareSpecifier(specifier: string): boolean {
  return !/^([./\\]|file:|[a-z]:[\\/])/i.test(specifier);
}

/** Specifier of a slot in the entry: the bundler looks the real one up in the slot's own folder. */
export const SLOT_PREFIX = 'zfarm-slot:';

/** The module that all slots are exports of: `s0`, `s1`, … */
export function entrySource(slots: readonly BundleSlot[]): string {
  return slots.map((slot, index) => entryLine(slot, index)).join('\n');
}

function entryLine({ kind, member }: BundleSlot, index: number): string {
  const from = JSON.stringify(`${SLOT_PREFIX}${index}`);
  switch (kind) {
    case 'import':
      return member === undefined
        ? `export * as s${index} from ${from};`
        : `export { ${JSON.stringify(member)} as s${index} } from ${from};`;
    case 'require':
      return `export const s${index} = require(${from});`;
    case 'dynamic':
      return `export const s${index} = () => import(${from});`;
    case 'lazy-require':
      return `export const s${index} = () => require(${from});`;
  }
}
