import { afterEach, expect, it, vi } from 'vitest';
import { ProgressDisplay } from './progress-display.js';
import { progressText } from './progress-text.js';

afterEach(() => void vi.useRealTimers());

class Terminal {
  isTTY = true;
  columns = 40;
  text = '';
  write(chunk: string | Uint8Array): boolean {
    this.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  }
}

const CLEAR = '\r\u001b[2K';

function display(line = new Terminal(), output = new Terminal()) {
  const streams = [line, output] as unknown as NodeJS.WriteStream[];
  return { line, output, shown: new ProgressDisplay(streams[0] as NodeJS.WriteStream, streams) };
}

it('shows the first job and how many more there are, is gone at the end, and leaves the streams as they were', () => {
  vi.useFakeTimers();
  const { line, output, shown } = display();
  const endOne = shown.add(() => 'one');
  const endTwo = shown.add(() => 'two');
  vi.advanceTimersByTime(100);
  expect(line.text).toBe(`${CLEAR}one  (and 1 more)`);
  line.text = '';
  endOne();
  endOne();
  vi.advanceTimersByTime(100);
  endTwo();
  expect(line.text).toBe(`${CLEAR}two${CLEAR}`);
  vi.advanceTimersByTime(1000);
  expect(line.text).toBe(`${CLEAR}two${CLEAR}`);
  expect([line, output].map((stream) => Object.hasOwn(stream, 'write'))).toEqual([false, false]);
});

it('makes room for what the program prints, and waits for the end of its line', () => {
  vi.useFakeTimers();
  const { line, output, shown } = display();
  const end = shown.add(() => 'a job of a name that is much too long for this terminal');
  shown.draw();
  expect(line.text.length).toBe(CLEAR.length + 39);
  line.text = '';
  output.write('What is ');
  expect([line.text, output.text]).toEqual([CLEAR, 'What is ']);
  vi.advanceTimersByTime(300);
  expect(line.text).toBe(CLEAR);
  output.write('this?\n');
  vi.advanceTimersByTime(100);
  expect(line.text).toMatch(/a job of a name/);
  end();
});

it('takes all lines of a job away before it draws them anew, and none is longer than the terminal', () => {
  const { line, output, shown } = display();
  const end = shown.add(() => `job\n${'a'.repeat(50)}\n  red`);
  shown.draw();
  shown.draw();
  const picture = `job\n${'a'.repeat(39)}\n  red`;
  const up = '\r\u001b[2A\u001b[J';
  expect(line.text).toBe(CLEAR + picture + up + picture);
  output.write('said\n');
  end();
  expect(line.text).toBe(CLEAR + picture + up + picture + up);
});

it('shows nothing where there is no terminal', () => {
  const line = Object.assign(new Terminal(), { isTTY: false });
  const { shown } = display(line);
  const end = shown.add(() => 'one');
  shown.draw();
  end();
  expect(line.text).toBe('');
  expect(Object.hasOwn(line, 'write')).toBe(false);
});

it('tells how far a job is, how fast, and what went wrong', () => {
  const stats = { elapsedMs: 3000, queuedMs: 1000, retries: 0 };
  const progress = { done: 620, failed: 0, running: 4, partial: 0, total: 1000 };
  const where = '4 workers';
  expect(progressText({ name: 'square', progress, stats, where })).toBe(
    'square  [============        ]  62 % 620 of 1,000  310/s  2 s left  4 workers',
  );
  const { total: _, ...open } = progress;
  expect(
    progressText({ name: '', progress: { ...open, failed: 2 }, stats: { ...stats, retries: 1 }, where }),
  ).toBe('620 done  311/s  1 retried  2 failed  4 workers');
  expect(progressText({ name: '', progress: { ...progress, done: 0 }, stats, where })).toBe(
    '[                    ]   0 % 0 of 1,000  0/s  4 workers',
  );
  expect(progressText({ name: '', progress: { ...progress, done: 1, total: 7200 }, stats, where })).toContain(
    '4.0 h left',
  );
});
