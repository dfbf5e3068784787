import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, repositoryRoot } from './repository-files.js';

/** A fenced block of a page. */
export interface CodeBlock {
  /** The page, as a path from the root of the repository. */
  readonly page: string;
  /** Where its fence begins, counted from 1. */
  readonly line: number;
  /** The first word after the fence. */
  readonly language: string;
  /** The words behind it: `no-run`, `lan`, `output`, a file name in brackets. CONTRIBUTING.md says what they mean. */
  readonly marks: readonly string[];
  readonly code: string;
}

/** The pages that readers copy from: those at the root, in docs/, and the README of each package. */
export function documentedPages(): readonly string[] {
  const isPage =
    /^(?:[A-Z]+\.md|docs\/(?!\.vitepress).*\.md|packages\/[\w-]+\/README\.md|examples\/README\.md)$/;
  return repositoryFiles().filter((file) => isPage.test(file));
}

export function readPage(page: string): string {
  return readFileSync(join(repositoryRoot, page), 'utf8');
}

/** The fenced blocks of a page, in their order. */
export function codeBlocks(page: string, text: string = readPage(page)): readonly CodeBlock[] {
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, info = '', code = ''] = match;
    const [language = '', ...marks] = info.trim().split(/\s+/);
    return { page, line: text.slice(0, match.index).split('\n').length, language, marks, code };
  });
}

/** Every fenced block of every page. */
export function allCodeBlocks(): readonly CodeBlock[] {
  return documentedPages().flatMap((page) => codeBlocks(page));
}

/** Where a block stands, for messages. */
export function placeOf({ page, line }: CodeBlock): string {
  return `${page}:${line}`;
}

/** The command lines of a shell block: without comments, with lines joined that end in a backslash. */
export function commandLines({ code }: CodeBlock): readonly string[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#\s.*$/, '').trim())
    .filter((line) => line !== '');
}
