import {
  decodeMessage,
  defaultTimings,
  encodeBeacon,
  encodeMessage,
  type Home,
  type Message,
  NodeCore,
  type NodeEvent,
  type NodeInput,
  type NodeOutput,
  routingIdOf,
} from '../src/core/index.js';

export const own = 'A'.repeat(32);
export const other = 'B'.repeat(32);
export const third = 'C'.repeat(32);
export const otherEndpoint = 'tcp://127.0.0.1:50001';

export const ownHome: Home = { endpoint: 'tcp://127.0.0.1:50000', mailboxPort: 50_000, loopback: true };

/** The node under test and its clock. */
export const scene: { core: NodeCore; now: number } = { core: makeCore(), now: 0 };

/** A node that has not started, at one second past the beginning of time. */
export function reset(): void {
  scene.now = 1_000;
  scene.core = makeCore();
}

function makeCore(): NodeCore {
  return new NodeCore({ id: own, name: 'own', headers: new Map([['K', 'v']]), timings: defaultTimings });
}

export function handle(input: NodeInput): readonly NodeOutput[] {
  const outputs = scene.core.handle(input, scene.now);
  scene.core.sanityCheck();
  return outputs;
}

export function start(): void {
  handle({ kind: 'start', homes: [ownHome] });
  handle({ kind: 'tick' });
}

export function beacon(id = other, port = 50_001, address = '127.0.0.1'): readonly NodeOutput[] {
  return handle({ kind: 'beacon-received', datagram: encodeBeacon({ id, port }), address });
}

export function message(decoded: Message, id = other): readonly NodeOutput[] {
  return handle({
    kind: 'message-received',
    frames: [routingIdOf(id), ...encodeMessage(decoded, decoded.sequence)],
  });
}

export function hello(
  fields: Partial<Extract<Message, { kind: 'hello' }>> = {},
  id = other,
): readonly NodeOutput[] {
  const base = { endpoint: otherEndpoint, groups: [], status: 0, name: 'other', headers: new Map() };
  return message({ kind: 'hello', sequence: 1, ...base, ...fields }, id);
}

export function tickAt(at: number): readonly NodeOutput[] {
  scene.now = at;
  return handle({ kind: 'tick' });
}

export function events(outputs: readonly NodeOutput[]): NodeEvent[] {
  return outputs.flatMap((output) => (output.kind === 'emit' ? [output.event] : []));
}

export function sent(outputs: readonly NodeOutput[]): (Message | string)[] {
  return outputs.flatMap((output) => (output.kind === 'send' ? [decodeMessage(output.frames)] : []));
}

export function counted(outputs: readonly NodeOutput[]): string[] {
  return outputs.flatMap((output) => (output.kind === 'count' ? [output.irregularity] : []));
}

export function kinds(outputs: readonly NodeOutput[]): string[] {
  return outputs.map((output) => (output.kind === 'emit' ? output.event.type : output.kind));
}
