import { afterEach, expect, test, vi } from 'vitest';
import { COMMANDS } from './commands.js';
import { makeProgram } from './program.js';
import { colorsFor } from './terminal.js';

afterEach(() => vi.unstubAllEnvs());

/** What a program may read of each command; the others say why not. */
const MACHINES: Readonly<Record<string, string>> = {
  worker: '--log-format',
  nodes: '--json',
  top: 'zfarm nodes --watch --json tells the same',
  dashboard: 'its page reads /events',
  map: '--json',
  up: '--json',
  drain: '--json',
  stop: '--json',
  doctor: '--json',
  ping: '--json',
  dir: 'what it writes is JSON',
  bench: 'its report has a JSON file',
  keygen: 'it writes a key file',
  completion: 'a shell reads it',
};

/** Those that tell how they are doing while they work. */
const QUIET = ['map', 'up', 'drain', 'stop'];

test('what each command has for programs that read it, and for those who want to hear nothing', async () => {
  const program = await makeProgram(
    () => {},
    () => true,
  );
  expect(Object.keys(MACHINES)).toEqual(COMMANDS.map(({ name }) => name));
  for (const command of program.commands.filter((one) => one.name() !== 'help')) {
    const flags = command.options.map(({ long }) => long);
    const wanted = MACHINES[command.name()] ?? '';
    if (wanted.startsWith('--')) expect(flags, command.name()).toContain(wanted);
    expect(flags.includes('--quiet'), command.name()).toBe(QUIET.includes(command.name()));
  }
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
])('colours on a terminal (%s) with %j: %s', (isTTY, variables, coloured) => {
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('NO_COLOR', undefined);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  expect(colorsFor({ isTTY }).red('x') !== 'x').toBe(coloured);
});
