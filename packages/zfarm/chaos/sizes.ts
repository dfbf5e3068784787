/** `full` is what the claims in docs/reliability.md rest on; `short` runs with every test, and asserts no figure of time. */
export type Form = 'short' | 'full';

/** How much of each kind of trouble there is. */
export interface Sizes {
  readonly killedWorker: { readonly runs: number; readonly items: number };
  readonly randomKiller: { readonly items: number; readonly itemMs: number; readonly meanLifeMs: number };
  readonly frozenWorker: { readonly runs: number; readonly frozenMs: number };
  readonly poison: { readonly runs: number; readonly items: number; readonly poisonous: number };
  readonly killedClient: { readonly runs: number };
  readonly flappingNodes: {
    readonly runs: number;
    readonly nodes: number;
    readonly flaps: number;
    readonly everyMs: number;
  };
  readonly network: { readonly runs: number };
  readonly soak: {
    /** Of the warm-up, after which what the processes hold is measured for the first time. */
    readonly warmUp: number;
    readonly tasks: number;
    readonly itemMs: number;
    readonly checkpoints: number;
  };
  readonly fuzz: { readonly frames: number };
}

const SIZES: Readonly<Record<Form, Sizes>> = {
  short: {
    killedWorker: { runs: 1, items: 400 },
    randomKiller: { items: 300, itemMs: 20, meanLifeMs: 1500 },
    frozenWorker: { runs: 1, frozenMs: 4000 },
    poison: { runs: 1, items: 100, poisonous: 1 },
    killedClient: { runs: 1 },
    flappingNodes: { runs: 1, nodes: 8, flaps: 2, everyMs: 500 },
    network: { runs: 1 },
    soak: { warmUp: 10_000, tasks: 10_000, itemMs: 0, checkpoints: 1 },
    fuzz: { frames: 20_000 },
  },
  full: {
    killedWorker: { runs: 100, items: 2000 },
    randomKiller: { items: 20_000, itemMs: 20, meanLifeMs: 5000 },
    frozenWorker: { runs: 20, frozenMs: 30_000 },
    poison: { runs: 30, items: 1000, poisonous: 3 },
    killedClient: { runs: 50 },
    flappingNodes: { runs: 5, nodes: 20, flaps: 20, everyMs: 3000 },
    network: { runs: 10 },
    soak: { warmUp: 600_000, tasks: 1_000_000, itemMs: 1, checkpoints: 10 },
    fuzz: { frames: 10_000_000 },
  },
};

/** `CHAOS_FORM`, as the projects of the test runner set it. */
export const form: Form = process.env['CHAOS_FORM'] === 'full' ? 'full' : 'short';

/** `CHAOS_RUNS` bounds how often each scenario is repeated, `CHAOS_FRAMES` and `CHAOS_TASKS` how long those are that have no runs. */
const runsMax = bound('CHAOS_RUNS');
const framesMax = bound('CHAOS_FRAMES');
const tasksMax = bound('CHAOS_TASKS');

export const sizes: Sizes = bounded(SIZES[form]);

function bounded(chosen: Sizes): Sizes {
  const { killedWorker, frozenWorker, poison, killedClient, flappingNodes, network } = chosen;
  const repeated = { killedWorker, frozenWorker, poison, killedClient, flappingNodes, network };
  for (const [name, size] of Object.entries(repeated)) {
    Object.assign(repeated, { [name]: { ...size, runs: Math.min(size.runs, runsMax) } });
  }
  const { soak, fuzz } = chosen;
  return {
    ...chosen,
    ...repeated,
    soak: {
      ...soak,
      warmUp: Math.min(soak.warmUp, tasksMax),
      tasks: Math.min(soak.tasks, tasksMax),
    },
    fuzz: { frames: Math.min(fuzz.frames, framesMax) },
  };
}

function bound(name: string): number {
  return Number(process.env[name] ?? Number.POSITIVE_INFINITY);
}
