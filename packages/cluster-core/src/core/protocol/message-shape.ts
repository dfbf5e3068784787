import type { ValueRef } from '../value-ref.js';
import type { WireMessage } from './message.js';
import type { Fields, Tuple } from './tuple-fields.js';

/** Writes a value into the envelope and returns what stands for it in the tuple. */
export type PutValue = (value: ValueRef) => unknown;

export type Kind = WireMessage['kind'];
export type MessageOf<K extends Kind> = Extract<WireMessage, { kind: K }>;

/** How the messages of one kind become tuples, and tuples become messages. */
export interface Shape<K extends Kind> {
  readonly number: number;
  readonly encode: (message: MessageOf<K>, put: PutValue) => Tuple;
  readonly decode: (fields: Fields) => MessageOf<K> | undefined;
}
