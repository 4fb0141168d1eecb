import { demand } from '../demand.ts';
import { answer, type Play, PROMPT, type Stage } from '../stage.ts';
import { kinds } from './failures.ts';

/** Words that may stand on an error, but in nothing that is logged. */
const words = { prompt: [PROMPT, 'unsupported-urchin'], answer: ['narwhal'] };

async function everything(stage: Stage): Promise<string> {
  const attempts: unknown[] = [];
  // Something that few vendors know may be warned of, but not quoted.
  const request = { user: 'unsupported-urchin', logit_bias: { 'unsupported-urchin': 1 }, seed: 7 };
  for (const stream of [false, true]) {
    for (const more of [{}, request]) {
      attempts.push(
        (await stage.ask({ does: 'answer', answer: answer() }, { stream, request: more })).attempts,
      );
    }
    for (const kind of kinds) attempts.push((await stage.ask({ does: 'refuse', kind }, { stream })).attempts);
    for (const does of ['cut', 'break', 'end'] as const)
      attempts.push((await stage.ask({ does, answer: answer(), after: 2 }, { stream })).attempts);
  }
  return JSON.stringify(attempts) + stage.told();
}

export const secretCases = (secrets: readonly string[]): Record<string, Play> => ({
  'secrets: no key, prompt or answer in events, reports, attempts and warnings': async (stage) => {
    const told = await everything(stage);
    const found = Object.entries({ ...words, key: secrets }).flatMap(([what, list]) =>
      list.some((word) => told.includes(word)) ? [what] : [],
    );
    demand(found.length === 0, `A part of the ${found.join(', ')} is told where it may be logged.`);
  },
});
