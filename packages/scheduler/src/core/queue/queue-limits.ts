/** The bounds of queues, each with the reason for its value. */

/** Items that a queue holds unless told: enough to keep consumers busy, few enough to hold back who runs ahead. */
export const QUEUE_CAPACITY: number = 1024;

/** What a capacity may be: the items are kept one by one in the memory of one process. */
export const QUEUE_CAPACITY_MAX: number = 1_048_576;

/** Bytes that the items of a queue may have in its owner's memory, whatever their number; one alone may have more. */
export const QUEUE_BYTES_MAX: number = 1024 * 1024 * 1024;

/** Calls that may wait at one queue: more than programs have consumers, and no memory to speak of. */
export const QUEUE_CALLS_MAX: number = 65_536;

/**
 * So long after it has joined a node answers nothing at a queue that it has made, in case an older one of the name is there: nodes
 * find each other in some tens of milliseconds. Where that was too short, two queues in use become one.
 */
export const QUEUE_SEEK_MS: number = 250;

/** Likewise after it was made, where others are here who may make one at the same time: some times what a message takes. */
export const QUEUE_GRACE_MS: number = 50;
