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

type Body = { x: number; y: number; z: number; vx: number; vy: number; vz: number; readonly mass: number };

function solarSystem(): Body[] {
  const bodies = PLANETS.map(([x, y, z, vx, vy, vz, mass]) => ({
    ...{ x, y, z, vx: vx * DAYS, vy: vy * DAYS, vz: vz * DAYS },
    mass: mass * SOLAR_MASS,
  }));
  const [sun] = bodies;
  if (sun === undefined) return bodies;
  for (const { vx, vy, vz, mass } of bodies.slice(1)) {
    // So that the whole stays where it is.
    sun.vx -= (vx * mass) / SOLAR_MASS;
    sun.vy -= (vy * mass) / SOLAR_MASS;
    sun.vz -= (vz * mass) / SOLAR_MASS;
  }
  return bodies;
}

function pull(a: Body, b: Body, dt: number): void {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  const dz = a.z - b.z;
  const square = dx * dx + dy * dy + dz * dz;
  const magnitude = dt / (square * Math.sqrt(square));
  a.vx -= dx * b.mass * magnitude;
  a.vy -= dy * b.mass * magnitude;
  a.vz -= dz * b.mass * magnitude;
  b.vx += dx * a.mass * magnitude;
  b.vy += dy * a.mass * magnitude;
  b.vz += dz * a.mass * magnitude;
}

function energyOf(bodies: readonly Body[]): number {
  let energy = 0;
  for (const [at, a] of bodies.entries()) {
    energy += (a.mass * (a.vx ** 2 + a.vy ** 2 + a.vz ** 2)) / 2;
    for (const b of bodies.slice(at + 1)) {
      energy -= (a.mass * b.mass) / Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
    }
  }
  return energy;
}

/** The energy of the solar system after so many steps of a hundredth of a year each, to nine places. */
function energyAfter(steps: number): string {
  const bodies = solarSystem();
  const dt = 0.01;
  for (let step = 0; step < steps; step += 1) {
    for (let i = 0; i < bodies.length; i += 1) {
      const a = bodies[i];
      if (a === undefined) continue;
      for (let j = i + 1; j < bodies.length; j += 1) {
        const b = bodies[j];
        if (b !== undefined) pull(a, b, dt);
      }
    }
    for (const body of bodies) {
      body.x += dt * body.vx;
      body.y += dt * body.vy;
      body.z += dt * body.vz;
    }
  }
  return energyOf(bodies).toFixed(9);
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
