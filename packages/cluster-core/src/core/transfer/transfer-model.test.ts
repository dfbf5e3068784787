import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assign,
  cancel,
  HEARTBEAT,
  KIB,
  payload,
  receiving,
  retract,
  send,
  value,
} from '../../../test/support/transfers.js';
import type { Payload } from '../../value/payload.js';
import { attemptId } from '../ids.js';
import { ACK_BYTES, HEAD_BYTES_ON_TOP } from '../limits.js';
import { rawBytes } from '../protocol/envelope.js';
import type { Message, TransferMessage, WireMessage } from '../protocol/message.js';
import { valueIn } from '../protocol/message-value.js';
import { TransferSender } from './transfer-sender.js';
import type { TransferSenderOutput } from './transfer-sender-input.js';

/** What a run of the model does next. */
type Step =
  | { readonly do: 'assign'; readonly sizes: readonly number[] }
  | { readonly do: 'small' | 'deliver' | 'answer' | 'go-on' | 'lose' }
  | { readonly do: 'retract' | 'cancel' | 'abandon'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number };

const size = fc.oneof(
  fc.integer({ min: 0, max: 5 * KIB }),
  fc.integer({ min: 60 * KIB, max: 300 * KIB }),
  fc.integer({ min: 0, max: 1500 * KIB }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(size, { minLength: 1, maxLength: 3 })
      .map((sizes) => ({ do: 'assign' as const, sizes })),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'small' as const }) },
  {
    weight: 13,
    arbitrary: fc.constantFrom(
      { do: 'deliver' as const },
      { do: 'answer' as const },
      { do: 'go-on' as const },
    ),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'lose' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('retract' as const, 'cancel' as const, 'abandon' as const),
      which: fc.nat(9),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 0.2, 3, 50, 400) }),
  },
);

/** A sender and a receiver with a wire between them, each way in order; checks every law as it goes. */
class Model {
  #sender = new TransferSender();
  #receiver = receiving();
  #wire: (readonly WireMessage[])[] = [];
  #answers: TransferMessage[] = [];
  #more = false;
  #now = 0;
  #attempts = 0;
  #sentSmall = 0;
  readonly #sent = new Map<number, Payload>();
  readonly #told = new Map<number, 'cancelled' | 'retracted'>();
  readonly #arrived = new Map<number, 'assign' | 'retract' | 'cancel'>();
  #heartbeats = 0;

