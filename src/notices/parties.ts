import { plain } from './facts.ts';
import type { Named, NoticeFacts } from './notice.ts';

/** How a language introduces those whose name cannot stand alone. */
export interface Introductions {
  /** Before a model's name, at the head of a sentence. */
  model: string;
  /** Before a name that may not begin a sentence, such as `my-gateway`. */
  service: string;
  /** One whom the public knows no name of, and another of that sort beside it. */
  nameless: string;
  otherNameless: string;
}

/** Who does not answer, fit to begin a sentence. */
export function subjectOf(facts: NoticeFacts, words: Introductions): string {
  const name = plain(facts.name);
  const model = plain(facts.model);
  if (facts.why === 'model-not-found' && model) return `${words.model} ${model}${name && ` (${name})`}`;
  if (!name) return capital(words.nameless);
  const whole = model && facts.standIn && twins(facts, facts.standIn) ? `${name} (${model})` : name;
  const first = name.includes(' ') ? capital(whole) : whole;
  return /^\p{Lu}/u.test(first) ? first : `${words.service} ${whole}`;
}

/** Who answers instead, fit for the middle of a sentence; undefined: nobody. */
export function standInOf(facts: NoticeFacts, words: Introductions): string | undefined {
  const { standIn } = facts;
  if (!standIn) return undefined;
  const name = plain(standIn.name);
  if (!name) return plain(facts.name) ? words.nameless : words.otherNameless;
  if (name !== plain(facts.name)) return name;
  return twins(facts, standIn) ? `${name} (${plain(standIn.model)})` : words.nameless;
}

/** Two models under one name; the same model by another way can only be told as a nameless one. */
function twins(one: Named, other: Named): boolean {
  const model = plain(other.model);
  return plain(one.name) === plain(other.name) && model !== '' && model !== plain(one.model);
}

const capital = (text: string): string => text.replace(/^./u, (letter) => letter.toUpperCase());
