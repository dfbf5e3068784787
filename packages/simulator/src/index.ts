export { type SimulationOptions, simulate, type Verdict } from './simulate.js';
export { Violation } from './violation.js';
export type { CoreFactory, SchedulerMachine, WorkerMachine } from './world.js';
