import type { ModelTraits } from '../../core/traits.ts';
import type { ThinkingConfig } from './wire.ts';

/** OpenAI's efforts, from the least to the most. */
const ladder = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof ladder)[number];
type Efforts = Readonly<Partial<Record<Effort, ThinkingConfig>>>;

/** What a generation of models takes. What it does not take is left out of a request, and said so. */
export interface ModelFacts {
  /** Tokens that it can hold. */
  window: number;
  /** The most tokens of an answer; a higher limit is cut to it. Absent: not known. */
  maxTokens?: number;
  /** A function call that has to be made; otherwise it decides itself. */
  forcedTools: boolean;
  /** `temperature` and `topP`: deprecated on the newest models, which ignore them or answer 400. */
  sampling: boolean;
  /** `presencePenalty` and `frequencyPenalty`. */
  penalties: boolean;
  /** `candidateCount` above 1. */
  candidates: boolean;
  /** Function calls in the history must bring a `thoughtSignature`, or the request is a 400. */
  signatures: boolean;
  /** An answer in JSON alone (`responseMimeType`), beside tools too. */
  json: 'always' | 'without-tools' | 'never';
  /** How each effort is asked for; empty where the model does not think. */
  efforts: Efforts;
}

const levels: Efforts = {
  low: { thinkingLevel: 'LOW' },
  medium: { thinkingLevel: 'MEDIUM' },
  high: { thinkingLevel: 'HIGH' },
};
const levelsFromMinimal: Efforts = { minimal: { thinkingLevel: 'MINIMAL' }, ...levels };

/** What a user says that a model takes, though it was not known to. */
const anyLevel: Efforts = {
  none: { thinkingBudget: 0 },
  ...levelsFromMinimal,
  xhigh: { thinkingLevel: 'HIGH' },
  max: { thinkingLevel: 'HIGH' },
};

/** Tokens of thought: what Google's own OpenAI endpoint makes of the efforts. 512 is the least that all take. */
const budgets: Efforts = {
  minimal: { thinkingBudget: 512 },
  low: { thinkingBudget: 1_024 },
  medium: { thinkingBudget: 8_192 },
  high: { thinkingBudget: 24_576 },
};
const budgetsFromNone: Efforts = { none: { thinkingBudget: 0 }, ...budgets };

/** What a model that is not listed is taken for: an alias such as `gemini-flash-latest`, or one that came later. */
const newest: ModelFacts = {
  window: 1_048_576,
  forcedTools: true,
  sampling: false,
  penalties: false,
  candidates: false,
  signatures: true,
  json: 'always',
  efforts: levels,
};
const flash38: ModelFacts = { ...newest, maxTokens: 65_536 };
const generation36: ModelFacts = { ...flash38, efforts: levelsFromMinimal };
const generation3: ModelFacts = { ...generation36, sampling: true };
const generation25: ModelFacts = {
  window: 1_048_576,
  maxTokens: 65_536,
  forcedTools: true,
  sampling: true,
  penalties: false,
  candidates: true,
  signatures: false,
  json: 'without-tools',
  efforts: budgetsFromNone,
};
const { maxTokens: _, ...generation2 } = generation25;
const older: ModelFacts = { ...generation2, penalties: true, efforts: {} };

/**
 * As of 23 November 2026: ai.google.dev's model pages and thinking guide, and what @ai-sdk/google knows. The first
 * that fits. 3.5 Flash has been answered by 3.6 Flash since its retirement.
 */
const generations: readonly [RegExp, ModelFacts][] = [
  [/^gemini-3\.8-/, flash38],
  [/^gemini-3\.[5-7]-/, generation36],
  [/^gemini-3[^-]*-pro/, { ...generation3, efforts: levels }],
  [/^gemini-3(\.[1-4])?-/, generation3],
  [/^gemini-2\.5-pro/, { ...generation25, efforts: budgets }],
  [/^gemini-2\.5-/, generation25],
  [/^gemma/, { ...older, window: 131_072, json: 'never' }],
  [/^gemini-[12]/, older],
];

/** The facts of a model, by its name with or without `models/` before it, overridden by what its target says. */
export function factsOf(model: string, { efforts, schemas, ...more }: Partial<ModelTraits> = {}): ModelFacts {
  const name = model.slice(model.lastIndexOf('/') + 1);
  const facts = generations.find(([pattern]) => pattern.test(name))?.[1] ?? newest;
  return {
    ...facts,
    ...(schemas !== undefined && { json: schemas ? 'always' : 'never' }),
    ...(efforts && { efforts: chosen(efforts, facts) }),
    ...(more.forcedTools !== undefined && { forcedTools: more.forcedTools }),
    ...(more.window !== undefined && { window: more.window }),
    ...(more.sampling !== undefined && { sampling: more.sampling }),
    ...(more.maxTokens !== undefined && { maxTokens: more.maxTokens }),
  };
}

/** Each effort as this model, or else the newest, is asked for it. */
function chosen(efforts: readonly Effort[], facts: ModelFacts): Efforts {
  const known: Efforts = { ...anyLevel, ...facts.efforts };
  return Object.fromEntries(efforts.flatMap((effort) => (known[effort] ? [[effort, known[effort]]] : [])));
}

/** The nearest effort that a model can be asked for, preferring more; undefined where it does not think at all. */
export function nearest(wanted: Effort, efforts: Efforts): Effort | undefined {
  const at = ladder.indexOf(wanted);
  return [...ladder.slice(at), ...ladder.slice(0, at).reverse()].find((effort) => efforts[effort]);
}
