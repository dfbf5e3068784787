const CLUSTER_NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** What `isClusterName` takes, as part of a sentence: "cluster accepts ...". */
export const CLUSTER_NAME_ACCEPTS: string = 'a name of 1 to 100 letters (A-Z, a-z), digits, ".", "_" and "-"';

/**
 * The one rule for the names of clusters, wherever they are given. They are part of group names, which have at most 255
 * octets on the wire, and of headers; they are typed in shells and environment variables.
 */
export function isClusterName(value: unknown): value is string {
  return typeof value === 'string' && CLUSTER_NAME.test(value);
}
