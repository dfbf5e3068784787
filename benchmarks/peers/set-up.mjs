/**
 * Makes a virtual environment of Python in benchmarks/.venv with the peers that are Python packages, and tells which peers are ready
 * and what the others lack: `node benchmarks/peers/set-up.mjs`, or with the names of some of them. Needs python3 with its venv module.
 * What is there already stays; what cannot be installed is named, and the suite goes on without it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contenders } from './contenders.mjs';
import { PYTHON_PACKAGES, python, venv } from './python.mjs';

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in PYTHON_PACKAGES));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are: ${Object.keys(PYTHON_PACKAGES).join(', ')}`);
  process.exit(2);
}

const marker = (name) => join(venv, `${name}.installed`);
const wanted = Object.entries(PYTHON_PACKAGES).filter(
  ([name]) => (named.length === 0 || named.includes(name)) && !existsSync(marker(name)),
);
const failed = wanted.length > 0 ? install(wanted) : [];
await tellWhatIsThere();
process.exitCode = failed.length > 0 ? 1 : 0;

/** @returns the names of those that could not be installed */
function install(packages) {
  console.log(
    `Into ${venv}, from the Python package index, 350 MB for all of them; remove the folder to undo it.`,
  );
  if (!existsSync(python) && !run('python3', '-m', 'venv', venv)) {
    // Without pip in it, it would pass for a whole one the next time.
    rmSync(venv, { recursive: true, force: true });
    console.error('python3 could not make it: see above (on Debian: apt install python3-venv)');
    return packages.map(([name]) => name);
  }
  return packages.flatMap(([name, version]) => {
    console.log(`${name} ${version} ...`);
    if (!run(python, '-m', 'pip', 'install', '--quiet', `${name}==${version}`)) return [name];
    writeFileSync(marker(name), `${version}\n`);
    return [];
  });
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) console.error(error.message);
  return status === 0;
}

async function tellWhatIsThere() {
  for (const { name, missing } of contenders) {
    const lack = await missing();
    console.log(
      `${name.padEnd(11)} ${lack === undefined ? 'ready' : `skipped by the suite; to have it: ${lack}`}`,
    );
  }
}
