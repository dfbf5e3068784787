import { Command } from 'commander';
import { EXIT, usageError } from './exit.js';
import { addNetworkOptions, findInterface, meetingFlags, type NetworkFlags } from './network-options.js';
import { isScreen } from './terminal.js';

const EPILOGUE = `
Examples:
  $ zfarm top
  $ zfarm top --interface eth0 --cluster lab

Workers with their slots, rates, failures and memory; the jobs of all programs
with progress and time left; items a second as a curve. Keys: q quits, s and 1 to
6 sort, r reverses, / filters, arrows scroll, ? explains. Needs a terminal; for a
program there is zfarm nodes --watch --json.
Exit codes: 0 ended by q; 1 failed; 2 wrong usage, or no terminal; 130 ended by
Ctrl-C, 143 by SIGTERM.`;

export function topCommand(done: (exitCode: number) => void): Command {
  return addNetworkOptions(new Command('top'))
    .addHelpText('after', EPILOGUE)
    .action(async (flags: NetworkFlags) => done(await top(flags)));
}

async function top(flags: NetworkFlags): Promise<number> {
  const on = findInterface(flags.interface);
  if (!isScreen(process.stdout) || !process.stdin.isTTY) {
    throw usageError('zfarm top needs a terminal; a program reads zfarm nodes --watch --json');
  }
  const { watchTop } = await import('./top/watch-top.js');
  const { observe } = await import('@zfarm/scheduler');
  await using observer = await observe({
    cluster: flags.cluster,
    interface: on.address,
    port: flags.port,
    ...meetingFlags(flags),
  });
  process.stdout.on('error', () => process.exit(EXIT.failed));
  return await watchTop(observer, `cluster "${flags.cluster}" on ${on.address}:${flags.port}`);
}
