/** Every bound of the task protocol, in one place, each with the reason for its value. */

/** Versions of the task protocol this build speaks; a session uses the highest common one. */
export const PROTOCOL_VERSION_MIN: number = 1;
export const PROTOCOL_VERSION_MAX: number = 1;

/** Slots of one worker: far more than any machine has threads that are worth having. */
export const SLOTS_MAX: number = 65_536;

/** Kinds of resources that one worker announces, or one attempt reserves: each is a header, or a part of every assign. */
export const RESOURCES_MAX: number = 32;

/** Greatest weight a client may claim: no one can push the others below a thousandth by it. */
export const WEIGHT_MAX: number = 1000;

/** Length of a session token in bytes: as hard to guess as a UUID, short enough to travel in every whisper. */
export const TOKEN_BYTES: number = 16;

/** Values up to this size travel inside frame 0: a frame of its own costs about 5 us, copying 4 KiB less than 1 us. */
export const INLINE_BYTES_MAX: number = 4096;

/** Messages in one envelope; a sender with more starts the next envelope. */
export const ENVELOPE_MESSAGES_MAX: number = 4096;

/** Raw frames in one envelope; ZeroMQ receives each at about 5 us, so more would hold up what comes behind. */
export const ENVELOPE_FRAMES_MAX: number = 1024;

/** Bytes of frame 0: 4096 messages with a value inlined in each, with room to spare. */
export const ENVELOPE_HEAD_BYTES_MAX: number = 32 * 1024 * 1024;

/** Encoded bytes of one value: a worker or client refuses to hold more in one piece. */
export const VALUE_BYTES_MAX: number = 1024 * 1024 * 1024;

/** Items of one attempt: a chunk aims at 10-20 ms, and no item costs less than some 20 ns. */
export const CHUNK_ITEMS_MAX: number = 65_536;

/** Parts that the function and the setup of a job are built on: today at most four. */
export const CODE_PARTS_MAX: number = 16;

/** Characters of one `log`: longer texts are cut by the worker, for they are results, and have a better way home. */
export const LOG_TEXT_CHARS_MAX: number = 8192;

/** Longest time limit of an item, in ms: what a timer takes, 24 days. */
export const TIMEOUT_MS_MAX: number = 2 ** 31 - 1;

/** Attempts that one client may have unfinished at one worker, whatever credit says. */
export const ATTEMPTS_PER_SESSION_MAX: number = 65_536;
