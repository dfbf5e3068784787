import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { COMMANDS } from './commands.js';
import { makeProgram } from './program.js';

const PREFACE = `# The command line

\`npm install --global zfarm\`, or \`npx zfarm\` in a project that has it. What follows is what \`zfarm help <command>\` prints.

Conventions of all commands:

- Results go to standard output, everything else to standard error. With \`--json\` standard output is JSON and nothing else.
- Colours appear on a terminal only, and not with \`NO_COLOR=1\`; nothing is animated where standard error is no terminal.
- Errors are one line on standard error, which begins with \`zfarm: \` and says what to do. \`ZFARM_DEBUG=1\` adds the stack.
- Ctrl-C ends in order; a second one at once.
- Exit codes: 0 done, 1 failed, 2 wrong usage, 130 ended by Ctrl-C, 143 by SIGTERM. Where a command has more to say, its page says it.
`;

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return `\`\`\`text\n${text.trim()}\n\`\`\`\n`;
}

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

it('docs/cli.md is what the commands say of themselves (vitest -u writes it anew)', async () => {
  const program = await makeProgram(
    () => undefined,
    () => true,
  );
  const of = (name: string): Command | undefined => program.commands.find((one) => one.name() === name);
  const pages = COMMANDS.map(({ name }) => {
    const command = of(name);
    return command === undefined ? '' : `## zfarm ${name}\n\n${helpOf(command)}`;
  });
  const whole = [PREFACE, helpOf(program), ...pages].join('\n');
  await expect(whole).toMatchFileSnapshot('../../../../docs/cli.md');
});

/** What these say differs with what the command does; all other flags are told of in the same words. */
const OWN_WORDS = [
  ...['--json', '--name', '--wait', '--threads', '--cluster', '--port', '--interface', '--key', '--insecure'],
  ...['--out', '--quiet', '--gossip', '--help'],
];

it('a flag means the same wherever it is: its short form, its argument, its words', async () => {
  const program = await makeProgram(
    () => {},
    () => true,
  );
  const flags = new Map<string, Set<string>>();
  const words = new Map<string, Set<string>>();
  const note = (notes: Map<string, Set<string>>, flag: string, text: string): void => {
    notes.set(flag, (notes.get(flag) ?? new Set()).add(text));
  };
  for (const { long, flags: form, description } of program.commands.flatMap(({ options }) => options)) {
    note(flags, long ?? '', form);
    if (!OWN_WORDS.includes(long ?? '')) note(words, long ?? '', description);
    // A line of help, no sentence.
    expect(description).toMatch(/^([^A-Z]|TCP|UDP|JavaScript).*[^.]$/s);
  }
  expect(flags.size).toBeGreaterThan(60);
  for (const notes of [flags, words])
    expect([...notes].filter(([, different]) => different.size > 1)).toEqual([]);
});

/** What a command that meets others is told of where these are. */
const PLACE = ['--interface', '--port', '--key', '--insecure', '--gossip'];
/** Those that meet nobody. */
const ALONE = ['keygen', 'completion'];

it('each command that meets others is told in the same way where', async () => {
  const program = await makeProgram(
    () => {},
    () => true,
  );
  for (const command of program.commands.filter((one) => one.name() !== 'help')) {
    const name = command.name();
    const has = PLACE.filter((flag) => command.options.some(({ long }) => long === flag));
    expect({ name, has }).toEqual({ name, has: ALONE.includes(name) ? [] : expect.arrayContaining(PLACE) });
  }
});

it('what each command has for programs that read it, and for those who want to hear nothing', async () => {
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
