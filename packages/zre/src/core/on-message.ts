import { admissionFault } from './admission.js';
import { type CurveKey, isCurveKey, publicKeyHeader } from './curve-key.js';
import { memberGained, memberLost, onElect, onLeader } from './election.js';
import { hostOf, localised } from './home.js';
import { heard } from './liveness.js';
import type { GroupChangeMessage, HelloMessage, Message } from './message.js';
import { decodeMessage } from './message-codec.js';
import type { NodeId } from './node-id.js';
import type { MessageReceived } from './node-input.js';
import type { Irregularity, NodeOutput } from './node-output.js';
import { endpointsOf, isLoopbackNode, isOwnEndpoint, mustProve, type NodeState } from './node-state.js';
import type { Peer, Rumour } from './peer.js';
import { addToGroup, admitPeer, endConversation, losePeer, meetPeer } from './peer-lifecycle.js';
import { sendTo } from './send.js';
import { isExpectedSequence, nextStatus } from './sequence.js';
import { dismissPeer, identifyPeer, isUsableEndpoint, meetNewcomer } from './wanted-peers.js';

/** A message, whose it is said to be, and the routing id of the link that brought it. */
interface Delivery<M extends Message> {
  readonly id: NodeId;
  readonly link: Uint8Array;
  readonly message: M;
}

/** A message in the mailbox. What is malformed is dropped without being counted in the sender's sequence. */
export function onMessage(state: NodeState, input: MessageReceived, now: number, out: NodeOutput[]): void {
  const [link] = input.frames;
  const id = link && state.senders.read(link);
  if (link === undefined || id === undefined || id === state.id) {
    count(id === undefined ? 'routing-id' : 'own-routing-id', out);
    return;
  }
  const message = decodeMessage(input.frames, 1);
  if (typeof message === 'string') count(message, out);
  else if (message.kind === 'hello') onHello(state, { id, link, message }, now, out);
  else onOther(state, { id, link, message }, now, out);
}

function onHello(
  state: NodeState,
  { id, link, message: hello }: Delivery<HelloMessage>,
  now: number,
  out: NodeOutput[],
): void {
  const rumour = { id, endpoint: localised(state, hello.endpoint), publicKey: helloKey(state, hello) };
  const proved = state.security?.proves?.(link, endpointsOf(state)) === true;
  if (mustProve(state, id) && !proved) {
    onUnproved(state, rumour, now, out);
    return;
  }
  let peer = state.peers.get(id) ?? identifyPeer(state, rumour, now, out);
  if (hello.sequence !== 1) {
    // Messages before it were lost, so this conversation is worth nothing.
    count('sequence-gap', out);
    if (peer !== undefined) losePeer(state, peer, now, out);
    return;
  }
  if (isOwnEndpoint(state, hello.endpoint)) {
    count('endpoint-unusable', out);
    return;
  }
  const fault = admissionFault(state.security, rumour.publicKey) ?? keyFault(peer, rumour, proved);
  if (fault !== undefined) {
    count(fault, out);
    return;
  }
  if (peer?.ready === true && now < peer.answerDueUntil) {
    // To say HELLO once more would be answered in the same way, and so on without end.
    endConversation(state, peer, now, out);
    peer.answerDueUntil = Number.NEGATIVE_INFINITY;
  } else if (peer === undefined || peer.ready || isMisled(state, peer, rumour)) {
    if (peer?.ready === false) count('beacon-contradicted', out);
    peer = meetAfresh(state, rumour, now, out);
  }
  if (peer === undefined) return;
  heard(peer, now);
  admitPeer(state, peer, { hello, link }, now, out);
}

/**
 * Anybody who is admitted can say so: it ends no conversation, and is otherwise worth what a beacon is. Nodes that we do not know
 * begin like that where they were told our endpoint and not our id, to which their proof would be addressed.
 */
function onUnproved(state: NodeState, rumour: Rumour, now: number, out: NodeOutput[]): void {
  const peer = state.peers.get(rumour.id);
  if (peer?.ready === true) count('foreign-link', out);
  else if (peer === undefined && !isOwnEndpoint(state, rumour.endpoint))
    meetNewcomer(state, rumour, now, out);
}

/** A key that was told once is believed against all that is told later; but what was told by a beacon, against what is proved. */
function keyFault(peer: Peer | undefined, { publicKey }: Rumour, proved: boolean): Irregularity | undefined {
  if (peer === undefined || peer.publicKey === publicKey || (proved && !peer.ready)) return undefined;
  return 'key-mismatch';
}

