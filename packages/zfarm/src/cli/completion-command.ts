import { Argument, Command, type Option } from 'commander';
import {
  COMPLETION_SHELLS,
  type CompletedCommand,
  type CompletionShell,
  completionScript,
} from './completion-script.js';
import { EXIT } from './exit.js';

const EPILOGUE = `
Examples:
  $ echo 'source <(zfarm completion bash)' >> ~/.bashrc
  $ zfarm completion zsh > "\${fpath[1]}/_zfarm"
  $ zfarm completion fish > ~/.config/fish/completions/zfarm.fish

Exit codes: 0 done, 2 wrong usage.`;

/** Its program must have all commands in full: what it prints is made of them. */
export function completionCommand(done: (exitCode: number) => void): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'whose completion').choices(COMPLETION_SHELLS))
    .addHelpText('after', EPILOGUE)
    .action((shell: CompletionShell, _flags: object, command: Command) => {
      const commands = (command.parent?.commands ?? []).map(completed);
      process.stdout.write(completionScript(shell, commands));
      done(EXIT.ok);
    });
}

function completed(command: Command): CompletedCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    summary: command.description(),
    choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    options: help.visibleOptions(command).map((option: Option) => ({
      flag: option.long ?? option.short ?? '',
      summary: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
  };
}
