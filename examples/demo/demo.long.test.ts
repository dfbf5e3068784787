import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const DEMO = fileURLToPath(new URL('./demo.mjs', import.meta.url));
const FILES = 48;
const SENTENCES = 2000;
const SENTENCE = 'The aardvark readsFiles; the AARDVARK counts, aardvark! Über 1 x.\n';

let home: string;
const started: ChildProcess[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'zfarm-demo-'));
  mkdirSync(join(home, 'notes/deeper'), { recursive: true });
  for (let number = 0; number < FILES; number += 1) {
    const folder = number % 2 === 0 ? 'notes' : 'notes/deeper';
    writeFileSync(join(home, folder, `${number}.md`), SENTENCE.repeat(SENTENCES));
  }
  // Nothing of this may be counted: neither text, nor met a second time.
  writeFileSync(join(home, 'notes/picture.png'), 'aardvark');
  writeFileSync(join(home, 'notes/binary.txt'), 'aardvark\0');
  symlinkSync(join(home, 'notes/deeper'), join(home, 'notes/link'), 'junction');
  mkdirSync(join(home, 'empty'));
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A program that has been started, with what it prints. */
class Program {
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown[]>;
  stdout: string = '';
  stderr: string = '';

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(this.child);
    this.#closed = once(this.child, 'close');
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  /** Resolves with the exit code once the program and all who could write into its output have gone. */
  async end(): Promise<unknown> {
    const [exitCode] = await this.#closed;
    return exitCode;
  }

  /** Waits until both workers are at work, and gives their process ids. */
  async atWork(): Promise<number[]> {
    await vi.waitFor(() => expect(this.stdout + this.stderr).toMatch(/^3\. /m), {
      timeout: 20_000,
      interval: 5,
    });
    return this.workerPids();
  }

  workerPids(): number[] {
    const pids = [...this.stdout.matchAll(/^ +(?:red|blue) +process (\d+),/gm)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(2);
    return pids;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended stays in the table until its parent looks; an adopted one may wait for that.
    if (process.platform !== 'linux') return true;
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

async function expectGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 10_000, interval: 20 });
}

describe('the demo', () => {
  it('counts a folder, loses a worker, checks itself and leaves nothing behind', async () => {
    const demo = new Program(DEMO, 'notes');
    const exitCode = await demo.end();
    expect(demo.stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(demo.workerPids().filter(isRunning)).toEqual([]);

    const text = demo.stdout;
    expect(text).toMatch(/^ +All 6 checks hold\./m);
    expect(text.match(/^ +ok /gm)).toHaveLength(6);
    expect(text).not.toContain('FAILED');
    expect(text).toMatch(new RegExp(`^ +${FILES} files, 6\\.4 MB`, 'm'));
    // 9 words in a sentence, 6 different ones: "1" is none, "x" too short.
    expect(text).toContain(
      `The most frequent of 6 words, ${(9 * FILES * SENTENCES).toLocaleString('en-US')} in all`,
    );
    expect(text).toContain(`${(3 * FILES * SENTENCES).toLocaleString('en-US')} aardvark`);
    expect(text).toMatch(/Two workers are \d+\.\d\d times as fast/);
    expect(text).toMatch(/blue was killed after 24 of 48 batches/);
    expect(text).toMatch(/[1-9]\d* batch(es)? had been given to blue and ran again on red/);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).not.toContain('\u001b');
  });

  it('manages a folder of a single small file', async () => {
    writeFileSync(join(home, 'empty/only.txt'), 'one word after another');
    const demo = new Program(DEMO, 'empty');
    expect(await demo.end()).toBe(0);
    rmSync(join(home, 'empty/only.txt'));
    expect(demo.stdout).toMatch(/^ +All 6 checks hold\./m);
    expect(demo.workerPids().filter(isRunning)).toEqual([]);
  });

  it('says what is wrong and fails when a run counts something else', async () => {
    const demo = new Program(DEMO, 'notes');
    await demo.atWork();
    // Each file was measured before; whichever runs see the change, they cannot all be right.
    appendFileSync(join(home, 'notes/0.md'), 'basilisk\n');
    expect(await demo.end()).toBe(1);
    writeFileSync(join(home, 'notes/0.md'), SENTENCE.repeat(SENTENCES));
    expect(demo.stdout).toMatch(/^ +FAILED /m);
    expect(demo.stdout).toMatch(/ of 6 checks FAILED\./);
  });

  it('says which worker was lost when both were needed', async () => {
    const demo = new Program(DEMO, 'notes');
    const [red = 0, blue = 0] = await demo.atWork();
    process.kill(red, 'SIGKILL');
    expect(await demo.end()).toBe(1);
    expect(demo.stderr).toMatch(/^Worker red ended \(SIGKILL\): /);
    expect(isRunning(blue)).toBe(false);
  });

  it.each([
    ['SIGINT', 130, 'Ctrl-C'],
    ['SIGTERM', 143, 'SIGTERM'],
  ] as const)('leaves no worker behind after %s', async (signal, exitCode, why) => {
    const demo = new Program(DEMO, 'notes');
    const pids = await demo.atWork();
    demo.child.kill(signal);
    expect(await demo.end()).toBe(exitCode);
    expect(demo.stderr).toContain(`${why}: the demo stops, and its workers leave.`);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  it('leaves no worker behind when it is killed itself', async () => {
    const demo = new Program(DEMO, 'notes');
    const pids = await demo.atWork();
    demo.child.kill('SIGKILL');
    await expectGone(pids);
  });

  it('stops when its parent goes away', async () => {
    const command = `const { spawn } = require('node:child_process');
      spawn(process.execPath, [${JSON.stringify(DEMO)}, 'notes', '--all'], { stdio: 'inherit' });`;
    const parent = new Program('--eval', command);
    const pids = await parent.atWork();
    parent.child.kill('SIGKILL');
    await parent.end();
    expect(parent.stderr).toContain('The command that started the demo is gone');
    await expectGone(pids);
  });

  it.each([
    [['missing'], 'There is no folder'],
    [['notes/0.md'], 'is not a folder'],
    [['empty'], 'There is no text file'],
    [['notes', 'empty'], 'One folder at a time'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j with one clear line', async (args, message) => {
    const demo = new Program(DEMO, ...args);
    expect(await demo.end()).toBe(1);
    expect(demo.stdout).toBe('');
    expect(demo.stderr).toContain(message);
    expect(demo.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
