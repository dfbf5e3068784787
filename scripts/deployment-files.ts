import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { repositoryRoot } from './repository-files.js';

const folder = join(repositoryRoot, 'deploy');

export function deploymentFiles(): readonly string[] {
  return readdirSync(folder).toSorted();
}

export function readDeploymentFile(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** @throws for a document that is not YAML */
export function yamlDocuments(name: string): readonly unknown[] {
  const documents = parseAllDocuments(readDeploymentFile(name));
  for (const { errors } of documents) if (errors[0] !== undefined) throw errors[0];
  return documents.map((document) => document.toJS() as unknown);
}
