import { expect, test } from 'vitest';
import { type FailoverEvent, Listeners } from '../../src/core/events.ts';
import { settled } from '../clock.ts';

const event: FailoverEvent = { type: 'circuit-closed', target: 'openai/gpt-5.5' };

test('a listener that throws changes nothing for the call or for the others', () => {
  const listeners = new Listeners();
  const heard: string[] = [];
  listeners.add(() => {
    throw new Error('broken dashboard');
  });
  listeners.add(({ type }) => void heard.push(type));
  expect(() => listeners.emit(event)).not.toThrow();
  expect(heard).toEqual(['circuit-closed']);
});

test('a listener that rejects brings nobody down', async () => {
  const listeners = new Listeners();
  const unhandled: unknown[] = [];
  // Vitest's own watch would fail the whole run instead of this test.
  const watching = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => void unhandled.push(reason));
  try {
    listeners.add(async () => {
      throw new Error('broken dashboard');
    });
    listeners.emit(event);
    await settled();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const watcher of watching) process.on('unhandledRejection', watcher);
  }
  expect(unhandled).toEqual([]);
});

test('a listener hears until it is taken off, and the same one is added once', () => {
  const listeners = new Listeners();
  const heard: number[] = [];
  const listener = () => void heard.push(heard.length);
  const off = listeners.add(listener);
  listeners.add(listener);
  listeners.emit(event);
  off();
  listeners.emit(event);
  expect(heard).toEqual([0]);
});

test('a listener may take itself off in the middle of an event', () => {
  const listeners = new Listeners();
  const heard: string[] = [];
  const off = listeners.add(() => {
    heard.push('first');
    off();
  });
  listeners.add(() => void heard.push('second'));
  listeners.emit(event);
  listeners.emit(event);
  expect(heard).toEqual(['first', 'second', 'second']);
});

test('clear takes off all', () => {
  const listeners = new Listeners();
  listeners.add(() => {
    throw new Error('must not be called');
  });
  let called = false;
  listeners.add(() => {
    called = true;
  });
  listeners.clear();
  listeners.emit(event);
  expect(called).toBe(false);
});
