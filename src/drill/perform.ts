import type { TargetReport } from '../index.ts';
import { nameOf } from './cast.ts';
import { News } from './news.ts';
import type { Pace } from './pace.ts';
import { duration, list } from './phrases.ts';
import { remarksOn } from './remarks.ts';
import type { Screen } from './screen.ts';
import type { Line } from './script.ts';
import type { Stage } from './stage.ts';
import type { Direction, Story, Turn } from './story.ts';
import { isLost, type Played, play } from './turn.ts';

/** All that a performance needs. */
export interface House {
  stage: Stage;
  screen: Screen;
  pace: Pace;
  signal: AbortSignal;
}

/** Holds the conversation from the first turn to the last, whatever the director does in between. */
export async function perform({ system, turns }: Story, house: House): Promise<Played[]> {
  const { stage, pace, signal } = house;
  const held: Line[] = [{ role: 'system', content: system }];
  const news = new News();
  const off = stage.client.failover.on(news.hear);
  const played: Played[] = [];
  try {
    for (const [index, turn] of turns.entries()) {
      if (index > 0) await pace.wait(pace.beatMs, signal);
      await setScene(turn, house);
      const went = await playTurn(turn, index + 1, held, news, house);
      played.push(went);
      // A turn that was lost leaves no trace: a conversation goes on with the last one that was answered.
      if (!isLost(went))
        held.push({ role: 'user', content: turn.asks }, { role: 'assistant', content: went.text });
    }
  } finally {
    off();
  }
  return played;
}

async function setScene(turn: Turn, house: House): Promise<void> {
  const { tell, directions = [] } = house.stage.sceneOf(turn);
  if (tell) house.screen.scene(tell);
  for (const direction of directions) {
    if (direction.do === 'wait') await untilDue(direction, house);
    else house.stage.direct(direction);
  }
}

/** An open circuit is not tried before it has rested. The reader is told what is waited for. */
async function untilDue({ for: whom }: Direction & { do: 'wait' }, house: House): Promise<void> {
  const { stage, screen, pace, signal } = house;
  const left = ({ until }: TargetReport) => (until?.getTime() ?? 0) - pace.date();
  const resting = stage.client.failover
    .health()
    .filter((report) => report.state === 'open' && left(report) > 0)
    .filter(({ provider }) => (whom as string[]).includes(provider));
  if (resting.length === 0) return;
  const ms = Math.max(...resting.map(left)) + 1;
  const names = list(resting.map(({ provider }) => nameOf(provider)));
  screen.remark(`${names} rest${resting.length > 1 ? '' : 's'} for another ${duration(ms)} …`);
  await pace.wait(ms, signal);
}

async function playTurn(
  turn: Turn,
  number: number,
  held: readonly Line[],
  news: News,
  { stage, screen, pace, signal }: House,
): Promise<Played> {
  const lines: Line[] = [...held, { role: 'user', content: turn.asks }];
  screen.asks(number, turn.asks);
  stage.open(turn, lines);
  try {
    const went = await play(stage, lines, screen, signal);
    screen.falls();
    const played = { ...went, events: await news.take(signal) };
    for (const remark of remarksOn(played, (held.length - 1) / 2)) screen.remark(remark);
    screen.circuits(stage.client.failover.health(), pace.date());
    return played;
  } finally {
    screen.falls();
  }
}