/**
 * A beacon made us connect elsewhere than the peer says it is, and its word has come over a connection that only those admitted
 * have: the beacon may be forged, to keep us from it. A host name only it may be able to resolve.
 */
function isMisled(state: NodeState, peer: Peer, { endpoint, publicKey }: Rumour): boolean {
  if (peer.publicKey !== publicKey) return true;
  if (state.security === undefined || peer.endpoint === endpoint) return false;
  return /^[\d.]+$|:/.test(hostOf(endpoint) ?? '');
}

/** To a plain node, that header is one like any other. */
function helloKey(state: NodeState, hello: HelloMessage): CurveKey | undefined {
  const key = state.security && hello.headers.get(publicKeyHeader);
  return key !== undefined && isCurveKey(key) ? key : undefined;
}

/** A HELLO from a stranger, or from a peer that lost its connection to us and starts a new conversation. */
function meetAfresh(state: NodeState, rumour: Rumour, now: number, out: NodeOutput[]): Peer | undefined {
  const previous = state.peers.get(rumour.id);
  if (previous !== undefined) losePeer(state, previous, now, out);
  // What it says of itself may be a host name that only it can resolve: the way that worked is better.
  const same = previous !== undefined && localised(state, previous.reportedEndpoint) === rumour.endpoint;
  const endpoint = same ? previous.endpoint : rumour.endpoint;
  if (!isUsableEndpoint(endpoint, isLoopbackNode(state))) {
    count('endpoint-unusable', out);
    return undefined;
  }
  const peer = meetPeer(state, { ...rumour, endpoint }, now, out);
  if (peer !== undefined && previous !== undefined) peer.answerDueUntil = now + state.timings.intervalMs;
  return peer;
}

function onOther(
  state: NodeState,
  { id, link, message }: Delivery<Exclude<Message, HelloMessage>>,
  now: number,
  out: NodeOutput[],
): void {
  const peer = state.peers.get(id);
  if (peer === undefined || !peer.ready) {
    count(peer === undefined ? 'peer-unknown' : 'peer-not-ready', out);
    return;
  }
  if (mustProve(state, id) && !sameOctets(peer.link, link)) {
    count('foreign-link', out);
    return;
  }
  if (!isExpectedSequence(peer.receivedSequence, message.sequence)) {
    // Its next beacon or HELLO makes both sides start afresh.
    count('sequence-gap', out);
    losePeer(state, peer, now, out);
    return;
  }
  peer.receivedSequence = message.sequence;
  heard(peer, now);
  act(state, peer, message, now, out);
}

function act(
  state: NodeState,
  peer: Peer,
  message: Exclude<Message, HelloMessage>,
  now: number,
  out: NodeOutput[],
): void {
  const { id, name } = peer;
  switch (message.kind) {
    case 'whisper':
      out.push({ kind: 'emit', event: { type: 'whisper', peer: id, name, content: message.content } });
      return;
    case 'shout': {
      const { group, content } = message;
      out.push({ kind: 'emit', event: { type: 'shout', peer: id, name, group, content } });
      return;
    }
    case 'join':
    case 'leave':
      onGroupChange(state, peer, message, now, out);
      return;
    case 'ping':
      sendTo(peer, { kind: 'ping-ok' }, out);
      return;
    case 'goodbye':
      dismissPeer(state, peer);
      losePeer(state, peer, now, out);
      return;
    case 'elect':
      onElect(state, peer, message, now, out);
      return;
    case 'leader':
      onLeader(state, peer, message, out);
      return;
    case 'ping-ok':
      return;
  }
}

/** A wrong status octet aborts libzyre; here it is counted, and the sender believed. */
function onGroupChange(
  state: NodeState,
  peer: Peer,
  message: GroupChangeMessage,
  now: number,
  out: NodeOutput[],
): void {
  if (message.status !== nextStatus(peer.status)) count('status-mismatch', out);
  peer.status = message.status;
  const { group } = message;
  if (message.kind === 'join') {
    addToGroup(state, peer, group, out);
    memberGained(state, group, now, out);
  } else if (state.groups.remove(group, peer)) {
    out.push({ kind: 'emit', event: { type: 'leave', peer: peer.id, name: peer.name, group } });
    memberLost(state, group, peer.id, now, out);
  }
}

function sameOctets(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.length === other.length && one.every((octet, index) => octet === other[index]);
}

function count(irregularity: Irregularity, out: NodeOutput[]): void {
  out.push({ kind: 'count', irregularity });
}
