import type { Peer } from './peer.js';

/** Which peers are in which group. Unlike libzyre's, a group that nobody is in any more is forgotten. */
export class GroupTable {
  readonly #members = new Map<string, Set<Peer>>();

  /** False when the peer is in the group already. */
  add(group: string, peer: Peer): boolean {
    if (peer.groups.has(group)) return false;
    peer.groups.add(group);
    const members = this.#members.get(group);
    if (members === undefined) this.#members.set(group, new Set([peer]));
    else members.add(peer);
    return true;
  }

  /** False when the peer is not in the group. */
  remove(group: string, peer: Peer): boolean {
    if (!peer.groups.delete(group)) return false;
    const members = this.#members.get(group);
    members?.delete(peer);
    if (members?.size === 0) this.#members.delete(group);
    return true;
  }

  removeFromAll(peer: Peer): void {
    for (const group of [...peer.groups]) this.remove(group, peer);
  }

  clear(): void {
    this.#members.clear();
  }

  members(group: string): ReadonlySet<Peer> {
    return this.#members.get(group) ?? noMembers;
  }

  names(): string[] {
    return [...this.#members.keys()];
  }
}

const noMembers: ReadonlySet<Peer> = new Set();
