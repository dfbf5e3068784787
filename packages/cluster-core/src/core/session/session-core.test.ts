import { describe, expect, test } from 'vitest';
import { announcementHeaders, type Role } from '../capacity.js';
import { attemptId } from '../ids.js';
import { TOKEN_BYTES } from '../limits.js';
import { decodeEnvelope, encodeEnvelopes } from '../protocol/envelope.js';
import type { ToWorker } from '../protocol/message.js';
import { SessionCore } from './session-core.js';
import type { SessionInput, SessionPeer } from './session-input.js';
import type { SessionOutput } from './session-output.js';

const capacity = {
  slots: 2,
  memoryBytes: 1e9,
  platform: 'linux-x64',
  nodeVersion: '20.20.2',
  labels: { gpu: 'yes' },
  resources: { license: 2 },
};

function peer(id: string, role: Role, cluster = 'default'): SessionPeer {
  const headers = announcementHeaders({ role, cluster, ...(role === 'worker' ? { capacity } : {}) });
  return { id, name: `name-${id}`, endpoint: `tcp://127.0.0.1:${id.length}`, headers };
}

const token = (fill: number): Uint8Array => new Uint8Array(TOKEN_BYTES).fill(fill);
const heartbeat: ToWorker = { kind: 'heartbeat' };

/** A client C and a worker W whose whispers reach each other at once; what else they put out is logged. */
function pair() {
  const cores = {
    C: new SessionCore({ role: 'client', cluster: 'default' }),
    W: new SessionCore({ role: 'worker', cluster: 'default' }),
  };
  const log: string[] = [];
  const deliver = (to: 'C' | 'W', input: SessionInput): void => {
    const queue: { at: 'C' | 'W'; output: SessionOutput }[] = cores[to]
      .handle(input, 0)
      .map((output) => ({ at: to, output }));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { at, output } = next;
      if (output.kind !== 'whisper') {
        log.push(
          `${at} ${output.kind}${output.kind === 'received' ? ` ${output.messages.map((m) => m.kind)}` : ''}`,
        );
        continue;
      }
      const other = at === 'C' ? 'W' : 'C';
      const outputs = cores[other].handle({ kind: 'whisper-received', peer: at, frames: output.frames }, 0);
      queue.push(...outputs.map((o) => ({ at: other, output: o }) as const));
    }
  };
  return { cores, log, deliver };
}

function meet(net: ReturnType<typeof pair>): void {
  // The worker has not met the client when the client's hello arrives: it counts as from a stranger, so
  // ZRE's order (ENTER on both sides, then whispers) is kept here by entering the receiving side first.
  const hello = net.cores.C.handle({ kind: 'peer-entered', peer: peer('W', 'worker'), token: token(1) }, 0);
  net.deliver('W', { kind: 'peer-entered', peer: peer('C', 'client'), token: token(2) });
  for (const output of hello) {
    if (output.kind === 'whisper')
      net.deliver('W', { kind: 'whisper-received', peer: 'C', frames: output.frames });
  }
}

