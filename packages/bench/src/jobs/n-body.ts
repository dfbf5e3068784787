import { type BenchmarkJob, expectExactly } from './benchmark-job.js';

const SOLAR_MASS = 4 * Math.PI * Math.PI;
const DAYS = 365.24;

/** Position, velocity, mass: sun, Jupiter, Saturn, Uranus, Neptune, as the Benchmarks Game gives them. */
const PLANETS: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [0, 0, 0, 0, 0, 0, 1],
  [
    4.841431442464721, -1.1603200440274284, -0.10362204447112311, 0.001660076642744037, 0.007699011184197404,
    -6.90460016972063e-5, 0.0009547919384243266,
  ],
  [
    8.34336671824458, 4.124798564124305, -0.4035234171143214, -0.00276742510726411, 0.004998528012349172,
    2.3041729757376393e-5, 0.0002858859806661308,
  ],
  [
    12.894369562139131, -15.111151401698631, -0.22330757889265573, 0.002964601375647616,
    0.0023784717395948095, -2.9658956854023756e-5, 4.366244043351563e-5,
  ],
  [
    15.379697114850917, -25.919314609987964, 0.17925877295037118, 0.0026806777249038932, 0.001628241700382423,
    -9.515922545197159e-5, 5.1513890204661145e-5,
  ],
];

/** One number after the other for each body: x, y, z, then the velocities. */
const FIELDS = 6;

interface System {
  readonly bodies: Float64Array;
  readonly masses: Float64Array;
}

function solarSystem(): System {
  const masses = Float64Array.from(PLANETS, ([, , , , , , mass]) => mass * SOLAR_MASS);
  const bodies = Float64Array.from(
    PLANETS.flatMap(([x, y, z, vx, vy, vz]) => [x, y, z, vx * DAYS, vy * DAYS, vz * DAYS]),
  );
  // The sun moves so that the whole stays where it is.
  for (let body = 1; body < masses.length; body += 1) {
    for (let axis = 3; axis < FIELDS; axis += 1) {
      const momentum = (bodies[body * FIELDS + axis] ?? 0) * (masses[body] ?? 0);
      bodies[axis] = (bodies[axis] ?? 0) - momentum / SOLAR_MASS;
    }
  }
  return { bodies, masses };
}

/** Each of two bodies changes the velocity of the other. */
function pull({ bodies, masses }: System, one: number, other: number, dt: number): void {
  const a = one * FIELDS;
  const b = other * FIELDS;
  const dx = (bodies[a] ?? 0) - (bodies[b] ?? 0);
  const dy = (bodies[a + 1] ?? 0) - (bodies[b + 1] ?? 0);
  const dz = (bodies[a + 2] ?? 0) - (bodies[b + 2] ?? 0);
  const square = dx * dx + dy * dy + dz * dz;
  const magnitude = dt / (square * Math.sqrt(square));
  const toOne = (masses[other] ?? 0) * magnitude;
  const toOther = (masses[one] ?? 0) * magnitude;
  bodies[a + 3] = (bodies[a + 3] ?? 0) - dx * toOne;
  bodies[a + 4] = (bodies[a + 4] ?? 0) - dy * toOne;
  bodies[a + 5] = (bodies[a + 5] ?? 0) - dz * toOne;
  bodies[b + 3] = (bodies[b + 3] ?? 0) + dx * toOther;
  bodies[b + 4] = (bodies[b + 4] ?? 0) + dy * toOther;
  bodies[b + 5] = (bodies[b + 5] ?? 0) + dz * toOther;
}

function energyOf({ bodies, masses }: System): number {
  const field = (body: number, at: number): number => bodies[body * FIELDS + at] ?? 0;
  let energy = 0;
  for (const [one, mass] of masses.entries()) {
    energy += (mass * Math.hypot(field(one, 3), field(one, 4), field(one, 5)) ** 2) / 2;
    for (let other = one + 1; other < masses.length; other += 1) {
      const gaps = [0, 1, 2].map((axis) => field(one, axis) - field(other, axis));
      energy -= (mass * (masses[other] ?? 0)) / Math.hypot(...gaps);
    }
  }
  return energy;
}

/** The energy of the solar system after so many steps of a hundredth of a year each, to nine places. */
function energyAfter(steps: number): string {
  const system = solarSystem();
  const { bodies, masses } = system;
  const dt = 0.01;
  for (let step = 0; step < steps; step += 1) {
    for (let one = 0; one < masses.length; one += 1) {
      for (let other = one + 1; other < masses.length; other += 1) pull(system, one, other, dt);
    }
    for (let at = 0; at < bodies.length; at += FIELDS) {
      for (let axis = at; axis < at + 3; axis += 1) {
        bodies[axis] = (bodies[axis] ?? 0) + dt * (bodies[axis + 3] ?? 0);
      }
    }
  }
  return energyOf(system).toFixed(9);
}

const RUNS = {
  S: { runs: 8, steps: 1000, energy: '-0.169087605' },
  M: { runs: 8, steps: 500_000, energy: '-0.169096567' },
  L: { runs: 16, steps: 5_000_000, energy: '-0.169083134' },
} as const;

export const nBody: BenchmarkJob = {
  name: 'n-body',
  title: 'Energy of the solar system: the same run several times, as in an ensemble',
  source: 'output of the Benchmarks Game for 1,000, 500,000 and 5,000,000 steps',
  work: [energyAfter],
  sizes: { S: '8 runs of 1,000 steps', M: '8 runs of 500,000 steps', L: '16 runs of 5,000,000 steps' },
  prepare: (size) => {
    const { runs, steps, energy } = RUNS[size];
    const items = Array.from({ length: runs }, () => steps);
    return {
      tasks: runs,
      parallel: async (map) => await map(energyAfter, items),
      check: (answers: readonly string[]) => expectExactly([...new Set(answers)], [energy]),
    };
  },
};
