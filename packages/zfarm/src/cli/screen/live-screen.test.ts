import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { LiveScreen } from './live-screen.js';

const ESCAPE = '\u001b';

class Terminal extends EventEmitter {
  columns = 80;
  rows = 3;
  writableNeedDrain = false;
  text = '';
  write(text: string): boolean {
    this.text += text;
    return true;
  }
  taken(): string {
    const { text } = this;
    this.text = '';
    return text.replaceAll(ESCAPE, '^');
  }
}

it('takes the terminal, writes what changes, begins anew when it is resized, and gives it back once', () => {
  const terminal = new Terminal();
  const exits = process.listenerCount('exit');
  let lines = ['a', 'b', 'c', 'd'];
  const screen = new LiveScreen(terminal as unknown as NodeJS.WriteStream, () => lines);
  screen.draw();
  expect(terminal.taken()).toBe('');
  screen.open();
  expect(terminal.taken()).toMatch(/^\^\[\?1049h[\s\S]*\^\[3;1Hc\^\[0m\^\[\?2026l$/);
  lines = ['a', 'B', 'c'];
  screen.draw();
  expect(terminal.taken()).toBe('^[?2026h^[2;1HB^[0m^[?2026l');
  screen.draw();
  expect(terminal.taken()).toBe('');
  terminal.rows = 1;
  terminal.emit('resize');
  expect(terminal.taken()).toBe('^[2J^[?2026h^[1;1Ha^[0m^[?2026l');
  terminal.writableNeedDrain = true;
  lines = ['x'];
  screen.draw();
  expect(terminal.taken()).toBe('');
  screen[Symbol.dispose]();
  screen[Symbol.dispose]();
  expect(terminal.taken()).toBe('^[?7h^[?25h^[?1049l');
  expect([process.listenerCount('exit'), terminal.listenerCount('resize')]).toEqual([exits, 0]);
});
