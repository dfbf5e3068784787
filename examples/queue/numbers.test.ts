import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const NUMBERS = fileURLToPath(new URL('./numbers.mjs', import.meta.url));
const network = [String(randomInt(20_000, 32_000)), '127.0.0.1'];
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function numbers(...args: readonly string[]): Promise<{ code: unknown; lines: string[] }> {
  const child = spawn(process.execPath, [NUMBERS, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code, lines: output.trimEnd().split('\n') };
}

test('one program counts, the other squares', async () => {
  const [squares, count] = await Promise.all([
    numbers('squares', ...network),
    numbers('count', '9', ...network),
  ]);
  expect(count).toEqual({ code: 0, lines: ['put 9 numbers into the queue'] });
  expect(squares.code).toBe(0);
  expect(squares.lines.slice(1)).toEqual(
    Array.from({ length: 9 }, (_, index) => `${index + 1} squared is ${(index + 1) ** 2}`),
  );
});
