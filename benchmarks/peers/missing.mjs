import { spawnSync } from 'node:child_process';

/**
 * Tells how to get what is not here; undefined when all is.
 *
 * @param {readonly string[]} packages of npm
 * @param {{ command: string, args: readonly string[], get: string }} [program]
 */
export async function missing(packages, program) {
  for (const name of packages) {
    try {
      await import(name);
    } catch (error) {
      if (error.code === 'ERR_MODULE_NOT_FOUND') return `npm install ${name}`;
      throw error;
    }
  }
  if (program !== undefined && spawnSync(program.command, program.args).error !== undefined)
    return `there is no ${program.command}: ${program.get}`;
  return undefined;
}

/** The same for whoever works in several processes. @type {typeof missing} */
export async function missingForProcesses(packages, program) {
  if (process.platform !== 'linux') return 'the processor time of its processes is read as Linux tells it';
  return await missing(packages, program);
}
