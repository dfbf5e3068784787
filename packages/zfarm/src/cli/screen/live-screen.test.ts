import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { LiveScreen } from './live-screen.js';

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
    return text;
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
  expect(terminal.taken()).toMatch(/^\u001b\[\?1049h[\s\S]*\u001b\[3;1Hc\u001b\[0m\u001b\[\?2026l$/);
  lines = ['a', 'B', 'c'];
  screen.draw();
  expect(terminal.taken()).toBe('\u001b[?2026h\u001b[2;1HB\u001b[0m\u001b[?2026l');
  screen.draw();
  expect(terminal.taken()).toBe('');
  terminal.rows = 1;
  terminal.emit('resize');
  expect(terminal.taken()).toBe('\u001b[2J\u001b[?2026h\u001b[1;1Ha\u001b[0m\u001b[?2026l');
  terminal.writableNeedDrain = true;
  lines = ['x'];
  screen.draw();
  expect(terminal.taken()).toBe('');
  screen[Symbol.dispose]();
  screen[Symbol.dispose]();
  expect(terminal.taken()).toBe('\u001b[?7h\u001b[?25h\u001b[?1049l');
  expect([process.listenerCount('exit'), terminal.listenerCount('resize')]).toEqual([exits, 0]);
});
