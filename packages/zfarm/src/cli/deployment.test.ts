import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProgram } from './program.js';

const folder = join(import.meta.dirname, '../../../../deploy');
const files = readdirSync(folder);

async function flagsOfWorker(): Promise<readonly (string | undefined)[]> {
  const program = await makeProgram(
    () => {},
    (name) => name === 'worker',
  );
  return (
    program.commands.find((command) => command.name() === 'worker')?.options.map(({ long }) => long) ?? []
  );
}

test('there is a file for each way that the docs name', () => {
  expect(files.toSorted()).toEqual(['Dockerfile', 'kubernetes.yaml', 'zfarm-worker.service']);
});

test.each(files)('%s gives a worker flags that it has', async (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const commands = [...text.matchAll(/^(?!#).*\bzfarm\b.*\bworker\b.*$/gm)].map(([line]) => line);
  const used = commands.flatMap((line) => line.match(/(?<=[\s"'])--[a-z-]+/g) ?? []);
  expect(used).toContain('--log-format');
  expect(await flagsOfWorker()).toEqual(expect.arrayContaining(used));
});
