/** Captured values of one function, encoded. A function is kept by every worker that ran it; bulk data belongs in arguments. */
export const CAPTURED_BYTES_MAX: number = 32 * 1024 * 1024;

/** Functions and classes that travel together. More means that a whole library was caught by accident. */
export const FUNCTIONS_MAX = 200;

/** Files whose imports are remembered. They are small; a program that makes scripts without end should not fill the memory. */
export const IMPORT_TABLES_MAX = 1000;

/** Text of one bundle. Big programs should be installed on the workers, not sent to them. */
export const BUNDLE_BYTES_MAX: number = 16 * 1024 * 1024;

/** Bundles kept for the next submit, with their source maps. */
export const BUNDLES_KEPT_BYTES_MAX: number = 64 * 1024 * 1024;

/** Rounds of finding native parts: each takes the packages out whose native files turned up in the one before. */
export const NATIVE_ROUNDS_MAX = 8;

/** Warnings of one process about captured variables that a function changes. */
export const MUTATION_WARNINGS_MAX = 100;
