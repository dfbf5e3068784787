import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';

const home = ['--local', 'always', '--quiet'];
const posix = process.platform !== 'win32';
/** Node.js in a template, whatever blanks its path has. */
const node = `'${process.execPath}'`;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-exec-'));
  const programs = {
    'arguments.mjs': 'console.log(JSON.stringify(process.argv.slice(2)));',
    'outcome.mjs': `const [, , line] = process.argv;
console.log('out ' + line);
console.error('err ' + line);
process.exitCode = line === '2' ? 7 : 0;`,
    'bytes.mjs': `process.stdout.write(Buffer.from([0, 255, 10, Number(process.argv[2])]));`,
    'flood.mjs': `process.stdout.write(Buffer.alloc(17 * 1024 * 1024)); setInterval(() => {}, 1000);`,
    // Stays until it is ended, by force; so does what it starts.
    'stay.mjs': `import { spawn } from 'node:child_process';
import { connect } from 'node:net';
const [, , port, kind] = process.argv;
process.on('SIGTERM', () => {});
connect(Number(port), '127.0.0.1');
if (kind !== 'child') spawn(process.execPath, [process.argv[1], port, 'child'], { stdio: 'inherit' });`,
  };
  for (const [name, text] of Object.entries(programs)) await writeFile(join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true }));

/** A template that runs one of the programs. */
const program = (name: string, rest = ''): string => `${node} '${join(folder, name)}' ${rest}`;

describe('zfarm map --exec', () => {
  it('gives each place its part of the line, as one argument whatever is in it', async () => {
    const line = `a b/$(c) 'd' "e" \\ *.tar.gz`;
    const template = program('arguments.mjs', '{} --in={.} {/} {/.} {#}');
    const { code, stdout, stderr } = await zfarm(['map', '--exec', template, ...home], `${line}\nplain\n`);
    expect(stderr).toBe('');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text)),
    ).toEqual([
      [line, `--in=${line.slice(0, -3)}`, line.slice(4), line.slice(4, -3), '1'],
      ['plain', '--in=plain', 'plain', 'plain', '2'],
    ]);
    expect(code).toBe(0);
  });

  it('prints what each wrote in the order of the lines, stderr labelled', async () => {
    const args = ['map', '--exec', program('outcome.mjs'), '--chunk', '1', ...home];
    const outcome = await zfarm(args, '1\n3\n');
    const stderr = '[local 1] err 1\n[local 2] err 3\n';
    expect(outcome).toEqual({ code: 0, stdout: 'out 1\nout 3\n', stderr });
  });

  it('prints bytes as they are', async () => {
    const map = new CliProcess(['map', '--exec', program('bytes.mjs'), ...home]);
    const pieces: Buffer[] = [];
    map.child.stdout
      .setEncoding('latin1')
      .on('data', (text: string) => pieces.push(Buffer.from(text, 'latin1')));
    map.child.stdin.end('1\n254\n');
    expect((await map.outcome).code).toBe(0);
    expect([...Buffer.concat(pieces)]).toEqual([0, 255, 10, 1, 0, 255, 10, 254]);
  });

  it('an exit code but 0 fails its line and ends the map', async () => {
    const outcome = await zfarm(['map', '--exec', program('outcome.mjs'), ...home], '2\n');
    const stderr = '[local 1] err 2\nzfarm: line 1 failed on worker local: exit code 7\n';
    expect(outcome).toEqual({ code: 1, stdout: 'out 2\n', stderr });
  });

  it('with --keep-going only its line', async () => {
    const args = ['map', '--exec', program('outcome.mjs'), '--keep-going', ...home];
    const { code, stdout, stderr } = await zfarm(args, '1\n2\n3\n');
    expect(stdout).toBe('out 1\nout 2\nout 3\n');
    expect(stderr).toContain('zfarm: line 2 failed on worker local: exit code 7\n');
    expect(stderr).toMatch(/\nzfarm: 1 line failed\n$/);
    expect(code).toBe(1);
  });

  it('--json tells all of each line', async () => {
    const args = ['map', '--exec', program('outcome.mjs'), '--json', '--keep-going', '--unordered', ...home];
    const { code, stdout } = await zfarm(args, '1\n2\n');
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as { readonly index: number });
    const common = { signal: null, worker: 'local', ms: expect.any(Number) };
    expect(objects.sort((one, other) => one.index - other.index)).toEqual([
      { index: 0, line: '1', exitCode: 0, stdout: 'out 1\n', stderr: 'err 1\n', ...common },
      { index: 1, line: '2', exitCode: 7, stdout: 'out 2\n', stderr: 'err 2\n', ...common },
    ]);
    expect(code).toBe(1);
  });

  it('names the command that is not there, and the worker', async () => {
    const args = ['map', '--exec', 'no-such-command {}', '--json', '--keep-going', ...home];
    const { code, stdout, stderr } = await zfarm(args, 'a\n');
    const error =
      'line 1 failed on worker local: there is no command "no-such-command" there; install it on that worker';
    const nothing = { exitCode: null, signal: null, stdout: '', stderr: '', ms: null };
    expect(JSON.parse(stdout)).toEqual({ index: 0, line: 'a', worker: 'local', error, ...nothing });
    expect(stderr).toBe(`zfarm: ${error}\nzfarm: 1 line failed\n`);
    expect(code).toBe(1);
  });

  it('ends a command that writes more than fits', async () => {
    const { code, stderr } = await zfarm(['map', '--exec', program('flood.mjs'), ...home], 'a\n');
    expect(stderr).toMatch(
      /^zfarm: line 1 failed on worker local: it wrote more than 16 MiB; have it write to a file\n$/,
    );
    expect(code).toBe(1);
  });

  it.runIf(posix)('tries a line again that failed', async () => {
    const tries = join(folder, 'tries');
    const template = `echo try >> '${tries}'; test $(wc -l < '${tries}') -ge 3 && echo {}`;
    for (const mode of [[], ['--keep-going']]) {
      const args = ['map', '--shell', '--exec', template, '--retries', '2', ...mode, ...home];
      expect(await zfarm(args, 'done\n')).toEqual({ code: 0, stdout: 'done\n', stderr: '' });
      await rm(tries);
    }
  });

  it.runIf(posix)('--shell runs a line of sh, in which a line of input stays data', async () => {
    const args = ['map', '--shell', '--exec', 'echo {} | tr a-z A-Z; echo "<{}>"', ...home];
    const { stdout } = await zfarm(args, "$(echo hi) ' ; exit 1\n");
    expect(stdout).toBe("$(ECHO HI) ' ; EXIT 1\n<$(echo hi) ' ; exit 1>\n");
  });
});

