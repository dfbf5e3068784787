import { workNamed } from '@zfarm/bench/work';

/** What everybody who works for a peer does with a task. @param {{ work: string, item: unknown }} task */
export function runTask({ work, item }) {
  return workNamed(work)(item);
}
