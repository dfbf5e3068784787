/**
 * Makes a virtual environment of Python in benchmarks/.venv with the peers that are Python packages:
 * `node benchmarks/peers/set-up.mjs`, or with the names of some of them. Needs python3 with its venv module.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON_PACKAGES, python, venv } from './python.mjs';

const named = process.argv.slice(2);
const wanted = Object.entries(PYTHON_PACKAGES).filter(([name]) => named.length === 0 || named.includes(name));
const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });
run('python3', '-m', 'venv', venv);
run(python, '-m', 'pip', 'install', '--quiet', ...wanted.map(([name, version]) => `${name}==${version}`));
for (const [name, version] of wanted) writeFileSync(join(venv, `${name}.installed`), `${version}\n`);
