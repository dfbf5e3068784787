import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beaconPort } from './free-port.js';

const LIBRARY = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href;

export interface ScriptEnd {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** From the line `last line` on standard output to the end of the process. */
  readonly lingeredMs: number;
}

/** Runs a user's script, an ES module that may import `zfarm`, in a process of its own. */
export async function runScript(
  source: string,
  environment: Record<string, string> = {},
): Promise<ScriptEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'zfarm-script-'));
  const file = join(folder, 'script.mjs');
  writeFileSync(file, source.replaceAll("from 'zfarm'", `from '${LIBRARY}'`));
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ZFARM_INTERFACE: '127.0.0.1', ZFARM_PORT: String(beaconPort()), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  let lastLineAt = Number.NaN;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.includes('last line')) lastLineAt = performance.now();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  try {
    return await new Promise((resolve) => {
      let lingeredMs = Number.NaN;
      child.once('exit', () => {
        lingeredMs = performance.now() - lastLineAt;
      });
      child.once('close', (code) => resolve({ code, output, errors, lingeredMs }));
    });
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}
