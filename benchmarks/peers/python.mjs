import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LoopbackNetwork } from './loopback-network.mjs';

/** What set-up.mjs installs. */
export const PYTHON_PACKAGES = { distributed: '2026.8.0', ray: '2.60.0', hyperqueue: '0.27.0' };

const VENV = new URL('../.venv/', import.meta.url);

export const venv = fileURLToPath(VENV);
export const python = fileURLToPath(new URL('bin/python', VENV));

/** @param {keyof typeof PYTHON_PACKAGES} name */
export function missingPython(name) {
  if (!existsSync(new URL(`${name}.installed`, VENV))) return `node benchmarks/peers/set-up.mjs ${name}`;
  return LoopbackNetwork.missing();
}