describe('a command under way ends, with all it has started', () => {
  it('when the map is cancelled, on this machine', async () => {
    await using stay = await Stay.open();
    await using map = new CliProcess(['map', '--exec', stay.template, ...home]);
    map.child.stdin.write('a\n');
    const sockets = await stay.connections(2);
    map.signal('SIGINT');
    await Promise.all(sockets.map(closed));
    expect((await map.outcome).code).toBe(130);
  });

  it('when the map is cancelled, on a worker, which then serves on', async () => {
    const network = await privateNetwork();
    await using _worker = await startWorker(['--name', 'red', '--threads', '1', ...network]);
    await using stay = await Stay.open();
    await using map = new CliProcess(['map', '--exec', stay.template, '--local', 'never', ...network]);
    map.child.stdin.write('a\n');
    const sockets = await stay.connections(2);
    map.signal('SIGTERM');
    await Promise.all(sockets.map(closed));
    expect((await map.outcome).code).toBe(143);
    const args = ['map', '--exec', program('outcome.mjs'), '--local', 'never', '--json', ...network];
    const { stdout } = await zfarm(args, 'next\n');
    expect(JSON.parse(stdout)).toMatchObject({ worker: 'red', stdout: 'out next\n' });
  });

  it('when its time is up', async () => {
    await using stay = await Stay.open();
    await using map = new CliProcess(['map', '--exec', stay.template, '--timeout', '1.5', ...home]);
    map.child.stdin.end('a\n');
    const { code, stderr } = await map.outcome;
    expect(stderr).toBe('zfarm: line 1 took longer than 1.5 s on worker local\n');
    expect(code).toBe(1);
    // On a busy machine it may not have come as far as to connect.
    await Promise.all(stay.sockets.map(closed));
  });
});

/** Where programs that stay connect to, which shows that they live. */
class Stay implements AsyncDisposable {
  readonly sockets: Socket[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.sockets.push(socket.on('error', () => {}).resume()));
  }

  static async open(): Promise<Stay> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Stay(server);
  }

  get template(): string {
    return program('stay.mjs', String((this.#server.address() as AddressInfo).port));
  }

  async connections(count: number): Promise<readonly Socket[]> {
    const signal = AbortSignal.timeout(20_000);
    while (this.sockets.length < count) await once(this.#server, 'connection', { signal });
    return this.sockets;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(20_000) });
}
