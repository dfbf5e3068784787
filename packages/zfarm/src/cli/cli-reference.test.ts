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
  return `\`\`\`\n${text.trim()}\n\`\`\`\n`;
}

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
