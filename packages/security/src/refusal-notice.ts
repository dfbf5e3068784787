const NODES_NAMED_MAX = 3;

/**
 * Tells a user of nodes that do not let this one in; undefined if all do.
 *
 * @param refusedBy their endpoints
 */
export function refusalNotice(refusedBy: readonly string[]): string | undefined {
  if (refusedBy.length === 0) return undefined;
  const named = refusedBy.slice(0, NODES_NAMED_MAX).map((endpoint) => endpoint.replace(/^tcp:\/\//, ''));
  const more = refusedBy.length > named.length ? ` and ${refusedBy.length - named.length} more` : '';
  return (
    `The key of this node is not accepted, or no longer, by ${named.join(', ')}${more}: it was changed there, or taken out of ` +
    'authorized-keys.d. Give this node a key that is accepted there (docs/security.md). Attempts go on.'
  );
}
