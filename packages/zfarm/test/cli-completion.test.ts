import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zfarm } from './cli-process.js';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-completion-'));
  writeFileSync(join(folder, 'zfarm.bash'), (await zfarm(['completion', 'bash'])).stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What bash would offer for the last of these words. */
function offered(...words: readonly string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ');
  const script = `
    source zfarm.bash
    COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}
    _zfarm zfarm '${words.at(-1)}' '${words.at(-2)}'
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-ec', script], { cwd: folder, encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

test('bash completes commands, flags, and values that stand in a list', () => {
  expect(offered('zfarm', 'd')).toEqual(['dashboard', 'drain', 'doctor', 'dir']);
  expect(offered('zfarm', 'worker', '--log')).toEqual(['--log-format', '--log-level']);
  expect(offered('zfarm', 'worker', '--log-format', '')).toEqual(['text', 'json']);
  expect(offered('zfarm', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
  expect(offered('zfarm', 'help', 'ke')).toEqual(['keygen']);
});

test('where bash is offered nothing it completes files: arguments, and values without a list', () => {
  expect(offered('zfarm', 'map', 'mod')).toEqual([]);
  expect(offered('zfarm', 'worker', '--key', '')).toEqual([]);
  const registered = 'source zfarm.bash; complete -p zfarm';
  const how = execFileSync('bash', ['--norc', '-ec', registered], { cwd: folder, encoding: 'utf8' });
  expect(how).toBe('complete -o default -F _zfarm zfarm\n');
});

test.each(['zsh', 'fish'])('the completion for %s names every command and flag', async (shell) => {
  const { code, stdout, stderr } = await zfarm(['completion', shell]);
  expect([code, stderr]).toEqual([0, '']);
  for (const word of ['worker', 'completion', 'log-format', 'text json', 'insecure'])
    expect(stdout).toContain(word);
});

test('a shell that is not known is wrong usage', async () => {
  const { code, stdout, stderr } = await zfarm(['completion', 'tcsh']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('bash, zsh, fish');
});
