// A page for each program and each folder of examples/, and one for deploy/, which show the sources: made anew for each build of the site.
// And the first page of the reference, in the place of the bare list that typedoc makes.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));
const pages = fileURLToPath(new URL('examples/', import.meta.url));

function source(file) {
  const code = readFileSync(join(examples, file), 'utf8').trimEnd();
  return `\`\`\`\`${file.endsWith('.ts') ? 'ts' : 'js'}\n${code}\n\`\`\`\`\n`;
}

function write(page, title, parts) {
  const path = join(pages, `${page}.md`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    [`# ${title}\n`, ...parts, '[All examples](../../examples/README.md)\n']
      .join('\n')
      .replaceAll('](../../examples', page.includes('/') ? '](../../../examples' : '](../../examples'),
  );
}

rmSync(pages, { recursive: true, force: true });
const isProgram = (name) => /\.(?:mjs|ts)$/.test(name) && !name.includes('.test.');
for (const { name: folder } of readdirSync(examples, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
)) {
  if (folder === 'node_modules') continue;
  const files = readdirSync(join(examples, folder))
    .filter(isProgram)
    .map((name) => `${folder}/${name}`);
  for (const file of files) write(file.replace(/\.\w+$/, ''), file, [source(file)]);
  write(
    folder,
    folder,
    files.map((file) => `## ${file}\n\n${source(file)}`),
  );
}

const deploy = fileURLToPath(new URL('../deploy/', import.meta.url));
const shown = readdirSync(deploy).map((name) => {
  const language = { Dockerfile: 'dockerfile', 'kubernetes.yaml': 'yaml' }[name] ?? 'ini';
  return `## ${name}\n\n\`\`\`\`${language}\n${readFileSync(join(deploy, name), 'utf8').trimEnd()}\n\`\`\`\`\n`;
});
writeFileSync(join(pages, 'deploy.md'), ['# deploy\n', ...shown].join('\n'));

copyFileSync(new URL('.vitepress/api-start.md', import.meta.url), new URL('api/index.md', import.meta.url));
