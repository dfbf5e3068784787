/** A whole number in at most six characters: 999,999 is 1.0M. */
export function countText(count: number): string {
  if (count < 100_000) return Math.round(count).toLocaleString('en');
  const [unit, letter] = count < 999_500 ? [1000, 'k'] : count < 999_500_000 ? [1e6, 'M'] : [1e9, 'G'];
  const value = count / unit;
  return `${value < 99.5 ? value.toFixed(1) : Math.round(value)}${letter}`;
}

/** Below ten a decimal matters. */
export function rateText(perSecond: number): string {
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : countText(perSecond);
}

export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** 0:07, 12:34, 3:05:00, 4 d. */
export function durationText(ms: number): string {
  const all = Math.round(ms / 1000);
  if (all >= 100 * 3600) return `${Math.round(all / 86_400)} d`;
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const EIGHTHS = ' ▏▎▍▌▋▊▉█';
const HEIGHTS = '▁▂▃▄▅▆▇█';

/** So much of so many cells is full, to an eighth of a cell. */
export function barText(part: number, cells: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * cells * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  return (full + (eighths % 8 > 0 ? EIGHTHS[eighths % 8] : '')).padEnd(cells);
}

/** One cell for each value, newest last; nothing is a blank, however little is seen. */
export function sparkText(values: readonly number[], cells: number): string {
  const shown = values.slice(-cells);
  const most = Math.max(...shown, 1);
  const cell = (value: number): string =>
    value <= 0 ? ' ' : (HEIGHTS[Math.min(7, Math.floor((8 * value) / most))] ?? '█');
  return shown.map(cell).join('').padStart(cells);
}
