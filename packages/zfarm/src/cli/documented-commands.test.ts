/** Every `zfarm …` line of the pages is one that the commands take: the names, the options and their values. */
import type { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import {
  allCodeBlocks,
  commandLines,
  documentedPages,
  placeOf,
  readPage,
} from '../../../../scripts/documented-code.js';
import { makeProgram } from './program.js';

let program: Command;

beforeAll(async () => {
  program = await makeProgram(
    () => undefined,
    () => true,
  );
  // The words are read as ever; nothing is done about them.
  for (const command of program.commands) command.action(() => undefined);
  // All commands with all they import are compiled for this: seconds, on a busy machine many.
}, 60_000);

/** The words of each call of zfarm in a line of shell, without the word `zfarm`. */
function callsIn(line: string): readonly (readonly string[])[] {
  const words = line.match(/\d*[<>]+|[|&;]+|(?:'[^']*'|"[^"]*"|[^\s'"|&;<>])+/g) ?? [];
  const calls: string[][] = [[]];
  for (const word of words) {
    if (/^(?:\d*[<>]+|[|&;]+)$/.test(word)) calls.push([]);
    else calls.at(-1)?.push(word.replace(/^(['"])([\s\S]*)\1$/, '$2'));
  }
  return calls.flatMap((call) => {
    const at = call.indexOf('zfarm');
    const before = at === -1 ? [''] : call.slice(0, at);
    return before.every((word) => /^\w+=/.test(word) || ['npx', 'exec', '$'].includes(word))
      ? [call.slice(at + 1)]
      : [];
  });
}

async function faultOf(call: readonly string[]): Promise<string | undefined> {
  try {
    await program.parseAsync(call, { from: 'user' });
    return undefined;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === 'commander.helpDisplayed' || code === 'commander.help' ? undefined : message;
  }
}

async function faultsOf(lines: readonly { place: string; line: string }[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { place, line } of lines) {
    for (const call of callsIn(line)) {
      const fault = await faultOf(call);
      if (fault !== undefined) faults.push(`${place}: ${line}: ${fault}`);
    }
  }
  return faults;
}

test('a call is found in its line', () => {
  expect(callsIn("seq 1 9 | A=b zfarm map -e 'x => x | 1' > out 2> /dev/null")).toEqual([
    ['map', '-e', 'x => x | 1'],
  ]);
  expect(callsIn('npx zfarm up red && npm install zfarm')).toEqual([['up', 'red']]);
});

test('shell blocks', async () => {
  const lines = allCodeBlocks()
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => commandLines(block).map((line) => ({ place: placeOf(block), line })));
  expect(lines.flatMap(({ line }) => callsIn(line)).length).toBeGreaterThan(20);
  expect(await faultsOf(lines)).toEqual([]);
});

test('examples in the help of the commands', async () => {
  const lines = [...readPage('docs/cli.md').matchAll(/^ {2}\$ (.*?)(?: {2,}.*)?$/gm)].map(
    ([, line = '']) => ({
      place: 'docs/cli.md',
      line,
    }),
  );
  expect(lines.length).toBeGreaterThan(20);
  expect(await faultsOf(lines)).toEqual([]);
});

test('commands and options named in the text', () => {
  const faults: string[] = [];
  for (const page of documentedPages()) {
    const prose = readPage(page).replace(/^```[\s\S]*?^```$/gm, '');
    for (const [, line = ''] of prose.matchAll(/`([^`\n]*)`/g)) {
      if (!/\bzfarm [a-z]/.test(line)) continue;
      for (const [name = '', ...words] of callsIn(line)) {
        const command = program.commands.find((each) => each.name() === name);
        if (command === undefined && name !== 'help') faults.push(`${page}: ${line}: no such command`);
        const long = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
        const unknown = long.filter((flag) => !command?.options.some((option) => option.long === flag));
        for (const flag of unknown) faults.push(`${page}: ${line}: ${flag}`);
      }
    }
  }
  expect(faults).toEqual([]);
});
