import type { Payload } from '@zfarm/cluster-core';
import type {
  NestedEnded,
  NestedNeed,
  NestedSlice,
  NestedToWorker,
  ValueRef,
} from '@zfarm/cluster-core/core';
import type { NestedOpened, NestedOver, NestedTold } from '../core/scheduler-output.js';

/** Who makes jobs of what tasks ask for. */
export type NestedListener = (output: NestedOpened | NestedTold | NestedOver) => void;

/** A message to a task about a job of its own, with its values as they are. */
export type NestedWord =
  | NestedNeed
  | (Omit<NestedSlice, 'values'> & { readonly values: Payload })
  | (Omit<NestedEnded, 'failure'> & { readonly failure: Payload });

/** The message, its value named by a reference. */
export function nestedMessage(word: NestedWord, refer: (content: Payload) => ValueRef): NestedToWorker {
  switch (word.kind) {
    case 'nested-need':
      return word;
    case 'nested-slice':
      return { ...word, values: refer(word.values) };
    case 'nested-ended':
      return { ...word, failure: refer(word.failure) };
  }
}
