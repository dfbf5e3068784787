import { QUEUE_NAME_CHARS_MAX } from '../limits.js';
import type { Shape } from './message-shape.js';
import type { QueueMessage, QueueOutcome, QueueQuestion } from './queue-message.js';

const QUESTIONS: readonly [QueueQuestion, ...QueueQuestion[]] = ['pop', 'try-pop', 'peek', 'size', 'close'];
const OUTCOMES: readonly [QueueOutcome, ...QueueOutcome[]] = ['done', 'none', 'closed', 'refused'];

/** The messages about queues. */
export const QUEUE_SHAPES: { readonly [K in QueueMessage['kind']]: Shape<K> } = {
  'queue-claim': {
    number: 70,
    encode: (m) => [70, m.queue, m.name, m.openedMs],
    decode: (f) => ({
      kind: 'queue-claim',
      queue: f.whole(1),
      name: f.text(2, QUEUE_NAME_CHARS_MAX),
      openedMs: f.whole(3),
    }),
  },
  'queue-moved': {
    number: 71,
    encode: (m) => [71, m.queue],
    decode: (f) => ({ kind: 'queue-moved', queue: f.whole(1) }),
  },
  'queue-push': {
    number: 72,
    encode: (m, put) => [72, m.queue, m.request, m.waits ? 1 : 0, put(m.value)],
    decode: (f) => ({
      kind: 'queue-push',
      queue: f.whole(1),
      request: f.whole(2),
      waits: f.whole(3, 1) === 1,
      value: f.value(4),
    }),
  },
  'queue-ask': {
    number: 73,
    encode: (m) => [73, m.queue, m.request, QUESTIONS.indexOf(m.question)],
    decode: (f) => ({
      kind: 'queue-ask',
      queue: f.whole(1),
      request: f.whole(2),
      question: f.choice(3, QUESTIONS),
    }),
  },
  'queue-withdraw': {
    number: 74,
    encode: (m) => [74, m.queue, m.request],
    decode: (f) => ({ kind: 'queue-withdraw', queue: f.whole(1), request: f.whole(2) }),
  },
  'queue-taken': {
    number: 75,
    encode: (m) => [75, m.queue, m.request, m.kept ? 1 : 0],
    decode: (f) => ({
      kind: 'queue-taken',
      queue: f.whole(1),
      request: f.whole(2),
      kept: f.whole(3, 1) === 1,
    }),
  },
  'queue-answer': {
    number: 76,
    encode: (m) => [76, m.queue, m.request, OUTCOMES.indexOf(m.outcome), m.size],
    decode: (f) => ({
      kind: 'queue-answer',
      queue: f.whole(1),
      request: f.whole(2),
      outcome: f.choice(3, OUTCOMES),
      size: f.whole(4),
    }),
  },
  'queue-item': {
    number: 77,
    encode: (m, put) => [77, m.queue, m.request, put(m.value)],
    decode: (f) => ({ kind: 'queue-item', queue: f.whole(1), request: f.whole(2), value: f.value(3) }),
  },
};
