/**
 * What the pool's threads load. CommonJS on purpose: piscina loads its file by require(), and a thread that is ended while
 * Node 20 requires an ES module takes the whole process down (a failed assertion in CreateRequiredModuleFacade).
 * An import() that is cut off does no harm.
 */
module.exports = (residence: unknown): Promise<unknown> =>
  import('./task-entry.js').then(({ default: reside }) => reside(residence as Parameters<typeof reside>[0]));
