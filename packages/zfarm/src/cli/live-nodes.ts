import type { EnterEvent, ExitEvent, JoinEvent, LeaveEvent } from '@zfarm/zre';
import type { LiveNode } from './node-file.js';

export type NodeChange = EnterEvent | ExitEvent | JoinEvent | LeaveEvent;

/** Who is there, and in which groups. */
export class LiveNodes {
  readonly #byPeer: Map<string, LiveNode> = new Map();

  /** @returns the node after the change; undefined when it has gone */
  apply(event: NodeChange, at: Date): LiveNode | undefined {
    const node = this.#changed(event, at);
    if (node === undefined) this.#byPeer.delete(event.peer);
    else this.#byPeer.set(event.peer, node);
    return node;
  }

  #changed(event: NodeChange, at: Date): LiveNode | undefined {
    const known = this.#byPeer.get(event.peer);
    switch (event.type) {
      case 'enter': {
        const { name, endpoint: address, headers } = event;
        return { name, address, headers, groups: [], since: at };
      }
      case 'exit':
        return undefined;
      case 'join':
        return known && { ...known, groups: [...known.groups.filter(isNot(event.group)), event.group] };
      case 'leave':
        return known && { ...known, groups: known.groups.filter(isNot(event.group)) };
    }
  }
}

function isNot(group: string): (other: string) => boolean {
  return (other) => other !== group;
}
