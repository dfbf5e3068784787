import type { ValueRef } from '../value-ref.js';
import type { Message } from './message.js';

type MessageOf<K extends Message['kind']> = Extract<Message, { readonly kind: K }>;
type ValueField<M> = { [Field in keyof M]-?: M[Field] extends ValueRef ? Field : never }[keyof M];

/** The field that holds the value of a message, for each kind that has one; a kind left out does not compile. */
const VALUE_FIELD: {
  readonly [K in Message['kind'] as ValueField<MessageOf<K>> extends never ? never : K]: ValueField<
    MessageOf<K>
  >;
} = {
  assign: 'items',
  'code-put': 'value',
  slice: 'values',
  failed: 'failure',
  // Options and code are small beside it.
  'nested-open': 'items',
  'nested-code': 'value',
  'nested-slice': 'values',
  'nested-ended': 'failure',
  'queue-push': 'value',
  'queue-item': 'value',
};

function fieldOf(message: Message): string | undefined {
  return (VALUE_FIELD as Readonly<Record<string, string>>)[message.kind];
}

/** The value of a message, if it has one. */
export function valueIn(message: Message): ValueRef | undefined {
  const field = fieldOf(message);
  return field === undefined ? undefined : (message as unknown as Record<string, ValueRef>)[field];
}

/** The same message with another value. */
export function withValue(message: Message, value: ValueRef): Message {
  const field = fieldOf(message);
  return field === undefined ? message : ({ ...message, [field]: value } as Message);
}
