import type { CoreFactory } from '../world.js';

/** A bug that is put into one core on purpose, to see whether the checkers find it. */
export interface PlantedBug {
  readonly name: string;
  readonly cores: CoreFactory;
  /** It takes so many seeds to show that the short form of the tests leaves it out. */
  readonly isRare?: boolean;
}
