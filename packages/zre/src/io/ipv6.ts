/** libzmq takes an IPv6 address only where it was told to. Other endpoints have two colons. */
export function isIpv6(endpoint: string): boolean {
  return endpoint.split(':').length > 3;
}
