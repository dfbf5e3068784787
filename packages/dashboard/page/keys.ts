import { useEffect } from 'preact/hooks';

/** Digits jump to a part of the page. */
const PARTS: readonly string[] = ['cluster', 'stream', 'charts', 'jobs', 'errors', 'workers', 'events'];

/** Keys of the whole page; where a text is typed they are letters. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (typing && event.key !== 'Escape') return;
      const part = PARTS[Number(event.key) - 1];
      if (part !== undefined) goTo(part);
      else if (event.key === '/') goTo('events')?.querySelector('input')?.focus();
      else if (actions[event.key] === undefined) return;
      else actions[event.key]?.();
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [actions]);
}

function goTo(part: string): HTMLElement | null {
  const element = document.getElementById(part);
  element?.scrollIntoView({ block: 'start' });
  element?.focus({ preventScroll: true });
  return element;
}
