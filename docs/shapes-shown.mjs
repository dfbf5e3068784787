// A plugin of typedoc: whatever type of ours a public symbol is made of has a page too, or a user cannot see its shape. Typedoc's own
// check (notExported) asks this of one package alone, and says nothing of several.
import { Application } from 'typedoc';

export function load(app) {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    const hidden = new Set(app.options.getValue('intentionallyNotExported'));
    const missing = new Map();
    findMissing(app.serializer.projectToObject(project, process.cwd()), [], missing);
    for (const [type, user] of missing)
      if (!hidden.has(type))
        app.logger.validationWarning(`${type} is a part of ${user} and has no page: export it.`);
  });
}

/** Types of our packages that lead nowhere, with the first symbol that each is a part of. */
function findMissing(node, path, missing) {
  if (Array.isArray(node)) for (const each of node) findMissing(each, path, missing);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  const { packageName = '', qualifiedName } = typeof node.target === 'object' ? node.target : {};
  if (node.type === 'reference' && !node.refersToTypeParameter && /^(?:zfarm|@zfarm\/.*)$/.test(packageName))
    if (!missing.has(qualifiedName)) missing.set(qualifiedName, path.slice(1).join('.'));
  const within = node.kind !== undefined && node.name !== undefined ? [...path, node.name] : path;
  for (const [key, value] of Object.entries(node)) if (key !== 'target') findMissing(value, within, missing);
}