describe('session', () => {
  test('opens on both sides after one hello each and carries messages', () => {
    const net = pair();
    meet(net);
    expect(new Set(net.log)).toEqual(new Set(['C session-opened', 'W session-opened']));
    expect(net.log).toHaveLength(2);
    net.log.length = 0;
    net.deliver('C', { kind: 'send', peer: 'W', messages: [heartbeat] });
    net.deliver('W', { kind: 'send', peer: 'C', messages: [{ kind: 'alive' }] });
    expect(net.log).toEqual(['W received heartbeat', 'C received alive']);
  });

  test('tells what the worker offers', () => {
    const core = new SessionCore({ role: 'client', cluster: 'default' });
    core.handle({ kind: 'peer-entered', peer: peer('W', 'worker'), token: token(1) }, 0);
    const frames = encodeEnvelopes(1, undefined, [{ kind: 'hello', token: token(9) }])[0] as Uint8Array[];
    expect(core.handle({ kind: 'whisper-received', peer: 'W', frames }, 0)).toEqual([
      { kind: 'session-opened', peer: { id: 'W', name: 'name-W', address: 'tcp://127.0.0.1:1', capacity } },
    ]);
  });

  test('a whisper with a wrong token is dropped and counted', () => {
    const net = pair();
    meet(net);
    net.log.length = 0;
    for (const wrong of [token(3), undefined, token(2).subarray(1)]) {
      const frames = encodeEnvelopes(1, wrong, [heartbeat])[0] as Uint8Array[];
      net.deliver('W', { kind: 'whisper-received', peer: 'C', frames });
    }
    expect(net.log).toEqual([]);
    expect(net.cores.W.stats().wrongToken).toBe(3);
  });

  test('a whisper of an earlier session is dropped', () => {
    const net = pair();
    meet(net);
    const stale = net.cores.C.handle({ kind: 'send', peer: 'W', messages: [heartbeat] }, 0);
    net.deliver('W', { kind: 'peer-exited', peer: 'C' });
    net.deliver('W', { kind: 'peer-entered', peer: peer('C', 'client'), token: token(5) });
    net.log.length = 0;
    for (const output of stale) {
      if (output.kind === 'whisper')
        net.deliver('W', { kind: 'whisper-received', peer: 'C', frames: output.frames });
    }
    expect(net.log).toEqual([]);
    expect(net.cores.W.stats().wrongToken).toBe(1);
  });

  test('when one side begins anew, both close and open again', () => {
    const net = pair();
    meet(net);
    net.log.length = 0;
    net.deliver('W', { kind: 'peer-exited', peer: 'C' });
    net.deliver('W', { kind: 'peer-entered', peer: peer('C', 'client'), token: token(5) });
    expect(net.log).toEqual(['W session-closed', 'C session-closed', 'C session-opened', 'W session-opened']);
    net.log.length = 0;
    net.deliver('C', { kind: 'send', peer: 'W', messages: [heartbeat] });
    expect(net.log).toEqual(['W received heartbeat']);
  });

  test('a hello told twice is not answered for ever', () => {
    const net = pair();
    const { C, W } = net.cores;
    const framesOf = (outputs: readonly SessionOutput[]) =>
      outputs.flatMap((output) => (output.kind === 'whisper' ? [output.frames] : []));
    const whispers = framesOf(
      C.handle({ kind: 'peer-entered', peer: peer('W', 'worker'), token: token(1) }, 0),
    );
    // The worker enters the client twice before anything that the client said has come.
    for (const fill of [2, 3]) {
      for (const frames of framesOf(
        W.handle({ kind: 'peer-entered', peer: peer('C', 'client'), token: token(fill) }, 0),
      ))
        whispers.push(...framesOf(C.handle({ kind: 'whisper-received', peer: 'W', frames }, 0)));
    }
    expect(whispers).toHaveLength(2);
    for (const frames of whispers) net.deliver('W', { kind: 'whisper-received', peer: 'C', frames });
    expect(net.log).toEqual(['W session-opened']);
    net.log.length = 0;
    net.deliver('C', { kind: 'send', peer: 'W', messages: [heartbeat] });
    expect(net.log).toEqual(['W received heartbeat']);
  });

  test('what the peer itself has sent and cannot be read breaks the session; a stranger breaks nothing', () => {
    const net = pair();
    meet(net);
    net.log.length = 0;
    const spoil = (returned: Uint8Array): Uint8Array[] => {
      const frames = encodeEnvelopes(1, returned, [heartbeat])[0] as Uint8Array[];
      // `[version, token, [[2]]]` with a tuple that is no list.
      const head = Uint8Array.from(frames[0] as Uint8Array);
      head.set([0xc0, 0xc0], head.length - 2);
      return [head.subarray(0, head.length - 1)];
    };
    const given = token(2);
    for (const stranger of [spoil(token(3)), [Uint8Array.of(0xc1)], []])
      net.deliver('W', { kind: 'whisper-received', peer: 'C', frames: stranger });
    expect(net.log).toEqual([]);
    net.deliver('W', { kind: 'whisper-received', peer: 'C', frames: spoil(given) });
    expect(net.log).toEqual(['W broken']);
    expect(net.cores.W.stats().badEnvelopes).toBe(4);
  });

  test('messages that only our own role may send are dropped', () => {
    const net = pair();
    meet(net);
    net.log.length = 0;
    const frames = encodeEnvelopes(1, token(1), [
      { kind: 'cancel', attempt: attemptId(1) },
    ])[0] as Uint8Array[];
    net.deliver('C', { kind: 'whisper-received', peer: 'W', frames });
    expect(net.log).toEqual([]);
    expect(net.cores.C.stats().wrongWay).toBe(1);
  });

  test('clients that want to have sessions with each other, for queues and nothing else', () => {
    const ask = { kind: 'queue-ask', queue: 1, request: 2, question: 'pop' } as const;
    const meetClient = (self: 'client' | 'worker', withClients: boolean) => {
      const core = new SessionCore({ role: self, cluster: 'default', withClients });
      core.handle({ kind: 'peer-entered', peer: peer('D', 'client'), token: token(1) }, 0);
      const hello = encodeEnvelopes(1, undefined, [{ kind: 'hello', token: token(9) }])[0] as Uint8Array[];
      const opened = core.handle({ kind: 'whisper-received', peer: 'D', frames: hello }, 0);
      const frames = encodeEnvelopes(1, token(1), [ask, heartbeat, { kind: 'alive' }])[0] as Uint8Array[];
      const outputs = core.handle({ kind: 'whisper-received', peer: 'D', frames }, 0);
      const heard = outputs.flatMap((output) => (output.kind === 'received' ? output.messages : []));
      return { opened: opened.length, heard, wrongWay: core.stats().wrongWay };
    };
    expect(meetClient('client', true)).toEqual({ opened: 1, heard: [ask], wrongWay: 2 });
    expect(meetClient('client', false)).toEqual({ opened: 0, heard: [], wrongWay: 0 });
    expect(meetClient('worker', true)).toEqual({ opened: 1, heard: [heartbeat], wrongWay: 2 });
  });

  test('plain Zyre peers, other clusters and nodes of the same role are invisible', () => {
    const core = new SessionCore({ role: 'client', cluster: 'default' });
    const plain: SessionPeer = { id: 'P', name: 'P', endpoint: 'tcp://127.0.0.1:1', headers: {} };
    for (const other of [plain, peer('X', 'worker', 'other'), peer('Y', 'client')]) {
      expect(core.handle({ kind: 'peer-entered', peer: other, token: token(1) }, 0)).toEqual([]);
    }
  });

  test('disjoint protocol versions are refused by a reason that names both', () => {
    const core = new SessionCore({ role: 'client', cluster: 'default' });
    const future = peer('W', 'worker');
    const entered = { ...future, headers: { ...future.headers, 'X-ZFARM-PROTO': '7-9' } };
    const outputs = core.handle({ kind: 'peer-entered', peer: entered, token: token(1) }, 0);
    expect(outputs).toMatchObject([{ kind: 'refused', reason: expect.stringMatching(/7-9.*1-1/) }]);
  });

  test('the highest common version is used', () => {
    const core = new SessionCore({ role: 'client', cluster: 'default' });
    const newer = peer('W', 'worker');
    const entered = { ...newer, headers: { ...newer.headers, 'X-ZFARM-PROTO': '1-9' } };
    const [hello] = core.handle({ kind: 'peer-entered', peer: entered, token: token(1) }, 0);
    if (hello?.kind !== 'whisper') throw new Error('no hello was sent');
    expect(decodeEnvelope(hello.frames, 'C')).toMatchObject({ version: 1 });
  });
});

