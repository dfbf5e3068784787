/** The shell blocks in README and docs, line by line as a reader would type them, in a folder for each page. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allCodeBlocks,
  type CodeBlock,
  commandLines,
  placeOf,
  readPage,
} from '../../../scripts/documented-code.js';
import { end, printed, run } from './support/run.js';

const packageRoot = join(import.meta.dirname, '..');
const bin = join(packageRoot, 'dist/cli/main.js');

/** What lines print that print the same each time. */
const PRINTED: Readonly<Record<string, string>> = {
  "seq 1 100 | zfarm map -e 'x => Number(x) ** 2'": Array.from(
    { length: 100 },
    (_, i) => `${(i + 1) ** 2}\n`,
  ).join(''),
  "printf 'a.wav\\nb.wav\\n' | zfarm map --exec 'echo {} becomes {.}.flac'":
    'a.wav becomes a.flac\nb.wav becomes b.flac\n',
};

/** What goes on until it is ended. It is started, and stays while the rest of its page runs. */
const STAYS = /^(?:npx )?zfarm (?:worker|dashboard|ping|dir|up)\b/;

const blocks = allCodeBlocks();
const pages = [...new Set(blocks.map(({ page }) => page))];
const runs = ({ language, marks }: CodeBlock): boolean => language === 'sh' && marks.length === 0;

let root: string;
let env: Record<string, string>;

beforeAll(async () => {
  // Inside the package, so that `import 'zfarm'` finds it as an installed program would.
  root = await mkdtemp(join(packageRoot, '.documented-'));
  const shim = `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`;
  await writeFile(join(root, 'zfarm'), shim, { mode: 0o755 });
  await writeFile(join(root, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  env = { ...(process.env as Record<string, string>), ZFARM_INTERFACE: '127.0.0.1' };
  env['PATH'] = `${root}${delimiter}${process.env['PATH']}`;
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** A folder with the files that the page shows, and settings, a cluster and a port of its own. */
async function homeOf(page: string): Promise<{ cwd: string; env: Record<string, string> }> {
  const cwd = join(root, page.replaceAll('/', '_'));
  await mkdir(cwd, { recursive: true });
  for (const block of blocks.filter((each) => each.page === page)) {
    const name = block.marks.find((mark) => mark.startsWith('['))?.slice(1, -1);
    if (name !== undefined) await writeFile(join(cwd, name), block.code);
  }
  const port = 20_000 + ((process.pid + 97 * pages.indexOf(page)) % 20_000);
  return { cwd, env: { ...env, ZFARM_PORT: String(port), ZFARM_CONFIG_DIR: join(cwd, 'settings') } };
}

/** What is known to work since other tests do it: packages are installed in packed.long.test.ts, scripts run by CI. */
function isDoneElsewhere(line: string): boolean {
  if (line === 'npm init -y') return true;
  const script = /^npx -y pnpm@12 (?:run )?([\w:]+)/.exec(line)?.[1];
  if (script !== undefined) {
    const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
    return script in scripts || script === 'install';
  }
  const names = /^npm install (?:--global |--save-dev )?([\w@/ -]+)$/.exec(line)?.[1];
  return (
    names?.split(' ').every((name) => /^(?:zfarm|@zfarm\/(?:bench|zre|dashboard|worker)|tsx)$/.test(name)) ??
    false
  );
}

describe('shell blocks in the pages', () => {
  test.for(pages.filter((page) => blocks.some((block) => block.page === page && runs(block))))(
    '%s',
    { timeout: 120_000 },
    async (page) => {
      const home = await homeOf(page);
      const staying: ChildProcess[] = [];
      try {
        for (const block of blocks.filter((each) => each.page === page && runs(each))) {
          for (const line of commandLines(block)) {
            if (isDoneElsewhere(line)) continue;
            if (STAYS.test(line)) staying.push(await start(line, home));
            else await runLine(line, placeOf(block), home);
          }
        }
      } finally {
        await Promise.all(staying.map((child) => end(child)));
      }
    },
  );
});

type Home = Awaited<ReturnType<typeof homeOf>>;

/** Starts what stays and waits for its first words. */
async function start(line: string, home: Home): Promise<ChildProcess> {
  const words = line.split(' ').slice(line.startsWith('npx ') ? 2 : 1);
  const child = spawn(process.execPath, [bin, ...words], home);
  try {
    await printed(child, '\n');
  } catch (error) {
    await end(child);
    throw error;
  }
  return child;
}

async function runLine(line: string, place: string, home: Home): Promise<void> {
  const { code, stdout, stderr } = await run('sh', ['-c', line], { ...home, timeoutMs: 60_000 });
  expect(code, `${place}: ${line}\n${stderr}`).toBe(0);
  expect(stdout).toBe(PRINTED[line] ?? stdout);
  if (line === 'zfarm nodes') expect(stdout).toContain('red');
}
