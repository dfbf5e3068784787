import { fstatSync, type Stats } from 'node:fs';
import { CliError } from './exit.js';

const STANDARD_INPUT = 0;

/** Node gives an empty stream for what it cannot read, such as a folder. @throws CliError for that */
export function checkStandardInput(): void {
  const stats = standardInput();
  const what = stats?.isDirectory() ? 'a folder' : stats?.isBlockDevice() ? 'a disk' : undefined;
  if (what === undefined) return;
  throw new CliError(`standard input is ${what}, which has no lines; give a file or a pipe`);
}

function standardInput(): Stats | undefined {
  try {
    return fstatSync(STANDARD_INPUT);
  } catch {
    // Programs without a console may have none, and it counts as empty.
    return undefined;
  }
}
