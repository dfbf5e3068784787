import type { FeedFault } from './feed.js';

/** Failures of the same kind. */
export interface FaultGroup {
  readonly key: string;
  /** The newest. */
  readonly last: FeedFault;
  readonly times: number;
  /** Workers that they were on. */
  readonly workers: readonly string[];
  readonly items: readonly number[];
}

/** Items of a group that are named. */
const ITEMS_NAMED = 12;

/**
 * The same message at the same function is one group, figures in it aside, for items put theirs there; the newest group is
 * first.
 */
export function faultGroups(faults: readonly FeedFault[]): readonly FaultGroup[] {
  const groups = new Map<string, FeedFault[]>();
  for (const fault of faults) {
    const key = `${fault.clientName}/${fault.jobName}/${fault.name}: ${fault.message.replace(/\d+/g, '#')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fault]);
    else group.push(fault);
  }
  const listed = [...groups].flatMap(([key, all]) => {
    const last = all.at(-1);
    if (last === undefined) return [];
    const workers = [...new Set(all.map(({ worker }) => worker))].sort((one, other) =>
      one.localeCompare(other),
    );
    const items = [...new Set(all.map(({ item }) => item))].sort((one, other) => one - other);
    return [{ key, last, times: all.length, workers, items: items.slice(0, ITEMS_NAMED) }];
  });
  return listed.sort((one, other) => other.last.no - one.last.no);
}
