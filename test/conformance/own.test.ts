import { expect, test } from 'vitest';
import { conformance } from '../../src/drill/index.ts';
import { acme } from './acme.ts';
import { startAcme } from './acme-server.ts';

const key = 'acme-secret-1';

const cases = conformance({
  vendor: startAcme,
  target: ({ url }) => acme('large', { url, key }),
  secrets: [key],
  skip: {
    'plain: a tool call': 'Acme has no tools',
    'stream: a tool call': 'Acme has no tools',
    'plain: parallel tool calls': 'Acme has no tools',
    'stream: parallel tool calls': 'Acme has no tools',
  },
});

for (const { name, skipped, run } of cases) test.skipIf(skipped)(name, run);

test('what is skipped is told by name, and why', () => {
  const skipped = cases.filter((one) => one.skipped).map(({ name, skipped }) => `${name}: ${skipped}`);
  expect(skipped).toHaveLength(4);
  expect(skipped[0]).toBe('plain: a tool call: Acme has no tools');
});

test('a skip that names no case, or gives no reason, is a mistake', () => {
  const target = () => acme('large', { url: '', key });
  expect(() => conformance({ vendor: startAcme, target, skip: { 'plain: a tol call': 'why' } })).toThrow(
    /There is no case "plain: a tol call"[\s\S]*plain: a tool call/,
  );
  expect(() => conformance({ vendor: startAcme, target, skip: { 'plain: a tool call': '' } })).toThrow(
    /Give a reason/,
  );
});

test('every case has a name of its own', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});
