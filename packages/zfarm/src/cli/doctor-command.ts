import { Command, Option } from 'commander';
import { diagnose } from './doctor/diagnose.js';
import { doctorReport } from './doctor/doctor-report.js';
import type { DoctorFacts } from './doctor/facts.js';
import { machineAddresses, surroundings, watchClock } from './doctor/machine.js';
import { EXIT } from './exit.js';
import { addNetworkOptions, type NetworkFlags } from './network-options.js';
import { secondsUpTo } from './option-values.js';
import { colorsFor } from './terminal.js';

interface DoctorFlags extends NetworkFlags {
  readonly json?: boolean;
  /** In ms. */
  readonly wait: number;
}

const EPILOGUE = `
Examples:
  $ zfarm doctor
  $ zfarm doctor --interface eth0
  $ zfarm doctor --interface eth0 --json | jq -r '.findings[].code'

Why don't my nodes see each other? It takes part for some seconds, on the
interface named and no other, and looks at: the interface and its kind, the port,
whether own beacons leave and are heard, who is heard by UDP, whom TCP reaches,
who connects back, keys, versions and the clock. Run it on both machines.
docs/troubleshooting.md explains each finding by its code, which stands in
brackets.
With --json: { findings: [{ severity, code, text, remedy }], facts }; severity is
ok, note, warning or problem.
Exit codes: 0 no problem found, perhaps warnings; 1 a problem; 2 wrong usage.`;

/** Beacons come once a second: whoever is there is heard twice. */
const WAIT_MS = 2500;

export function doctorCommand(done: (exitCode: number) => void): Command {
  const command = new Command('doctor')
    .option('--json', 'print an object with findings and facts')
    .addOption(
      new Option('--wait <seconds>', 'how long to listen')
        .argParser(secondsUpTo(600))
        .default(WAIT_MS, String(WAIT_MS / 1000)),
    );
  return addNetworkOptions(command)
    .addHelpText('after', EPILOGUE)
    .action(async (flags: DoctorFlags) => {
      const source = command.getOptionValueSource('interface');
      const from = source === 'cli' ? 'option' : source === 'env' ? 'variable' : 'default';
      done(await examine(flags, from));
    });
}

async function examine(flags: DoctorFlags, from: DoctorFacts['wish']['from']): Promise<number> {
  const facts = await gather(flags, from);
  const findings = diagnose(facts);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ findings, facts }, null, 2)}\n`);
  } else {
    const { dim, green, red, yellow } = colorsFor(process.stdout);
    const width = process.stdout.isTTY ? Math.max(40, process.stdout.columns || 80) : 100;
    const paint = { ok: green, note: dim, warning: yellow, problem: red };
    process.stdout.write(doctorReport(findings, width, paint));
  }
  return findings.some(({ severity }) => severity === 'problem') ? EXIT.failed : EXIT.ok;
}

async function gather(flags: DoctorFlags, from: DoctorFacts['wish']['from']): Promise<DoctorFacts> {
  const { cluster, port, interface: text, wait: waitMs } = flags;
  const clock = watchClock();
  const interfaces = machineAddresses();
  const chosen = interfaces.find(({ name, address }) => name === text || address === text);
  const { PROTOCOL_VERSION_MIN, PROTOCOL_VERSION_MAX } = await import('@zfarm/cluster-core/core');
  const known = {
    cluster,
    port,
    wish: { text, from },
    interfaces,
    surroundings: surroundings(),
    versions: [PROTOCOL_VERSION_MIN, PROTOCOL_VERSION_MAX] as const,
  };
  if (chosen === undefined) return { ...known, clock: clock() };
  if (!flags.json && process.stderr.isTTY) process.stderr.write(`listening for ${waitMs / 1000} s ...\n`);
  const { probeNetwork } = await import('./doctor/probe-network.js');
  const { peerSecurity } = await import('./peer-security.js');
  const security = peerSecurity(flags, chosen);
  const network = await probeNetwork({ chosen, interfaces, port, cluster, waitMs, security });
  return { ...known, chosen, network, clock: clock() };
}
