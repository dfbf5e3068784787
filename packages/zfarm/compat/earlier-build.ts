import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../../..');

async function git(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: repository });
  return stdout.trim();
}

/**
 * The last commit before the present one that changed the sources of a package; or why it is not to be had, as in a clone
 * without history.
 */
export async function earlierCommit(): Promise<{ readonly commit: string } | { readonly obstacle: string }> {
  try {
    const log = await git('log', '-2', '--format=%H', '--', ':(glob)packages/*/src/**');
    const [, earlier] = log.split('\n');
    if (earlier === undefined) return { obstacle: 'the history of this clone ends before it' };
    const dependencies = await git('diff', '--name-only', earlier, '--', 'pnpm-lock.yaml');
    if (dependencies !== '') return { obstacle: 'it needs other dependencies than those installed here' };
    return { commit: earlier };
  } catch (error) {
    return { obstacle: `git has none: ${String((error as { stderr?: unknown }).stderr ?? error).trim()}` };
  }
}

/** The packages as they were at an earlier commit, built with what is installed here; gone at the end of the scope. */
export class EarlierBuild implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async of(commit: string): Promise<EarlierBuild> {
    const build = new EarlierBuild(await mkdtemp(join(tmpdir(), 'zfarm-earlier-')));
    try {
      await build.#unpack(commit);
      await build.#linkInstalled();
      const tsc = join(repository, 'node_modules/typescript/bin/tsc');
      await run(process.execPath, [tsc, '-b', 'packages/zfarm'], { cwd: build.folder });
      return build;
    } catch (error) {
      await build[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Its command line. */
  get cli(): string {
    return join(this.folder, 'packages/zfarm/dist/cli/main.js');
  }

  /** Makes it one of another age, which knows these versions of the protocol alone. */
  async speakOnly(min: number, max: number): Promise<void> {
    const file = join(this.folder, 'packages/cluster-core/dist/core/limits.js');
    const text = await readFile(file, 'utf8');
    const changed = text
      .replace(/(PROTOCOL_VERSION_MIN = )\d+/, `$1${min}`)
      .replace(/(PROTOCOL_VERSION_MAX = )\d+/, `$1${max}`);
    await writeFile(file, changed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #unpack(commit: string): Promise<void> {
    const archive = join(this.folder, 'tree.tar');
    const paths = ['packages', 'tsconfig.base.json', 'tsconfig.json', 'package.json'];
    await git('archive', '--output', archive, commit, '--', ...paths);
    await run('tar', ['-xf', archive, '-C', this.folder]);
  }

  /** What comes from outside is shared; the packages themselves are those of the earlier commit, since their links are relative. */
  async #linkInstalled(): Promise<void> {
    await symlink(join(repository, 'node_modules'), join(this.folder, 'node_modules'), 'junction');
    const packages = await readdir(join(this.folder, 'packages'));
    for (const name of packages) {
      const installed = join(repository, 'packages', name, 'node_modules');
      const filter = (path: string): boolean =>
        !/[\\/]\.(?:vite|cache|bin)/.test(path.slice(installed.length));
      const target = join(this.folder, 'packages', name, 'node_modules');
      await cp(installed, target, { recursive: true, verbatimSymlinks: true, filter }).catch(ignoreMissing);
    }
  }
}

/** A package that there is no more. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
