import { decodeEnvelope, type SessionInput, type SessionOutput } from '@zfarm/cluster-core/core';
import type { PlantedBug } from './planted-bug.js';
import { type Plant, spoiledSession, without } from './spoil.js';

type Plants = Plant<SessionInput, SessionOutput>;

/** What a session may get wrong. */
export const sessionBugs: readonly PlantedBug[] = [
  { name: 'a fragment is lost', cores: spoiledSession(() => ({ output: lossy() })) },
  { name: 'fragments come in the wrong order', cores: spoiledSession(() => ({ output: swapping() })) },
  { name: 'acknowledgements go unheard', cores: spoiledSession(() => deafTo('value-ack')) },
  {
    name: 'the word that there is room goes unheard',
    cores: spoiledSession(() => deafTo('value-go')),
    isRare: true,
  },
  {
    name: 'the exit of a peer ends no session',
    cores: spoiledSession(() => ({ input: without<SessionInput>('peer-exited')() })),
  },
  { name: 'only the first hello is answered', cores: spoiledSession(() => ({ output: onceGreeting() })) },
];

/** Longer than anything but a piece of a value. */
const PIECE_BYTES = 100_000;

function isPiece(output: SessionOutput): boolean {
  return output.kind === 'whisper' && output.frames.some(({ byteLength }) => byteLength > PIECE_BYTES);
}

function lossy(): (output: SessionOutput) => SessionOutput[] {
  let pieces = 0;
  return (output) => {
    if (isPiece(output)) pieces += 1;
    return isPiece(output) && pieces % 7 === 0 ? [] : [output];
  };
}

/** A piece waits for the next one, and follows it. */
function swapping(): (output: SessionOutput) => SessionOutput[] {
  let held: SessionOutput | undefined;
  return (output) => {
    if (!isPiece(output)) return [output];
    const before = held;
    held = before === undefined ? output : undefined;
    return before === undefined ? [] : [output, before];
  };
}

function deafTo(kind: 'value-ack' | 'value-go'): Plants {
  return {
    input: (input) => {
      if (input.kind !== 'whisper-received') return [input];
      const envelope = decodeEnvelope(input.frames, input.peer);
      const isDeaf =
        typeof envelope === 'object' && envelope.messages.some((message) => message.kind === kind);
      return isDeaf ? [] : [input];
    },
  };
}

/** Later ones to the same peer are not sent. */
function onceGreeting(): (output: SessionOutput) => SessionOutput[] {
  const greeted = new Set<string>();
  return (output) => {
    if (output.kind !== 'whisper') return [output];
    const envelope = decodeEnvelope(output.frames, output.peer);
    const isHello = typeof envelope === 'object' && envelope.messages[0]?.kind === 'hello';
    if (isHello && greeted.has(output.peer)) return [];
    if (isHello) greeted.add(output.peer);
    return [output];
  };
}
