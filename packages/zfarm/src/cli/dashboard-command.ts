import { Command } from 'commander';
import { EXIT } from './exit.js';
import { addNetworkOptions, findInterface, meetingFlags, type NetworkFlags } from './network-options.js';
import { wholeNumber } from './option-values.js';
import { onEnding } from './signals.js';
import { outputIsLog } from './standard-output.js';
import { colorsFor } from './terminal.js';

interface DashboardFlags extends NetworkFlags {
  readonly host: string;
  readonly httpPort: number;
}

const EPILOGUE = `
Examples:
  $ zfarm dashboard
  $ zfarm dashboard --http-port 0 --cluster night
  $ curl -s http://127.0.0.1:8787/metrics

The page is for this machine's browsers only, unless --host opens it. From
elsewhere: ssh -L 8787:127.0.0.1:8787 <this machine>.
Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 failed, 2 wrong usage.`;

export function dashboardCommand(done: (exitCode: number) => void): Command {
  const command = new Command('dashboard')
    .option('--http-port <n>', 'port of the page; 0: any that is free', wholeNumber(0, 65_535), 8787)
    .option('--host <address>', 'address to serve the page on', '127.0.0.1');
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (flags: DashboardFlags) => done(await show(flags)));
}

async function show(flags: DashboardFlags): Promise<number> {
  const { cluster, interface: wish, port, host, httpPort } = flags;
  const on = findInterface(wish);
  const ending = new Promise<void>((resolve) => onEnding(() => resolve()));
  // It shows on when nobody reads what it says.
  outputIsLog();
  const [{ observe }, { DashboardServer }] = await Promise.all([
    import('@zfarm/scheduler'),
    import('@zfarm/dashboard'),
  ]);
  await using observer = await observe({
    cluster,
    interface: on.address,
    port,
    trace: true,
    ...meetingFlags(flags),
  });
  await using server = new DashboardServer({
    observer,
    cluster,
    host,
    port: httpPort,
    metrics: () => observer.metrics(),
  });
  await server.start();
  process.stdout.write(`cluster "${cluster}" on ${on.address}: ${server.url}\n`);
  if (!/^(127\.|::1$|localhost$)/.test(host)) {
    const text = `warning: everybody who reaches ${host} can look at this cluster, its errors and the names of its functions`;
    process.stderr.write(`${colorsFor(process.stderr).yellow(text)}\n`);
  }
  await ending;
  return EXIT.ok;
}
