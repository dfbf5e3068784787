/** What each checker stands for, in one sentence: what a failing run has shown to be false. */
const CLAIMS: Readonly<Record<string, string>> = {
  'core-invariants': 'No core throws or contradicts itself.',
  settlement: 'Each item resolves once, with the right value, and each job ends once, for the right reason.',
  failure: 'An item fails only for what happened to that very item, as often as its policy says.',
  execution: 'An item runs again only for a recorded cause, in the range assigned, and never behind a cut.',
  capacity: 'Credits and slots are never exceeded, and none is lost.',
  placement:
    'Work goes only where it fits, nobody reserves more than there is, and only what fits nowhere fails for that.',
  report: 'A worker tells what it has started, and begins nothing of what it was asked back.',
  transfer: 'Big values leave room for small messages, and no more of them is under way than may be.',
  'fair-share': 'Clients that wait at a worker get slot time by their weights.',
  nesting: 'A job that a task starts ends with its task, and its results reach that in order.',
  value: 'Inputs, code and results arrive as they were sent.',
  pool: 'A worker gives its threads only what they can run.',
  protocol: 'No message makes no sense to its receiver.',
  session: 'No message is malformed or refused.',
  liveness: 'Once the faults stop, everything settles in bounded time.',
  leftovers: 'In the end nobody holds anything of a job that is over, and all are linked again.',
  membership: 'In the end all nodes see the same peers in the same groups.',
  presence: 'Where nothing goes wrong, nobody exits who is there.',
  bounds: 'No queue outgrows its limit, and no item is given out that its consumer has no room for.',
  'stand-in': 'The cores ask of threads and network only what these can do.',
};

export function claimOf(checker: string): string {
  return CLAIMS[checker] ?? checker;
}
