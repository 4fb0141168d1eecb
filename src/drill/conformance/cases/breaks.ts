import { demand, equal } from '../demand.ts';
import { answer, type Play } from '../stage.ts';
import type { VendorTurn } from '../vendor.ts';

type Break = 'cut' | 'end' | 'break';

/** Whatever breaks is an error, before the first word and after it; and nothing that was said is lost before that. */
const streamed =
  (does: Break, what: string): Play =>
  async (stage) => {
    for (const after of [0, 2]) {
      const turn = { does, answer: answer(), after } satisfies VendorTurn;
      const { error, text, attempt } = await stage.ask(turn, { stream: true });
      const where = after === 0 ? 'before the first word' : `after ${after} pieces`;
      demand(error, `${what} ${where} was taken for an answer: "${text}".`);
      const wanted = answer().text.slice(0, after).join('');
      equal(`What was said before ${what.toLowerCase()} ${where}`, text, wanted);
      equal('The outcome of the attempt', attempt.outcome, 'failed');
    }
  };

const plain =
  (does: Break, after: number, what: string): Play =>
  async (stage) => {
    const turn = { does, answer: answer(), after } satisfies VendorTurn;
    const { error, text, attempt } = await stage.ask(turn);
    demand(error, `${what} was taken for an answer: "${text}".`);
    equal('The outcome of the attempt', attempt.outcome, 'failed');
  };

export const breaks: Record<string, Play> = {
  'stream: a connection that breaks off is an error': streamed('cut', 'A connection that broke'),
  'stream: an end without a finish is an error': streamed('end', 'An end without a finish'),
  'stream: an error inside of it is an error': streamed('break', 'An error inside of the stream'),
  'plain: a connection that breaks off is an error': plain('cut', 1, 'Half of an answer'),
  'plain: an answer without a finish is an error': plain('end', 2, 'An answer without a finish'),
  'plain: an error with status 200 is an error': plain('break', 0, 'An error inside of a 200'),
};
