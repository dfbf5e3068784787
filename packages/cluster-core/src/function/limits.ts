/** Captured values of one function, encoded. A function is kept by every worker that ran it; bulk data belongs in arguments. */
export const CAPTURED_BYTES_MAX: number = 32 * 1024 * 1024;

/** Functions and classes that travel together. More means that a whole library was caught by accident. */
export const FUNCTIONS_MAX = 200;