  run(step: Step): void {
    switch (step.do) {
      case 'assign': {
        this.#attempts += 1;
        const inline = payload(this.#attempts, step.sizes);
        this.#sent.set(this.#attempts, inline);
        this.#send(assign(this.#attempts, value(inline)));
        break;
      }
      case 'small':
        this.#sentSmall += 1;
        this.#send(HEARTBEAT);
        break;
      case 'retract':
      case 'cancel':
        if (this.#sent.has(step.which)) this.#tell(step.do, step.which);
        break;
      case 'abandon':
        // As the client would after it has told the worker: nothing of it comes back.
        this.#put(this.#sender.handle({ kind: 'abandon', attempt: attemptId(step.which) }, this.#now));
        this.#sent.delete(step.which);
        break;
      case 'deliver':
        this.deliver();
        break;
      case 'answer':
        this.answer();
        break;
      case 'go-on':
        this.goOn();
        break;
      case 'lose':
        this.#receiver.traffic.close();
        this.#sender = new TransferSender();
        this.#receiver = receiving();
        this.#wire = [];
        this.#answers = [];
        this.#more = false;
        for (const attempt of this.#sent.keys()) if (!this.#arrived.has(attempt)) this.#sent.delete(attempt);
        this.#heartbeats = this.#sentSmall;
        break;
      case 'wait':
        this.#now += step.ms;
    }
    this.#sender.sanityCheck();
    this.#receiver.traffic.sanityCheck();
  }

  deliver(): boolean {
    const messages = this.#wire.shift();
    if (messages === undefined) return false;
    let raw = 0;
    const received = messages.map((message) => {
      const part = message.kind === 'value-fragment' ? message.part : valueIn(message as Message);
      if (part?.inline !== undefined) raw += rawBytes(part.inline);
      return message as Message | TransferMessage;
    });
    const { messages: delivered, sent } = this.#receiver.traffic.receive(received, raw, this.#now);
    for (const output of sent) {
      if (output.kind === 'transmit') this.#answers.push(...(output.messages as TransferMessage[]));
    }
    for (let claim = this.#receiver.room.grant(); claim !== undefined; claim = this.#receiver.room.grant()) {
      this.#answers.push(this.#receiver.traffic.grant(claim.transfer));
    }
    for (const message of delivered) this.#arrive(message);
    return true;
  }

  answer(): boolean {
    const answer = this.#answers.shift();
    if (answer?.kind === 'value-ack')
      this.#put(this.#sender.handle({ kind: 'ack', bytes: answer.bytes }, this.#now));
    else if (answer?.kind === 'value-go')
      this.#put(this.#sender.handle({ kind: 'go', transfer: answer.transfer }, this.#now));
    return answer !== undefined;
  }

  /** Lets everything come to rest. */
  finish(): void {
    while (this.goOn() || this.deliver() || this.answer()) this.#now += 1;
    expect(this.#sender.waiting).toBe(0);
    expect(this.#sender.window.inFlight).toBeLessThan(ACK_BYTES);
    expect(this.#receiver.counts).toEqual({ faults: {}, lostValues: 0 });
    for (const attempt of this.#sent.keys()) expect(this.#arrived.has(attempt)).toBe(true);
    expect(this.#heartbeats).toBe(this.#sentSmall);
  }

  #tell(what: 'retract' | 'cancel', attempt: number): void {
    this.#told.set(attempt, what === 'cancel' ? 'cancelled' : 'retracted');
    if (what === 'cancel' && !this.#arrived.has(attempt)) this.#sent.delete(attempt);
    this.#send(what === 'cancel' ? cancel(attempt) : retract(attempt));
  }

  #send(message: Message): void {
    this.#put(this.#sender.handle(send(message), this.#now), message);
  }

  /** The next fragment leaves, unless none was announced, or what was is not wanted any more. */
  goOn(): boolean {
    if (!this.#more) return false;
    this.#more = false;
    this.#put(this.#sender.handle({ kind: 'go-on' }, this.#now));
    return true;
  }

  /** On the wire: no fragment goes ahead of a small message, and no more is under way than the window lets. */
  #put(outputs: readonly TransferSenderOutput[], small?: Message): void {
    const { inFlight, limit } = this.#sender.window;
    // A link found slower than it was may have more under way, and then nothing leaves.
    const fragments = outputs.some(
      (output) => output.kind === 'transmit' && output.messages.some(({ kind }) => kind === 'value-fragment'),
    );
    if (fragments) expect(inFlight).toBeLessThanOrEqual(limit + ACK_BYTES + HEAD_BYTES_ON_TOP);
    for (const output of outputs) {
      if (output.kind === 'more') this.#more = true;
      else expect(output.kind).toBe('transmit');
      if (output.kind !== 'transmit') continue;
      expect(output.messages.filter(({ kind }) => kind === 'value-fragment').length).toBeLessThanOrEqual(1);
      this.#wire.push(output.messages);
    }
    if (small?.kind === 'heartbeat') {
      const [first] = outputs;
      expect(first?.kind === 'transmit' && first.messages[0]).toBe(HEARTBEAT);
    }
  }

  #arrive(message: Message): void {
    if (message.kind === 'heartbeat') {
      this.#heartbeats += 1;
      return;
    }
    if (message.kind !== 'assign' && message.kind !== 'retract' && message.kind !== 'cancel') return;
    const before = this.#arrived.get(message.attempt);
    if (message.kind === 'assign') {
      expect(before).toBeUndefined();
      const expected = payload(message.attempt, [
        ...[message.items.inline?.head, ...(message.items.inline?.frames ?? [])].map(
          (part) => part?.length ?? 0,
        ),
      ]);
      const whole = this.#sent.get(message.attempt);
      if (whole !== undefined) expect(same(message.items.inline, whole)).toBe(true);
      else expect(same(message.items.inline, expected)).toBe(true);
    }
    if (message.kind === 'retract' && before === undefined)
      expect(this.#told.get(message.attempt)).toBeDefined();
    this.#arrived.set(message.attempt, message.kind);
  }
}

function same(one: Payload | undefined, other: Payload): boolean {
  if (one === undefined || one.frames.length !== other.frames.length) return false;
  const parts = [other.head, ...other.frames];
  return [one.head, ...one.frames].every(
    (part, index) => Buffer.compare(part, parts[index] as Uint8Array) === 0,
  );
}

/** What came first may never be acknowledged, and the first fragment of what comes then is longer than the window. */
const smallAndOneByteTooMuch: Step[] = [
  { do: 'assign', sizes: [ACK_BYTES - 1263] },
  { do: 'assign', sizes: [1264, 256 * KIB] },
];

test('whatever happens on the way, every value that is wanted arrives once and whole', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const model = new Model();
      for (const each of steps) model.run(each);
      model.finish();
    }),
    { numRuns: 1500, examples: [[smallAndOneByteTooMuch]] },
  );
}, 60_000);
