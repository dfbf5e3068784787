declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A node of the network: its ZRE UUID, 32 upper-case hex digits, or a name of its own for an in-process worker. */
export type NodeId = string;

/** One job of one client; counted from 1 by the client, meaningless elsewhere. */
export type JobId = Branded<number, 'JobId'>;

/** One try of a range of items on one worker; counted from 1 by the client and never used twice. */
export type AttemptId = Branded<number, 'AttemptId'>;

/** One job that a task has started; counted from 1 by its worker and never used twice. */
export type NestId = Branded<number, 'NestId'>;

/** Content hash of a shipped function: 32 hex digits. Equal hashes mean equal code and captured values. */
export type CodeHash = string;

/** A number as the id of a job. */
export function jobId(value: number): JobId {
  return value as JobId;
}

/** A number as the id of a job that a task has started. */
export function nestId(value: number): NestId {
  return value as NestId;
}

/** A number as the id of an attempt. */
export function attemptId(value: number): AttemptId {
  return value as AttemptId;
}
