import type { Command } from 'commander';

/** Makes the command that tells its exit code to `done`. */
export type CommandMaker = (done: (exitCode: number) => void) => Command;

export interface CommandEntry {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Imports the command: only the one that is called, so that each starts quickly. */
  readonly load: () => Promise<CommandMaker>;
}

/** In the order in which `zfarm --help` lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'worker',
    summary: 'Serve tasks to programs and to zfarm map.',
    load: async () => (await import('./worker-command.js')).workerCommand,
  },
  {
    name: 'nodes',
    summary: 'Show who is in the cluster, with capacity and load.',
    load: async () => (await import('./nodes-command.js')).nodesCommand,
  },
  {
    name: 'top',
    summary: 'Watch workers and jobs live, in the terminal.',
    load: async () => (await import('./top-command.js')).topCommand,
  },
  {
    name: 'dashboard',
    summary: 'Show workers, jobs, tasks and errors in the browser; metrics for Prometheus.',
    load: async () => (await import('./dashboard-command.js')).dashboardCommand,
  },
  {
    name: 'map',
    summary: 'Run a function or a command over the lines of standard input, on the whole cluster.',
    load: async () => (await import('./map-command.js')).mapCommand,
  },
  {
    name: 'up',
    summary: 'Start workers on other machines by ssh.',
    load: async () => (await import('./up-command.js')).upCommand,
  },
  {
    name: 'drain',
    summary: 'Let workers finish what they have begun, and leave.',
    load: async () => (await import('./retire-command.js')).drainCommand,
  },
  {
    name: 'stop',
    summary: 'Let workers leave at once; what they run is run elsewhere.',
    load: async () => (await import('./retire-command.js')).stopCommand,
  },
  {
    name: 'doctor',
    summary: "Find out why nodes don't see each other.",
    load: async () => (await import('./doctor-command.js')).doctorCommand,
  },
  {
    name: 'ping',
    summary: 'Exchange pings with whoever else runs it, or zpinger, and tell of all nodes of the network.',
    load: async () => (await import('./ping-command.js')).pingCommand,
  },
  {
    name: 'dir',
    summary: 'Keep a folder with a JSON file for each node of the network.',
    load: async () => (await import('./dir-command.js')).dirCommand,
  },
  {
    name: 'bench',
    summary: 'Measure what this cluster gives, with jobs whose answers are known.',
    load: async () => (await import('./bench-command.js')).benchCommand,
  },
  {
    name: 'keygen',
    summary: 'Make the keys of a cluster, or of one of its nodes.',
    load: async () => (await import('./keygen-command.js')).keygenCommand,
  },
  {
    name: 'completion',
    summary: 'Print the completion of commands and flags for a shell.',
    load: async () => (await import('./completion-command.js')).completionCommand,
  },
];
