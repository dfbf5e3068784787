import { NAMES_MAX } from './limits.js';

/** Numbers for names, so that each is told once. */
export class NameTable {
  readonly #places: Map<string, number> = new Map();
  #fresh: [number, string][] = [];

  placeOf(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    if (this.#places.size >= NAMES_MAX) return NAMES_MAX;
    const place = this.#places.size;
    this.#places.set(name, place);
    this.#fresh.push([place, name]);
    if (place === NAMES_MAX - 1) this.#fresh.push([NAMES_MAX, '(others)']);
    return place;
  }

  /** Those that have not been told. */
  takeFresh(): readonly (readonly [number, string])[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }
}
