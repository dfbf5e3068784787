/** Binary values up to this size ride inside the head; bigger ones get a raw frame, which is never copied or packed. */
export const BINARY_INLINE_BYTES_MAX: number = 4 * 1024;

/** Raw frames of one payload: a frame costs its receiver some 5 us, so beyond this many, binary values ride inside the head. */
export const PAYLOAD_FRAMES_MAX = 256;

/** Nesting that msgpack packs and unpacks recursively; deeper values take the flat form, which needs no stack. */
export const PLAIN_DEPTH_MAX = 64;

/** What a decoder accepts: one more than is ever written, for the list around the items. */
export const DECODE_DEPTH_MAX: number = 2 * PLAIN_DEPTH_MAX;

/** Objects with more keys are dictionaries: as msgpack records each would leave its own shape behind in the packer. */
export const RECORD_KEYS_MAX = 64;

/** Arrays of numbers longer than this travel as raw float64: faster both ways from about here on. */
export const NUMBERS_PACKED_MAX = 64;

/** Up to this length an array is searched for named properties (40 ns an item in long arrays); longer ones keep items only. */
export const NAMED_PROPERTIES_LENGTH_MAX = 4096;

/** The packer's buffer grows with the biggest value packed and would stay that big: above this it is given back. */
export const PACK_BUFFER_KEPT_BYTES_MAX: number = 4 * 1024 * 1024;
