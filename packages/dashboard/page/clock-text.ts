/** The time of day, by the clock of whoever looks. */
export function clockText(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour12: false });
}
