import { describe, expect, it } from 'vitest';
import { score, settings, tables } from './bench.ts';
import { understudy } from './contenders.ts';
import { describe as inWords } from './scorecard.ts';
import { expected } from './shortfalls.ts';
import { VirtualTime } from './virtual-time.ts';

const time = new VirtualTime();

describe.each(tables)('$title', ({ scenarios }) => {
  const all = settings(scenarios, understudy).map((setting) => ({
    setting,
    name: `${setting.scenario.id} ${setting.scenario.name}: ${setting.wire.name}, ${setting.mode}`,
  }));

  it.each(all)('$name', async ({ setting }) => {
    const reached = await score(setting, time);
    expect(reached.verdict, inWords(reached)).toBe(expected(reached));
  });
});