describe('where nodes have keys', () => {
  const keyOf = (id: string): string => `key of ${id}`;
  const keyed = (id: string, role: Role, key = keyOf(id)): SessionPeer => {
    const plain = peer(id, role);
    return { ...plain, headers: { ...plain.headers, 'X-PUBLICKEY': key } };
  };
  const identity = (id: string) => ({
    publicKey: keyOf(id),
    endpoints: ['tcp://elsewhere:1', peer(id, 'client').endpoint],
  });
  const permits = (role: Role, key: string | undefined): boolean => role !== 'client' || key === keyOf('C');

  function greeted(entered: SessionPeer): { worker: SessionCore; outputs: readonly SessionOutput[] } {
    const worker = new SessionCore({ role: 'worker', cluster: 'default', permits });
    const outputs = worker.handle(
      { kind: 'peer-entered', peer: entered, token: token(1), identity: identity('W') },
      0,
    );
    return { worker, outputs };
  }

  const hello = (from: string | undefined): Uint8Array[] =>
    encodeEnvelopes(1, undefined, [
      { kind: 'hello', token: token(9), ...(from === undefined ? {} : { identity: identity(from) }) },
    ])[0] as Uint8Array[];

  test('a hello says whose it is, and opens a session only for the node we are connected to', () => {
    const { worker, outputs } = greeted(keyed('C', 'client'));
    const [whisper] = outputs;
    if (whisper?.kind !== 'whisper') throw new Error('no hello was sent');
    expect(decodeEnvelope(whisper.frames, 'W')).toMatchObject({
      messages: [{ kind: 'hello', identity: identity('W') }],
    });
    for (const from of ['X', undefined]) {
      expect(worker.handle({ kind: 'whisper-received', peer: 'C', frames: hello(from) }, 0)).toEqual([]);
    }
    expect(worker.stats().wrongIdentity).toBe(2);
    const opened = worker.handle({ kind: 'whisper-received', peer: 'C', frames: hello('C') }, 0);
    expect(opened.map(({ kind }) => kind)).toEqual(['session-opened']);
  });

  test('the key of the peer at another endpoint is not the peer', () => {
    const { worker } = greeted({ ...keyed('C', 'client'), endpoint: 'tcp://192.0.2.66:1' });
    worker.handle({ kind: 'whisper-received', peer: 'C', frames: hello('C') }, 0);
    expect(worker.stats().wrongIdentity).toBe(1);
  });

  test('a peer whose key does not permit its role gets no token, and is named', () => {
    const { worker, outputs } = greeted(keyed('C', 'client', keyOf('worker')));
    expect(outputs).toEqual([
      {
        kind: 'refused',
        peer: expect.objectContaining({ id: 'C' }),
        reason: 'name-C wants to be a client, which its key does not permit: give it a member key',
      },
    ]);
    expect(worker.handle({ kind: 'whisper-received', peer: 'C', frames: hello('C') }, 0)).toEqual([]);
    expect(worker.stats()).toMatchObject({ roleDenied: 1, strangers: 1 });
  });
});
