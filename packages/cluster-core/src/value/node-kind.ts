/**
 * Kinds of node in the graph form, by their number on the wire. A graph is `[root, node, node, …]`; a node is
 * `[kind, …parts]`. A part is a value as it is (null, booleans, undefined, numbers, well-formed strings), or an
 * array: `[index]` points to a node, so that cycles and shared references survive and no depth needs a stack;
 * `[escape, text]` is a primitive that msgpack would lose.
 */
export const NodeKind = {
  /** `[0, key, part, key, part, …]` */
  object: 0,
  /** `[1, part, part, …]`: no holes, no named properties. */
  array: 1,
  /** `[2, length, key, part, …]`: keys are indexes or names. */
  sparse: 2,
  /** `[3, bytes]`: an array of numbers as float64. */
  numbers: 3,
  /** `[4, key part, value part, …]` */
  map: 4,
  /** `[5, part, …]` */
  set: 5,
  /** `[6, milliseconds]` */
  date: 6,
  /** `[7, source, flags]` */
  regexp: 7,
  /** `[8, part]`: a Number, String, Boolean or BigInt object. */
  boxed: 8,
  /** `[9, name of the built-in class, key, part, …]`: own properties, message and stack among them. */
  error: 9,
  /** `[10, kind of binary value, bytes]`; bytes are a byte string or the index of a frame, here and in `numbers`. */
  binary: 10,
  /** `[11, message, name, stack]` */
  domException: 11,
  /** `[12, 1 if shared, padding, bytes]`: memory that several views show; so many zeros in front keep them aligned. */
  memory: 12,
  /** `[13, kind of binary value, index of the memory, offset, length]`, both in bytes. */
  view: 13,
  /** `[14, number of the registered class, part]` */
  instance: 14,
} as const;

/** First member of a part that stands for a primitive. */
export const Escape = {
  negativeZero: 0,
  /** Hexadecimal, with a leading minus sign where negative: parsed in linear time. */
  bigint: 1,
  /** A string with lone surrogates, its UTF-16 code units in hexadecimal. */
  ragged: 2,
} as const;
