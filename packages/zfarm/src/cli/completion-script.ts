/** The shells whose completion can be made. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;

export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** What a shell is told of a command. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Words that its arguments may be; none: files. */
  readonly choices: readonly string[];
  readonly options: readonly CompletedOption[];
}

interface CompletedOption {
  /** With its dashes. */
  readonly flag: string;
  readonly summary: string;
  readonly takesValue: boolean;
  /** Words that its value may be; none: files. */
  readonly choices: readonly string[];
}

/** A script that completes commands, flags and the values of those that have a list of them; elsewhere files. */
export function completionScript(shell: CompletionShell, commands: readonly CompletedCommand[]): string {
  const lines = { bash: bashLines, zsh: zshLines, fish: fishLines }[shell](commands);
  return `${lines.join('\n')}\n`;
}

function bashLines(commands: readonly CompletedCommand[]): string[] {
  const reply = (words: readonly string[]): string =>
    `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))`;
  return [
    '# Completion of zfarm for bash: source <(zfarm completion bash)',
    '_zfarm() {',
    '  local current="$2" previous="$3" command="$' + '{COMP_WORDS[1]}"',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    ${reply([...commands.map(({ name }) => name), '--help', '--version'])}`,
    '    return',
    '  fi',
    '  case "$command $previous" in',
    ...commands.flatMap(({ name, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .map(
          ({ flag, choices }) =>
            `    '${name} ${flag}') ${choices.length > 0 ? `${reply(choices)}; ` : ''}return ;;`,
        ),
    ),
    '  esac',
    '  case "$command $current" in',
    ...commands.map(({ name, options }) => `    '${name} -'*) ${reply(options.map(({ flag }) => flag))} ;;`),
    ...commands
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => `    '${name} '*) ${reply(choices)} ;;`),
    `    'help '*) ${reply(commands.map(({ name }) => name))} ;;`,
    '  esac',
    '}',
    '# With nothing to say it is the name of a file.',
    'complete -o default -F _zfarm zfarm',
  ];
}

function zshLines(commands: readonly CompletedCommand[]): string[] {
  return [
    '#compdef zfarm',
    '# Completion of zfarm for zsh: zfarm completion zsh > "$' + '{fpath[1]}/_zfarm"',
    '_zfarm() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands=(',
    ...commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`),
    '    )',
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  local command=$words[2]',
    '  shift words',
    '  (( CURRENT -= 1 ))',
    '  case $command in',
    ...commands.flatMap(({ name, options, choices }) => [
      `    ${name})`,
      `      _arguments ${[...options.map(zshOption), quoted(`*:argument:${zshValues(choices)}`)].join(' \\\n        ')} ;;`,
    ]),
    '    *) _files ;;',
    '  esac',
    '}',
    'if [ "$' + '{funcstack[1]}" = "_zfarm" ]; then _zfarm "$@"; else compdef _zfarm zfarm; fi',
  ];
}

function zshOption({ flag, summary, takesValue, choices }: CompletedOption): string {
  const text = summary.replaceAll(/[[\]]/g, '\\$&').replaceAll(':', '\\:');
  // May be repeated: of most only the last counts, as everywhere.
  return quoted(`*${flag}[${text}]${takesValue ? `:value:${zshValues(choices)}` : ''}`);
}

function zshValues(choices: readonly string[]): string {
  return choices.length > 0 ? `(${choices.join(' ')})` : '_files';
}

function fishLines(commands: readonly CompletedCommand[]): string[] {
  return [
    '# Completion of zfarm for fish: zfarm completion fish > ~/.config/fish/completions/zfarm.fish',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c zfarm -f -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
    ),
    ...commands.flatMap(({ name, options, choices }) => {
      const here = `complete -c zfarm -n '__fish_seen_subcommand_from ${name}'`;
      return [
        ...options.map(
          ({ flag, summary, takesValue, choices: values }) =>
            `${here} -l ${flag.replace(/^-+/, '')}${fishValue(takesValue, values)} -d ${fishQuoted(summary)}`,
        ),
        ...(choices.length > 0 ? [`${here} -f -a '${choices.join(' ')}'`] : []),
      ];
    }),
  ];
}

function fishValue(takesValue: boolean, values: readonly string[]): string {
  if (!takesValue) return '';
  return values.length > 0 ? ` -x -a '${values.join(' ')}'` : ' -r';
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
