import { expect, test } from 'vitest';
import { startGemini } from '../../../src/drill/servers/gemini.ts';
import { createFailover, google, type VendorTarget } from '../../../src/index.ts';
import { FakeClock } from '../../clock.ts';
import { plain } from '../../fakes.ts';
import { KEY, MODEL } from './helpers.ts';

test('A target of Google takes the SDK as an option', async () => {
  await using gemini = await startGemini();
  const own = { apiKey: KEY, baseURL: gemini.url };
  for (const options of [own, { ...own, sdk: 'generative-ai' as const }, { ...own, sdk: 'genai' as const }]) {
    const fallbacks = [google(MODEL, options)];
    const failover = createFailover({ routes: { chat: fallbacks }, clock: new FakeClock() });
    await failover.ready();
    await failover.chat({ ...plain, model: 'chat' });
  }
  const agents = gemini.requests.map(({ headers }) => /genai/.test(headers['user-agent'] ?? ''));
  expect(agents).toEqual([false, false, true]);
});

test('A name that is no SDK of Google is told at once, and so is an SDK for another vendor', () => {
  const wrong = google(MODEL, { apiKey: KEY, sdk: '@google/genai' as never });
  expect(() => createFailover({ fallbacks: [wrong], clock: new FakeClock() })).toThrow(
    /"@google\/genai"\. There are: generative-ai, genai/,
  );
  const named: VendorTarget = google(MODEL, { sdk: 'genai' });
  expect(JSON.stringify(named)).not.toContain('sdk');
});
