import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { ClockFacts, MachineAddress, Surroundings } from './facts.js';

export function machineAddresses(): MachineAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, netmask, internal }) => ({ name, address, netmask, loopback: internal })),
  );
}

/** Begins to watch the clock; the function returned says what it has done since. */
export function watchClock(): () => ClockFacts {
  const offset = (): number => Date.now() - performance.now();
  const before = offset();
  return () => ({ timeMs: Date.now(), jumpMs: Math.round(offset() - before) });
}

export function surroundings(): Surroundings {
  const container = containerKind();
  return {
    platform: process.platform,
    wsl: /microsoft/i.test(textOf('/proc/sys/kernel/osrelease')),
    ...(container === undefined ? {} : { container }),
  };
}

function containerKind(): string | undefined {
  if (process.env['KUBERNETES_SERVICE_HOST'] !== undefined) return 'Kubernetes';
  if (existsSync('/run/.containerenv')) return 'Podman';
  return existsSync('/.dockerenv') ? 'Docker' : undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
