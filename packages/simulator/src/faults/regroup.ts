import type { FaultKind } from './fault.js';

/** Groups that nodes come to and leave again, beside that of all members. */
export const EXTRA_GROUPS: readonly string[] = ['red', 'green'];

/** A node joins a group or leaves it, once or many times at once. */
export const regroup: FaultKind = {
  kind: 'regroup',
  weight: 6,
  draw: ({ prng, workers, clients }) => {
    const node = prng.pick([...workers, ...clients]);
    const group = prng.pick(EXTRA_GROUPS);
    const times = prng.pick([1, 1, 2, 9]);
    return {
      plan: { node, group, times },
      machines: [node],
      strike: (victims) => {
        const host = victims.worker(node) ?? victims.client(node);
        for (let time = 0; time < times; time += 1) host?.host.zre.toggle(group);
      },
    };
  },
};
