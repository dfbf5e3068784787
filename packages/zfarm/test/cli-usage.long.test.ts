import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { privateNetwork, zfarm, zfarmOn } from './cli-process.js';
import { run } from './support/run.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-cli-'));
  await writeFile(
    join(folder, 'task.mjs'),
    'export const double = (line) => line + line;\nexport const table = {};\n',
  );
  await writeFile(join(folder, 'broken.mjs'), 'export const = 1;\n');
  await writeFile(join(folder, 'throws.mjs'), 'throw new RangeError("no\\nluck");\n');
  await writeFile(join(folder, 'unknown.mjs'), 'export default () => nobody;\n');
  await writeFile(join(folder, 'wrong.cjs'), 'module.exports = 42;\n');
  await writeFile(
    join(folder, 'captive.mjs'),
    'const seen = new WeakMap();\nexport default (line) => seen.has({ line });\n',
  );
});

afterAll(() => rm(folder, { recursive: true }));

const COMMANDS = [
  'worker',
  'nodes',
  'top',
  'dashboard',
  'map',
  'up',
  'drain',
  'stop',
  'doctor',
  'ping',
  'dir',
  'bench',
  'keygen',
  'completion',
] as const;

describe('help and version', () => {
  it.each(COMMANDS)('zfarm %s --help shows an example and the exit codes', async (command) => {
    const { code, stdout, stderr } = await zfarm([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: zfarm/);
    expect(stdout).toMatch(/Examples?:\n {2}\$ .*zfarm/);
    expect(stdout).toContain('Exit codes:');
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => line.length > 82)).toEqual([]);
  });

  it('lists the commands', async () => {
    const { code, stdout } = await zfarm(['--help']);
    expect(code).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, command]) => command);
    expect(listed).toEqual([...COMMANDS, 'help']);
  });

  it('needs no sockets for that, which would take their time', async () => {
    const program = new URL('../dist/cli/program.js', import.meta.url).href;
    const code = `
      let sockets = false;
      const { dlopen } = process;
      process.dlopen = (module, file, ...flags) => { sockets ||= file.includes('zeromq'); return dlopen(module, file, ...flags); };
      const { makeProgram } = await import(${JSON.stringify(program)});
      const { commands } = await makeProgram(() => {}, () => true);
      console.log(commands.length, sockets);
      await import('zeromq');
      console.log(sockets);`;
    const args = ['--input-type=module', '--eval', code];
    const { stdout, stderr } = await run(process.execPath, args, { cwd: import.meta.dirname });
    expect({ stdout, stderr }).toEqual({ stdout: `${COMMANDS.length} false\ntrue\n`, stderr: '' });
  });

  it('helps whoever gives no command, and fails for scripts', async () => {
    const { code, stdout, stderr } = await zfarm([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Usage: zfarm/);
  });

  it('tells its version', async () => {
    const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
    expect(await zfarm(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('wrong usage: one line and exit code 2', () => {
  const mistakes: [string[], RegExp][] = [
    [['wrong'], /unknown command 'wrong'; see zfarm --help/],
    [
      ['worker', '--thread', '2'],
      /unknown option '--thread' \(Did you mean --threads\?\); see zfarm worker --help/,
    ],
    [
      ['worker', '--threads', 'two'],
      /'--threads <n>' argument 'two' is invalid. Give a whole number from 1 to 1024/,
    ],
    [['worker', '--threads', '0'], /Give a whole number from 1/],
    [['worker', '--label', 'gpu'], /Give key=value/],
    [['worker', '--label', 'a=1', '--label', 'a=2'], /"a" is there already/],
    [['worker', '--cluster', 'a/b'], /Give a name of 1 to 100 letters/],
    [['map', '-e', 'x => x', '--cluster', 'x'.repeat(101)], /Give a name of 1 to 100 letters/],
    [['worker', '--name', ''], /Give 1 to 60 printable characters/],
    [['worker', '--insecure', '--key', 'a.key'], /exclude each other/],
    [['keygen', '--role', 'worker'], /name the file with --out/],
    [['keygen', '--rotate', '--role', 'worker'], /--rotate goes with --from only/],
    [['nodes', '--port', '99999'], /Give a whole number from 1 to 65535/],
    [['nodes', '--wait', '2000'], /Give a number of seconds, at most 600/],
    [['nodes', 'extra'], /too many arguments/],
    [['help', 'wrong'], /^zfarm: unknown command 'wrong'; see zfarm --help$/],
    [['worker', '--listen', '5671'], /on loopback.*--interface/],
    [['node'], /unknown command 'node' \(Did you mean nodes\?\); see zfarm --help/],
    [['top'], /zfarm top needs a terminal; a program reads zfarm nodes --watch --json/],
    [['drain'], /missing required argument 'node'; see zfarm drain --help/],
    [['stop', 'red', '--within', '3'], /unknown option '--within'; see zfarm stop --help/],
    [['map'], /give a module, -e 'x => \.\.\.' or --exec 'command \{\}'; see zfarm map --help/],
    [['map', 'a.mjs', '-e', 'x => x'], /give one of a module, -e and --exec \("a\.mjs" is the module\)/],
    [['map', '-e', 'x => x', '--exec', 'echo'], /give one of a module, -e and --exec; see/],
    [['map', '-e', 'x => x', '--json'], /results of a function are JSON with --ndjson/],
    [['map', '-e', 'x => x', '--shell'], /--shell is for --exec/],
    [['map', '--exec', 'echo', '--ndjson'], /--ndjson is for functions; with --exec, --json/],
    [['map', '--exec', 'cat {} | wc'], /\| has a meaning for a shell, .* or add --shell/],
    [['map', '--exec', ' '], /--exec is empty/],
    [['map', '--exec', 'echo', '--timeout', '1m'], /Give a number of seconds, as in 90 or 0\.5/],
    [['map', '--exec', 'echo', '--timeout', '0'], /Give a number of seconds/],
    [['map', '-e', '1 + 1'], /-e is a number, not a function/],
    [['map', '-e', 'x => '], /-e is not JavaScript that yields a function \(SyntaxError: /],
    [['map', '-e', 'x => x', '--chunk', '-1'], /--chunk <n>.* Give a whole number/],
    [['map', '-e', 'x => x', '--retries', '1.5'], /Give a whole number from 0/],
    [['bench', '--size', 'XL'], /Allowed choices are S, M, L/],
    [['bench', '--compare', 'missing.json'], /--compare missing\.json: ENOENT/],
    [['map', '-e', 'x => x', '--local', 'perhaps'], /Allowed choices are auto, never, always/],
  ];

  it.each(mistakes)('zfarm %j', async (args, message) => {
    expectOneLine(await zfarm(args), 2, message);
  });

  it('says which variable is wrong, and takes an empty one for none', async () => {
    expectOneLine(await zfarm(['nodes'], '', { env: { ZFARM_PORT: 'abc' } }), 2, /env 'ZFARM_PORT'/);
    const { code } = await zfarm(['nodes', '--wait', '0.001', ...(await privateNetwork())], '', {
      env: { ZFARM_PORT: '', ZFARM_CLUSTER: '', ZFARM_INTERFACE: '' },
    });
    expect(code).toBe(0);
  });
});

it('refuses a function of -e that cannot travel, with advice for a command line', async () => {
  const outcome = await zfarm(['map', '-e', 'x => nobody', '--local', 'always'], 'a\n');
  expectOneLine(outcome, 2, /"nobody" is not defined .*define it inside the function, or give a module/);
  expect(outcome.stderr).not.toContain('vars');
});

describe('what the machine does not have: one line and exit code 1', () => {
  it.each(['worker', 'nodes', 'map'])('zfarm %s on an interface that does not exist', async (command) => {
    const args = [command, '--interface', 'nope0', ...(command === 'map' ? ['-e', 'x => x'] : [])];
    expectOneLine(await zfarm(args), 1, /no network interface "nope0".*there are: .*127\.0\.0\.1/);
  });

  it.each(['worker', 'nodes', 'map'])('zfarm %s on a port that another program holds', async (command) => {
    const holder = createSocket('udp4');
    holder.bind({ port: 0, exclusive: true });
    await once(holder, 'listening');
    const args = ['--interface', '127.0.0.1', '--port', String(holder.address().port)];
    const outcome = await zfarm([command, ...args, ...(command === 'map' ? ['-e', 'x => x'] : [])], 'a\n');
    holder.close();
    expectOneLine(outcome, 1, /Cannot open UDP port \d+/);
  });

  it.each([
    ['missing.mjs', /there is no file .*missing\.mjs/],
    ['task.mjs', /task\.mjs has no default export; there is task\.mjs#double$/],
    ['task.mjs#triple', /task\.mjs has no export "triple"; there is task\.mjs#double$/],
    ['task.mjs#table', /export "table" of task\.mjs is an object, not a function/],
    ['wrong.cjs', /default export of wrong\.cjs is a number, not a function/],
    ['broken.mjs', /cannot load broken\.mjs: SyntaxError: /],
    ['throws.mjs', /cannot load throws\.mjs: RangeError: no luck/],
    ['.', /cannot load \.: it is a folder/],
    ['unknown.mjs', /"nobody" is not defined .*: define it inside the function\.$/],
    ['captive.mjs', /cannot be sent to another process \(.* → seen\): .*WeakMap/],
  ])('zfarm map %s', async (module, message) => {
    const network = await privateNetwork();
    expectOneLine(await zfarm(['map', module, ...network], 'a\n', { cwd: folder }), 1, message);
  });

  it('takes no folder for lines', async () => {
    const input = await open(folder);
    const outcome = zfarmOn(input.fd, ['map', '-e', 'x => x', '--local', 'always']);
    await input.close();
    expectOneLine(outcome, 1, /standard input is a folder, which has no lines/);
  });

  it('adds the stack for those who debug', async () => {
    const { stderr } = await zfarm(['map', 'missing.mjs'], '', { cwd: folder, env: { ZFARM_DEBUG: '1' } });
    expect(stderr).toMatch(/^zfarm: there is no file .*\n(.*\n)*? {4}at /);
  });
});

describe.skipIf(!existsSync('/dev/full'))('standard output (with a /dev/full)', () => {
  const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
  const shell = (line: string): ReturnType<typeof run> =>
    run('sh', ['-c', line.replace('zfarm', `'${process.execPath}' '${main}'`)], { timeoutMs: 20_000 });

  it.each(['help', 'nodes --json --wait 0.05', 'doctor --wait 0.05'])(
    'zfarm %s fails in one line when that is full, and is content with a reader who leaves',
    async (command) => {
      const [, , , port] = await privateNetwork();
      const flags = /nodes|doctor/.test(command) ? `--interface 127.0.0.1 --port ${port}` : '';
      const full = await shell(`zfarm ${command} ${flags} > /dev/full`);
      expect(full.stderr).toMatch(/^zfarm: cannot write to standard output: ENOSPC.*\n$/);
      expect(full.code).toBe(1);
      expect(await shell(`zfarm ${command} ${flags} | true`)).toMatchObject({ code: 0, stderr: '' });
    },
  );
});

function expectOneLine(
  outcome: { readonly code: number | null; readonly stdout: string; readonly stderr: string },
  code: number,
  message: RegExp,
): void {
  const lines = outcome.stderr.split('\n');
  expect(lines[0]).toMatch(message);
  expect(lines[0]).toMatch(/^zfarm: /);
  expect(lines.slice(1)).toEqual(['']);
  // No terminal, no colours.
  expect(outcome.stderr).not.toContain('\u001b');
  expect(outcome.stdout).toBe('');
  expect(outcome.code).toBe(code);
}
