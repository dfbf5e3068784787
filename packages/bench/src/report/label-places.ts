/** Moves labels that stand on one another apart, by as little as that takes: each at least `gap` from the next, in the order of their places. */
export function placesApart(places: readonly number[], gap: number): number[] {
  const order = places.map((_, at) => at).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const groups: Group[] = [];
  for (const member of order) {
    let group: Group = { sum: places[member] ?? 0, members: [member] };
    // A group that reaches into the one before becomes one with it, around the middle of both.
    for (let before = groups.at(-1); before !== undefined && overlap(before, group, gap); ) {
      groups.pop();
      group = { sum: before.sum + group.sum, members: [...before.members, ...group.members] };
      before = groups.at(-1);
    }
    groups.push(group);
  }
  const moved = [...places];
  for (const { sum, members } of groups) {
    const first = sum / members.length - ((members.length - 1) * gap) / 2;
    for (const [at, member] of members.entries()) moved[member] = first + at * gap;
  }
  return moved;
}

interface Group {
  readonly sum: number;
  readonly members: readonly number[];
}

function overlap(before: Group, after: Group, gap: number): boolean {
  const distance = after.sum / after.members.length - before.sum / before.members.length;
  return distance < ((before.members.length + after.members.length) * gap) / 2;
}
