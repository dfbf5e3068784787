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

/** Endpoints that a hello names: one for each interface that its sender lives on. */
export const ENDPOINTS_MAX: number = 64;

/** Characters of each of them, and of a key: what ZRE's own HELLO has room for. */
export const ENDPOINT_CHARS_MAX: number = 255;

/** Values up to this size travel inside frame 0: a frame of its own costs about 5 us, copying 4 KiB less than 1 us. */
export const INLINE_BYTES_MAX: number = 4096;

/** Messages in one envelope; a sender with more starts the next envelope. */
export const ENVELOPE_MESSAGES_MAX: number = 4096;

/** Raw frames in one envelope; ZeroMQ receives each at about 5 us, so more would hold up what comes behind. */
export const ENVELOPE_FRAMES_MAX: number = 1024;

/** Bytes of frame 0: 4096 messages with a value inlined in each, with room to spare. */
export const ENVELOPE_HEAD_BYTES_MAX: number = 32 * 1024 * 1024;

/**
 * Values in frame 0, those inside of others included: each takes some 60 bytes of memory when it is read, and time. A message has 16
 * fields at most, and few have lists.
 */
export const ENVELOPE_VALUES_MAX: number = 1_048_576;

/** Arrays inside one another in frame 0: the envelope, its messages, a message, a list in it, and some for later versions. */
export const ENVELOPE_DEPTH_MAX: number = 16;

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

/**
 * How deep jobs may be nested. Each level is a suspended task with its data in some thread's memory; a recursion that
 * goes deeper has lost its end, or should do more in one task.
 */
export const NESTING_DEPTH_MAX: number = 1000;

/** Jobs that one task may have under way at a time: each is kept by its thread, its worker and its client. */
export const NESTED_JOBS_MAX: number = 16_384;

/** Attempts that one client may have unfinished at one worker, whatever credit says. */
export const ATTEMPTS_PER_SESSION_MAX: number = 65_536;

/**
 * Largest piece of a value that travels in one whisper on a slow link: so long does a heartbeat wait at worst, 210 ms at
 * 10 Mbit/s. Half as much would cost a fast link a fifth of its throughput, since a whisper costs the same 50 us however
 * long it is.
 */
export const FRAGMENT_BYTES: number = 256 * 1024;

/** The same on a fast link, as time at the measured rate: far less than anyone waits for. */
export const FRAGMENT_MS: number = 2;

/** And at most: longer ones are no faster, since they do not stay in the cache between the copies that are made of them. */
export const FRAGMENT_BYTES_MAX: number = 1024 * 1024;

/**
 * A value that lies in memory of our own, as results do, is not cut if it takes no longer than this at the measured rate, nor
 * beyond `UNASKED_BYTES_MAX`: the frame that comes is its memory, so that nobody copies it. What is in front of a small
 * message is no more for it: fragments would have filled the window.
 */
export const WHOLE_MS: number = 32;

/** A head this short travels on top of the first fragment, so that raw parts are cut at round places: copies go faster there. */
export const HEAD_BYTES_ON_TOP: number = 4096;

/** Bytes of values under way to a peer, as time at the measured rate: keeps a link busy, and a heartbeat well under its 2 s. */
export const WINDOW_MS: number = 200;

/**
 * The same in bytes, for links so fast that 200 ms of them would only fill memory: 10 Gbit/s over 10 ms of distance. What is
 * under way is a copy, so a session may hold so much for it.
 */
export const WINDOW_BYTES_MAX: number = 16 * 1024 * 1024;

/** A receiver acknowledges once so many bytes have come since it last did: fewer may stay unacknowledged for ever. */
export const ACK_BYTES: number = 64 * 1024;

/** Transfers that one sender interleaves: a small one waits for few others, and a receiver holds few halves. */
export const TRANSFERS_ACTIVE_MAX: number = 8;

/** Values up to this size begin unasked; a round trip is nothing against the time that a bigger one takes. */
export const UNASKED_BYTES_MAX: number = 16 * 1024 * 1024;

/** Bytes of bigger values that one node takes in at the same time, from all its peers: room for two of the biggest. */
export const REASSEMBLY_BYTES_MAX: number = 2 * VALUE_BYTES_MAX;

/** Characters in the name of a queue: it travels in each claim. */
export const QUEUE_NAME_CHARS_MAX: number = 128;

/** Queues that one client owns, or has opened: each is told to every client that comes. */
export const QUEUES_MAX: number = 4096;

/** Jobs of a client that one shout tells: more than anyone reads at a glance. */
export const JOBS_TOLD_MAX: number = 32;

/** Characters of a function's name in it. */
export const JOB_NAME_CHARS_MAX: number = 64;

/** Bytes of such a shout: twice what the longest one of this version comes to. */
export const JOBS_BYTES_MAX: number = 16_384;

/** Bytes of a load shout: room for fields of later versions. */
export const LOAD_BYTES_MAX: number = 256;

/** Chunks that one trace shout tells: a picture of a quarter of a second cannot show more apart. */
export const TRACE_CHUNKS_MAX: number = 512;

/** Failures that one trace shout tells with their stacks: more than anyone reads in a quarter of a second. */
export const TRACE_FAULTS_MAX: number = 8;

/** Other happenings in it, equal ones told as one. */
export const TRACE_NOTES_MAX: number = 64;

/** Workers, and jobs, that it names. */
export const TRACE_NAMES_MAX: number = 256;

/** Characters of a name, of a message and of a stack in it: some thirty lines of a stack. */
export const TRACE_NAME_CHARS_MAX: number = 128;
export const TRACE_MESSAGE_CHARS_MAX: number = 512;
export const TRACE_STACK_CHARS_MAX: number = 3072;

/** Bytes of such a shout: more than the longest one comes to, whatever the script of its names. */
export const TRACE_BYTES_MAX: number = 524_288;

/** Characters of a `tracestate`: what every tool is asked to pass on (W3C Trace Context); a longer one is left out. */
export const TRACE_STATE_CHARS_MAX: number = 512;
