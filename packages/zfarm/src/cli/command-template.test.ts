import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandWords, shellWords } from './command-template.js';

describe('a command without a shell', () => {
  it.each<[string, string[]]>([
    ['gzip -k {}', ['gzip', '-k', '{}']],
    ['  gzip  ', ['gzip', '{}']],
    ['echo {#} {.}.png', ['echo', '{#}', '{.}.png']],
    [`grep 'a b|c$d' "it's \\"{}\\"" ''`, ['grep', 'a b|c$d', `it's "{}"`, '']],
    ['a\\ b\\"c {}', ['a b"c', '{}']],
    ['C:\\tools\\x.exe --in={}', ['C:\\tools\\x.exe', '--in={}']],
    ['find {} -name *.ts?', ['find', '{}', '-name', '*.ts?']],
  ])('%s', (template, words) => {
    expect(commandWords(template)).toEqual(words);
  });

  it.each<[string, RegExp]>([
    ['cat {} | wc -l', /^--exec: \| has a meaning for a shell.* add --shell$/],
    ['cat {} > out', /: > has/],
    ['echo $HOME', /: \$H has/],
    ['echo "$(date)"', /: \$\( has/],
    ["echo 'a", /has a ' that is never closed/],
    ['  ', /is empty/],
  ])('%s is refused', (template, message) => {
    expect(() => commandWords(template)).toThrow(message);
  });
});

describe('a command with a shell', () => {
  it.each<[string, string]>([
    ['wc -l < {}', 'wc -l < "$1"'],
    ['wc -l', 'wc -l "$1"'],
    ['echo "<{}>" {#}', `echo "<\${1}>" "$2"`],
    ["echo '<{}>'", `echo '<'"$1"'>'`],
    ['echo "$(wc {} ")")" {}', 'echo "$(wc "$1" ")")" "$1"'],
    ['echo \'\\\' {} "\\"{}\'"', `echo '\\' "$1" "\\"\${1}'"`],
    ["echo `cat '{/}'` ({.})", `echo \`cat ''"$4"''\` ("$3")`],
    [`echo \${#} {}`, `echo \${#} "$1"`],
    [`echo \${#}`, `echo \${#} "$1"`],
  ])('%s', (template, text) => {
    expect(shellWords(template)).toEqual(['sh', '-c', text, 'sh', '{}', '{#}', '{.}', '{/}', '{/.}']);
  });

  it.skipIf(process.platform === 'win32')('never takes a line for code, whatever quotes it stands in', () => {
    const line = `$(echo no) \`echo no\` '; echo no; ' " * \\ ; echo no`;
    for (const [template, expected] of [
      ['printf "[%s]" {}', `[${line}]`],
      ['printf "[%s]" "{}"', `[${line}]`],
      ["printf '[%s]' '{}'", `[${line}]`],
      ['printf "[%s]" "$(printf "<%s>" {})"', `[<${line}>]`],
    ] as const) {
      const [shell = '', ...words] = shellWords(template).map((word) => (word === '{}' ? line : word));
      expect(execFileSync(shell, words, { encoding: 'utf8' })).toBe(expected);
    }
  });
});
