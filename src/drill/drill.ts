import { openLive } from './live.ts';
import type { Pace } from './pace.ts';
import { type House, perform } from './perform.ts';
import { type Output, Screen } from './screen.ts';
import { openStaged } from './staged.ts';
import type { Story } from './story.ts';
import { showSummary, tally } from './summary.ts';

export interface DrillOptions {
  story: Story;
  live: boolean;
  out: Output;
  pace: Pace;
  signal: AbortSignal;
}

/** Plays a story to its end. True if no turn of it was lost. */
export async function drill({ story, live, out, pace, signal }: DrillOptions): Promise<boolean> {
  const stage = live ? await openLive(pace) : await openStaged(pace);
  const house: House = { stage, screen: new Screen(out), pace, signal };
  const { screen } = house;
  try {
    screen.title('llm-understudy drill: one conversation, one outage');
    for (const paragraph of story.prologue[live ? 'live' : 'staged']) screen.paragraph(paragraph);
    const result = tally(await perform(story, house));
    showSummary(result, stage.seen(), screen);
    return result.served === result.turns;
  } finally {
    await stage.close();
  }
}
